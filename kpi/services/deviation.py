"""Missed targets are analysed and decided on (6.4.2③): no red leaves the house without both."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.history import save_tracked
from governance.lib.periods import Month
from governance.lib.workflow import Conflict, Refused, WrongState, find_step
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import hold_the_chain
from governance.services.transition import advance
from kpi.models import Deviation, Indicator, Report
from kpi.selectors.report_content import read_month
from kpi.selectors.report_figures import MonthFigure
from kpi.states import (
    DEVIATION_STEPS,
    DeviationDecision,
    DeviationState,
    ReportKind,
    ReportState,
)

# What a decision needs beside the analysis, so that somebody can follow it up.
NEEDED = {
    DeviationDecision.ACCEPT: ("decision_reason",),
    DeviationDecision.WATCH: ("responsible", "due_on"),
    DeviationDecision.ADHOC_REVIEW: ("responsible", "due_on"),
    DeviationDecision.IMPROVEMENT: ("measure", "responsible", "due_on"),
}


class CannotSettleDeviation(Refused):
    """The analysis or the decision is not complete, or the report is closed."""


@dataclass(frozen=True)
class Analysis:
    """Why a target was missed, what it did, and what is done about it; a decision may come with it."""

    cause: str
    impact: str
    measure: str = ""
    responsible: Person | None = None
    due_on: date | None = None
    decision: str = ""
    decision_reason: str = ""


def settle_deviation(
    report: Report,
    indicator: Indicator,
    found: Analysis,
    *,
    seen: int | None = None,
    by: Person,
    at: datetime,
) -> Deviation:
    """A missed target gets its cause and impact, and with a decision who does what until when.

    `seen` is the version the person looked at (0 = none yet); somebody else's later text is never
    overwritten. The person becomes an author of the report. Raises `CannotSettleDeviation`, `Conflict`.
    """
    demand(by, Permission.REPORT_DRAFT)
    _check(found)
    with transaction.atomic():
        hold_the_chain()
        report.refresh_from_db()
        demand_open(report)
        row = _row(report, indicator, by=by, at=at)
        if (
            seen is not None
            and seen != row.version
            and not (seen == 0 and row.state == DeviationState.OPEN)
        ):
            raise Conflict(
                _("Somebody else has just written this analysis. Please look at it again.")
            )
        texts = {
            "cause": found.cause.strip(),
            "impact": found.impact.strip(),
            "measure": found.measure.strip(),
            "responsible": found.responsible,
            "due_on": found.due_on,
            "analysed_at": at,
            "analysed_by": by,
            "decision": "",
            "decision_reason": "",
            "decided_at": None,
            "decided_by": None,
        }
        advance(row, find_step(DEVIATION_STEPS, "analyse"), by=by, at=at, changes=texts)
        if found.decision:
            decided: dict[str, Any] = {
                "decision": found.decision,
                "decision_reason": found.decision_reason.strip(),
                "decided_at": at,
                "decided_by": by,
            }
            advance(row, find_step(DEVIATION_STEPS, "decide"), by=by, at=at, changes=decided)
        note_author(report, by=by, at=at)
    return row


def sync_deviations(report: Report, figures: list[MonthFigure], *, at: datetime) -> None:
    """Every red has a row, and a row whose red has gone lapses; run twice it changes nothing more."""
    missed = {figure.indicator.pk: figure.indicator for figure in figures if figure.is_missed}
    rows = {row.indicator_id: row for row in Deviation.objects.filter(report=report)}
    clock = SystemActor("report")
    for key, indicator in missed.items():
        if key not in rows:
            save_tracked(
                Deviation(report=report, indicator=indicator),
                by=clock,
                at=at,
                reason="kpi.open_deviation",
            )
        elif rows[key].state == DeviationState.LAPSED:
            advance(rows[key], find_step(DEVIATION_STEPS, "recur"), by=clock, at=at)
    for key, row in rows.items():
        if key not in missed and row.state != DeviationState.LAPSED:
            advance(row, find_step(DEVIATION_STEPS, "lapse"), by=clock, at=at)


def demand_open(report: Report) -> None:
    """Texts change only while the report is a draft or was returned; raises `WrongState`."""
    if report.state not in {ReportState.DRAFT, ReportState.RETURNED}:
        raise WrongState(
            _("The report is “%(state)s”; its texts are closed.")
            % {"state": report.get_state_display()}
        )


def note_author(report: Report, *, by: Person, at: datetime) -> None:
    """Whoever writes any part is an author, and no author issues the report (reliability §3.3 no. 3)."""
    if by.pk not in report.authors:
        report.authors = [*report.authors, by.pk]
        save_tracked(report, by=by, at=at, reason="kpi.note_author", fields=["authors"])


def _check(found: Analysis) -> None:
    blank = " \t\r\n。.，,、!！?？-"
    if min(len(found.cause.strip(blank)), len(found.impact.strip(blank))) < 2:  # noqa: PLR2004 -- F24: “。” is no reason
        raise CannotSettleDeviation(_("An analysis names the cause and the impact."))
    if not found.decision:
        return
    decision = DeviationDecision(found.decision)
    given = {
        **vars(found),
        "decision_reason": found.decision_reason.strip(blank),
        "measure": found.measure.strip(blank),
    }
    if any(not given[name] for name in NEEDED[decision]):
        raise CannotSettleDeviation(
            {
                DeviationDecision.ACCEPT: _("Accepting a missed target needs a reason."),
                DeviationDecision.WATCH: _("Watching needs a responsible person and a due date."),
                DeviationDecision.ADHOC_REVIEW: _(
                    "An ad-hoc review needs a responsible person and a due date."
                ),
                DeviationDecision.IMPROVEMENT: _(
                    "An improvement needs a measure, a responsible person and a due date."
                ),
            }[decision]
        )


def _row(report: Report, indicator: Indicator, *, by: Actor, at: datetime) -> Deviation:
    row = _standing(report, indicator)
    if row is None and report.kind == ReportKind.MONTHLY:
        # Data accepted since the draft may have turned a figure red, or a red one green again.
        sync_deviations(report, read_month(Month.parse(report.period)).figures, at=at)
        row = _standing(report, indicator)
    if row is None:
        raise CannotSettleDeviation(_("This indicator has not missed its target in this month."))
    return row


def _standing(report: Report, indicator: Indicator) -> Deviation | None:
    rows = Deviation.objects.filter(report=report, indicator=indicator)
    row: Deviation | None = rows.exclude(state=DeviationState.LAPSED).first()
    return row
