"""The library of measures and suggested indicators, and the policy's own KPI (R54, R66, G14)."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from governance.lib.history import save_tracked
from governance.lib.workflow import find_step
from governance.services.catalogue import ACTOR, Tally, read_catalogue, seed_rows
from governance.services.transition import advance
from kpi.formulas.expression import parse_formula
from kpi.models import Indicator, IndicatorVersion, Measure, Target
from kpi.states import INDICATOR_STEPS, Entry, IndicatorState
from processes.models import Process

_DATA = Path(__file__).resolve().parent.parent / "data"
# The approval date printed on V1.0; the policy states no other date (G47).
_POLICY_DAY = date(2025, 1, 7)
# Columns the library fills and nobody else.
_LIBRARY_ONLY = {"source": str, "source_en": str, "pitfalls": list, "complements": list}
# A figure collected by the week is judged by the month; slower ones at their own pace.
_JUDGED_BY = {"week": "month"}


def seed_indicators(*, at: datetime) -> Tally:
    """The library exists after every start, all of it inactive but the one KPI of clause 7 (G14)."""
    processes = {process.code: process for process in Process.objects.all()}
    prefixes = {process.prefix: process for process in processes.values()}
    units = read_catalogue(_DATA / "units.toml")
    library = read_catalogue(_DATA / "indicators.toml")
    tally = seed_rows(Measure, _measures(processes, units), key=("code",), at=at)
    tally += seed_rows(
        Indicator,
        [
            _indicator(position, code, entry, prefixes, units)
            for position, (code, entry) in enumerate(library.items(), 1)
        ],
        key=("code",),
        at=at,
    )
    return (
        tally
        + _tell_of_adopted(library, at=at)
        + _seed_definitions(library, at=at)
        + _adopt_policy_kpi(library, at=at)
    )


def _measures(processes: dict[str, Process], units: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "process": processes[process],
            "name": entry["zh"],
            "name_en": entry["en"],
            "unit": entry["unit"],
            "unit_en": units[entry["unit"]],
            "aggregation": entry.get("agg", "SUM"),
            "scale": entry.get("scale", []),
            "entry": Entry.SYSTEM if entry.get("system") else Entry.PERSON,
            "decimals": entry.get("decimals", 0),
            "position": position,
        }
        for process, group in read_catalogue(_DATA / "measures.toml").items()
        for position, (code, entry) in enumerate(group.items(), 1)
    ]


def _indicator(
    position: int,
    code: str,
    entry: dict[str, Any],
    prefixes: dict[str, Process],
    units: dict[str, str],
) -> dict[str, Any]:
    return {
        "code": code,
        "process": prefixes[code.partition("-")[0]],
        "name": entry["zh"],
        "name_en": entry["en"],
        "dimension": entry.get("dimension", ""),
        "unit": entry["unit"],
        "unit_en": units[entry["unit"]],
        "direction": entry["direction"],
        "cadence": entry["cadence"],
        "assessment_grain": _JUDGED_BY.get(entry["cadence"], entry["cadence"]),
        "entry": Entry.SYSTEM if entry.get("computed") else Entry.PERSON,
        "is_policy": entry.get("from_policy", False),
        "is_starter": entry.get("starter", False),
        "hint": entry["hint"],
        "hint_en": entry.get("hint_en", entry["hint"]),
        "note": entry.get("note", ""),
        "note_en": entry.get("note_en", ""),
        "source": entry.get("source", ""),
        "source_en": entry.get("source_en", ""),
        "pitfalls": entry.get("pitfalls", []),
        "complements": entry.get("complements", []),
        "gaps": entry.get("gaps", []),
        "position": position,
    }


def _tell_of_adopted(library: dict[str, Any], *, at: datetime) -> Tally:
    """What only the library says of an indicator reaches those the PMO has adopted too; nobody edits it.

    Without it an adopted indicator would keep the pitfalls and sources of the day it was adopted.
    """
    tally = Tally()
    for row in Indicator.objects.filter(code__in=library).exclude(state=IndicatorState.SUGGESTED):
        entry = library[row.code]
        told = {name: entry.get(name, kind()) for name, kind in _LIBRARY_ONLY.items()}
        if any(getattr(row, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(row, name, value)
            save_tracked(row, by=ACTOR, at=at, reason="kpi.tell_of_adopted", fields=list(told))
            tally.updated += 1
    return tally


def _seed_definitions(library: dict[str, Any], *, at: datetime) -> Tally:
    """Every suggestion carries its formula as definition 1, in force only from its adoption."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    measures = {measure.code: measure for measure in Measure.objects.all()}
    tally = seed_rows(
        IndicatorVersion,
        [
            {
                "indicator": indicators[code],
                "number": 1,
                "formula": parse_formula(entry["formula"]).text,
                "cohort": entry.get("cohort", ""),
                "cohort_en": entry.get("cohort_en", ""),
                "needs_project": entry.get("needs_project", False),
                "population": measures[entry["population"]] if "population" in entry else None,
            }
            for code, entry in library.items()
        ],
        key=("indicator", "number"),
        at=at,
    )
    if tally.created or tally.updated:
        _tie_measures()
    return tally


def _tie_measures() -> None:
    measures = {measure.code: measure.pk for measure in Measure.objects.all()}
    through = IndicatorVersion.measures.through
    tied = set(through.objects.values_list("indicatorversion_id", "measure_id"))
    through.objects.bulk_create(
        [
            through(indicatorversion_id=version.pk, measure_id=measures[name])
            for version in IndicatorVersion.objects.filter(number=1).select_related("population")
            for name in _needed(version)
            if (version.pk, measures[name]) not in tied
        ]
    )


def _needed(version: IndicatorVersion) -> list[str]:
    names = list(parse_formula(version.formula).names)
    return [*names, version.population.code] if version.population else names


def _adopt_policy_kpi(library: dict[str, Any], *, at: datetime) -> Tally:
    """What the policy itself demands needs nobody's adoption (clause 7); its target is the printed one."""
    tally = Tally()
    own = [code for code, entry in library.items() if entry.get("from_policy")]
    waiting = Indicator.objects.filter(
        code__in=own, state=IndicatorState.SUGGESTED, adopted_on=None
    )
    for indicator in waiting:
        advance(
            indicator,
            find_step(INDICATOR_STEPS, "adopt"),
            by=ACTOR,
            at=at,
            changes={"adopted_on": _POLICY_DAY},
        )
        definition = IndicatorVersion.objects.get(indicator=indicator, number=1)
        definition.valid_from = _POLICY_DAY
        save_tracked(definition, by=ACTOR, at=at, reason="kpi.adopt", fields=["valid_from"])
        printed = library[indicator.code]["target"]
        target = Target(
            indicator=indicator,
            operator=printed["operator"],
            value=Decimal(printed["value"]),
            valid_from=_POLICY_DAY,
            basis=printed["basis"],
        )
        save_tracked(target, by=ACTOR, at=at, reason="kpi.set_target")
        tally += Tally(updated=1)
    return tally
