"""A committee member decides on the phone: from the inbox to the conclusion, refused without a reason, agreed."""

import os
from pathlib import Path

import pytest

from governance.models import Approval, Vote
from governance.services.approval import renew_case
from governance.states import ApprovalKind, ApprovalState, Ballot
from tests.chrome import DESK, PHONE, follow, is_wider_than_its_window, violations
from tests.governance.deciding import (
    NOW,
    SECOND,
    answer,
    make_members,
    make_subject,
    opened,
    seat_committee,
    task_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/approvals/{}/"
BAR = "[data-ballot]"
SEND = f"{BAR} button[type=submit]"


@pytest.fixture
def plan(db, time_machine, officer, specialist, development):
    """A plan before a committee of three, with a text to read; the third has not answered."""
    time_machine.move_to(NOW, tick=True)
    members = make_members(development)
    seat_committee(members, by=officer)
    facts = {"kind": ApprovalKind.ANNUAL_PLAN, "preview_url": "/policy-issues/1/"}
    return opened(specialist, by=officer, **facts), members


def keep(page, name):
    """Pictures of the journey, where somebody asks for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"approval-{name}.png")


def choose(page, ballot):
    page.click(f"{BAR} label:has(input[value={ballot}])")


def is_on_first_screen(page, selector):
    box = page.query_selector(selector).bounding_box()
    bar = page.query_selector(BAR).bounding_box()
    return box["y"] + box["height"] <= bar["y"]


def test_member_decides_with_a_thumb(visitor, plan):
    case, members = plan
    window = visitor(viewport=PHONE, has_touch=True)
    page = window.sign_in(members[0].username, to="/inbox/")
    follow(page, f"a.c-duty__what[href='{PAGE.format(case.pk)}']")

    assert is_on_first_screen(page, ".c-case__conclusion")
    assert not is_wider_than_its_window(page)
    # What is decided stands in the page itself, not only behind a link.
    page.wait_for_selector("[data-preview] h2")
    # Only what is decided is taken over, without the frame of its own page.
    assert page.query_selector("[data-preview] .c-help, [data-preview] .c-crumbs") is None
    for box in (each.bounding_box() for each in page.query_selector_all(".c-ballot__choice")):
        assert box["width"] >= 44
        assert box["height"] >= 44
    assert not page.is_visible(SEND)
    keep(page, "1-opened")

    choose(page, "oppose")
    page.click(SEND)
    assert page.evaluate("document.querySelector('#answer-reason').validationMessage") != ""
    page.fill("#answer-reason", "。。")
    page.click(SEND)
    assert page.url.endswith(PAGE.format(case.pk))
    assert not Vote.objects.exists()
    keep(page, "2-stopped")

    page.fill("#answer-reason", "")
    choose(page, "approve")
    with page.expect_navigation():
        page.click(SEND)
    assert Vote.objects.get().ballot == Ballot.APPROVE
    assert page.query_selector(BAR) is None
    keep(page, "3-done")
    assert window.complaints == []


def test_member_decides_without_scripts(visitor, plan):
    case, members = plan
    window = visitor(viewport=PHONE, java_script_enabled=False)
    page = window.sign_in(members[0].username, to=PAGE.format(case.pk))
    assert page.is_visible("[data-preview] a[href='/policy-issues/1/']")

    choose(page, "oppose")
    with page.expect_navigation():
        page.click(SEND)
    # The server stopped it; the choice is still made.
    assert page.is_checked(f"{BAR} input[value=oppose]")
    page.fill("#answer-reason", "资源需求没有依据")
    with page.expect_navigation():
        page.click(SEND)

    assert Vote.objects.get().reason == "资源需求没有依据"


def test_text_that_changed_meanwhile_is_told_and_the_opinion_stays(
    visitor, plan, officer, specialist
):
    case, members = plan
    page = visitor(viewport=PHONE).sign_in(members[0].username, to=PAGE.format(case.pk))
    changed = make_subject(specialist, kind=ApprovalKind.ANNUAL_PLAN, sha=SECOND)
    renew_case(changed, by=officer, at=NOW)

    choose(page, "oppose")
    page.fill("#answer-reason", "目标过高")
    with page.expect_navigation():
        page.click(SEND)

    assert page.is_visible(".c-callout--warn")
    assert page.input_value("#answer-reason") == "目标过高"
    assert not Vote.objects.exists()


def test_chair_closes_with_a_condition_added_by_the_button(visitor, plan, head):
    case, members = plan
    for person in members:
        answer(case, person)
    window = visitor()
    page = window.sign_in(members[0].username, to=PAGE.format(case.pk))

    page.click("[data-add-condition]")
    row = page.query_selector_all("[data-conditions] > li")[-1]
    row.query_selector("input[name$=text]").fill("一季度末补充容量预算")
    row.query_selector("select").select_option(str(head.pk))
    row.query_selector("input[type=date]").fill("2026-03-31")
    page.click("#close button[type=submit]")
    with page.expect_navigation():
        page.click("#confirm button[value=yes]")

    found = Approval.objects.get(pk=case.pk)
    assert found.state == ApprovalState.APPROVED
    assert found.resolutions.get().conditions.get().responsible == head
    assert window.complaints == []


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("zh-hans", PHONE, "light"), ("en", PHONE, "dark"), ("zh-hans", DESK, "dark")],
)
def test_pages_are_accessible(visitor, plan, manager, scheme, size, language):
    case, members = plan
    answer(case, members[1], Ballot.OPPOSE)
    window = visitor(viewport=size, color_scheme=scheme).speak(language)
    page = window.sign_in(members[0].username, to="/approvals/")
    for address in ("/approvals/", f"{PAGE.format(case.pk)}?act=copy", "/delegations/"):
        window.go(address)
        assert violations(window) == []
        assert not is_wider_than_its_window(page)
    window.context.clear_cookies()
    window.speak(language).sign_in(manager.username, to="/system/approval-routes/")
    assert violations(window) == []
    window.go("/system/approval-routes/norm/")
    assert violations(window) == []
    assert not is_wider_than_its_window(page)
    assert window.complaints == []
    assert task_of(case, members[0]).person == members[0]
