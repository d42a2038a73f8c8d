"""修订建议表: every issue with what is said, treated, ruled and proposed, printed as it stood (domain §2, §8 item 14)."""

import io

import docx
import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from governance.lib.workflow import NotAllowed
from governance.models import Document, Job, Paper, PolicyIssue
from governance.selectors.issue_paper import (
    content_sha256,
    issue_lines,
    issue_sheet,
    issues_content,
    papers_of_issues,
    policy_document,
)
from governance.services.issue_paper import print_issues, request_issue_paper
from governance.services.paper import CannotPrint
from governance.services.policy_issue import Ruling, decide_issue
from governance.states import RenderState
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db


def register():
    return PolicyIssue.objects.order_by("number")


def ruled(number, manager, **settings):
    ruling = Ruling(f"裁定{number}：按此执行", "V1.1", settings)
    return decide_issue(
        PolicyIssue.objects.get(number=number), "rule", ruling=ruling, by=manager, at=LONG_AGO
    )


def test_line_of_a_ruled_issue_proposes_the_ruling(catalogue, manager):
    ruled(26, manager, monthly_report_workday=3)

    line = next(each for each in issue_lines(register()) if each.issue.number == 26)

    assert line.proposal == "裁定26：按此执行"
    assert "3" in line.settings


def test_line_of_an_open_issue_proposes_the_treatment_as_such(catalogue):
    with translation.override("en"):
        line = issue_lines(register())[0]

        assert line.proposal.startswith("To be ruled; meanwhile as treated: Seeded as a core")
    assert line.settings == line.resolutions == ""


def test_lines_cost_the_same_for_one_and_for_all(catalogue, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert len(issue_lines(register())) == 58


def test_order_is_one_paper_until_the_register_changes(catalogue, manager):
    def order():
        return request_issue_paper(language="zh-hans", form="pdf", by=manager, at=timezone.now())

    first = order()
    assert order() == first

    ruled(1, manager)

    assert order() != first
    assert [offer.state for offer in papers_of_issues(register())] == ["pending", "", "", ""]


@pytest.mark.parametrize("who", ["officer", "manager", "chair", "auditor"])
def test_paper_is_ordered_by_whom_it_is_for(catalogue, request, who):
    by = request.getfixturevalue(who)

    paper = request_issue_paper(language="en", form="docx", by=by, at=timezone.now())

    assert paper.state == RenderState.PENDING


@pytest.mark.parametrize("who", ["specialist", "employee", "system_admin"])
def test_paper_ordered_by_anybody_else_is_refused(catalogue, request, who):
    by = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        request_issue_paper(language="en", form="docx", by=by, at=timezone.now())


def test_paper_without_a_policy_is_refused(manager):
    with pytest.raises(CannotPrint):
        request_issue_paper(language="en", form="pdf", by=manager, at=timezone.now())
    assert papers_of_issues(register()) == []


def test_sheet_has_a_chapter_for_each_standing_and_every_issue_once(catalogue, manager, officer):
    ruled(26, manager)
    decide_issue(
        PolicyIssue.objects.get(number=54),
        "dismiss",
        ruling=Ruling("排版所致"),
        by=officer,
        at=LONG_AGO,
    )
    paper = Paper(language="zh-hans", requested_at=timezone.now(), source_sha256="0" * 64)

    sheet = issue_sheet(issues_content(register(), policy_document()), paper)

    assert [(each.code, len(each.issues)) for each in sheet.sections] == [
        ("ruled", 1),
        ("open", 56),
        ("dismissed", 1),
    ]
    assert dict(sheet.cover_facts)[str(translation.gettext("Issues in the register"))] == "58"


def test_paper_prints_what_was_ordered_whatever_was_ruled_since(catalogue, manager):
    paper = request_issue_paper(language="zh-hans", form="pdf", by=manager, at=timezone.now())
    job = Job.objects.get(kind="print_issues")
    Job.objects.filter(pk=job.pk).update(state="running")
    job.refresh_from_db()
    ruled(26, manager)

    print_issues(job, clock=timezone.now)

    paper.refresh_from_db()
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(bytes(paper.content))).pages
    )
    assert paper.state == RenderState.READY
    assert all(f"G{number}" in text for number in range(1, 59))
    assert "裁定26" not in text
    assert content_sha256(job.payload["content"]) == paper.source_sha256


def test_word_has_the_same_issues(catalogue, manager):
    ruled(26, manager)
    paper = request_issue_paper(language="en", form="docx", by=manager, at=timezone.now())
    job = Job.objects.get(kind="print_issues")
    Job.objects.filter(pk=job.pk).update(state="running")
    job.refresh_from_db()

    print_issues(job, clock=timezone.now)

    paper.refresh_from_db()
    book = docx.Document(io.BytesIO(bytes(paper.content)))
    text = "\n".join(cell.text for table in book.tables for row in table.rows for cell in row.cells)
    assert "裁定26：按此执行" in text
    assert "Interim treatment" in text
    assert Document.objects.filter(code="policy").exists()
