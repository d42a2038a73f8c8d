"""A walk through the pages as one reader: along every link and form that a page offers."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import lxml.html
from django.urls import Resolver404, resolve

LINKS = ("href", "hx-get", "hx-post", "formaction", "data-url")
# Whoever signs out in the middle sees no more pages.
LEFT_OUT = {"governance:sign-out", "governance:password"}


def name_of(path: str) -> str:
    """The name of the view behind an address; empty where there is none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def is_page(answer) -> bool:
    """Whether there is a whole page of HTML to be read."""
    kind = answer.headers.get("Content-Type", "")
    return not answer.streaming and "html" in kind and bool(answer.content.strip())


def links_of(page) -> list[str]:
    """Where a page leads inside the house."""
    kept = [each.get(att, "") for each in page.iter(lxml.etree.Element) for att in LINKS]
    return [
        link for link in kept if link.startswith("/") and not link.startswith(("//", "/static"))
    ]


def forms_of(page, path: str) -> Iterator[tuple[str, set]]:
    """The forms that act, each with its address and the names of its fields."""
    for form in page.forms:
        action = urlsplit(form.get("action") or path).path or path
        if form.method != "POST" or name_of(action) in LEFT_OUT | {""}:
            continue
        yield action, {each.name for each in form.inputs if each.name} - {"csrfmiddlewaretoken"}
