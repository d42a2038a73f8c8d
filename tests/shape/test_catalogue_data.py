"""The shipped data is whole, agrees with itself, and carries none of the policy's running text."""

import re
import tomllib
from pathlib import Path

import pytest

from kpi.formulas import parse_formula
from kpi.formulas.complement import are_complements

ROOT = Path(__file__).resolve().parent.parent.parent
DIMENSIONS = {"E", "Q", "S"}
LONGEST_RUN = 25


def read(path):
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


INDICATORS = read("kpi/data/indicators.toml")
MEASURES = {
    code: entry
    for group in read("kpi/data/measures.toml").values()
    for code, entry in group.items()
}
PROCESSES = read("processes/data/processes.toml")
ISSUES = read("governance/data/policy_issues.toml")
STARTER = {
    "SLM-01",
    "INC-01",
    "INC-02",
    "INC-03",
    "INC-04",
    "INC-05",
    "INC-07",
    "CHG-01",
    "CHG-02",
    "CHG-03",
    "REL-01",
    "AVL-01",
    "SEC-01",
    "SEC-02",
    "DSK-05",
    "PRB-06",
    "CAP-01",
    "REV-02",
    "MON-01",
    "MON-02",
    "MON-03",
    "MON-04",
}


# Number, dimension, unit and direction, cadence, aggregation: written down apart from the data.
LINES = """
SLM: 01 Q %↑ W RATIO; 02 Q %↑ M RATIO; 03 Q %↑ M LAST; 04 E %↑ Q RATIO; 05 Q 次↓ W SUM; 06 E %↑ M RATIO; 07 S %↑ Q RATIO
DSK: 01 E %↑ W RATIO; 02 E 秒↓ W RATIO; 03 Q %↑ W RATIO; 04 Q %↑ W RATIO; 05 E %↑ W RATIO; 06 Q %↑ W RATIO; 07 S %↑ W RATIO; 08 S %↑ W RATIO
RPT: 01 E %↑ M RATIO; 02 E %↑ M RATIO; 03 Q %↑ M RATIO; 04 Q %↑ M RATIO; 05 S %↑ Q RATIO
INC: 01 E %↑ W RATIO; 02 E %↑ W RATIO; 03 Q %↑ W RATIO; 04 E h↓ W RATIO; 05 Q 件↓ W SUM; 06 Q %↓ M RATIO; 07 E 件↓ W LAST; 08 S %↑ W RATIO
PRB: 01 Q %↑ M RATIO; 02 E 工作日↓ M RATIO; 03 Q %↑ M RATIO; 04 Q %↑ Q NONE; 05 Q %↑ M RATIO; 06 E 件↓ W LAST; 07 S %↑ Q RATIO
CFG: 01 Q %↑ Q RATIO; 02 Q %↑ M LAST; 03 E %↑ Q RATIO; 04 E %↑ W RATIO; 05 Q 次↓ W SUM; 06 Q %↑ M RATIO; 07 S %↑ Y RATIO
CHG: 01 Q %↑ W RATIO; 02 Q %↓ W RATIO; 03 Q %↓ W RATIO; 04 E %↑ W RATIO; 05 Q 件↓ W SUM; 06 E h↓ W RATIO; 07 Q %↑ M RATIO; 08 S %↑ Q RATIO
REL: 01 Q %↑ W RATIO; 02 E %↑ W RATIO; 03 Q %↓ W RATIO; 04 Q %↑ W RATIO; 05 Q %↑ W RATIO; 06 Q 件↓ W SUM; 07 S %↑ Q RATIO
CAP: 01 Q %↓ W LAST; 02 E 百分点↓ W MAX; 03 Q 件↓ W SUM; 04 E %↑ Q RATIO; 05 Q %↓ Q RATIO; 06 E %↑ M RATIO; 07 S 次↓ M SUM
AVL: 01 Q %↑ W RATIO; 02 Q 次↓ W SUM; 03 E h↓ W RATIO; 04 Q h↑ M RATIO; 05 E %↑ Q RATIO; 06 Q %↑ Q RATIO; 07 Q %↑ M RATIO; 08 S 次↓ W SUM
SEC: 01 Q 件↓ W SUM; 02 E %↑ W RATIO; 03 E %↑ W RATIO; 04 Q %↑ Q DISTINCT; 05 E %↑ Q RATIO; 06 Q %↑ Q RATIO; 07 Q %↑ Q RATIO; 08 S 次↓ M SUM
PUR: 01 E %↑ M RATIO; 02 E %↑ M RATIO; 03 Q %↑ M RATIO; 04 E %↑ Y DISTINCT; 05 Q %↑ Q RATIO; 06 E %↑ Y NONE; 07 S %↑ Q RATIO
PLN: 01 E %↑ Y RATIO; 02 Q %↑ Y LAST; 03 Q %↑ Q LAST; 04 E %↑ Q LAST; 05 E %↑ M RATIO; 06 S %↑ Q RATIO
MON: 01 E %↑ W RATIO; 02 Q %↑ W RATIO; 03 Q %↑ W RATIO; 04 E %↑ M RATIO; 05 Q %↑ M LAST; 06 Q %↑ M RATIO; 07 S %↑ Y RATIO
REV: 01 E %↑ Q RATIO; 02 - 次↑ Y SUM; 03 E %↑ Q RATIO; 04 Q %↑ Q RATIO; 05 E %↑ M RATIO; 06 Q %↑ Q RATIO; 07 S %↑ Y RATIO
IMP: 01 E %↑ M RATIO; 02 Q %↑ Q RATIO; 03 E 项↓ W LAST; 04 Q %↑ Q RATIO; 05 E 天↓ Q RATIO; 06 Q %↓ Q RATIO; 07 S 百分点↑ Q NONE
"""
CADENCES = {"week": "W", "month": "M", "quarter": "Q", "year": "Y"}


