"""Minutes and resolutions on paper: what stands on them, in both forms and languages (domain §5.1)."""

import subprocess
from io import BytesIO

import pytest
from django.utils.translation import override
from docx import Document

from governance.lib.fonts import font_folders
from governance.lib.workflow import WrongState
from governance.models import Job, Paper
from governance.selectors.committee_paper import minutes_sheet
from governance.services.committee_paper import (
    drawn,
    request_minutes,
    request_resolution_paper,
)
from governance.services.condition import meet_condition
from governance.services.job import run_due_jobs
from governance.services.paper import CannotPrint
from governance.states import RenderState
from tests.governance.deciding import NOW
from tests.governance.meeting import CONDITION, called, closed, decided, in_session, plan_case

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not font_folders(), reason="the npm fonts are not installed (npm ci)"),
]


@pytest.fixture
def session(seated, officer, specialist):
    case = plan_case(officer)
    meeting = in_session(called(officer, case), seated, officer)
    decided(case, seated, responsible=specialist, meeting=meeting)
    return closed(meeting, seated, officer)


def words_of_pdf(content):
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return run.stdout.decode()


def words_of_word(content):
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


@pytest.mark.parametrize(("form", "read"), [("pdf", words_of_pdf), ("docx", words_of_word)])
def test_minutes_print_everything_minutes_hold(session, seated, form, read):
    with override("zh-hans"):
        printed = drawn(minutes_sheet(session), "zh-hans", form)
        text = read(printed.content)
        again = drawn(minutes_sheet(session), "zh-hans", form)

    for word in (
        session.title,
        session.number,
        "三楼会议室",
        "主持人",
        "记录人",
        seated[0].name,
        "出席",
        "列席",
        "缺席",
        "讨论",
        "会议形成一项决议",
        "资源不足",
        CONDITION,
        "下次会议",
        "抄送",
    ):
        assert word in text, word
    assert again.sha256 == printed.sha256


def test_a_paper_is_ordered_once_and_made_by_a_job(session, officer):
    resolution = session.resolutions.get()
    for _turn in range(2):
        request_resolution_paper(resolution, language="zh-hans", form="pdf", by=officer, at=NOW)

    run_due_jobs(clock=lambda: NOW)

    paper = Paper.objects.get()
    assert (paper.state, Job.objects.count()) == (RenderState.READY, 1)
    text = words_of_pdf(bytes(paper.content))
    for word in (resolution.number, "附条件通过", "资源不足", CONDITION, "2/3", "弃权"):
        assert word in text, word


def test_a_resolution_prints_what_was_decided_however_its_conditions_stand(
    session, officer, specialist
):
    resolution = session.resolutions.get()
    first = request_resolution_paper(resolution, language="en", form="docx", by=officer, at=NOW)
    meet_condition(resolution.conditions.get(), by=specialist, at=NOW, note="已经完成")

    again = request_resolution_paper(resolution, language="en", form="docx", by=officer, at=NOW)

    assert again.pk == first.pk


def test_minutes_are_not_printed_before_they_are_signed(seated, officer):
    meeting = in_session(called(officer), seated, officer)

    with pytest.raises(WrongState):
        request_minutes(meeting, language="en", form="pdf", by=officer, at=NOW)


@pytest.mark.parametrize(("language", "form"), [("fr", "pdf"), ("en", "odt")])
def test_other_languages_and_forms_are_refused(session, officer, language, form):
    with pytest.raises(CannotPrint):
        request_minutes(session, language=language, form=form, by=officer, at=NOW)
