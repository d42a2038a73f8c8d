"""The pages of the other kinds of reports: lists, beginning one, laying one out, the workbench."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.lib.periods import Month, Quarter
from governance.models import Project
from kpi.models import Report, ReportOutline, ReportSection
from kpi.services.report import draft_report, issue_report, submit_report
from kpi.states import ReportKind, ReportState
from processes.models import Output
from tests.kpi.reporting import APRIL_8, issued, make_months

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = Month(2026, 1), Month(2026, 2), Month(2026, 3)


@pytest.fixture(autouse=True)
def april():
    with time_machine.travel(datetime(2026, 4, 8, 2, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def world(specialist, operations, officer, manager):
    world = make_months(specialist, operations, JANUARY, FEBRUARY, MARCH)
    issued(FEBRUARY, officer, manager)
    return world


@pytest.fixture
def visit(client):
    """Sign in as somebody and ask for a page."""

    def _visit(person, address, data=None):
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        client.cookies["django_language"] = "en"
        return client.get(address) if data is None else client.post(address, data)

    return _visit


@pytest.fixture
def compiled(world, officer):
    return draft_report(ReportKind.QUARTERLY, Quarter(2026, 1), by=officer, at=APRIL_8)


@pytest.fixture
def service(world, officer):
    return draft_report(ReportKind.SERVICE, FEBRUARY, by=officer, at=APRIL_8)


def released(report, officer, manager):
    submit_report(report, by=officer, at=APRIL_8)
    return issue_report(report, by=manager, at=APRIL_8)


# --- beginning one ---------------------------------------------------------------------------------


def test_officer_begins_a_quarter_and_lands_on_it(visit, world, officer):
    answer = visit(officer, reverse("kpi:report-new"), {"kind": "quarterly", "period": "2026-Q1"})

    report = Report.objects.get(kind=ReportKind.QUARTERLY)
    assert answer.url == reverse("kpi:report", args=[report.pk])


def test_beginning_one_that_does_not_fit_keeps_what_was_chosen(visit, world, officer):
    answer = visit(officer, reverse("kpi:report-new"), {"kind": "yearly", "period": "2026-Q1"})

    assert answer.status_code == 422
    assert "do not go together" in answer.content.decode()
    assert not Report.objects.filter(kind=ReportKind.YEARLY).exists()


def test_periods_that_have_not_ended_cannot_be_chosen(visit, world, officer):
    page = visit(officer, reverse("kpi:report-new")).content.decode()

    assert 'value="2026-03"' in page
    assert 'value="2026-Q1"' in page
    assert 'value="2026-04"' not in page


def test_projects_are_offered_only_where_there_are_some(visit, world, officer):
    without = visit(officer, reverse("kpi:report-new")).content.decode()
    project = Project.objects.create(code="p1", name="甲项目")
    answer = visit(
        officer,
        reverse("kpi:report-new"),
        {"kind": "sla", "period": "2026-03", "project": project.pk},
    )

    assert 'name="project"' not in without
    assert answer.status_code == 302
    assert Report.objects.get(kind=ReportKind.SLA).project == project


def test_beginning_one_is_for_the_pmo(visit, world, specialist, chair):
    for person in (specialist, chair):
        assert visit(person, reverse("kpi:report-new")).status_code == 403


# --- lists -----------------------------------------------------------------------------------------


def test_each_kind_has_its_list_and_readers_see_what_is_issued(
    visit, compiled, service, officer, manager, specialist
):
    released(compiled, officer, manager)
    listed = f"{reverse('kpi:reports')}?kind="

    assert compiled.period in {
        line["report"].period for line in visit(specialist, listed + "quarterly").context["lines"]
    }
    assert visit(specialist, listed + "service").context["lines"] == []
    assert len(visit(officer, listed + "service").context["lines"]) == 1
    kinds = {line["report"].kind for line in visit(specialist, listed + "issued").context["lines"]}
    assert kinds == {ReportKind.MONTHLY, ReportKind.QUARTERLY}


def test_months_are_listed_as_before(visit, compiled, service, officer):
    lines = visit(officer, reverse("kpi:reports")).context["lines"]

    assert [line.report.period for line in lines if line.report] == ["2026-02"]


def test_list_of_a_kind_costs_the_same_for_one_and_many(visit, world, officer, client):
    draft_report(ReportKind.SERVICE, MARCH, by=officer, at=APRIL_8)
    address = f"{reverse('kpi:reports')}?kind=service"
    visit(officer, address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for period in (JANUARY, FEBRUARY, Quarter(2026, 1)):
        draft_report(ReportKind.SERVICE, period, by=officer, at=APRIL_8)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(one) == len(many) <= 12


# --- the workbench ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_workbench_shows_a_draft_of_every_kind(language, client, compiled, service, officer):
    client.force_login(officer, backend="governance.views.backend.PersonBackend")
    client.cookies["django_language"] = language
    sla = draft_report(ReportKind.SLA, MARCH, by=officer, at=APRIL_8)
    for report in (compiled, service, sla):
        assert client.get(reverse("kpi:report", args=[report.pk])).status_code == 200


def test_compilation_warns_of_months_without_an_issue(visit, compiled, officer):
    page = visit(officer, reverse("kpi:report", args=[compiled.pk])).content.decode()

    assert "Months without an issued monitoring report: 2" in page
    assert "YNTD-ITSS-0600-MR-2026-02" in page


def test_draft_of_another_kind_is_hidden_from_readers(visit, compiled, specialist, employee):
    assert visit(specialist, reverse("kpi:report", args=[compiled.pk])).status_code == 404
    assert visit(employee, reverse("kpi:report", args=[compiled.pk])).status_code == 403


def test_finding_is_written_and_shown(visit, world, officer):
    report = draft_report(ReportKind.SERVICE, MARCH, by=officer, at=APRIL_8)
    address = reverse("kpi:report-finding", args=[report.pk, "INC-02"])
    answer = visit(officer, address, {"cause": "人手不足", "proposal": "补充人员"})

    assert answer.url.endswith("#finding-INC-02")
    assert set(ReportSection.objects.values_list("kind", "text")) == {
        ("cause", "人手不足"),
        ("proposal", "补充人员"),
    }
    assert "人手不足" in visit(officer, reverse("kpi:report", args=[report.pk])).content.decode()


def test_refused_finding_keeps_the_text_beside_the_sentence(visit, world, officer):
    report = draft_report(ReportKind.SERVICE, MARCH, by=officer, at=APRIL_8)
    submit = reverse("kpi:report-finding", args=[report.pk, "INC-05"])
    answer = visit(officer, submit, {"cause": "人手不足"})

    assert answer.status_code == 422
    assert not ReportSection.objects.exists()


def test_finding_of_a_stranger_is_not_found_or_forbidden(visit, service, specialist):
    address = reverse("kpi:report-finding", args=[service.pk, "INC-02"])

    assert visit(specialist, address, {"cause": "x"}).status_code == 403


def test_workbench_of_any_kind_asks_at_most_twenty_questions(
    visit, compiled, service, officer, client
):
    for report in (compiled, service):
        address = reverse("kpi:report", args=[report.pk])
        visit(officer, address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= 20


def test_issue_through_the_page(visit, compiled, officer, manager):
    submit_report(compiled, by=officer, at=APRIL_8)
    visit(manager, reverse("kpi:report-step", args=[compiled.pk, "issue"]), {})

    compiled.refresh_from_db()
    assert compiled.state == ReportState.ISSUED


def test_issued_report_keeps_its_figures(visit, compiled, world, officer, manager, specialist):
    released(compiled, officer, manager)
    world.measures["late"].values.update(value=99)
    page = visit(specialist, reverse("kpi:report", args=[compiled.pk])).content.decode()

    assert "90.00%" in page


# --- laying out -------------------------------------------------------------------------------------


def test_manager_lays_out_the_sla_report(visit, world, manager):
    address = reverse("kpi:report-outline", args=["sla"])
    answer = visit(
        manager,
        address,
        {"seen": 0, "cadence": "month", "recipients": "客户甲", "indicators": "INC-02"},
    )

    row = ReportOutline.objects.get()
    assert answer.status_code == 302
    assert (row.kind, row.cadence, row.indicators) == ("sla", "month", ["INC-02"])


def test_stale_outline_is_refused_with_a_sentence(visit, world, manager):
    address = reverse("kpi:report-outline", args=["sla"])
    visit(manager, address, {"seen": 0, "recipients": "客户甲"})
    answer = visit(manager, address, {"seen": 0, "recipients": "客户乙"})

    assert answer.status_code == 422
    assert ReportOutline.objects.get().recipients == "客户甲"


def test_laying_out_is_for_the_manager_and_known_kinds(visit, world, officer, manager):
    assert visit(officer, reverse("kpi:report-outline", args=["sla"])).status_code == 403
    assert visit(manager, reverse("kpi:report-outline", args=["monthly"])).status_code == 404
    assert visit(manager, reverse("kpi:report-outline", args=["yearly"])).status_code == 200


# --- the process page --------------------------------------------------------------------------------


def test_process_page_links_the_latest_output(
    visit, service, officer, manager, specialist, employee
):
    Output.objects.create(process=service_process(), name="服务报告", position=1)
    released(service, officer, manager)
    address = reverse("portal:process", args=["incident"])

    assert reverse("kpi:report", args=[service.pk]) in visit(specialist, address).content.decode()
    assert reverse("kpi:report", args=[service.pk]) not in visit(employee, address).content.decode()


def service_process():
    return Report.objects.get(kind=ReportKind.MONTHLY).deviations.first().indicator.process
