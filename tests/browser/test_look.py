"""The look holds in a real browser: WCAG by axe, no sideways scrolling, nothing refused by the CSP."""

import pytest
from django.core.management import call_command

from tests.chrome import DESK, PHONE, is_wider_than_its_window, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [
        ("zh-hans", DESK, "light"),
        ("zh-hans", PHONE, "dark"),
        ("en", PHONE, "light"),
        ("en", DESK, "dark"),
    ],
)
def test_gallery_is_accessible(visitor, officer, scheme, size, language):
    window = visitor(viewport=size, color_scheme=scheme).speak(language)

    page = window.sign_in("shen", to="/system/gallery/")

    assert violations(window) == []
    assert not is_wider_than_its_window(page)
    assert window.complaints == []


def test_drawing_that_is_still_wide_does_not_widen_the_page(visitor, officer):
    """A telephone that is turned draws anew in the next frame; until then the drawing is as wide as before."""
    page = visitor(viewport=PHONE).sign_in("shen", to="/system/gallery/")
    canvas = page.locator(".c-chart__plot canvas").first
    canvas.scroll_into_view_if_needed()
    canvas.wait_for()

    # The layers of the library hold a canvas each; all are as wide as at the desk.
    page.evaluate(
        "document.querySelectorAll('.c-chart__plot, .c-chart__plot *').forEach("
        "each => each.matches('.c-chart__plot') || (each.style.width = '1200px'))"
    )

    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_door_is_accessible(visitor, db, scheme, size):
    window = visitor(viewport=size, color_scheme=scheme)

    page = window.go("/sign-in/")

    assert violations(window) == []
    assert not is_wider_than_its_window(page)
    assert window.complaints == []


def test_fault_is_accessible(visitor, db):
    window = visitor()

    window.go("/no-such-page/")

    assert violations(window) == []


def test_navigation_is_a_drawer_on_a_phone(visitor, officer):
    window = visitor(viewport=PHONE)
    page = window.sign_in("shen")
    assert not page.is_visible("#nav")

    page.click(".c-top__burger")
    page.wait_for_selector("#nav", state="visible")

    page.keyboard.press("Escape")
    page.wait_for_selector("#nav", state="hidden")


def test_everything_at_the_door_works_without_scripts(visitor, officer):
    window = visitor(java_script_enabled=False)

    page = window.sign_in("shen")
    page.click("details[data-menu] summary")
    with page.expect_navigation():
        page.click("form[action='/sign-out/'] button")

    assert page.url.endswith("/sign-in/")


def test_menu_closes_with_escape_and_gives_the_focus_back(visitor, officer):
    page = visitor().sign_in("shen")
    page.click("details[data-menu] summary")

    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not page.evaluate("document.querySelector('details[data-menu]').open")


def test_skip_link_leads_past_the_navigation(visitor, officer):
    page = visitor().sign_in("shen")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_function("document.activeElement.id === 'content'")


def test_badge_of_an_issue_opens_it_beside_the_page(visitor, officer, db):
    call_command("load_catalogue", verbosity=0)
    window = visitor()
    page = window.sign_in("shen", to="/system/gallery/")

    page.click(".c-head a.c-gap")
    page.wait_for_selector("#panel-body h1")

    assert "G26" in page.inner_text("#panel-body h1")
    assert page.url.endswith("/system/gallery/")
    assert window.complaints == []
