"""The reports of the demo year: reds analysed and decided by the PMO, all of them issued by the process manager."""

from datetime import timedelta

from governance.lib.periods import Month, Quarter, Year
from governance.models import Obligation, Person
from governance.services.obligation import waive
from governance.states import STILL_OWED, ObligationKind
from kpi.formulas.series import MISSED_IN_A_ROW
from kpi.models import Deviation, Indicator, Report
from kpi.selectors.deviation import answerable_people
from kpi.selectors.deviation_text import evidence_in_words
from kpi.selectors.report_content import read_month
from kpi.selectors.report_reading import content_now
from kpi.services.deviation import Analysis, ask_analysis, settle_deviation, settle_signal
from kpi.services.reading import note_reading
from kpi.services.report import (
    compile_report,
    draft_report,
    issue_report,
    submit_report,
    write_finding,
    write_section,
)
from kpi.services.report_outline import lay_out_report
from kpi.states import DeviationState, ReadingDoor, ReportKind, SectionKind
from portal.services.demo.act import Act
from portal.services.demo.people import POSTS
from portal.services.demo.words import (
    AFTER_INCIDENTS,
    BETTER,
    EVENTS,
    FOCUS,
    INTO_QUARTER,
    LAYOUT,
    NO_EVENTS,
    ON_PAPER_REASON,
    OTHER_FOCUS,
    PROCESS_WORDS,
    RUN_ON,
    STILL_THERE,
    UNDECIDED,
    Finding,
    finding_for,
)
from portal.services.demo.world import DemoWorld
from processes.models import Process
from reviews.selectors.trigger import deviations_without_trigger
from reviews.services.trigger import NewTrigger, dismiss_trigger, raise_trigger
from reviews.states import TriggerKind

ON_PAPER = (
    ObligationKind.ANNUAL_PLAN,
    ObligationKind.SELF_ASSESSMENT,
)
OPEN_STATES = (DeviationState.OPEN, DeviationState.ANALYSED)
PERIODS: dict[ReportKind, type[Month] | type[Quarter] | type[Year]] = {
    ReportKind.QUARTERLY: Quarter,
    ReportKind.YEARLY: Year,
    ReportKind.SLA: Quarter,
    ReportKind.SERVICE: Month,
}
DAYS_AHEAD = 30
DAYS_TO_ACT = 25
MINUTES_EACH = 6
COMMITTEE = ("song", "jiang", "ye")
READERS = (*COMMITTEE, "lu", "cheng", "wen", "lin", "he", "zhou", "shen")


def analyse(world: DemoWorld, acts: list[Act]) -> None:
    """Each missed target gets its cause, effect and decision; the last month's are left for the newcomer but one."""
    for act in acts:
        month = _month(act)
        report = _report(world, act)
        by = world.officer(month.month)
        # From the figures, because data accepted since the draft may have turned one more of them red.
        reds = [figure.indicator for figure in read_month(month).figures if figure.is_missed]
        if act.how == "half":
            reds = reds[:1]
        for number, red in enumerate(reds, 1):
            moment = act.at + timedelta(minutes=MINUTES_EACH * number)
            finding = finding_for(red.code, month.month, _decided_before(report, red))
            settle_deviation(report, red, _analysis(world, act, red, finding), by=by, at=moment)
        if act.how == "half":
            _ask(world, act, report)
        else:
            _settle_signals(world, act, report)
            _write(world, act, report, {red.code for red in reds})


def submit(world: DemoWorld, acts: list[Act]) -> None:
    """The PMO submits what it has written."""
    for act in acts:
        submit_report(_report(world, act), by=world.officer(_month(act).month), at=act.at)


def issue(world: DemoWorld, acts: list[Act]) -> None:
    """The process manager has written nothing and may therefore issue."""
    for act in acts:
        report = issue_report(_report(world, act), by=world.manager, at=act.at)
        _read(world, report, act)
        _take_up(world, act)
        _waive(world, act)


def _read(world: DemoWorld, report: Report, act: Act) -> None:
    """Most of those who were told open the report within the day; the committee also takes the PDF along."""
    number = report.issues.get(voided_at=None)
    for place, username in enumerate(READERS):
        # One reader in five leaves it for later, another one every month.
        if (place + report.start.month) % 5:
            moment = act.at + timedelta(minutes=MINUTES_EACH * (place + 2))
            person = world.people[username]
            note_reading(number, by=person, door=ReadingDoor.PAGE, at=moment)
            if username in COMMITTEE:
                note_reading(number, by=person, door=ReadingDoor.PDF, at=moment)


def _settle_signals(world: DemoWorld, act: Act, report: Report) -> None:
    """What the run rules found, and what came back after it was watched, is decided on with the reds."""
    by, at = world.officer(_month(act).month), act.at + timedelta(minutes=48)
    rows = Deviation.objects.filter(report=report, state__in=OPEN_STATES).order_by("pk")
    for row in rows.select_related("indicator__process", "report"):
        finding = _signal_finding(row)
        settle_signal(row, _analysis(world, act, row.indicator, finding), by=by, at=at)


