"""The causes of the story, worked out by keyboard and added to by thumb (6.4.4①)."""

from django.urls import reverse

from improvements.models import Cause, CauseCategory
from improvements.states import CauseVerdict, Stage
from tests.chrome import PHONE, is_wider_than_its_window, settle, violations
from tests.journeys.browser.acts import fill, press
from tests.journeys.browser.norm_pages import keep


def wait_for_why(page, count):
    """So many causes stand there, the field for the next answer has the focus, and its form is alive.

    htmx puts the focus back when it swaps, and takes the new form over some milliseconds later; until
    then Enter would send it without htmx.
    """
    page.wait_for_function(
        "count => document.querySelectorAll('[data-cause][data-shift]').length === count"
        " && document.activeElement.name === 'text'"
        " && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')",
        arg=count,
        timeout=60_000,
    )


def work_out_the_causes(visitor, row):
    """By keyboard and without a page load: five times why, one beside it, judged; refused before, done after."""
    window = visitor()
    page = window.sign_in("lin", to=reverse("improvements:improvement", args=[row.pk]))
    press(page, "form[action$='/step/plan/'] button")
    row.refresh_from_db()
    assert row.state == Stage.IDENTIFY
    keep(page, "07-gate-refuses")
    window.go(reverse("improvements:causes", args=[row.pk]))
    page.evaluate("window.sameDocument = true")
    ask_why_by_keyboard(page)
    assert page.evaluate("window.sameDocument")
    keep(page, "08-causes")
    assert violations(window) == []
    window.go(reverse("improvements:improvement", args=[row.pk]))
    press(page, "form[action$='/step/plan/'] button")
    row.refresh_from_db()
    assert row.state == Stage.PLAN
    assert window.complaints == []


def ask_why_by_keyboard(page):
    """Five answers in a row by typing and Enter; then up with the arrows, and the first is confirmed."""
    bone = CauseCategory.objects.get(set_code="6m", code="people")
    page.focus(f"#bone-{bone.pk} [data-cause]")
    page.keyboard.press("w")
    answers = (
        "夜班无人会重启网关",
        "没有人培训过夜班",
        "培训计划不含夜班",
        "规范没有要求",
        "规范多年未修订",
    )
    for number, answer in enumerate(answers):
        wait_for_why(page, number)
        page.keyboard.type(answer)
        page.keyboard.press("Enter")
    wait_for_why(page, len(answers))
    page.keyboard.press("Escape")
    page.wait_for_function(
        "() => !document.querySelector('[data-focus]')"
        " && document.activeElement.matches('[data-cause]')"
    )
    settle(page)
    for _step in range(4):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("c")
    page.wait_for_selector("[data-focus] [name=verdict]")
    # Before htmx has taken the form over it would be sent without it.
    settle(page)
    fill(page, "[data-focus]", verdict="confirmed", note="三张夜间工单记录如此")
    page.locator("[data-focus] button[type=submit]").click()
    page.wait_for_selector(".c-causes__row.is-confirmed")
    top = Cause.objects.get(level=1)
    assert (top.text, top.verdict) == (answers[0], CauseVerdict.CONFIRMED)
    assert Cause.objects.count() == 5


def add_to_them_by_thumb(visitor, row):
    """On a phone and without a page load: a cause on another bone, its why, one beside it that is rejected."""
    window = visitor(viewport=PHONE, has_touch=True)
    page = window.sign_in("lin", to=reverse("improvements:causes", args=[row.pk]))
    page.evaluate("window.sameDocument = true")
    before = Cause.objects.count()
    bone = CauseCategory.objects.get(set_code="6m", code="machine")
    tap(page, f"#bone-{bone.pk} [data-cause]")
    add(page, "备用网关不会自己接管", before + 1)
    add(page, "从未演练过切换", before + 2)
    tap(page, "[data-cause]:has-text('备用网关')")
    tap(page, "[data-act=sibling]")
    add(page, "网关已过保", before + 3)
    tap(page, "[data-cause]:has-text('网关已过保')")
    tap(page, "[data-act=judge]")
    page.tap("[data-focus] [name=verdict][value=rejected]")
    page.fill("[data-focus] [name=note]", "合同仍在保修期内")
    tap(page, "[data-focus] button[type=submit]")
    page.wait_for_selector(".c-causes__row.is-rejected")
    keep(page, "08-causes-phone")
    assert page.evaluate("window.sameDocument")
    assert not is_wider_than_its_window(page)
    assert violations(window) == []
    assert window.complaints == []
    told = Cause.objects.order_by("pk")[before:]
    assert [(each.text, each.level, each.verdict) for each in told] == [
        ("备用网关不会自己接管", 1, CauseVerdict.OPEN),
        ("从未演练过切换", 2, CauseVerdict.OPEN),
        ("网关已过保", 1, CauseVerdict.REJECTED),
    ]


def tap(page, selector):
    """A touch, and htmx has put in place what it brought."""
    with page.expect_response(lambda answer: "/causes/" in answer.url):
        page.tap(selector)
    settle(page)


def add(page, text, count):
    """What is typed into the open form stands in the list."""
    page.fill("[data-focus] [name=text]", text)
    tap(page, "[data-focus] button[type=submit]")
    page.wait_for_function(
        "count => document.querySelectorAll('[data-cause][data-shift]').length === count", arg=count
    )
