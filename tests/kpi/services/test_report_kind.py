"""Reports beside the monthly one: a quarter by its own figures, one report per kind, period and project (R39, R40)."""

import threading
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from governance.lib.periods import Month, Quarter, Week, Year
from governance.lib.workflow import NotAllowed
from governance.models import Obligation, Project
from kpi.formulas.cadence import speaks_of
from kpi.models import (
    Deviation,
    Indicator,
    IndicatorValue,
    Report,
    ReportFigure,
    ReportIssue,
)
from kpi.selectors.report import months_to_draft
from kpi.selectors.report_reading import content_now
from kpi.services.report import (
    CannotCompileReport,
    CannotIssueReport,
    draft_report,
    issue_report,
    submit_report,
    void_report,
    write_finding,
)
from kpi.services.rollup import rebuild_rollups
from kpi.states import FigureStatus, ReportKind, Verdict
from tests.kpi.collecting import (
    enter_week,
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)
from tests.kpi.reporting import APRIL_8, change_late, issued, make_months
from tests.people import SETUP

JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)
FIRST = Quarter(2026, 1)
TEXTS = {"cause": "人手不足", "proposal": "补充人员并复训"}


def make_quarter(specialist, operations, *, process=None):
    """Closed and late by month: 4 of 8, 2 of 10, 1 of 4 within time; one major incident a month."""
    process = process or make_process()
    measures = {code: make_measure(code, process) for code in ("in_time", "closed", "major")}
    share = make_indicator("INC-02", process, "in_time / closed")
    count = make_indicator("INC-05", process, "major", unit="件")
    make_target(share, ">=", "31.81")
    make_target(count, "<=", "1")
    assignment = make_assignment(specialist, process, operations)
    told = {"2026-W03": (4, 8, 1), "2026-W07": (2, 10, 1), "2026-W11": (1, 4, 1)}
    for week in sorted(each.label for each in (Week(2026, n) for n in range(1, 15))):
        numbers = told.get(week, (0, 0, 0))
        parts = len(Week.parse(week).slices())
        cells = dict(zip(measures.values(), numbers, strict=True))
        enter_week(assignment, week, {each: [number] * parts for each, number in cells.items()})
    rebuild_rollups(at=APRIL_8)
    return SimpleNamespace(process=process, share=share, count=count, measures=measures)


def facts_of(content, code):
    figures = [each for process in content["processes"] for each in process["figures"]]
    return next(each for each in figures if each["code"] == code)


def through(report, officer, manager, *, at=APRIL_8):
    for finding in content_now(report, at=at).get("findings", ()):
        indicator = Indicator.objects.get(code=finding["code"])
        write_finding(report, indicator, texts=TEXTS, by=officer, at=at)
    submit_report(report, by=officer, at=at)
    return issue_report(report, by=manager, at=at)


# --- the arithmetic --------------------------------------------------------------------------------


def test_quarter_share_is_the_ratio_of_sums_not_the_mean_of_months(specialist, operations, officer):
    make_quarter(specialist, operations)
    content = content_now(
        draft_report(ReportKind.QUARTERLY, FIRST, by=officer, at=APRIL_8), at=APRIL_8
    )

    share = facts_of(content, "INC-02")
    assert [each["value"] for each in share["months"]] == ["50", "20", "25"]
    assert (share["numerator"], share["denominator"]) == ("7", "22")
    # 7/22 = 31.818… meets ≥31.81; the mean of the months, 31.67, would not.
    assert Decimal(share["value"]) == Decimal("31.8181818182")
    assert share["verdict"] == Verdict.MET


def test_quarter_sum_is_not_judged_by_a_monthly_target(specialist, operations, officer):
    make_quarter(specialist, operations)
    content = content_now(
        draft_report(ReportKind.QUARTERLY, FIRST, by=officer, at=APRIL_8), at=APRIL_8
    )

    count = facts_of(content, "INC-05")
    assert count["value"] == "3"
    assert count["verdict"] == Verdict.NOT_APPLICABLE
    assert [each["verdict"] for each in count["months"]] == [Verdict.MET] * 3


@pytest.mark.parametrize(
    ("grain", "assessed_in", "adds_up", "judged"),
    [
        ("month", "month", True, True),
        ("quarter", "month", True, False),
        ("quarter", "month", False, True),
        ("year", "quarter", False, True),
        ("quarter", "year", False, False),
        ("month", "quarter", True, False),
    ],
)
def test_target_speaks_of_the_length_it_was_set_for(grain, assessed_in, adds_up, judged):
    assert speaks_of(grain, assessed_in, adds_up=adds_up) is judged


