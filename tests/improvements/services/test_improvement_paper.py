"""The record as PDF and Word: it says what was done, and only as it stood when it was ordered (6.4.4)."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

import improvements.tasks  # noqa: F401 -- declares the handler of the job
from governance.models import Paper
from governance.services.job import run_due_jobs
from governance.states import PaperFormat, RenderState
from improvements.selectors.improvement_sheet import sheet_sha256
from improvements.services.improvement import note_progress
from improvements.services.improvement_paper import drawn_improvement, order_improvement_paper
from improvements.services.verification import verify_improvement
from improvements.states import Effect
from tests.improvements.services.test_verification import OCTOBER, finished
from tests.improvements.world import NOW

WORDS = ("夜间事件按期解决率偏低", "夜班无人会重启网关", "三张工单记录如此", "夜班人员培训网关重启")


@pytest.fixture
def verified(world):
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    row.refresh_from_db()
    return row


def drawn(row, language, form):
    return drawn_improvement(row, sha256=sheet_sha256(row), language=language, form=form).content


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_says_what_was_done(verified, language):
    pages = PdfReader(BytesIO(drawn(verified, language, PaperFormat.PDF))).pages
    text = squeezed("".join(page.extract_text() for page in pages))

    for words in (*WORDS, verified.number, "80.00", "95.00", "960"):
        assert squeezed(words) in text
    assert ("效果验证" if language == "zh-hans" else "Verification") in text


def test_the_same_content_gives_the_same_bytes(verified):
    assert drawn(verified, "en", PaperFormat.PDF) == drawn(verified, "en", PaperFormat.PDF)


def test_the_word_file_holds_the_drawings_and_the_words(verified):
    book = ZipFile(BytesIO(drawn(verified, "zh-hans", PaperFormat.DOCX)))
    text = book.read("word/document.xml").decode()

    assert all(words in text for words in WORDS)
    # Fishbone, 5-Why, Gantt chart, control chart.
    assert len([name for name in book.namelist() if name.startswith("word/media/")]) == 4


def test_an_act_after_the_order_makes_another_document(world, verified):
    first = order_improvement_paper(verified, language="en", form="pdf", by=world.owner, at=NOW)
    again = order_improvement_paper(verified, language="en", form="pdf", by=world.head, at=NOW)
    assert first == again

    note_progress(verified, "补充说明", percent=None, by=world.owner, at=NOW)
    later = order_improvement_paper(verified, language="en", form="pdf", by=world.owner, at=NOW)
    assert later != first


def test_what_changed_before_it_was_printed_is_not_printed_as_if_it_had_not(world, verified):
    paper = order_improvement_paper(verified, language="en", form="pdf", by=world.owner, at=NOW)
    note_progress(verified, "补充说明", percent=None, by=world.owner, at=NOW)
    run_due_jobs(clock=lambda: NOW)

    paper.refresh_from_db()
    assert (paper.state, bytes(paper.content or b"")) != (RenderState.READY, b"")
    assert "has changed" in Paper.objects.get(pk=paper.pk).reason
