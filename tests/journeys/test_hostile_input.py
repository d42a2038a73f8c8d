"""Whatever stands in an address or a form, the answer is an answer: never a fault of ours (reliability §4.4, F4, Q1–Q14)."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import lxml.html
import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from governance.models import Person
from tests.journeys.walking import LEFT_OUT, forms_of, is_page, links_of, name_of

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("demo_year")]
# Between them they open every kind of page; each page is opened by the first who comes there.
READERS = ("gu", "lin", "wei", "yan", "shi")
# More digits than Python reads, more than a column holds, a digit that is no number, a year outside the calendar.
DIGITS, HUGE, SQUARE, FAR = "9" * 5000, "1" + "0" * 30, "²", "9999"
# The pages of the demo year that the walk is known to reach; fewer would mean that it has lost its way.
LEAST_PAGES, LEAST_FORMS = 120, 30


@dataclass
class Found:
    """What the walk through the pages has seen: one address of each name, and one form of each kind."""

    pages: dict[str, tuple[Client, str, set]] = field(default_factory=dict)
    forms: dict[tuple, tuple[Client, str, set]] = field(default_factory=dict)


def walk(reader: str, found: Found, asked: set) -> None:
    """From the home page along every link, once for each name of an address."""
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.get(username=reader))
    ahead, met = ["/"], {}
    while ahead:
        parts = urlsplit(ahead.pop(0))
        name = name_of(parts.path)
        if not name or name in found.pages or met.get(name, 0) > 1 or name in LEFT_OUT:
            continue
        met[name] = met.get(name, 0) + 1
        asked.clear()
        answer = client.get(parts.path, dict(parse_qsl(parts.query)))
        assert answer.status_code < 500, parts
        if answer.status_code != 200:
            continue
        found.pages[name] = (client, parts.path, set(asked))
        if not is_page(answer):
            continue
        page = lxml.html.fromstring(answer.content)
        ahead += links_of(page)
        for action, fields in forms_of(page, parts.path):
            found.forms.setdefault((name_of(action), *sorted(fields)), (client, action, fields))


@pytest.fixture
def asked(monkeypatch):
    """Which parameters the views ask an address for, known by their asking."""
    names = set()

    def noting(method):
        def ask(self, key, *given, **more):
            names.add(str(key))
            return method(self, key, *given, **more)

        return ask

    for method in ("__getitem__", "get", "getlist"):
        monkeypatch.setattr(QueryDict, method, noting(getattr(QueryDict, method)))
    monkeypatch.setattr(QueryDict, "__contains__", noting(dict.__contains__))
    return names


@pytest.fixture
def year(asked):
    """The pages and forms of the demo year; what fails below says so by its answer, not in the log."""
    found = Found()
    for reader in READERS:
        walk(reader, found, asked)
    assert len(found.pages) >= LEAST_PAGES
    assert len(found.forms) >= LEAST_FORMS
    logging.disable(logging.CRITICAL)
    yield found
    logging.disable(logging.NOTSET)


def broken(client: Client, method: str, address: str, told: str, fields=None) -> list[str]:
    """The address, where its answer is a fault of ours; nothing it did stays."""
    with transaction.atomic():
        answer = getattr(client, method)(address, fields)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return [f"{method} {address[:80]} {told}"] if answer.status_code >= 500 else []


def hostile(names: set, *values: str) -> Iterator[dict]:
    """Every name with every value, as many requests as there are values: where one is refused first, another goes through."""
    for turn in range(len(values)):
        yield {
            name: values[(place + turn) % len(values)] for place, name in enumerate(sorted(names))
        }


def addresses_like(path: str) -> Iterator[str]:
    """The same address with one of its parts replaced by what nobody means."""
    found = resolve(path)
    for name, value in found.kwargs.items():
        for each in [int(HUGE)] if isinstance(value, int) else ["9999-W53", SQUARE]:
            try:
                yield reverse(found.view_name, kwargs=found.kwargs | {name: each})
            except NoReverseMatch:
                continue  # the pattern itself refuses it


@pytest.mark.long
def test_no_address_and_no_form_breaks_the_system(year):
    faults = []
    for client, path, asked in year.pages.values():
        for query in hostile(asked, DIGITS, FAR) if asked else ():
            faults += broken(client, "get", f"{path}?{urlencode(query)}", f"{sorted(asked)}")
        for address in addresses_like(path):
            faults += broken(client, "get", address, "")
    for client, action, fields in year.forms.values():
        for sent in hostile(fields, DIGITS, HUGE):
            faults += broken(client, "post", action, f"{sorted(fields)}", sent)
        for address in addresses_like(action):
            faults += broken(client, "post", address, "", dict.fromkeys(fields, "x"))
        if client.post(action, {**dict.fromkeys(fields, "x"), "note": "a\0b"}).status_code != 400:
            faults.append(f"{action} takes a NUL")
    assert faults == []