def lines():
    """Each code with what the list above says of it."""
    for row in LINES.strip().splitlines():
        prefix, _colon, rest = row.partition(":")
        for line in rest.split(";"):
            number, *said = line.split()
            yield f"{prefix}-{number}", " ".join(said)


def test_every_suggestion_is_the_one_of_the_catalogue():
    shipped = {
        code: " ".join(
            (
                entry.get("dimension", "-"),
                entry["unit"] + {"up": "↑", "down": "↓"}[entry["direction"]],
                CADENCES[entry["cadence"]],
                entry["agg"],
            )
        )
        for code, entry in INDICATORS.items()
    }

    assert shipped == dict(lines())


def test_every_suggestion_is_named_in_both_languages_with_hint_and_pitfall():
    pitfalls = read("kpi/data/pitfalls.toml")

    for code, entry in INDICATORS.items():
        assert all(entry[name].strip() for name in ("zh", "en", "hint")), code
        assert entry["pitfalls"], code
        assert set(entry["pitfalls"]) <= set(pitfalls), code
    assert all(entry["zh"] and entry["en"] for entry in pitfalls.values())


def test_complements_name_each_other_and_are_all_that_arithmetic_finds():
    formulas = {code: parse_formula(entry["formula"]) for code, entry in INDICATORS.items()}
    found = {
        (one, other)
        for one in formulas
        for other in formulas
        if one != other and are_complements(formulas[one], formulas[other])
    }
    named = {
        (code, other)
        for code, entry in INDICATORS.items()
        for other in entry.get("complements", [])
    }

    assert named == found == {("REL-01", "REL-03"), ("REL-03", "REL-01")}


def test_the_library_has_114_suggestions_over_16_processes():
    prefixes = {entry["short"] for entry in PROCESSES.values()}

    assert len(INDICATORS) == 114
    assert {code.partition("-")[0] for code in INDICATORS} == prefixes


