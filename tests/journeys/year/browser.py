"""A reader without JavaScript: opens pages, follows what is on them, fills in only what they offer.

A form that the page does not show, a field it does not have, a choice it does not offer: each fails,
as it would for a person in front of it.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

VOID = {"input", "br", "hr", "img", "meta", "link", "source", "col", "wbr", "area", "base", "embed"}
SILENT = {"script", "style", "title"}
REFUSED = ("c-message--error", "c-message--warning")


@dataclass
class Field:
    """One control: what it would send, and what else it offers."""

    kind: str
    sent: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)


@dataclass
class Form:
    """What a form on the page would send if nothing were typed."""

    page: "Page"
    action: str
    method: str
    ident: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def path(self):
        return self.action.partition("?")[0]

    def send(self, answers=None, /, **typed):
        """Fills in and presses the button; the page that comes back, after any redirect."""
        data = {name: each.sent for name, each in self.fields.items() if each.sent}
        for name, value in {**(answers or {}), **typed}.items():
            data[name] = self._typed(name, value)
        flat = {name: value for name, value in data.items() if value != []}
        return self.page.visitor.open(self.action, flat, self.method, self.page.address)

    def choice(self, name, words):
        """The value behind the words a person reads in a list."""
        found = [value for value, text in self.fields[name].words.items() if words in text]
        assert len(found) == 1, (words, self.fields[name].words)
        return found[0]

    def _typed(self, name, value):
        assert name in self.fields, f"{name} is not on {self.page.address}: {sorted(self.fields)}"
        box = self.fields[name]
        if box.kind == "file":
            return SimpleUploadedFile(*value)
        values = [str(each) for each in (value if isinstance(value, list) else [value])]
        if box.kind in {"select", "radio", "checkbox", "submit"}:
            for each in values:
                assert each in box.offered, f"{name}={each} is not offered: {box.offered}"
        return values


class Page(HTMLParser):
    """What came back: its words, its links and its forms."""

    def __init__(self, visitor, address, answer):
        super().__init__()
        self.visitor, self.address, self.answer = visitor, address, answer
        self.status = answer.status_code
        self.forms, self.links, self.messages = [], [], []
        self._open, self._loose, self._words = [], [], []
        self._select = self._option = self._box = None
        content = b"" if answer.streaming else answer.content
        self.html = content.decode() if "html" in answer["Content-Type"] else ""
        self.feed(self.html)
        self._adopt()

    @property
    def text(self):
        return " ".join(" ".join(self._words).split())

    def form(self, *ends, having=()):
        """The one form whose address ends so, and which has these fields."""
        found = [
            each
            for each in self.forms
            if each.path.endswith(ends) and set(having) <= each.fields.keys()
        ]
        assert found, f"{ends} {having} not on {self.address}: {self.offers()}"
        return found[0]

    def has_form(self, end):
        return any(each.path.endswith(end) for each in self.forms)

    def offers(self):
        return [(each.action, sorted(each.fields)) for each in self.forms]

    def follow(self, end):
        """The first link on the page whose address ends so (what follows the `?` is left out of account)."""
        found = [
            each for each in self.links if each.partition("#")[0].partition("?")[0].endswith(end)
        ]
        assert found, f"no link to {end} on {self.address}: {sorted(set(self.links))}"
        return self.visitor.open(found[0])

    def follow_to(self, *parts):
        """The first link on the page that holds all of these words."""
        found = [each for each in self.links if all(part in each for part in parts)]
        assert found, f"no link with {parts} on {self.address}: {sorted(set(self.links))}"
        return self.visitor.open(found[0])

    def said(self, *words):
        for each in words:
            assert each in self.text, f"“{each}” is not on {self.address}: {self.text[:3000]}"
        return self

    # --- reading ------------------------------------------------------------------------------

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            self._open.append((tag, given.get("class") or ""))
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            action = urljoin(self.address, given.get("action") or self.address).partition("#")[0]
            self.forms.append(
                Form(self, action, (given.get("method") or "get").lower(), given.get("id", ""))
            )
        elif tag in {"input", "button", "textarea", "select"}:
            self._control(tag, given)
        elif tag == "option" and self._select is not None:
            self._begin_option(given)

    def _control(self, tag, given):
        name = given.get("name")
        kind = (
            given.get("type", "submit" if tag == "button" else "text")
            if tag in {"input", "button"}
            else tag
        )
        if not name or "disabled" in given:
            if tag == "select":
                self._select = None
            return
        box = self._place(name, kind, given.get("form"))
        if kind in {"checkbox", "radio", "submit"}:
            value = given.get("value", "on")
            box.offered.append(value)
            if "checked" in given:
                box.sent.append(value)
        elif tag == "input" and kind != "file":
            box.sent.append(given.get("value") or "")
        elif tag == "textarea":
            box.sent.append("")
            self._box = box
        elif tag == "select":
            self._select = box

    def _place(self, name, kind, ident):
        """A control belongs to the form around it, or to the one it names."""
        if ident:
            box = Field(kind)
            self._loose.append((ident, name, box))
            return box
        inside = any(tag == "form" for tag, _class in self._open)
        fields = self.forms[-1].fields if inside else {}
        return fields.setdefault(name, Field(kind))

    def _adopt(self):
        homes = {each.ident: each for each in self.forms if each.ident}
        for ident, name, box in self._loose:
            if ident in homes:
                known = homes[ident].fields.setdefault(name, box)
                if known is not box:
                    known.sent += box.sent
                    known.offered += box.offered
        for form in self.forms:
            for box in form.fields.values():
                if box.kind == "select" and not box.sent and box.offered:
                    box.sent.append(box.offered[0])

    def _begin_option(self, given):
        self._option = given.get("value", "")
        self._select.offered.append(self._option)
        self._select.words[self._option] = ""
        if "selected" in given:
            self._select.sent.append(self._option)

    def handle_endtag(self, tag):
        while self._open:
            closed, _class = self._open.pop()
            if closed == tag:
                break
        if tag == "select":
            self._select = None
        elif tag == "option":
            self._option = None
        elif tag == "textarea":
            self._box = None

    def handle_data(self, data):
        if self._box is not None:
            self._box.sent[-1] = data.removeprefix("\n")
        if self._option is not None and self._select is not None:
            self._select.words[self._option] += data.strip()
        if not any(tag in SILENT for tag, _class in self._open):
            self._words.append(data)
        for tag, names in self._open:
            if tag == "li" and "c-message" in names and data.strip():
                self.messages.append((names, data.strip()))


class Visitor:
    """One person at a screen, signed in this morning."""

    def __init__(self, person):
        self.person = person
        self.client = Client()
        self.client.force_login(person)

    def open(self, address, data=None, method="get", referer=""):
        headers = {"referer": f"http://testserver{referer}"} if referer else {}
        send = self.client.post if method == "post" else self.client.get
        answer = send(address, data or {}, headers=headers)
        for _turn in range(4):
            if answer.status_code not in {301, 302, 303}:
                break
            address = urljoin(address, answer["Location"])
            answer = self.client.get(address)
        return Page(self, address, answer)

    def go(self, address):
        page = self.open(address)
        assert page.status == 200, (address, page.status, self.person.username)
        return page


def done(page):
    """The act succeeded: the page came back well and nothing on it complains."""
    complaints = [words for names, words in page.messages if any(bad in names for bad in REFUSED)]
    assert page.status == 200, (page.address, page.status, complaints, page.text[-1500:])
    assert not complaints, complaints
    return page


def refused(page, *words):
    """The act was refused with a sentence."""
    complaints = " ".join(
        text for names, text in page.messages if any(bad in names for bad in REFUSED)
    )
    told = complaints if page.status == 200 else page.text
    assert complaints or page.status in {400, 403, 409, 422}, (page.status, page.text[-1500:])
    for each in words:
        assert each in told, told
    return page
