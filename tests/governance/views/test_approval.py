"""The lists and the decision page: who finds what, what is asked, what is refused, and nothing typed is lost."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from governance.models import ApprovalCopy, PageSet, Paper, StoredFile, Vote
from governance.services.approval import renew_case
from governance.services.approval_copy import copy_case
from governance.services.delegation import NewDelegation, make_delegation
from governance.services.file_look import request_looks
from governance.services.job import run_due_jobs
from governance.services.stored_file import Shelf, keep_file
from governance.states import ApprovalKind, ApprovalState, Ballot, PaperFormat, RenderState
from tests.documents import pdf_file, pdf_of, word_file
from tests.governance.deciding import (
    FIRST,
    NOW,
    SECOND,
    TODAY,
    answer,
    make_managers,
    make_members,
    make_subject,
    opened,
    seat_committee,
    stored,
    task_of,
)

pytestmark = pytest.mark.django_db
LIST = "/approvals/"
REASON = "升级时限与值班排班不符，请先调整排班"


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def managers(operations):
    return make_managers(operations)


@pytest.fixture
def case(officer, specialist, managers):
    """A norm, written by the specialist, proposed by the officer, to be decided by two managers."""
    return opened(specialist, by=officer)


def page_of(case):
    return reverse("governance:approval-detail", args=[case.pk])


def seen_by(person, url):
    client = Client()
    client.force_login(person)
    return client.get(url)


def send(person, case, *, task=None, seen=FIRST, **form):
    client = Client()
    client.force_login(person)
    given = {"task": (task or task_of(case, person)).pk, "seen": seen, **form}
    return client.post(f"{page_of(case)}vote/", given)


def titles(answer):
    return [line.approval.pk for line in answer.context["lines"]]


# --- the page ----------------------------------------------------------------------------------------


def test_page_shows_conclusion_facts_and_the_badge_of_a_shipped_route(case, managers):
    text = seen_by(managers[0], page_of(case)).content.decode()

    assert text.index("缩短升级时限") < text.index("V1.1</dd>") < text.index("c-stage")
    assert "G36" in text
    assert 'name="ballot" value="approve"' in text


def test_stranger_does_not_find_the_page_nor_anything_behind_it(case, stranger, managers):
    client = Client()
    client.force_login(stranger)

    assert client.get(page_of(case)).status_code == 404
    assert client.get(f"{page_of(case)}paper/").status_code == 404
    assert (
        send(stranger, case, task=task_of(case, managers[0]), ballot="approve").status_code == 404
    )
    assert client.post(f"{page_of(case)}urge/").status_code == 404
    assert not Vote.objects.exists()


def test_proposer_and_author_see_the_page_without_an_answer_to_give(case, officer, specialist):
    for person in (officer, specialist):
        page = seen_by(person, page_of(case))
        assert page.status_code == 200
        assert page.context["answer"].form is None


def test_agreement_is_kept_and_ends_the_case(case, managers):
    sent = send(managers[0], case, ballot="approve")

    assert (sent.status_code, sent.headers["Location"]) == (302, page_of(case))
    assert stored(case).state == ApprovalState.APPROVED
    assert Vote.objects.get().content_sha256 == FIRST
    assert seen_by(managers[0], page_of(case)).context["answer"].form is None


@pytest.mark.parametrize("ballot", ["oppose", "return", "recuse"])
@pytest.mark.parametrize("reason", ["", "  。 "])
def test_refusal_without_a_reason_is_stopped_and_the_choice_stays(case, managers, ballot, reason):
    page = send(managers[0], case, ballot=ballot, reason=reason)

    assert page.status_code == 422
    assert page.context["answer"].form.errors["reason"]
    chosen = [each["value"] for each in page.context["answer"].choices if each["is_chosen"]]
    assert chosen == [ballot]
    assert not Vote.objects.exists()


def test_refusal_with_a_reason_is_kept(case, managers):
    assert send(managers[0], case, ballot="return", reason=REASON).status_code == 302

    vote = Vote.objects.get()
    assert (vote.ballot, vote.reason) == (Ballot.RETURN, REASON)
    assert stored(case).state == ApprovalState.RETURNED
    assert REASON in seen_by(managers[1], page_of(case)).content.decode()


def test_changed_text_is_told_and_nothing_typed_is_lost(case, officer, specialist, managers):
    renew_case(make_subject(specialist, sha=SECOND, conclusion="新的结论"), by=officer, at=NOW)

    page = send(managers[0], case, seen=FIRST, ballot="oppose", reason=REASON)
    text = page.content.decode()

    assert page.status_code == 422
    assert not Vote.objects.exists()
    assert REASON in text
    assert "新的结论" in text
    assert page.context["told"][0][0] == "warn"
    # The page now shows the new text, and the next answer is bound to it.
    assert f'name="seen" value="{SECOND}"' in text
    assert send(managers[0], case, seen=SECOND, ballot="oppose", reason=REASON).status_code == 302


def test_answers_to_an_earlier_text_stand_struck_through_with_why(
    officer, specialist, development, time_machine
):
    members = make_members(development)
    seat_committee(members, by=officer)
    case = opened(specialist, by=officer, kind=ApprovalKind.ANNUAL_PLAN)
    answer(case, members[0])
    renew_case(
        make_subject(specialist, kind=ApprovalKind.ANNUAL_PLAN, sha=SECOND), by=officer, at=NOW
    )

    page = seen_by(members[0], page_of(case))

    assert "<s>同意</s>" in page.content.decode()
    assert page.context["page"].voided == 1
    assert page.context["answer"].form is not None


def test_second_of_two_at_once_reads_who_was_faster(case, managers):
    task = task_of(case, managers[1])
    answer(case, managers[0])

    page = send(managers[1], case, task=task, ballot="oppose", reason=REASON)

    text = page.content.decode()
    assert page.status_code == 422
    assert managers[0].name in str(page.context["told"])
    assert REASON in text
    assert Vote.objects.count() == 1


def test_nonsense_in_the_form_is_refused_in_words(case, managers):
    task = task_of(case, managers[0])
    for given in ({"ballot": "maybe"}, {}, {"ballot": "approve", "task": "x"}):
        client = Client()
        client.force_login(managers[0])
        form = {"task": task.pk, "seen": FIRST, "reason": REASON, **given}
        page = client.post(f"{page_of(case)}vote/", form)
        assert page.status_code == 422
        assert REASON in page.content.decode()
    elsewhere = opened(by=managers[1], number=2)
    assert send(managers[0], elsewhere, task=task, ballot="approve").status_code == 404
    assert not Vote.objects.exists()


def test_abstention_is_offered_only_where_shares_are_counted(case, managers, officer, development):
    offered = [
        each["value"] for each in seen_by(managers[0], page_of(case)).context["answer"].choices
    ]
    assert "abstain" not in offered

    members = make_members(development)
    seat_committee(members, by=officer)
    plan = opened(by=officer, kind=ApprovalKind.ANNUAL_PLAN, number=2)
    offered = [
        each["value"] for each in seen_by(members[0], page_of(plan)).context["answer"].choices
    ]
    assert offered == ["approve", "oppose", "abstain", "recuse", "return"]


def test_deputy_decides_for_another_and_both_names_stand(case, managers, head):
    new = NewDelegation(head, TODAY, TODAY + timedelta(days=7), "出差")
    make_delegation(new, by=managers[0], at=NOW)

    assert titles(seen_by(head, LIST)) == [case.pk]
    page = seen_by(head, page_of(case))
    assert [row.principal for row in page.context["answer"].deputising] == [managers[0]]
    assert managers[0].name in page.content.decode()

    assert send(head, case, task=task_of(case, managers[0]), ballot="approve").status_code == 302
    after = seen_by(head, page_of(case))
    assert f"{head.name} 代 {managers[0].name}" in after.content.decode()
    assert titles(seen_by(head, f"{LIST}?tab=done")) == [case.pk]


def test_recused_member_reads_why(officer, development):
    members = make_members(development)
    seat_committee(members, by=officer)
    case = opened(members[0], by=officer, kind=ApprovalKind.ANNUAL_PLAN)

    page = seen_by(members[0], page_of(case))

    assert page.context["answer"].form is None
    assert ("info", "您按规则回避") in [told[:2] for told in page.context["told"]]


def test_copy_is_read_on_opening_and_told_to_whoever_sent_it(case, officer, employee):
    copy_case(case, [employee], by=officer, at=NOW)
    assert ApprovalCopy.objects.get().read_at is None

    assert seen_by(employee, page_of(case)).context["answer"].form is None

    assert ApprovalCopy.objects.get().read_at == NOW
    assert not seen_by(employee, f"{LIST}?tab=copied").context["lines"][0].is_unread


# --- the printed text ------------------------------------------------------------------------------


def printed(case, content=b"%PDF-1.7 of ours", sha=FIRST, **changes):
    return Paper.objects.create(
        object_type=case.object_type,
        object_key=case.object_key,
        name="document",
        source_sha256=sha,
        language="zh-hans",
        format=PaperFormat.PDF,
        state=RenderState.READY,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        requested_at=NOW,
        **changes,
    )


def test_printed_text_is_shown_in_a_frame_of_ours_and_of_nobody_else(case, managers, stranger):
    address = f"{page_of(case)}paper/"
    assert seen_by(managers[0], address).status_code == 404
    printed(case, sha=SECOND)  # of another text: not what is decided
    assert seen_by(managers[0], address).status_code == 404

    printed(case)
    page = seen_by(managers[0], page_of(case))
    paper = seen_by(managers[0], address)

    assert f'<iframe class="c-case__paper" src="{address}"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert (paper["X-Frame-Options"], paper["Content-Type"]) == ("SAMEORIGIN", "application/pdf")
    assert "frame-ancestors 'self'" in paper["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert seen_by(stranger, address).status_code == 404


def test_damaged_paper_is_shown_to_nobody(case, managers):
    row = printed(case)
    Paper.objects.filter(pk=row.pk).update(content=b"%PDF-1.7 of others")

    assert seen_by(managers[0], f"{page_of(case)}paper/").status_code == 404


# --- attachments -------------------------------------------------------------------------------------


def picture():
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return [stream.getvalue()]


def test_attachments_are_listed_pictures_shown_and_handed_out_to_readers_only(
    case, officer, managers, stranger
):
    shown = keep_file("图.png", picture(), on=Shelf(case), by=officer, at=NOW)
    other = keep_file("别处.png", picture(), on=Shelf(officer), by=officer, at=NOW)
    address = reverse("governance:approval-file", args=[case.pk, shown.pk])

    page = seen_by(managers[0], page_of(case)).content.decode()
    assert f'<img src="{address}"' in page
    file = seen_by(managers[0], address)
    assert (file.status_code, file["Content-Type"]) == (200, "image/png")

    assert seen_by(stranger, address).status_code == 404
    elsewhere = reverse("governance:approval-file", args=[case.pk, other.pk])
    assert seen_by(managers[0], elsewhere).status_code == 404
    assert StoredFile.objects.count() == 2


def test_a_pdf_is_read_in_the_page_by_those_who_decide_and_by_nobody_else(
    case, officer, managers, stranger
):
    shown = keep_file("附件.pdf", [pdf_file(2)], on=Shelf(case), by=officer, at=NOW)
    request_looks(by=officer, at=NOW)
    waiting = seen_by(managers[0], page_of(case)).content.decode()
    assert "请稍后刷新页面" in waiting
    run_due_jobs(clock=lambda: NOW)
    address = reverse("governance:approval-page", args=[case.pk, shown.pk, 2])

    page = seen_by(managers[0], page_of(case)).content.decode()
    assert f'<img src="{address}"' in page
    assert 'alt="第 2 页，共 2 页" loading="lazy"' in page
    assert "按文字阅读" not in page  # blank pages say nothing
    picture = seen_by(managers[0], address)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert picture.content.startswith(b"\xff\xd8")

    assert seen_by(stranger, address).status_code == 404
    for args in ([case.pk, shown.pk, 3], [case.pk, shown.pk + 1, 1], [case.pk + 1, shown.pk, 1]):
        nothing = reverse("governance:approval-page", args=args)
        assert seen_by(managers[0], nothing).status_code == 404


def test_a_word_file_is_read_in_the_page_as_its_text(case, officer, managers):
    words = word_file((1, "目的"), (0, "为了<script>规范。"))
    keep_file("说明.docx", [words], on=Shelf(case), by=officer, at=NOW)
    request_looks(by=officer, at=NOW)
    run_due_jobs(clock=lambda: NOW)

    page = seen_by(managers[0], page_of(case)).content.decode()

    assert "<h4>目的</h4>" in page
    assert "&lt;script&gt;规范。" in page


def test_a_file_that_cannot_be_shown_says_so_and_is_handed_out(case, officer, managers):
    shown = keep_file("附件.pdf", [pdf_file(1)], on=Shelf(case), by=officer, at=NOW)
    PageSet.objects.create(sha256=shown.sha256, state="failed", fault="heavy")

    page = seen_by(managers[0], page_of(case)).content.decode()

    assert "无法在此显示：生成页面图像所需的时间或内存超出限制" in page
    assert reverse("governance:approval-file", args=[case.pk, shown.pk]) in page


def test_the_words_of_a_pdf_flow_at_any_width(case, officer, managers):
    words = pdf_of("BT /F1 12 Tf 72 700 Td (Escalation within two hours) Tj ET")
    keep_file("附件.pdf", [words], on=Shelf(case), by=officer, at=NOW)
    request_looks(by=officer, at=NOW)
    run_due_jobs(clock=lambda: NOW)

    page = seen_by(managers[0], page_of(case)).content.decode()

    assert "按文字阅读" in page
    assert "Escalation within two hours" in page
