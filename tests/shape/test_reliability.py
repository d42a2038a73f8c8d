"""Bad input, races and faults, line by line: every line has a test that would fail if it were no longer true (reliability §4.3–4.5)."""

import ast
import tomllib

import pytest

from tests.shape.tree import ROOT

LINES = tomllib.loads((ROOT / "tests" / "shape" / "reliability.toml").read_text(encoding="utf-8"))
COUNTS = {
    "forms": ("F", 27),
    "sheets": ("X", 23),
    "uploads": ("U", 18),
    "addresses": ("Q", 18),
    "accounts": ("A", 7),
    "races": ("C", 22),
    "faults": ("D", 25),
}
# What no test of this tree can show, with the reason; the REST lines stand in `tests/governance/api/test_lines.py`.
ELSEWHERE = {
    "Q8": "the web server in front refuses heads of that size before we are asked",
    "A5": "there are no reset links: an administrator opens an account anew",
}


def held_in(place: str) -> set[str]:
    folder, _slash, name = place.rpartition("/")
    tree = ast.parse((ROOT / "tests" / folder / f"test_{name}.py").read_text(encoding="utf-8"))
    found = (each for each in tree.body if isinstance(each, ast.FunctionDef))
    return {each.name.removeprefix("test_") for each in found}


@pytest.mark.parametrize("table", COUNTS)
def test_every_line_of_a_table_has_its_tests(table):
    letter, count = COUNTS[table]
    lines = {line.split()[0]: places for line, places in LINES[table].items()}
    missing = [
        f"{line} {place}"
        for line, places in lines.items()
        for place in places
        if place.partition(":")[2] not in held_in(place.partition(":")[0])
    ]

    assert list(lines) == [f"{letter}{number}" for number in range(1, count + 1)]
    assert missing == []
    assert [line for line, places in lines.items() if not places and line not in ELSEWHERE] == []
