from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.services.job import run_due_jobs
from governance.states import RenderState
from kpi.models import Deviation, Report, ReportFile, ReportSection
from kpi.services.report import compile_report, void_report
from kpi.states import ReportState
from tests.kpi.collecting import make_indicator, make_measure, make_target
from tests.kpi.reporting import FEBRUARY, MARCH_6, analysed, issued, make_months
from tests.people import SETUP

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def march():
    with time_machine.travel(datetime(2026, 3, 6, 2, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def world(specialist, operations, officer, manager):
    return make_months(specialist, operations, FEBRUARY)


@pytest.fixture
def draft(world):
    return compile_report(FEBRUARY, by=SETUP, at=MARCH_6)


@pytest.fixture
def released(world, officer, manager):
    return issued(FEBRUARY, officer, manager)


def page(name, report, **query):
    return reverse(f"kpi:{name}", args=[report.pk])


@pytest.fixture
def visit(client):
    """Sign in as somebody and ask for a page."""

    def _visit(person, address, data=None, **extra):
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        return client.get(address) if data is None else client.post(address, data, **extra)

    return _visit


def test_the_duty_of_a_month_leads_to_its_report_and_before_to_the_list(visit, draft, officer):
    listed = reverse("kpi:reports")

    begun = visit(officer, f"{listed}?period=2026-02")
    assert (begun.status_code, begun.headers["Location"]) == (302, page("report", draft))
    for period in ("2026-03", "x", ""):
        assert visit(officer, f"{listed}?period={period}").status_code == 200


# --- who sees what ---------------------------------------------------------------------------------


def test_a_draft_is_for_the_pmo_and_the_committee(visit, draft, officer, manager, chair, auditor):
    for person in (officer, manager, chair, auditor):
        assert visit(person, page("report", draft)).status_code == 200


def test_a_draft_is_hidden_from_other_readers(visit, draft, specialist, stranger, head):
    for person in (specialist, stranger, head):
        assert visit(person, page("report", draft)).status_code == 404
        assert visit(person, page("report-pdf", draft)).status_code == 404


def test_reports_are_closed_to_employees_and_administrators(
    visit, released, employee, system_admin, security_admin
):
    for person in (employee, system_admin, security_admin):
        assert visit(person, page("report", released)).status_code == 403
        assert visit(person, page("report-pdf", released)).status_code == 403
        assert visit(person, reverse("kpi:reports")).status_code == 403


def test_the_anonymous_are_sent_to_sign_in(client, released):
    assert client.get(page("report", released)).status_code == 302


def test_an_issued_report_is_read_by_specialists_and_heads(visit, released, stranger, head):
    for person in (stranger, head):
        assert visit(person, page("report", released)).status_code == 200
        assert released.number in visit(person, reverse("kpi:reports")).content.decode()


def test_a_voided_issue_leaves_its_readers_and_stays_with_the_pmo(
    visit, released, stranger, officer, manager
):
    void_report(released, by=manager, at=MARCH_6, note="口径有误")

    assert visit(stranger, page("report", released)).status_code == 404
    assert "口径有误" in visit(officer, page("report", released) + "?issue=1").content.decode()


@pytest.mark.parametrize("name", ["report-step", "report-deviation", "report-section"])
def test_a_specialist_cannot_act(visit, draft, specialist, name):
    argument = {"report-step": "submit", "report-deviation": "INC-02", "report-section": "summary"}[
        name
    ]

    response = visit(specialist, reverse(f"kpi:{name}", args=[draft.pk, argument]), {})

    assert response.status_code == 403


# --- the way of a report ------------------------------------------------------------------------------


def test_the_workbench_says_what_is_missing(visit, draft, officer):
    text = visit(officer, page("report", draft)).content.decode()

    assert "INC-02" in text
    assert "#deviation-INC-02" in text


def test_a_report_goes_its_way_through_the_pages(visit, world, officer, manager, head):
    visit(officer, reverse("kpi:report-compile"), {"month": "2026-02"})
    report = Report.objects.get()
    deviation = {
        "seen": "1", "cause": "人员不足", "impact": "客户等待", "measure": "增加值守", "responsible": head.pk,
        "due_on": "2026-03-31", "decision": "improvement", "decision_reason": "",
    }  # fmt: skip
    visit(officer, reverse("kpi:report-deviation", args=[report.pk, "INC-02"]), deviation)
    visit(
        officer, reverse("kpi:report-section", args=[report.pk, "events"]), {"text": "无重大事件"}
    )
    visit(
        officer,
        reverse("kpi:report-comment", args=[report.pk, "process", "incident"]),
        {"text": "平稳"},
    )
    visit(officer, reverse("kpi:report-step", args=[report.pk, "submit"]), {"version": "1"})
    visit(manager, reverse("kpi:report-step", args=[report.pk, "issue"]), {"version": "2"})

    report.refresh_from_db()
    assert Deviation.objects.get().responsible == head
    assert ReportSection.objects.count() == 2
    assert report.state == ReportState.ISSUED


def test_a_refused_analysis_keeps_what_was_typed(visit, draft, officer):
    response = visit(
        officer,
        reverse("kpi:report-deviation", args=[draft.pk, "INC-02"]),
        {"seen": "1", "cause": "人员不足与转派", "impact": "客户", "decision": "improvement"},
    )

    assert response.status_code == 422
    assert "人员不足与转派" in response.content.decode()
    assert Deviation.objects.get().cause == ""


def test_a_stale_page_cannot_submit(visit, draft, officer):
    analysed(draft, officer)
    visit(officer, reverse("kpi:report-step", args=[draft.pk, "submit"]), {"version": "9"})

    draft.refresh_from_db()
    assert draft.state == ReportState.DRAFT


def test_an_unready_report_is_refused_with_a_sentence(visit, draft, officer):
    response = visit(
        officer,
        reverse("kpi:report-step", args=[draft.pk, "submit"]),
        {"version": "1"},
        follow=True,
    )

    assert "INC-02" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == ReportState.DRAFT


def test_a_month_that_is_none_is_refused(visit, officer):
    response = visit(officer, reverse("kpi:report-compile"), {"month": "2026-13"}, follow=True)

    assert response.status_code == 200
    assert not Report.objects.exists()


def test_an_author_is_not_offered_to_issue(visit, draft, officer, manager):
    analysed(draft, manager)
    visit(officer, reverse("kpi:report-step", args=[draft.pk, "submit"]), {"version": "1"})

    text = visit(manager, page("report", draft)).content.decode()

    assert "/steps/issue/" not in text
    assert "/steps/return/" in text


# --- the document --------------------------------------------------------------------------------------


def test_while_it_is_made_the_page_says_so_and_looks_again(visit, released, officer):
    response = visit(officer, page("report-pdf", released))

    assert response.status_code == 202
    assert response["Refresh"] == "3"


def test_an_unissued_report_has_no_document(visit, draft, officer):
    assert visit(officer, page("report-pdf", draft)).status_code == 404


def test_a_failed_document_says_why_and_can_be_asked_for_again(visit, released, officer):
    ReportFile.objects.update(state=RenderState.FAILED, reason="no font has these characters: 口")
    response = visit(officer, page("report-pdf", released))
    visit(officer, page("report-document", released), {"language": "zh-hans"})

    assert response.status_code == 409
    assert "no font has these characters" in response.content.decode()
    assert ReportFile.objects.get(format="pdf").state == RenderState.PENDING


def test_the_bytes_are_handed_out_with_their_hash(visit, released, stranger):
    content = b"%PDF-1.7 stands for the real one"
    store(content)

    response = visit(stranger, page("report-pdf", released) + "?download=1")

    assert response.content == content
    assert response["Content-Type"] == "application/pdf"
    assert "attachment" in response["Content-Disposition"]
    assert "MR-2026-02-V1.0.pdf" in response["Content-Disposition"]


def test_bytes_that_no_longer_match_are_not_handed_out(visit, released, officer):
    store(b"%PDF-1.7 one")
    ReportFile.objects.update(content=b"%PDF-1.7 two")

    assert visit(officer, page("report-pdf", released)).status_code == 302


def test_an_unknown_language_or_issue_is_not_there(visit, released, officer):
    assert visit(officer, page("report-pdf", released) + "?language=fr").status_code == 404
    assert visit(officer, page("report-pdf", released) + "?issue=7").status_code == 404
    assert visit(officer, page("report-pdf", released) + "?issue=x").status_code == 404


def store(content):
    import hashlib

    ReportFile.objects.update(
        state=RenderState.READY,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


# --- cost ------------------------------------------------------------------------------------------------


def count(visit, person, address):
    visit(person, address)
    with CaptureQueriesContext(connection) as found:
        assert visit_only(visit, address) == 200
    return len(found), found


def visit_only(visit, address):
    return visit.__closure__[0].cell_contents.get(address).status_code


@pytest.mark.parametrize("stage", ["draft", "issued"])
def test_a_report_costs_the_same_for_few_and_many_indicators(visit, world, officer, manager, stage):
    report = compile_report(FEBRUARY, by=SETUP, at=MARCH_6)
    few, _found = count(visit, officer, page("report", report))
    for number in range(12):
        measure = make_measure(f"m{number}", world.process)
        make_target(make_indicator(f"X-{number:02d}", world.process, f"late / {measure.code}"))
    if stage == "issued":
        issued(FEBRUARY, officer, manager)

    many, found = count(visit, officer, page("report", report))

    assert many <= few, [row["sql"][:120] for row in found]
    assert many <= 20, [row["sql"][:120] for row in found]


def test_the_list_costs_little(visit, released, officer):
    number, found = count(visit, officer, reverse("kpi:reports"))

    assert number <= 12, [row["sql"][:120] for row in found]


def test_a_worker_makes_the_document_a_reader_opens(visit, released, stranger):
    from governance.lib.fonts import font_folders

    if not font_folders():
        pytest.skip("the npm fonts are not installed (npm ci)")
    run_due_jobs(clock=lambda: MARCH_6)

    response = visit(stranger, page("report-pdf", released))

    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
