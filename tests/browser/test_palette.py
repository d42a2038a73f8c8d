"""Keys for the whole house: the palette finds pages, acts and records; the list of keys; neither is a trap."""

import pytest

from portal.services.demo.people import PASSWORD
from tests.chrome import Visitor, settle, violations

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.usefixtures("demo_year")]


@pytest.fixture
def window(chrome, live_server):
    window = Visitor(chrome, live_server.url)
    yield window
    assert window.complaints == []
    window.context.close()


def opened(window, login, words=""):
    page = window.sign_in(login, PASSWORD)
    page.keyboard.press("Control+k")
    if words:
        look_for(page, words)
    return page


def look_for(page, words):
    """Typed, and what the server knows of it stands in the list or does not."""
    with page.expect_response(lambda answer: "hx-request" in answer.request.headers):
        page.fill("#goto-text", words)
    settle(page)


def shown(page):
    return page.locator("#goto-list [role=option]:visible span").all_inner_texts()


def test_palette_opens_a_page_by_pinyin_and_an_act_by_its_name(window):
    page = opened(window, "shen", "zdwj")
    assert shown(page) == ["制度文件"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/")

    page.keyboard.press("Control+k")
    look_for(page, "发起改进")
    page.keyboard.press("Enter")

    page.wait_for_url("**/improvements/new/")


def test_palette_offers_only_what_one_may_begin_and_read(window):
    page = opened(window, "wei", "改进")

    assert shown(page) == []
    look_for(page, "开立账户")
    assert shown(page) == ["开立账户"]


def test_palette_finds_a_record_as_one_types(window):
    page = opened(window, "shen", "提高服务台首次")
    hit = page.locator("#goto-found [role=option]").first
    hit.wait_for()

    page.keyboard.press("ArrowDown")

    assert page.get_attribute("#goto-text", "aria-activedescendant") == "goto-hit-1"
    assert violations(window) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/improvements/*/")


def test_what_is_not_found_is_searched(window):
    page = opened(window, "shen", "没有这个词")
    assert shown(page) == []

    page.keyboard.press("Enter")

    page.wait_for_url("**/search/?q=*")


def test_focus_stays_in_the_palette_and_comes_back(window):
    page = window.sign_in("shen", PASSWORD)
    page.focus("[data-opens=goto]")
    page.keyboard.press("Enter")

    for _key in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('main, nav, header, footer')")
    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement.dataset.opens") == "goto"


def test_question_mark_lists_the_keys_until_it_is_switched_off(window):
    page = window.sign_in("shen", PASSWORD)
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    assert violations(window) == []

    page.click("#keys-single")
    page.keyboard.press("Escape")
    page.keyboard.press("?")

    assert not page.is_visible("#keys")
    page.reload()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "top-search"
