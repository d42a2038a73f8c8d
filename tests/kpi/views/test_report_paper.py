"""The doors of the paper: Word files, comparison, readers, the template."""

import hashlib
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from governance.lib.periods import Month
from governance.states import RenderState
from kpi.models import Report, ReportFile, ReportIssue, ReportReading, ReportTemplate
from kpi.services.report import compile_report
from tests.kpi.reporting import FEBRUARY, MARCH_6, issued, make_months
from tests.people import SETUP

pytestmark = pytest.mark.django_db
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def march():
    with time_machine.travel(datetime(2026, 3, 6, 2, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def released(specialist, operations, officer, manager):
    make_months(specialist, operations, Month(2026, 1), FEBRUARY)
    issued(Month(2026, 1), officer, manager)
    return issued(FEBRUARY, officer, manager)


@pytest.fixture
def visit(client):
    def _visit(person, address, data=None):
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        return client.get(address) if data is None else client.post(address, data)

    return _visit


def ready(report, form, content):
    ReportFile.objects.filter(issue__report=report, format=form).update(
        state=RenderState.READY,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


def template(**changes):
    places = ["info", "summary", "figures", "analysis", "deviations", "events"]
    places += ["follow-up", "quality", "focus", "appendix-weekly", "appendix-definitions"]
    data = {f"place_{name}": str(at) for at, name in enumerate(places, 1)}
    data |= {f"source_{at}": "nobody" for at in range(4)}
    data |= {"label_0": "编制", "source_0": "prepared", "label_1": "批准", "source_1": "issued"}
    data |= {f"font_{name}": "宋体" for name in ("body", "heading", "note")}
    return data | {"font_latin": "Arial", "reason": "公司规范", "act": "decide"} | changes


def test_a_word_file_is_handed_out_and_its_reader_noted(visit, released, stranger):
    ready(released, "docx", b"PK word")
    answer = visit(stranger, reverse("kpi:report-docx", args=[released.pk]))

    assert (answer.content, answer["Content-Type"]) == (b"PK word", WORD)
    assert "V1.0.docx" in answer["Content-Disposition"]
    assert list(ReportReading.objects.values_list("person", "door")) == [(stranger.pk, "docx")]


def test_a_word_file_that_is_being_made_is_no_reading(visit, released, stranger):
    answer = visit(stranger, reverse("kpi:report-docx", args=[released.pk]))

    assert answer.status_code == 202
    assert not ReportReading.objects.exists()


def test_a_draft_is_no_reading_and_its_word_file_is_not_there(visit, released, officer):
    draft = Report.objects.get(pk=released.pk)
    draft.pk, draft.state, draft.number, draft.period = None, "draft", "", "2026-03"
    draft.save()
    visit(officer, reverse("kpi:report", args=[draft.pk]))

    assert visit(officer, reverse("kpi:report-docx", args=[draft.pk])).status_code == 404
    assert not ReportReading.objects.exists()


def test_another_form_of_a_document_is_asked_for_by_its_name(visit, released, officer):
    address = reverse("kpi:report-document", args=[released.pk])
    answer = visit(officer, address, {"language": "en", "form": "docx"})

    assert answer["Location"].startswith(reverse("kpi:report-docx", args=[released.pk]))
    assert ReportFile.objects.filter(
        issue__report=released, language="en", format="docx", state=RenderState.PENDING
    ).exists()
    assert visit(officer, address, {"language": "en", "form": "exe"}).status_code == 302
    assert not ReportFile.objects.filter(format="exe").exists()


def test_the_page_of_an_issue_notes_its_reader_and_tells_the_pmo(visit, released, head, officer):
    address = reverse("kpi:report", args=[released.pk])
    own = visit(head, address).content.decode()
    told = visit(officer, address).content.decode()

    assert head.name in told
    assert 'id="readers"' in own
    assert "最近打开" not in own
    assert ReportReading.objects.filter(door="page").count() == 2


def test_two_months_are_compared_and_a_strangers_choice_falls_back(visit, released, specialist):
    first, second = ReportIssue.objects.order_by("report__start")
    address = reverse("kpi:report-compare")

    page = visit(specialist, f"{address}?before={first.pk}&after={second.pk}&changed=on")
    assert page.status_code == 200
    assert page.context["comparison"].before == first
    assert visit(specialist, f"{address}?before=99999999999999999999").status_code == 200


def test_without_issues_the_comparison_says_what_it_will_show(visit, officer):
    assert visit(officer, reverse("kpi:report-compare")).context["comparison"] is None


def test_who_may_not_read_reports_compares_none(visit, released, employee):
    assert visit(employee, reverse("kpi:report-compare")).status_code == 403


def test_a_template_is_tried_out_without_deciding(visit, manager):
    address = reverse("kpi:report-template")
    page = visit(manager, address, template(act="preview", reason="", header="新集团"))

    assert (page.status_code, page.context["company"]) == (200, "新集团")
    assert not ReportTemplate.objects.exists()


def test_a_template_is_decided_with_its_reason(visit, manager):
    address = reverse("kpi:report-template")
    places = {"place_deviations": "1", "place_info": "2", "place_figures": "3", "place_summary": ""}
    answer = visit(manager, address, template(**places))

    assert answer.status_code == 302
    row = ReportTemplate.objects.get()
    assert row.layout["sections"][0] == "deviations"
    assert "summary" not in row.layout["sections"]
    assert [each["label"] for each in row.layout["signers"]] == ["编制", "批准"]
    assert row.reason in visit(manager, address).content.decode()


@pytest.mark.parametrize("changes", [{"place_figures": ""}, {"reason": ""}, {"font_body": "x"}])
def test_a_bad_template_comes_back_with_a_sentence(visit, manager, changes):
    page = visit(manager, reverse("kpi:report-template"), template(**changes))

    assert page.status_code == 422
    assert not ReportTemplate.objects.exists()


def test_the_template_is_read_by_the_pmo_and_decided_by_the_manager(visit, officer, specialist):
    address = reverse("kpi:report-template")

    assert visit(officer, address).status_code == 200
    assert visit(officer, address, template()).status_code == 422
    assert visit(specialist, address).status_code == 403
    assert not ReportTemplate.objects.exists()


def test_a_rare_character_is_shown_on_the_workbench(visit, specialist, operations, officer):
    from governance.lib.fonts import fallback_folders, font_folders

    if not (font_folders() and fallback_folders()):
        pytest.skip("the fonts are not installed")
    make_months(specialist, operations, FEBRUARY)
    report = compile_report(FEBRUARY, by=SETUP, at=MARCH_6)
    visit(officer, reverse("kpi:report-section", args=[report.pk, "events"]), {"text": "𠮷田"})

    assert "U+20BB7" in visit(officer, reverse("kpi:report", args=[report.pk])).content.decode()
