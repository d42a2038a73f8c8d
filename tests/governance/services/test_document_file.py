"""Pictures and uploaded documents of a version: what is taken, who is an author, what is read out (U1–U18)."""

import pytest

from governance.lib.uploads import BadUpload
from governance.lib.workflow import NotAllowed
from governance.models import DocumentAuthor, DocumentVersion, FileText, Job, StoredFile
from governance.selectors.clause import content_file, content_hash, pictures_of, short_of
from governance.services.clause import CannotEditClause, ClauseWords, write_clause
from governance.services.document import CannotEditDocument
from governance.services.document_file import (
    JOB,
    add_picture,
    drop_content_file,
    offer_source,
    remove_picture,
    set_content_file,
)
from governance.services.job import run_due_jobs
from governance.states import ContentKind, DocumentState, JobState, RenderState
from tests.documents import DAY, add, pdf_file, png, word_file

pytestmark = pytest.mark.usefixtures("english", "store")


def stored(version):
    return DocumentVersion.objects.get(pk=version.pk)


def shown(row, file, by):
    text = f"![图](image:{short_of(file)})"
    return write_clause(row, ClauseWords(row.title, "", text), seen=row.revision, by=by, at=DAY)


def test_a_picture_is_kept_on_the_draft_and_whoever_adds_it_is_an_author(draft, manager):
    file = add_picture(draft, "流程.png", [png()], by=manager, at=DAY)

    assert list(pictures_of(draft, [])) == [file.sha256[:12]]
    assert DocumentAuthor.objects.filter(version=draft, person=manager).exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.png", b"<html>"),
        ("a.png.exe", png()),
        ("a.pdf", pdf_file()),
        ("a.png", b""),
        ("a.png", png()[:-8]),
    ],
    ids=["svg", "html as png", "program", "pdf", "empty", "cut"],
)
def test_what_is_no_picture_is_refused(draft, officer, name, content):
    with pytest.raises(BadUpload):
        add_picture(draft, name, [content], by=officer, at=DAY)

    assert not StoredFile.objects.exists()


def test_the_hash_counts_a_picture_that_is_shown_and_no_other(draft, officer):
    row = add(draft, "流程", by=officer)
    before = stored(draft).content_sha256

    file = add_picture(draft, "a.png", [png()], by=officer, at=DAY)
    assert stored(draft).content_sha256 == before

    shown(row, file, officer)
    assert stored(draft).content_sha256 not in {"", before}


def test_a_picture_in_use_stays(draft, officer):
    row = add(draft, "流程", by=officer)
    file = add_picture(draft, "a.png", [png()], by=officer, at=DAY)
    row = shown(row, file, officer)

    with pytest.raises(CannotEditClause, match="Clause 1"):
        remove_picture(draft, file, by=officer, at=DAY)

    write_clause(row, ClauseWords("流程"), seen=row.revision, by=officer, at=DAY)
    remove_picture(draft, file, by=officer, at=DAY)
    assert pictures_of(draft, []) == {}


def test_an_uploaded_file_is_the_content_and_its_hash_is_voted_on(draft, officer):
    add(draft, "目的", by=officer)

    file = set_content_file(draft, "制度.pdf", [pdf_file()], by=officer, at=DAY)

    fresh = stored(draft)
    assert (fresh.content_kind, fresh.content_sha256) == (ContentKind.FILE, file.sha256)
    assert content_hash(fresh) == file.sha256


def test_another_file_takes_the_place_of_the_first(draft, officer):
    first = set_content_file(draft, "a.pdf", [pdf_file(1)], by=officer, at=DAY)

    second = set_content_file(draft, "b.pdf", [pdf_file(3)], by=officer, at=DAY)

    assert content_file(stored(draft)) == second
    first.refresh_from_db()
    assert first.removed_by == officer


def test_a_draft_is_written_again_with_the_clauses_it_had(draft, officer):
    add(draft, "目的", by=officer)
    before = stored(draft).content_sha256
    set_content_file(draft, "a.pdf", [pdf_file()], by=officer, at=DAY)

    drop_content_file(draft, by=officer, at=DAY)

    fresh = stored(draft)
    assert (fresh.content_kind, fresh.content_sha256) == (ContentKind.CLAUSES, before)


def test_a_file_has_no_clauses_to_edit(draft, officer):
    row = add(draft, "目的", by=officer)
    set_content_file(draft, "a.pdf", [pdf_file()], by=officer, at=DAY)

    with pytest.raises(CannotEditDocument, match="uploaded"):
        write_clause(row, ClauseWords("x"), seen=1, by=officer, at=DAY)


def test_a_published_version_takes_no_file(draft, officer):
    DocumentVersion.objects.filter(pk=draft.pk).update(
        state=DocumentState.IN_FORCE, effective_on=DAY.date()
    )

    with pytest.raises(CannotEditDocument):
        set_content_file(draft, "a.pdf", [pdf_file()], by=officer, at=DAY)
    with pytest.raises(CannotEditDocument):
        add_picture(draft, "a.png", [png()], by=officer, at=DAY)

    assert not StoredFile.objects.exists()


def test_a_specialist_hands_in_nothing(draft, specialist):
    with pytest.raises(NotAllowed):
        set_content_file(draft, "a.pdf", [pdf_file()], by=specialist, at=DAY)


def test_a_worker_reads_a_word_file_apart(draft, officer):
    content = word_file((1, "1 目的"), (0, "为了。"), (2, "1.1 范围"), (0, "全部。"))
    file = offer_source(draft, "旧制度.docx", [content], by=officer, at=DAY)

    run_due_jobs(clock=lambda: DAY)

    reading = FileText.objects.get(file=file)
    assert reading.state == RenderState.READY
    assert reading.sections == [
        {"depth": 1, "title": "目的", "text": "为了。"},
        {"depth": 2, "title": "范围", "text": "全部。"},
    ]
    assert stored(draft).content_kind == ContentKind.CLAUSES


def test_a_file_that_cannot_be_read_says_why_and_stays(draft, officer, store):
    file = set_content_file(draft, "a.pdf", [pdf_file()], by=officer, at=DAY)
    (store / file.key).write_bytes(b"%PDF- damaged")

    run_due_jobs(clock=lambda: DAY)

    assert Job.objects.get(kind=JOB).state == JobState.DUE
    assert FileText.objects.get(file=file).state == RenderState.PENDING
    assert content_file(stored(draft)) == file
