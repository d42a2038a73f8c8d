"""A compilation in words: the months it stands on, side by side, and what they decided."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.numbers import EMPTY_MARK
from kpi.formulas import target_text
from kpi.selectors.deviation_text import DeviationRow
from kpi.selectors.report_phrases import (
    MARKS,
    moment_text,
    period_text,
    spoken,
    target_of,
    value_text,
)
from kpi.states import DeviationDecision, ReportState, Verdict

MOST_COLUMNS = 6  # A4 upright holds six months beside the name of the indicator.


@dataclass(frozen=True)
class MonthRef:
    """A month of the period and the issue in force it stands on; without a number there is none."""

    month: str
    report: int | None
    number: str
    version: str
    sha256: str
    issued_on: str
    state: str


@dataclass(frozen=True)
class Cell:
    """One month of one indicator."""

    value: str
    sample: str
    light: str
    mark: str
    verdict: str


@dataclass(frozen=True)
class SpanRow:
    """One indicator over the months of a table."""

    code: str
    name: str
    cells: tuple[Cell, ...]
    whole: Cell


@dataclass(frozen=True)
class Span:
    """A table of at most six months, with the figure of the whole period at its end."""

    months: tuple[str, ...]
    rows: tuple[SpanRow, ...]


def month_refs(content: dict[str, Any]) -> tuple[MonthRef, ...]:
    """Every month of the period, with number, version and hash of its issue, or what there is instead."""
    return tuple(
        MonthRef(
            month=period_text(each["period"]),
            report=each["report"],
            number=each["number"],
            version=each["version"],
            sha256=each["sha256"],
            issued_on=moment_text(each["issued_at"])[:10],
            state=str(ReportState(each["state"]).label) if each["state"] else _("not begun"),
        )
        for each in content["months"]
    )


def side_by_side(content: dict[str, Any]) -> tuple[Span, ...]:
    """The months of every indicator beside its own figure of the period, six to a table."""
    facts = [each for process in content["processes"] for each in process["figures"]]
    labels = [each["period"] for each in content["months"]]
    return tuple(
        _span(labels[start : start + MOST_COLUMNS], start, facts)
        for start in range(0, len(labels), MOST_COLUMNS)
    )


def months_met(facts: dict[str, Any]) -> str:
    """What is judged by the month says in how many months it was met; its sum is not judged."""
    judged = [each for each in facts["months"] if each["verdict"] in {Verdict.MET, Verdict.MISSED}]
    if not judged:
        words = {
            "quarter": _("assessed quarterly, not judged here"),
            "year": _("assessed yearly, not judged here"),
        }
        return words.get(facts["assessed_in"], "")
    met = sum(each["verdict"] == Verdict.MET for each in judged)
    return _("judged by the month: met in %(met)s of %(count)s") % {
        "met": met,
        "count": len(judged),
    }


def decided(content: dict[str, Any]) -> tuple[DeviationRow, ...]:
    """The deviations as the monthly issues froze them, each with its month and the issue that says so."""
    return tuple(
        DeviationRow(
            code=facts["code"],
            name=f"{spoken(facts)} · {period_text(facts['period'])}",
            description=_description(facts),
            facts=facts,
            decision=str(DeviationDecision(facts["decision"]).label) if facts["decision"] else "",
        )
        for facts in content["deviations"]
    )


def _description(facts: dict[str, Any]) -> str:
    target, unit = target_of(facts), spoken(facts, "unit")
    return _("%(value)s in %(month)s, target %(target)s; %(number)s %(version)s.") % {
        "value": value_text(facts["value"], unit, target=target),
        "month": period_text(facts["period"]),
        "target": target_text(target, unit) if target else EMPTY_MARK,
        "number": facts["number"],
        "version": facts["version_label"],
    }


def _span(labels: list[str], start: int, facts: list[dict[str, Any]]) -> Span:
    return Span(
        months=tuple(labels),
        rows=tuple(
            SpanRow(
                code=each["code"],
                name=spoken(each),
                cells=tuple(
                    _cell(part, spoken(each, "unit"))
                    for part in each["months"][start : start + len(labels)]
                ),
                whole=_cell(each, spoken(each, "unit")),
            )
            for each in facts
        ),
    )


def _cell(facts: dict[str, Any], unit: str) -> Cell:
    verdict = Verdict(facts["verdict"])
    light = "watch" if facts["light"] == "watch" else verdict.value
    sample = f"{facts['numerator']}/{facts['denominator']}" if facts["denominator"] else ""
    return Cell(
        value=value_text(facts["value"], unit, target=target_of(facts)),
        sample=sample,
        light=light,
        mark=MARKS[light],
        verdict=str(_("watch") if light == "watch" else verdict.label),
    )
