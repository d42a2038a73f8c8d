"""The shipped data is whole, agrees with itself, and carries none of the policy's running text."""

import re
import tomllib
from pathlib import Path

import pytest

from kpi.formulas import parse_formula

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
