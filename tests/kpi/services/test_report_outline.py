"""What the PMO chooses for a kind of report, and what the clock then drafts (G12, G57)."""

from datetime import UTC, datetime

import pytest

from governance.lib.periods import Month
from governance.lib.workflow import Conflict, NotAllowed
from governance.models import AuditEntry, Project
from kpi.models import IndicatorValue, Report, ReportOutline
from kpi.selectors.report_reading import content_now
from kpi.services.report import compile_report, draft_report
from kpi.services.report_outline import CannotLayOutReport, Layout, lay_out_report
from kpi.states import ReportKind
from kpi.tasks import draft_due_reports
from tests.kpi.reporting import APRIL_8, make_months
from tests.people import SETUP

JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)
IN_JANUARY = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.fixture
def world(specialist, operations, officer, manager):
    return make_months(specialist, operations, JANUARY, FEBRUARY, MARCH)


def codes_of(kind, period, officer):
    report = draft_report(kind, period, by=officer, at=APRIL_8)
    content = content_now(report, at=APRIL_8)
    return [each["code"] for block in content["processes"] for each in block["figures"]]


def test_chosen_indicators_are_what_the_report_shows(world, officer, manager):
    shipped = codes_of(ReportKind.SERVICE, MARCH, officer)
    lay_out_report(
        ReportKind.SERVICE, Layout(indicators=("INC-05",)), seen=0, by=manager, at=APRIL_8
    )

    assert shipped == ["INC-02", "INC-05"]
    assert codes_of(ReportKind.SERVICE, MARCH, officer) == ["INC-05"]
    # The other report keeps what ships: the SLM process, which has no indicator here.
    assert codes_of(ReportKind.SLA, MARCH, officer) == []


def test_recipients_and_purpose_stand_in_the_report_and_on_record(world, officer, manager):
    layout = Layout(recipients="客户甲", purpose="说明服务情况")
    row = lay_out_report(ReportKind.SLA, layout, seen=0, by=manager, at=APRIL_8)
    report = draft_report(ReportKind.SLA, MARCH, by=officer, at=APRIL_8)

    sections = content_now(report, at=APRIL_8)["sections"]
    assert (sections["audience"], sections["purpose"]) == ("客户甲", "说明服务情况")
    entry = AuditEntry.objects.about("kpi.reportoutline", str(row.pk)).get()
    assert entry.after["recipients"] == "客户甲"


def test_lay_out_report_by_an_officer_is_refused(world, officer):
    with pytest.raises(NotAllowed):
        lay_out_report(ReportKind.SLA, Layout(), seen=0, by=officer, at=APRIL_8)


def test_lay_out_report_of_somebody_elses_later_choice_is_refused(world, manager):
    lay_out_report(ReportKind.SLA, Layout(recipients="甲"), seen=0, by=manager, at=APRIL_8)

    with pytest.raises(Conflict):
        lay_out_report(ReportKind.SLA, Layout(recipients="乙"), seen=0, by=manager, at=APRIL_8)
    assert ReportOutline.objects.get().recipients == "甲"


@pytest.mark.parametrize(
    ("kind", "layout"),
    [
        (ReportKind.MONTHLY, Layout()),
        (ReportKind.QUARTERLY, Layout(cadence="month")),
        (ReportKind.QUARTERLY, Layout(indicators=("INC-02",))),
        (ReportKind.SLA, Layout(cadence="week")),
        (ReportKind.SLA, Layout(indicators=("NO-01",))),
    ],
)
def test_lay_out_report_that_does_not_fit_is_refused(kind, layout, world, manager):
    with pytest.raises(CannotLayOutReport):
        lay_out_report(kind, layout, seen=0, by=manager, at=APRIL_8)


# --- the clock --------------------------------------------------------------------------------------


def test_clock_drafts_nothing_of_other_kinds_until_told(world):
    compile_report(MARCH, by=SETUP, at=APRIL_8)
    draft_due_reports(APRIL_8)

    assert set(Report.objects.values_list("kind", flat=True)) == {ReportKind.MONTHLY}


def test_clock_drafts_the_quarter_once_its_last_month_is_drafted(world, manager):
    lay_out_report(
        ReportKind.QUARTERLY, Layout(cadence="quarter"), seen=0, by=manager, at=IN_JANUARY
    )
    draft_due_reports(APRIL_8)
    assert not Report.objects.exists()

    compile_report(MARCH, by=SETUP, at=APRIL_8)
    draft_due_reports(APRIL_8)
    draft_due_reports(APRIL_8)

    report = Report.objects.get(kind=ReportKind.QUARTERLY)
    assert (report.period, report.drafted_by) == ("2026-Q1", "system:tick")


def test_clock_drafts_nothing_from_before_the_choice(world, manager):
    for month in (JANUARY, FEBRUARY, MARCH):
        compile_report(month, by=SETUP, at=APRIL_8)
    march = datetime(2026, 3, 2, tzinfo=UTC)
    lay_out_report(ReportKind.SERVICE, Layout(cadence="month"), seen=0, by=manager, at=march)
    draft_due_reports(APRIL_8)

    assert [row.period for row in Report.objects.filter(kind=ReportKind.SERVICE)] == ["2026-03"]


def test_clock_drafts_one_for_each_project_that_has_figures(world, manager):
    project = Project.objects.create(code="p1", name="甲项目")
    Project.objects.create(code="p2", name="没有数据的项目")
    row = IndicatorValue.objects.get(
        indicator=world.share, grain="month", period="2026-03", scope="company"
    )
    row.pk, row.scope = None, "project:p1"
    row.save()
    compile_report(MARCH, by=SETUP, at=APRIL_8)
    lay_out_report(ReportKind.SLA, Layout(cadence="month"), seen=0, by=manager, at=IN_JANUARY)
    draft_due_reports(APRIL_8)

    assert [row.project for row in Report.objects.filter(kind=ReportKind.SLA)] == [project]