def test_issue_freezes_the_quarter_and_leaves_the_months_open(
    specialist, operations, officer, manager
):
    make_quarter(specialist, operations)
    report = through(
        draft_report(ReportKind.QUARTERLY, FIRST, by=officer, at=APRIL_8), officer, manager
    )

    figure = ReportFigure.objects.get(issue__report=report, indicator__code="INC-02")
    assert (figure.grain, figure.period) == ("quarter", "2026-Q1")
    assert (figure.numerator, figure.denominator) == (7, 22)
    assert report.number == "YNTD-ITSS-0600-MR-2026Q1"
    statuses = IndicatorValue.objects.values_list("status", flat=True).distinct()
    assert list(statuses) == [FigureStatus.PROVISIONAL]


# --- what a compilation stands on --------------------------------------------------------------------


@pytest.fixture
def quarter(specialist, operations, officer, manager):
    """January and February are issued, March is not."""
    world = make_months(specialist, operations, JANUARY, FEBRUARY, MARCH)
    issued(JANUARY, officer, manager)
    issued(FEBRUARY, officer, manager)
    return world


def test_compilation_names_the_issues_it_stands_on_and_the_month_without(quarter, officer):
    report = draft_report(ReportKind.QUARTERLY, FIRST, by=officer, at=APRIL_8)
    months = content_now(report, at=APRIL_8)["months"]

    january = ReportIssue.objects.get(report__period="2026-01")
    assert (months[0]["number"], months[0]["version"]) == (january.number, "V1.0")
    assert months[0]["sha256"] == january.sha256
    assert [bool(each["number"]) for each in months] == [True, True, False]


def test_compilation_repeats_the_decisions_of_its_months(quarter, officer):
    report = draft_report(ReportKind.QUARTERLY, FIRST, by=officer, at=APRIL_8)
    rows = content_now(report, at=APRIL_8)["deviations"]

    assert [(each["period"], each["code"]) for each in rows] == [
        ("2026-01", "INC-02"),
        ("2026-02", "INC-02"),
    ]
    assert {each["decision"] for each in rows} == {"accept"}
    assert not Deviation.objects.filter(report=report).exists()


def test_compilation_lists_what_was_restated_since_the_months(quarter, officer):
    change_late(quarter, datetime(2026, 2, 10, tzinfo=UTC).date(), 40, at=APRIL_8)
    report = draft_report(ReportKind.QUARTERLY, FIRST, by=officer, at=APRIL_8)

    restated = content_now(report, at=APRIL_8)["quality"]["restatements"]
    assert [(each["code"], each["period"]) for each in restated] == [("INC-02", "2026-02")]
    assert restated[0]["before"] == "90"


def test_month_voided_after_the_submission_stops_the_issue(quarter, officer, manager):
    report = draft_report(ReportKind.QUARTERLY, FIRST, by=officer, at=APRIL_8)
    submit_report(report, by=officer, at=APRIL_8)
    month = Report.objects.get(kind=ReportKind.MONTHLY, period="2026-01")
    void_report(month, by=manager, at=APRIL_8, note="数据有误")

    with pytest.raises(CannotIssueReport):
        issue_report(report, by=manager, at=APRIL_8)


def test_other_kinds_leave_the_months_as_they_are(quarter, officer, manager):
    """A service report of the same month is neither its monitoring report nor its restatement."""
    through(draft_report(ReportKind.SERVICE, MARCH, by=officer, at=APRIL_8), officer, manager)

    march = issued(MARCH, officer, manager, at=APRIL_8)
    assert march.number == "YNTD-ITSS-0600-MR-2026-03"
    assert march.issues.get().content["quality"]["restatements"] == []


def test_issue_of_a_compilation_fulfils_no_duty(quarter, officer, manager):
    duty = Obligation.objects.create(
        kind="monthly_report",
        clause="6.4.2",
        subject="company",
        period="2026-03",
        title="月度监控报告",
        title_en="Monthly report",
        responsible_role="pmo",
        opened_at=APRIL_8,
        due_at=APRIL_8,
    )
    for kind, period in ((ReportKind.QUARTERLY, FIRST), (ReportKind.SERVICE, MARCH)):
        through(draft_report(kind, period, by=officer, at=APRIL_8), officer, manager)

    duty.refresh_from_db()
    assert duty.state == "open"
    assert months_to_draft(APRIL_8) == [MARCH]


# --- one report per kind, period and project ------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        (ReportKind.MONTHLY, FIRST),
        (ReportKind.QUARTERLY, MARCH),
        (ReportKind.YEARLY, FIRST),
        (ReportKind.SLA, Week(2026, 8)),
        ("novel", MARCH),
    ],
)
def test_draft_report_of_a_period_that_does_not_fit_is_refused(kind, period, officer):
    with pytest.raises(CannotCompileReport):
        draft_report(kind, period, by=officer, at=APRIL_8)


