"""The text of a version through its pages: who reads, who edits, two editors, pictures, files, comparison."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import ClauseText, DocumentVersion
from governance.selectors.clause import short_of
from governance.services.clause import ClauseWords, write_clause
from governance.services.document import VersionNote, start_version, submit_version
from governance.services.document_file import add_picture, set_content_file
from governance.services.job import run_due_jobs
from governance.states import ContentKind, DocumentState
from tests.documents import DAY, add, pdf_file, png, tree, word_file
from tests.governance.deciding import make_managers

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def visit(client):
    client.cookies["django_language"] = "en"

    def _visit(person, name, *args, data=None, **extra):
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        address = reverse(f"governance:{name}", args=args)
        return client.get(address, **extra) if data is None else client.post(address, data, **extra)

    return _visit


@pytest.fixture
def row(draft, officer):
    return add(draft, "目的", "为了**规范**。", by=officer)


def publish(version):
    DocumentVersion.objects.filter(pk=version.pk).update(
        state=DocumentState.IN_FORCE, effective_on=DAY.date(), published_on=DAY.date()
    )


def body(answer):
    return answer.content.decode()


def page_of(row, text, revision=1, act="save"):
    return {"title": row.title, "text": text, "revision": revision, "act": act}


def test_a_draft_is_read_by_those_who_may_and_by_nobody_else(visit, draft, row, officer, stranger):
    assert "<strong>规范</strong>" in body(visit(officer, "document-read", draft.pk))
    assert visit(stranger, "document-read", draft.pk).status_code == 404


def test_a_published_version_is_read_by_everybody_at_its_anchors(visit, draft, row, employee):
    publish(draft)

    page = body(visit(employee, "document-read", draft.pk))

    assert 'id="c1"' in page
    assert 'href="#c1"' in page


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("document-edit", ()),
        ("clause-edit", ("row",)),
        ("document-file", ()),
        ("document-take-over", ()),
    ],
)
def test_who_may_not_write_is_not_let_in(visit, draft, row, specialist, name, more):
    args = [row.pk for _each in more]

    assert visit(specialist, name, draft.pk, *args).status_code == 403


def test_what_is_published_has_no_editor(visit, draft, row, officer):
    publish(draft)

    assert visit(officer, "document-edit", draft.pk).status_code == 404
    assert (
        visit(officer, "clause-edit", draft.pk, row.pk, data=page_of(row, "x")).status_code == 404
    )


def test_a_clause_of_another_draft_is_not_there(visit, draft, row, officer):
    assert visit(officer, "clause-edit", draft.pk + 1, row.pk).status_code == 404
    assert visit(officer, "clause-edit", draft.pk, row.pk + 1).status_code == 404


def test_a_clause_is_saved_and_the_page_goes_back_to_it(visit, draft, row, officer):
    answer = visit(officer, "clause-edit", draft.pk, row.pk, data=page_of(row, "新的。"))

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/edit/#c1")
    row.refresh_from_db()
    assert row.text == "新的。"


def test_the_second_editor_sees_both_texts_and_loses_none(visit, draft, row, officer, manager):
    write_clause(row, ClauseWords(row.title, "", "甲写的话。"), seen=1, by=manager, at=DAY)

    answer = visit(officer, "clause-edit", draft.pk, row.pk, data=page_of(row, "乙写的话。"))

    assert answer.status_code == 409
    page = body(answer)
    assert "甲" in page
    assert "乙写的话。" in page
    assert 'name="revision" value="2"' in page
    row.refresh_from_db()
    assert row.text == "甲写的话。"


def test_the_preview_is_clean(visit, draft, officer):
    data = {"text": "**粗** <script>alert(1)</script> [x](javascript:alert(1))"}

    page = body(visit(officer, "clause-preview", draft.pk, data=data))

    assert "<strong>粗</strong>" in page
    assert "<script" not in page
    assert 'href="javascript' not in page


def test_the_preview_works_without_script_and_saves_nothing(visit, draft, row, officer):
    answer = visit(officer, "clause-edit", draft.pk, row.pk, data=page_of(row, "*斜*", act="look"))

    assert "<em>斜</em>" in body(answer)
    row.refresh_from_db()
    assert row.text == "为了**规范**。"


def test_a_picture_is_named_in_what_was_typed_and_nothing_typed_is_lost(visit, draft, row, officer):
    file = SimpleUploadedFile("流程[1].png", png())
    data = {**page_of(row, "还没保存的话。", act="picture"), "picture": file}

    page = body(visit(officer, "clause-edit", draft.pk, row.pk, data=data))

    assert "还没保存的话。" in page
    assert "![流程(1)](image:" in page
    row.refresh_from_db()
    assert row.text == "为了**规范**。"


def test_a_bad_picture_is_told_and_nothing_typed_is_lost(visit, draft, row, officer):
    file = SimpleUploadedFile("a.svg", b"<svg/>")
    data = {**page_of(row, "还没保存的话。", act="picture"), "picture": file}

    answer = visit(officer, "clause-edit", draft.pk, row.pk, data=data)

    assert answer.status_code == 400
    assert "还没保存的话。" in body(answer)


def test_a_clause_moves_by_a_button_with_and_without_script(visit, draft, row, officer):
    second = add(draft, "范围", by=officer)

    plain = visit(officer, "clause-step", draft.pk, second.pk, "up", data={})
    assert plain.status_code == 302
    assert tree(draft) == ["1 范围", "2 目的"]

    quick = visit(
        officer, "clause-step", draft.pk, second.pk, "down", data={}, headers={"HX-Request": "true"}
    )
    assert quick.status_code == 200
    assert 'id="clause-tree"' in body(quick)
    assert tree(draft) == ["1 目的", "2 范围"]


def test_a_step_that_is_none_is_not_there(visit, draft, row, officer):
    assert visit(officer, "clause-step", draft.pk, row.pk, "sideways", data={}).status_code == 404


def test_a_new_clause_opens_to_be_written(visit, draft, row, officer):
    data = {"title": "范围", "where": "below", "beside": row.pk}

    answer = visit(officer, "clause-add", draft.pk, data=data)

    new = ClauseText.objects.get(title="范围")
    assert answer.headers["Location"] == reverse("governance:clause-edit", args=[draft.pk, new.pk])
    assert new.number == "1.1"


def test_a_picture_is_seen_by_who_may_read_a_version_that_shows_it(
    visit, draft, row, officer, stranger
):
    file = add_picture(draft, "a.png", [png()], by=officer, at=DAY)
    text = f"![图](image:{short_of(file)})"
    write_clause(row, ClauseWords("目的", "", text), seen=1, by=officer, at=DAY)
    short = short_of(file)

    assert visit(stranger, "document-picture", draft.pk, short).status_code == 404
    publish(draft)
    answer = visit(stranger, "document-picture", draft.pk, short)

    assert answer.content == png()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_that_only_a_draft_shows_is_no_part_of_what_is_published(
    visit, norm, draft, row, officer, stranger
):
    publish(draft)
    following = start_version(norm, VersionNote("改"), by=officer, at=DAY)
    file = add_picture(following, "a.png", [png()], by=officer, at=DAY)

    assert visit(stranger, "document-picture", draft.pk, short_of(file)).status_code == 404
    assert visit(officer, "document-picture", following.pk, short_of(file)).status_code == 200


def test_a_new_version_goes_on_showing_the_pictures_of_the_last(visit, norm, draft, row, officer):
    file = add_picture(draft, "a.png", [png()], by=officer, at=DAY)
    text = f"![图](image:{short_of(file)})"
    write_clause(row, ClauseWords("目的", "", text), seen=1, by=officer, at=DAY)
    publish(draft)

    following = start_version(norm, VersionNote("改"), by=officer, at=DAY)

    assert "<figure>" in body(visit(officer, "document-read", following.pk))
    assert visit(officer, "document-picture", following.pk, short_of(file)).status_code == 200
    assert following.content_sha256 == DocumentVersion.objects.get(pk=draft.pk).content_sha256


def test_two_versions_are_compared_with_the_change_note_on_top(visit, norm, draft, row, officer):
    publish(draft)
    following = start_version(norm, VersionNote("目的写得更清楚"), by=officer, at=DAY)
    own = ClauseText.objects.get(document_version=following)
    write_clause(own, ClauseWords("目的", "", "为了**统一**。"), seen=1, by=officer, at=DAY)

    page = body(visit(officer, "document-compare", following.pk, draft.pk))

    assert "目的写得更清楚" in page
    assert "text changed" in page
    assert '<del class="c-compare__gone">规范</del>' in page
    assert '<ins class="c-compare__come">统一</ins>' in page


def test_a_draft_is_not_compared_by_who_may_not_read_it(visit, norm, draft, row, officer, stranger):
    publish(draft)
    following = start_version(norm, VersionNote("改"), by=officer, at=DAY)

    assert visit(stranger, "document-compare", following.pk, draft.pk).status_code == 404
    assert visit(stranger, "document-compare", draft.pk, following.pk).status_code == 404


def test_an_uploaded_pdf_is_looked_at_in_the_page_and_taken_as_a_download(
    visit, draft, officer, stranger
):
    file = SimpleUploadedFile("制度.pdf", pdf_file())
    assert visit(officer, "document-file", draft.pk, data={"file": file}).status_code == 302

    seen = visit(officer, "document-file-get", draft.pk, data=None, QUERY_STRING="inline")
    assert seen.headers["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in seen.headers["Content-Security-Policy"]
    taken = visit(officer, "document-file-get", draft.pk)
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert visit(stranger, "document-file-get", draft.pk).status_code == 404


def test_a_pdf_with_active_content_is_a_download_only(visit, draft, officer):
    content = pdf_file().replace(
        b"/Type /Catalog", b"/Type /Catalog\n/OpenAction << /S /JavaScript /JS (x) >>"
    )
    set_content_file(draft, "a.pdf", [content], by=officer, at=DAY)

    answer = visit(officer, "document-file-get", draft.pk, QUERY_STRING="inline")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "<iframe" not in body(visit(officer, "document-read", draft.pk))


def test_a_word_file_is_read_in_the_page(visit, draft, officer):
    assert "Edit the text" in body(visit(officer, "document-read", draft.pk))
    content = word_file((1, "目的"), (0, "为了<script>。"))
    set_content_file(draft, "a.docx", [content], by=officer, at=DAY)
    assert visit(officer, "document-read", draft.pk).headers["Refresh"]

    run_due_jobs(clock=lambda: DAY)
    page = body(visit(officer, "document-read", draft.pk))

    assert "1 目的" in page
    assert "为了&lt;script&gt;。" in page
    # What can be changed here is the file; its text is only what was read out of it.
    assert "Upload the file" in page
    assert "Edit the text" not in page


def test_a_pasted_text_is_shown_before_it_is_taken_over(visit, draft, officer):
    data = {"text": "# 目的\n为了。\n# 范围\n## 部门", "act": "look"}

    page = body(visit(officer, "document-take-over", draft.pk, data=data))
    assert "Recognised" in page
    assert tree(draft) == []

    answer = visit(officer, "document-take-over", draft.pk, data={**data, "act": "take"})
    assert answer.status_code == 302
    assert tree(draft) == ["1 目的", "2 范围", "2.1 部门"]


def test_a_text_file_in_gb18030_is_shown(visit, draft, officer):
    file = SimpleUploadedFile("旧.txt", "1. 目的\n为了。\n2. 范围".encode("gb18030"))

    page = body(visit(officer, "document-take-over", draft.pk, data={"file": file}))

    assert "范围" in page


def test_a_word_file_is_taken_over_after_it_was_read(visit, draft, officer):
    file = SimpleUploadedFile("旧.docx", word_file((1, "1 目的"), (0, "为了。")))
    assert visit(officer, "document-take-over", draft.pk, data={"file": file}).status_code == 302
    run_due_jobs(clock=timezone.now)
    assert "目的" in body(visit(officer, "document-take-over", draft.pk))

    visit(officer, "document-take-over", draft.pk, data={"act": "source"})

    assert tree(draft) == ["1 目的"]
    assert DocumentVersion.objects.get(pk=draft.pk).content_kind == ContentKind.CLAUSES


@pytest.mark.parametrize("data", [{}, {"text": "  \n "}])
def test_nothing_is_not_taken_over(visit, draft, officer, data):
    answer = visit(officer, "document-take-over", draft.pk, data={**data, "act": "look"})

    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["document-read", "document-edit", "document-compare"])
def test_a_page_costs_as_much_for_many_clauses_as_for_few(visit, norm, draft, row, officer, name):
    publish(draft)
    following = start_version(norm, VersionNote("改"), by=officer, at=DAY)
    args = [following.pk, draft.pk] if name == "document-compare" else [following.pk]
    visit(officer, name, *args)
    few = cost_of(visit, officer, name, args)
    ClauseText.objects.bulk_create(
        ClauseText(
            document_version=following,
            number=str(at),
            title=f"条款{at}",
            position=at,
            text=f"第{at}段。",
        )
        for at in range(2, 40)
    )

    assert cost_of(visit, officer, name, args) <= few + 1 <= 21


def cost_of(visit, person, name, args):
    with CaptureQueriesContext(connection) as caught:
        assert visit(person, name, *args).status_code == 200
    return len(caught)


def test_the_pages_of_a_file_are_read_with_their_version_and_by_nobody_else(
    visit, draft, officer, stranger
):
    set_content_file(draft, "制度.pdf", [pdf_file(70)], by=officer, at=DAY)
    run_due_jobs(clock=timezone.now)

    page = body(visit(officer, "document-read", draft.pk))
    address = reverse("governance:document-page", args=[draft.pk, 60])
    assert f'<img src="{address}"' in page
    assert 'alt="page 60 of 70" loading="lazy"' in page
    assert "Pages 1 to 60 of 70 are shown here" in page

    assert visit(officer, "document-page", draft.pk, 60)["Content-Type"] == "image/jpeg"
    assert visit(officer, "document-page", draft.pk, 61).status_code == 404
    assert visit(stranger, "document-page", draft.pk, 60).status_code == 404
    publish(draft)
    assert visit(stranger, "document-page", draft.pk, 60).status_code == 200


def test_an_uploaded_text_is_decided_on_as_pages_in_the_decision_page(
    visit, draft, officer, operations
):
    make_managers(operations)
    set_content_file(draft, "制度.pdf", [pdf_file(2)], by=officer, at=DAY)
    run_due_jobs(clock=timezone.now)
    case = submit_version(draft, by=officer, at=DAY)

    page = body(visit(officer, "approval-detail", case.pk))

    assert "/pages/2/" in page
    assert "data-preview" not in page
