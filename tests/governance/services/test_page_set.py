"""Pages of PDFs: drawn once per content, by a worker, with a plain word where that fails (design §3)."""

import hashlib
import os

import pytest
from django.core.files.storage import default_storage

from governance.lib import page_picture
from governance.lib.child import Bounds
from governance.lib.page_picture import MOST_PAGES
from governance.models import FileText, Job, PagePicture, PageSet
from governance.services.document import VersionNote, start_version
from governance.services.document_file import set_content_file
from governance.services.document_register import Entry, create_document
from governance.services.file_look import request_looks
from governance.services.job import MOST_ATTEMPTS, PAUSE, run_due_jobs
from governance.services.page_set import JOB, read_page, request_pages
from governance.services.stored_file import SWEEP_AFTER, FileDamaged, Shelf, keep_file, sweep_files
from governance.states import DrawFault, JobState, RenderState
from tests.documents import DAY, pdf_file, word_file
from tests.governance.deciding import make_managers, make_subject, opened
from tests.governance.lib.test_page_picture import bomb

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture(autouse=True)
def managers(operations):
    return make_managers(operations)


def drawn(file):
    run_due_jobs(clock=lambda: DAY)
    return PageSet.objects.get(sha256=file.sha256)


def test_a_worker_draws_the_pages_of_an_uploaded_document(draft, officer):
    file = set_content_file(draft, "制度.pdf", [pdf_file(3)], by=officer, at=DAY)

    pages = drawn(file)

    pictures = list(pages.pictures.order_by("number"))
    assert (pages.state, pages.pages, pages.fault) == (RenderState.READY, 3, "")
    assert [each.number for each in pictures] == [1, 2, 3]
    assert hashlib.sha256(read_page(pictures[0])).hexdigest() == pictures[0].sha256


def test_two_files_with_the_same_bytes_are_drawn_once(draft, officer):
    first = set_content_file(draft, "a.pdf", [pdf_file()], by=officer, at=DAY)
    drawn(first)
    other = create_document(Entry(kind="norm", title="另一规范"), by=officer, at=DAY)
    other = start_version(other, VersionNote("首次发布"), by=officer, at=DAY)

    second = set_content_file(other, "b.pdf", [pdf_file()], by=officer, at=DAY)

    assert drawn(second).pictures.count() == 2
    assert Job.objects.filter(kind=JOB).count() == 1


def test_a_long_file_is_drawn_as_far_as_anybody_scrolls(draft, officer):
    file = set_content_file(draft, "长.pdf", [pdf_file(200)], by=officer, at=DAY)

    pages = drawn(file)

    assert (pages.state, pages.pages, pages.fault) == (RenderState.READY, 200, "")
    assert pages.pictures.count() == MOST_PAGES
    job = Job.objects.get(kind=JOB)
    assert (job.progress_done, job.progress_total) == (MOST_PAGES, MOST_PAGES)


def test_a_file_that_was_damaged_in_the_store_is_not_drawn(draft, officer, store):
    file = set_content_file(draft, "a.pdf", [pdf_file()], by=officer, at=DAY)
    (store / file.key).write_bytes(b"%PDF- damaged")

    pages = drawn(file)

    assert (pages.state, pages.fault) == (RenderState.FAILED, DrawFault.BROKEN)
    assert Job.objects.get(kind=JOB).state == JobState.DONE


def test_a_hostile_file_is_given_up_after_three_tries(draft, officer, monkeypatch):
    # Only the patience is shortened: the child, its limits and the file are real.
    monkeypatch.setattr(page_picture, "DRAW_BOUNDS", Bounds(0, 500, cpu_seconds=1, wall_seconds=8))
    file = set_content_file(draft, "a.pdf", [bomb()], by=officer, at=DAY)

    for turn in range(MOST_ATTEMPTS):
        run_due_jobs(clock=lambda turn=turn: DAY + PAUSE * 10 * turn)

    pages = PageSet.objects.get(sha256=file.sha256)
    assert (pages.state, pages.fault) == (RenderState.FAILED, DrawFault.HEAVY)
    assert not PagePicture.objects.exists()


def test_what_failed_is_drawn_when_asked_again(draft, officer):
    file = set_content_file(draft, "a.pdf", [pdf_file()], by=officer, at=DAY)
    PageSet.objects.update(state=RenderState.FAILED, fault=DrawFault.HEAVY)
    Job.objects.filter(kind=JOB).delete()

    request_pages(file, by=officer, at=DAY)

    assert drawn(file).state == RenderState.READY


def test_a_page_that_was_damaged_is_not_handed_out(draft, officer, store):
    file = set_content_file(draft, "a.pdf", [pdf_file()], by=officer, at=DAY)
    picture = drawn(file).pictures.first()
    (store / picture.key).write_bytes(b"other")

    with pytest.raises(FileDamaged):
        read_page(picture)


def test_what_lies_on_a_case_becomes_readable_once(officer):
    case = opened(officer, by=officer)
    subject = make_subject().row
    keep_file("附件.pdf", [pdf_file()], on=Shelf(case), by=officer, at=DAY)
    keep_file("说明.docx", [word_file((0, "为了。"))], on=Shelf(subject), by=officer, at=DAY)
    keep_file("别处.pdf", [pdf_file(3)], on=Shelf(officer), by=officer, at=DAY)

    assert request_looks(by=officer, at=DAY) == 2
    assert request_looks(by=officer, at=DAY) == 0

    run_due_jobs(clock=lambda: DAY)
    assert PageSet.objects.get().state == RenderState.READY
    assert [each.state for each in FileText.objects.all()] == [RenderState.READY] * 2


def test_pages_without_a_row_are_swept_away_and_others_stay(draft, officer, store):
    file = set_content_file(draft, "a.pdf", [pdf_file(1)], by=officer, at=DAY)
    picture = drawn(file).pictures.get()
    orphan = store / "pages" / "ab" / "ab.jpg"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"left by a crash")
    old = (DAY - SWEEP_AFTER * 2).timestamp()
    for path in (orphan, store / picture.key):
        os.utime(path, (old, old))

    sweep_files(at=DAY)

    assert not orphan.exists()
    assert default_storage.exists(picture.key)
