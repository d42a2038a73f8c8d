"""Deviations are analysed and decided on (6.4.2③, R19): no red leaves the house without both."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.history import save_tracked
from governance.lib.periods import Month
from governance.lib.workflow import (
    Conflict,
    NotAllowed,
    Refused,
    WrongState,
    find_step,
    has_substance,
)
from governance.models import Obligation, Person
from governance.permissions import Permission, demand, has_permission
from governance.selectors.calendar import local_day, local_moment, work_calendar
from governance.selectors.setting import setting_value
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.services.obligation import Duty, ensure_duties, fulfil
from governance.services.transition import advance
from governance.states import STILL_OWED, ObligationKind
from kpi.formulas.series import TARGET_MISSED
from kpi.models import Deviation, Indicator, Report
from kpi.permissions import may_analyse_deviation
from kpi.selectors.deviation import answerable_people, rule_name
from kpi.selectors.report_content import read_month
from kpi.services.signal import OPEN_REPORT, sync_deviations
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
CLOSES = time(17)


class CannotSettleDeviation(Refused):
    """The analysis or the decision is not complete, or the report is closed."""


class CannotAskForAnalysis(Refused):
    """Nobody can be asked who does not answer for the process, or where nothing is left to ask."""


@dataclass(frozen=True)
class Analysis:
    """Why a signal came, what it did, and what is done about it; a decision may come with it."""

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
    _check(found, on=local_day(at))
    with transaction.atomic():
        hold_the_chain()
        report.refresh_from_db()
        demand_open(report)
        row = _row(report, indicator, at=at)
        return _settle(row, found, seen=seen, by=by, at=at)


def settle_signal(
    deviation: Deviation, found: Analysis, *, seen: int | None = None, by: Person, at: datetime
) -> Deviation:
    """A deviation of the register is analysed by whoever was asked, and decided on by the PMO.

    While its report is a draft the writer becomes an author of it; while the report waits for its
    issue nothing moves; after the issue what is still undecided is decided here, and the issued
    report stays as it was signed.
    Raises `NotAllowed`, `CannotSettleDeviation`, `WrongState`, `Conflict`.
    """
    if found.decision and not has_permission(by, Permission.REPORT_DRAFT):
        raise NotAllowed(_("The PMO decides what follows from a deviation."))
    _check(found, on=local_day(at))
    with transaction.atomic():
        hold_the_chain()
        row: Deviation = Deviation.objects.select_related("indicator", "report").get(
            pk=deviation.pk
        )
        if not may_analyse_deviation(by, row):
            raise NotAllowed(_("You are not allowed to do this."))
        _demand_unsettled(row, by)
        return _settle(row, found, seen=seen, by=by, at=at)


def ask_analysis(deviation: Deviation, person: Person, *, by: Person, at: datetime) -> Deviation:
    """The PMO asks a specialist or head of the process for the analysis; it is owed from then on.

    Due on the decided workday after the asking, 17:00. Asking somebody else hands the duty over.
    Raises `CannotAskForAnalysis`, `WrongState`.
    """
    demand(by, Permission.REPORT_DRAFT)
    with transaction.atomic():
        hold_the_chain()
        row: Deviation = Deviation.objects.select_related("indicator__process", "report").get(
            pk=deviation.pk
        )
        if row.state not in {DeviationState.OPEN, DeviationState.ANALYSED}:
            raise WrongState(
                _("The deviation is “%(state)s”; there is nothing to analyse.")
                % {"state": row.get_state_display()}
            )
        if person.pk not in {each.pk for each in answerable_people(row, on=local_day(at))}:
            raise CannotAskForAnalysis(
                _("%(name)s neither reports this process nor heads a department that does.")
                % {"name": person.name}
            )
        before = row.asked.name if row.asked else ""
        row.asked, row.asked_at = person, at
        save_tracked(row, by=by, at=at, reason="kpi.ask_analysis", fields=["asked", "asked_at"])
        change = Change({"asked": before}, {"asked": person.name})
        record("kpi.ask_analysis", by=by, at=at, obj=row, change=change)
        duty = _duty(row, person, at)
        owed = analysis_duties(row)
        if owed:
            _hand_over(owed[0], duty)
        else:
            ensure_duties([duty], at=at)
        note = Note(
            f"analysis:{row.pk}:{person.pk}:{at.isoformat()}",
            duty.title,
            duty.title_en,
            url=duty.url,
        )
        tell(note, [person], at=at)
    return row


def analysis_duties(row: Deviation) -> list[Obligation]:
    """The analyses of a deviation that somebody still owes."""
    owed = Obligation.objects.filter(
        kind=ObligationKind.DEVIATION_ANALYSIS,
        subject__startswith=f"deviation:{row.pk}:",
        state__in=STILL_OWED,
    )
    return list(owed.order_by("pk"))


def demand_open(report: Report) -> None:
    """Texts change only while the report is a draft or was returned; raises `WrongState`."""
    if report.state not in OPEN_REPORT:
        raise WrongState(
            _("The report is “%(state)s”; its texts are closed.")
            % {"state": report.get_state_display()}
        )


def note_author(report: Report, *, by: Person, at: datetime) -> None:
    """Whoever writes any part is an author, and no author issues the report (reliability §3.3 no. 3)."""
    if by.pk not in report.authors:
        report.authors = [*report.authors, by.pk]
        save_tracked(report, by=by, at=at, reason="kpi.note_author", fields=["authors"])


def _demand_unsettled(row: Deviation, by: Person) -> None:
    report = row.report
    if report is not None and report.state == ReportState.SUBMITTED:
        demand_open(report)
    if row.state != DeviationState.DECIDED:
        return
    is_told = report is not None and report.state == ReportState.ISSUED
    if is_told or not has_permission(by, Permission.REPORT_DRAFT):
        raise WrongState(_("This deviation has been decided on; its decision stands."))


def _settle(
    row: Deviation, found: Analysis, *, seen: int | None, by: Person, at: datetime
) -> Deviation:
    if (
        seen is not None
        and seen != row.version
        and not (seen == 0 and row.state == DeviationState.OPEN)
    ):
        raise Conflict(_("Somebody else has just written this analysis. Please look at it again."))
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
        "watched_at": None,
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
    for duty in analysis_duties(row):
        fulfil(duty, by=by, at=at, evidence=f"{row} {at.isoformat()}")
    if row.report is not None and row.report.state in OPEN_REPORT:
        note_author(row.report, by=by, at=at)
    return row


def _check(found: Analysis, *, on: date) -> None:
    if not (has_substance(found.cause) and has_substance(found.impact)):
        raise CannotSettleDeviation(_("An analysis names the cause and the impact."))
    if not found.decision:
        return
    decision = DeviationDecision(found.decision)
    given = {
        **vars(found),
        "decision_reason": has_substance(found.decision_reason),
        "measure": has_substance(found.measure),
    }
    if any(not given[name] for name in NEEDED[decision]):
        raise CannotSettleDeviation(
            {
                DeviationDecision.ACCEPT: _("Accepting a deviation needs a reason."),
                DeviationDecision.WATCH: _("Watching needs a responsible person and a due date."),
                DeviationDecision.ADHOC_REVIEW: _(
                    "An ad-hoc review needs a responsible person and a due date."
                ),
                DeviationDecision.IMPROVEMENT: _(
                    "An improvement needs a measure, a responsible person and a due date."
                ),
            }[decision]
        )
    # A watch that is over already would open the deviation again before anybody has looked.
    if decision == DeviationDecision.WATCH and found.due_on is not None and found.due_on < on:
        raise CannotSettleDeviation(_("Watching goes on until a day that is still to come."))


def _row(report: Report, indicator: Indicator, *, at: datetime) -> Deviation:
    row = _standing(report, indicator)
    if row is None and report.kind == ReportKind.MONTHLY:
        # Data accepted since the draft may have turned a figure red, or a red one green again.
        sync_deviations(report, read_month(Month.parse(report.period)).figures, at=at)
        row = _standing(report, indicator)
    if row is None:
        raise CannotSettleDeviation(_("This indicator has not missed its target in this month."))
    return row


def _standing(report: Report, indicator: Indicator) -> Deviation | None:
    rows = Deviation.objects.filter(
        report=report, indicator=indicator, rule=TARGET_MISSED, period_end=report.end
    )
    row: Deviation | None = rows.exclude(state=DeviationState.LAPSED).first()
    if row is not None:
        row.report = report
    return row


def _duty(row: Deviation, person: Person, at: datetime) -> Duty:
    days = int(setting_value("deviation_analysis_workdays"))
    titles = {}
    for language, name in (("zh-hans", row.indicator.name), ("en", row.indicator.name_en)):
        with override(language):
            titles[language] = _("Analysis of a deviation · %(code)s %(name)s: %(rule)s") % {
                "code": row.indicator.code,
                "name": name,
                "rule": rule_name(row.rule),
            }
    return Duty(
        kind=ObligationKind.DEVIATION_ANALYSIS,
        clause="6.4.2③",
        # One duty per asking: what came back after a watch is asked for anew.
        subject=f"deviation:{row.pk}:{row.version}",
        period=row.period,
        title=titles["zh-hans"],
        title_en=titles["en"],
        url=reverse("kpi:deviation", args=[row.pk]),
        opens_at=at,
        due_at=local_moment(work_calendar().add_workdays(local_day(at), days), CLOSES),
        responsible=person,
        department=person.department,
    )


def _hand_over(owed: Obligation, duty: Duty) -> None:
    owed.responsible, owed.department, owed.due_at = duty.responsible, duty.department, duty.due_at
    owed.save(update_fields=["responsible", "department", "due_at"])