def test_draft_report_before_the_period_has_ended_is_refused(officer):
    with pytest.raises(CannotCompileReport):
        draft_report(ReportKind.YEARLY, Year(2026), by=officer, at=APRIL_8)


def test_draft_report_by_a_stranger_is_refused(stranger):
    with pytest.raises(NotAllowed):
        draft_report(ReportKind.SLA, MARCH, by=stranger, at=APRIL_8)


def test_draft_report_of_a_project_stands_beside_that_of_the_company(officer):
    project = Project.objects.create(code="p1", name="甲项目")
    first = draft_report(ReportKind.SLA, MARCH, by=officer, at=APRIL_8)
    own = draft_report(ReportKind.SLA, MARCH, project=project, by=officer, at=APRIL_8)
    again = draft_report(ReportKind.SLA, MARCH, project=project, by=officer, at=APRIL_8)

    assert own.pk == again.pk != first.pk


def test_compilation_of_a_project_is_refused(officer):
    project = Project.objects.create(code="p1", name="甲项目")

    with pytest.raises(CannotCompileReport):
        draft_report(ReportKind.QUARTERLY, FIRST, project=project, by=officer, at=APRIL_8)


@pytest.mark.parametrize("project", [False, True])
def test_two_reports_of_one_kind_and_period_cannot_exist(project, officer):
    row = Project.objects.create(code="p1", name="甲项目") if project else None
    draft_report(ReportKind.SLA, MARCH, project=row, by=officer, at=APRIL_8)

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            kind=ReportKind.SLA,
            period="2026-03",
            project=row,
            start=MARCH.start,
            end=MARCH.end,
            drafted_at=APRIL_8,
            drafted_by="x",
        )


@pytest.mark.django_db(transaction=True)
def test_four_drafts_at_once_give_one_report(officer):
    found, barrier = [], threading.Barrier(4)

    def draft():
        barrier.wait()
        try:
            found.append(draft_report(ReportKind.QUARTERLY, FIRST, by=SETUP, at=APRIL_8).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=draft) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert set(found) == {Report.objects.get().pk}


# --- project scope ---------------------------------------------------------------------------------


def test_report_of_a_project_reads_the_figures_of_its_scope(specialist, operations, officer):
    world = make_quarter(specialist, operations, process=make_process(code="slm", prefix="SLM"))
    project = Project.objects.create(code="p1", name="甲项目")
    row = IndicatorValue.objects.get(
        indicator=world.share, grain="month", period="2026-03", scope="company"
    )
    row.pk, row.scope, row.numerator, row.denominator, row.value = None, "project:p1", 3, 4, 75
    row.save()
    report = draft_report(ReportKind.SLA, MARCH, project=project, by=officer, at=APRIL_8)

    content = content_now(report, at=APRIL_8)
    assert [fact["value"] for process in content["processes"] for fact in process["figures"]] == [
        "75"
    ]


def test_a_company_s_issued_figure_is_never_held_against_a_project_s(
    specialist, operations, officer, manager
):
    world = make_quarter(specialist, operations, process=make_process(code="slm", prefix="SLM"))
    issued(MARCH, officer, manager, at=APRIL_8)
    project = Project.objects.create(code="p1", name="甲项目")
    row = IndicatorValue.objects.get(
        indicator=world.share, grain="month", period="2026-03", scope="company"
    )
    row.pk, row.scope, row.numerator, row.denominator, row.value = None, "project:p1", 3, 4, 75
    row.save()

    report = draft_report(ReportKind.SLA, MARCH, project=project, by=officer, at=APRIL_8)

    assert content_now(report, at=APRIL_8)["quality"]["restatements"] == []


def test_what_a_report_of_the_project_said_and_is_no_longer_so_is_told(
    specialist, operations, officer, manager
):
    world = make_quarter(specialist, operations, process=make_process(code="slm", prefix="SLM"))
    project = Project.objects.create(code="p1", name="甲项目")
    row = IndicatorValue.objects.get(
        indicator=world.share, grain="month", period="2026-03", scope="company"
    )
    row.pk, row.scope, row.numerator, row.denominator, row.value = None, "project:p1", 3, 4, 75
    row.save()
    first = draft_report(ReportKind.SERVICE, MARCH, project=project, by=officer, at=APRIL_8)
    through(first, officer, manager)
    row.numerator, row.value = 4, 100
    row.save()

    report = draft_report(ReportKind.SLA, MARCH, project=project, by=officer, at=APRIL_8)

    told = content_now(report, at=APRIL_8)["quality"]["restatements"]
    assert [(each["before"], each["after"]) for each in told] == [("75", "100")]