@pytest.mark.parametrize("prefix", [entry["short"] for entry in PROCESSES.values()])
def test_every_process_has_a_suggestion_in_each_dimension(prefix):
    found = {
        entry.get("dimension")
        for code, entry in INDICATORS.items()
        if code.startswith(f"{prefix}-")
    }

    assert found >= DIMENSIONS


@pytest.mark.parametrize("code", INDICATORS)
def test_every_formula_reads_and_its_measures_exist_with_the_stated_aggregation(code):
    entry = INDICATORS[code]
    formula = parse_formula(entry["formula"])

    assert set(formula.names) <= set(MEASURES)
    kinds = {MEASURES[name].get("agg", "SUM") for name in formula.names}
    expected = {"RATIO": "SUM"}.get(entry["agg"], entry["agg"])
    assert kinds == {expected}
    assert formula.is_ratio or entry["unit"] != "%"


def test_every_measure_is_used_and_no_unit_lacks_its_english():
    used = {name for entry in INDICATORS.values() for name in parse_formula(entry["formula"]).names}
    used |= {entry["population"] for entry in INDICATORS.values() if "population" in entry}
    units = read("kpi/data/units.toml")

    assert used == set(MEASURES)
    assert {entry["unit"] for entry in [*INDICATORS.values(), *MEASURES.values()]} <= set(units)


def test_a_computed_indicator_is_computed_from_system_measures_only():
    for entry in INDICATORS.values():
        sources = {
            MEASURES[name].get("system", False) for name in parse_formula(entry["formula"]).names
        }
        assert sources == {entry.get("computed", False)}, entry


def test_the_starter_set_is_the_agreed_one():
    assert {code for code, entry in INDICATORS.items() if entry.get("starter")} == STARTER


def test_the_register_has_58_issues_and_every_issue_cited_is_in_it():
    cited = set()
    for path in (*ROOT.glob("*/data/*.toml"), *(ROOT / "templates").rglob("*.html")):
        cited |= set(re.findall(r'"(G\d+)"', path.read_text(encoding="utf-8")))

    assert list(ISSUES) == [f"G{number}" for number in range(1, 59)]
    assert cited <= set(ISSUES)


def test_every_subject_an_issue_affects_exists():
    known = {
        "process": set(PROCESSES),
        "clause": {entry["number"] for entry in read("governance/data/clauses.toml")["clauses"]},
        "document": {entry["key"] for entry in read("governance/data/documents.toml")["documents"]},
        "unit": {entry["code"] for entry in read("governance/data/departments.toml")["units"]},
        "indicator": set(INDICATORS),
    }
    for code, entry in ISSUES.items():
        for subject in entry["affects"]:
            kind, _colon, key = subject.partition(":")
            assert kind == "feature" or key in known[kind], (code, subject)


def test_requirements_are_r1_to_r66_and_the_three_committee_decisions_are_marked():
    rows = read("governance/data/requirements.toml")["requirements"]

    assert [row["code"] for row in rows] == [f"R{number}" for number in range(1, 67)]
    assert [row["code"] for row in rows if row.get("approval")] == ["R24", "R25", "R26", "R53"]


def test_no_run_of_the_policys_prose_is_in_the_repository(shared):
    prose = _prose((shared / "policy" / "YNTD-ITSS-0600.txt").read_text(encoding="utf-8"))
    runs = {
        paragraph[start : start + LONGEST_RUN]
        for paragraph in prose
        for start in range(len(paragraph) - LONGEST_RUN + 1)
    }

    for path in ROOT.glob("*/data/*.toml"):
        text = re.sub(r"\s", "", path.read_text(encoding="utf-8"))
        found = {run for run in runs if run in text}
        assert not found, (path.name, sorted(found)[:3])


def _prose(text):
    """Paragraphs without tables, headings and the table of contents, without white space."""
    lines = [line.strip() for line in text.splitlines()]
    kept = [
        "" if "\t" in line or line.startswith("#") or "....." in line else line for line in lines
    ]
    return [re.sub(r"\s", "", part) for part in "\n".join(kept).split("\n\n") if part.strip()]
