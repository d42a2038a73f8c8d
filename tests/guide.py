"""Walking through the house in a real browser: who guides, which pages there are, what a look at one tells."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from governance.models import Person
from governance.states import Role
from tests.chrome import DESK, MOST_OPEN, Visitor, is_wider_than_its_window, settle, violations

# One of each role; who comes first shows a page that several may see.
GUIDES = {
    "shen": Role.PMO,
    "gu": Role.PROCESS_MANAGER,
    "lin": Role.PROCESS_SPECIALIST,
    "jiang": Role.COMMITTEE,
    "lu": Role.DEPARTMENT_HEAD,
    "gao": Role.STAFF,
    "wei": Role.SYS_ADMIN,
    "yan": Role.SEC_ADMIN,
    "shi": Role.AUDITOR,
}
# Shows every kind of button, that one twice.
GALLERY = "governance:gallery"
LANGUAGES = ("zh-hans", "en")
# Three small English words in a row are a sentence that nobody translated.
ENGLISH = re.compile(r"\b[A-Za-z]{2,}(?: [a-z]{2,}){2,}")
# A page whose form opens when it is asked for is looked at with its form.
OPENED = {"processes:assignments": "?new=1"}
# Leave the house, or are no pages.
CLOSED = {"governance:sign-out", "governance:language"}


class Reading(HTMLParser):
    """What a page says, how many first headings it has and where it leads."""

    def __init__(self, answer):
        super().__init__()
        self.lang, self.heads, self.links, self.nav, self.words = "", 0, [], [], []
        self._silent = 0
        self._quoted = 0
        self.feed(answer.content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang")
        self.heads += tag == "h1"
        self._silent += tag in {"script", "style", "pre", "code", "kbd"}
        if tag == "a" and given.get("href", "").startswith("/"):
            is_nav = "c-nav__link" in given.get("class", "")
            (self.nav if is_nav else self.links).append(given["href"])
        for name in ("aria-label", "placeholder", "title"):
            self.words.append(given.get(name) or "")

    def handle_endtag(self, tag):
        self._silent -= tag in {"script", "style", "pre", "code", "kbd"}

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)

    def english(self):
        """Sentences that stand there in English; names and quotations of the demo are Chinese."""
        return [match for text in self.words for match in ENGLISH.findall(unescape(text))]


def client_of(login, language="zh-hans"):
    client = Client()
    client.force_login(Person.objects.get(username=login))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@dataclass(frozen=True)
class Stop:
    """A page of the tour, and who shows it."""

    name: str
    address: str
    login: str

    @property
    def file(self):
        return self.name.replace(":", "-")


def stops(*, deep: bool = True) -> tuple[list[Stop], list[Stop]]:
    """The pages of the navigation; and from them, link by link, one page of every other kind there is."""
    clients = {login: client_of(login) for login in GUIDES}
    found, waiting = {}, []
    for login, client in clients.items():
        for address in Reading(client.get("/")).nav:
            add(found, waiting, login, address)
    front = list(found.values())
    while waiting and deep:
        stop = waiting.pop(0)
        answer = clients[stop.login].get(stop.address)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            del found[stop.name]
            continue
        for address in Reading(answer).links:
            add(found, waiting, stop.login, address)
    return front, [stop for stop in found.values() if stop not in front]


def add(found, waiting, login, address):
    path = urlsplit(address).path
    try:
        name = resolve(path).view_name
    except Resolver404:
        return
    if name not in found and name not in CLOSED and not name.startswith("api:"):
        found[name] = Stop(name, path + OPENED.get(name, ""), login)
        waiting.append(found[name])


class Guide:
    """A window per person, language and colour scheme; those looked through last are kept open."""

    def __init__(self, chrome, url):
        self.chrome, self.url, self.windows = chrome, url, {}

    def window(self, login, language, scheme):
        key = (login, language, scheme)
        if key in self.windows:
            self.windows[key] = self.windows.pop(key)
        else:
            while len(self.windows) >= MOST_OPEN:
                self.windows.pop(next(iter(self.windows))).context.close()
            window = Visitor(self.chrome, self.url, viewport=DESK, color_scheme=scheme)
            session = client_of(login).cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}
            window.context.add_cookies([cookie])
            self.windows[key] = window.speak(language)
        return self.windows[key]

    def look(self, stop: Stop, language: str, scheme: str, *sizes) -> Iterator[str]:
        """One visit: drawn at each width; looked through by axe at the first."""
        window = self.window(stop.login, language, scheme)
        page = window.page
        page.set_viewport_size(sizes[0])
        answer = page.goto(self.url + stop.address)
        settle(page)
        if answer.status != 200:
            yield f"answers {answer.status}"
        yield from violations(window)
        for size in sizes:
            page.set_viewport_size(size)
            if is_wider_than_its_window(page):
                yield f"wider than {size['width']}"
            keep(page, f"{size['width']}-{language}", stop.file)
        if stop.name != GALLERY and page.locator("main .btn-primary:visible").count() > 1:
            yield "two primary buttons"
        yield from window.complaints
        window.complaints.clear()


def keep(page, folder, name):
    """Pictures of the tour, where somebody asks for them: three hundred take minutes."""
    if album := os.environ.get("SCREENSHOTS"):
        place = Path(album) / folder
        place.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=place / f"{name}.jpg", full_page=True, type="jpeg", quality=70)


@pytest.fixture
def guide(chrome, live_server):
    guide = Guide(chrome, live_server.url)
    yield guide
    for window in guide.windows.values():
        window.context.close()