def _signal_finding(row: Deviation) -> Finding:
    if row.returns:
        return STILL_THERE
    if row.rule == MISSED_IN_A_ROW:
        return RUN_ON
    if evidence_in_words(row).direction == "better":
        return BETTER
    return finding_for(row.indicator.code, row.period_end.month, 1)


def _ask(world: DemoWorld, act: Act, report: Report) -> None:
    """For what is left undecided the specialist of the process is asked for the analysis."""
    left = Deviation.objects.filter(report=report, state=DeviationState.OPEN).order_by("pk")
    row = left.select_related("indicator__process").first()
    if row is not None:
        asked = _responsible(world, row.indicator)
        if asked.pk in {each.pk for each in answerable_people(row, on=act.at.date())}:
            moment = act.at + timedelta(minutes=MINUTES_EACH * 3)
            ask_analysis(row, asked, by=world.officer(_month(act).month), at=moment)


def compile_others(world: DemoWorld, acts: list[Act]) -> None:
    """Compilations and service reports are drafted by hand, explained where a figure is abnormal, and issued."""
    for act in acts:
        month, kind = _month(act), ReportKind(act.how)
        by = world.officer(month.month)
        if kind == ReportKind.SLA:
            lay_out_report(kind, LAYOUT, seen=0, by=world.manager, at=act.at)
        report = draft_report(kind, PERIODS[kind].of(month.end), by=by, at=act.at)
        moment = act.at + timedelta(minutes=MINUTES_EACH)
        for finding in content_now(report, at=moment).get("findings", ()):
            if not finding["decided"]:
                indicator = Indicator.objects.get(code=finding["code"])
                write_finding(report, indicator, texts=UNDECIDED, by=by, at=moment)
        write_section(report, SectionKind.FOCUS, OTHER_FOCUS[kind], by=by, at=moment)
        if kind == ReportKind.SERVICE:
            write_section(report, SectionKind.EVENTS, AFTER_INCIDENTS, by=by, at=moment)
        submit_report(report, by=by, at=moment)
        issue_report(report, by=world.manager, at=moment + timedelta(minutes=MINUTES_EACH))


def _take_up(world: DemoWorld, act: Act) -> None:
    """What was decided for an ad-hoc review raises its trigger; the manager leaves it to the review of the quarter."""
    officer, at = world.officer(_month(act).month), act.at + timedelta(minutes=30)
    for row in deviations_without_trigger(officer):
        new = NewTrigger(TriggerKind.PROCESS_FAILURE, at, row.cause, deviation=row)
        trigger = raise_trigger(new, by=officer, at=at)
        dismiss_trigger(
            trigger, note=INTO_QUARTER, by=world.manager, at=at + timedelta(minutes=MINUTES_EACH)
        )


def _waive(world: DemoWorld, act: Act) -> None:
    """Plan and self-assessment of the past year were held on paper; the manager says so."""
    soon = act.at + timedelta(days=DAYS_AHEAD)
    for duty in Obligation.objects.filter(
        kind__in=ON_PAPER, state__in=STILL_OWED, due_at__lte=soon
    ):
        waive(duty, by=world.manager, at=act.at + timedelta(minutes=20), reason=ON_PAPER_REASON)


def _analysis(world: DemoWorld, act: Act, red: Indicator, finding: Finding) -> Analysis:
    due_on = world.stage.calendar.workday_from(act.at.date() + timedelta(days=DAYS_TO_ACT))
    is_half = act.how == "half"
    return Analysis(
        cause=finding.cause,
        impact=finding.impact,
        measure=finding.measure,
        responsible=_responsible(world, red),
        due_on=due_on,
        decision="" if is_half else finding.decision,
        decision_reason="" if is_half else finding.reason,
    )


def _responsible(world: DemoWorld, red: Indicator) -> Person:
    code = red.process.code
    found = next((post.person for post in POSTS if post.process == code), None)
    return world.people[found] if found else world.officer(0)


def _decided_before(report: Report, red: Indicator) -> int:
    return Deviation.objects.filter(indicator=red, report__start__lt=report.start).count()


def _write(world: DemoWorld, act: Act, report: Report, reds: set[str]) -> None:
    by, at = world.officer(_month(act).month), act.at
    events = next((text for code, text in EVENTS.items() if code in reds), NO_EVENTS)
    write_section(report, SectionKind.EVENTS, events, by=by, at=at + timedelta(minutes=50))
    write_section(report, SectionKind.FOCUS, FOCUS, by=by, at=at + timedelta(minutes=52))
    for code, text in PROCESS_WORDS.items():
        process = Process.objects.get(code=code)
        write_section(
            report, SectionKind.PROCESS, text, process=process, by=by, at=at + timedelta(minutes=54)
        )


def _report(world: DemoWorld, act: Act) -> Report:
    """The clock drafts it; a month too short to have been owed is drafted by hand."""
    month = _month(act)
    known = Report.objects.filter(kind=ReportKind.MONTHLY, period=month.label).first()
    return known or compile_report(month, by=world.officer(month.month), at=act.at)


def _month(act: Act) -> Month:
    if act.month is None:
        raise ValueError(f"{act.kind.name} without a month")
    return act.month
