"""The paper of a version: it says what the source says, twice the same bytes, and names what it cannot print (R1–R3)."""

import io
import subprocess

import pytest
from pypdf import PdfReader

from governance.models import DocumentVersion, Paper
from governance.selectors.approval import case_of
from governance.selectors.clause import short_of
from governance.selectors.document_paper import facts_sha256, paper_facts
from governance.services.clause import ClauseWords, write_clause
from governance.services.document import submit_version
from governance.services.document_file import add_picture, set_content_file
from governance.services.document_force import publish_version
from governance.services.document_paper import printed_document, request_document_paper
from governance.services.job import run_due_jobs
from governance.states import RenderState
from tests.documents import DAY, add, pdf_file, png
from tests.governance.writing import agree

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def written(draft, officer):
    row = add(draft, "目的与范围", "为规范容量管理，制定本制度。", by=officer)
    file = add_picture(draft, "图.png", [png(60, 30)], by=officer, at=DAY)
    text = "每周\n收集：\n\n| 指标 | 目标 |\n| --- | ---: |\n| 利用率 | ≥80% |\n\n"
    below = add(draft, "数据收集", by=officer, where="below", beside=row)
    words = ClauseWords("数据收集", "Collection", f"{text}![收集流程](image:{short_of(file)})")
    write_clause(below, words, seen=1, by=officer, at=DAY)
    return DocumentVersion.objects.get(pk=draft.pk)


def printed(version, language="zh-hans"):
    fresh = DocumentVersion.objects.get(pk=version.pk)
    return printed_document(fresh, paper_facts(fresh), language)


def text_of(content):
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode()


def pages_of(content):
    return [page.replace(" ", "") for page in text_of(content).split("\f") if page.strip()]


def test_the_paper_says_what_the_source_says(written):
    made = printed(written)

    cover, approval, contents, body = pages_of(made.content)
    assert "容量管理制度" in cover
    assert "编制/更改" in approval
    assert "首次发布" in approval
    assert written.content_sha256 in approval.replace("\n", "")
    assert "1目的与范围" in contents
    assert contents.split("1.1数据收集")[1].lstrip(".").startswith("4")
    for words in ("为规范容量管理，制定本制度。", "每周", "利用率", "≥80%", "图1", "收集流程"):
        assert words in body
    assert "第4页共4页" in body


def test_a_draft_is_marked_on_every_page_and_what_is_published_is_not(written, officer, manager):
    assert all("草稿" in page for page in pages_of(printed(written).content))

    submit_version(written, by=officer, at=DAY)
    agree(written, manager, at=DAY)
    approved = pages_of(printed(written).content)
    assert not any("未批准" in page for page in approved)
    assert "顾长风" in approved[1]
    # The paper names the text, and the whole that the case was decided on: what the approval shows too.
    hashes = "".join(approved[1].split())
    fresh = DocumentVersion.objects.get(pk=written.pk)
    assert f"正文的SHA-256：{fresh.content_sha256}" in hashes
    assert case_of(fresh).content_sha256 in hashes

    publish_version(written, effective_on=DAY.date(), by=manager, at=DAY)
    final = pages_of(printed(written).content)
    assert "受控" in final[0]
    assert "2026-03-02" in final[0]
    assert not any("草稿" in page for page in final)


def test_the_same_version_gives_the_same_bytes(written):
    first, second = printed(written), printed(written)

    assert first.content == second.content
    root = PdfReader(io.BytesIO(first.content)).root_object
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert root["/MarkInfo"]["/Marked"]


def test_the_english_paper_has_the_english_titles(written):
    body = pages_of(printed(written, "en").content)[3]

    assert "1.1Collection" in body


def test_a_character_no_font_has_is_named(draft, officer, settings):
    add(draft, "罕见字", "名字含\U0003fffd。", by=officer)
    fresh = DocumentVersion.objects.get(pk=draft.pk)
    request_document_paper(fresh, "zh-hans", by=officer, at=DAY)

    run_due_jobs(clock=lambda: DAY)

    paper = Paper.objects.get()
    assert paper.state == RenderState.PENDING
    assert "U+3FFFD" in paper.reason


def test_an_uploaded_pdf_follows_its_cover_and_approval_sheet(draft, officer):
    set_content_file(draft, "制度.pdf", [pdf_file(3)], by=officer, at=DAY)

    first, second = printed(draft), printed(draft)

    assert first.pages == 2 + 3
    assert first.content == second.content
    assert "制度.pdf" in pages_of(first.content)[1]


def test_a_worker_prints_what_was_ordered_once(written, officer):
    paper = request_document_paper(written, "zh-hans", by=officer, at=DAY)
    run_due_jobs(clock=lambda: DAY)
    paper.refresh_from_db()
    assert (paper.state, paper.pages) == (RenderState.READY, 4)

    again = request_document_paper(written, "zh-hans", by=officer, at=DAY)

    assert again.pk == paper.pk


def test_a_text_changed_after_the_order_is_not_printed_under_the_old_hash(written, officer):
    paper = request_document_paper(written, "zh-hans", by=officer, at=DAY)
    add(written, "附则", by=officer)

    run_due_jobs(clock=lambda: DAY)

    paper.refresh_from_db()
    assert paper.state == RenderState.PENDING
    assert paper.source_sha256 != facts_sha256(paper_facts(written))
