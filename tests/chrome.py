"""A real Chromium before a live server, signed in as whoever the test names; what it and axe complain about."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.people import PASSWORD

AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 720}


def violations(visitor):
    # Through the debugger, because the page's own policy lets no foreign script in.
    # From the top: a box that just slips under the fixed bar would count as too small.
    visitor.page.evaluate("scrollTo(0, 0)")
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    return visitor.page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(result => result.violations.map("
        "one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 120)).join(' | ')}`))",
        RULES,
    )


def is_wider_than_its_window(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture(scope="session")
def chrome(chromium):
    """One browser for all tests; each test opens windows of its own in it."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, beside which Django would refuse its database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--headless=new"]
        )
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitor:
    """A window on the running system; it remembers what the page complained about."""

    def __init__(self, chrome, url, **options):
        self.url = url
        options.setdefault("viewport", {"width": 1366, "height": 768})
        self.context = chrome.new_context(locale="zh-CN", **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def hear(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def speak(self, language):
        cookie = {"name": "django_language", "value": language, "url": self.url}
        self.context.add_cookies([cookie])
        return self

    def go(self, path):
        self.page.goto(self.url + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def sign_in(self, username, password=PASSWORD, to="/account/"):
        self.page.goto(f"{self.url}/sign-in/?next={to}")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", password)
        self.page.click("main button.btn-primary")
        self.page.wait_for_load_state("networkidle")
        return self.page


@pytest.fixture
def visitor(chrome, live_server):
    """Opens windows: `visitor()` or `visitor(viewport=…, color_scheme="dark")`."""
    opened = []

    def window(**options):
        opened.append(Visitor(chrome, live_server.url, **options))
        return opened[-1]

    yield window
    for one in opened:
        one.context.close()
