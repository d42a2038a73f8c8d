"""Which filters a page has: what may be kept of its address under a name, and what is left out."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import NoReverseMatch, resolve, reverse

LONGEST = 500
SORT = "sort"


def filtered_by(form: type[forms.Form]) -> Callable[[Any], Any]:
    """A list page names the form that reads its address; its filters can be kept under a name."""

    def wrap(view: Any) -> Any:
        view.filter_form = form
        return view

    return wrap


def page_view(page: str) -> Any:
    """The view behind a url name that has filters; None for any other name."""
    try:
        view = resolve(reverse(page)).func
    except NoReverseMatch:
        return None
    return view if hasattr(view, "filter_form") else None


def kept_query(page: str, address: str) -> str:
    """What the page's own filter form knows of an address, in one order; the rest is left out.

    Raises ValidationError for a value that the form refuses.
    """
    fields: Mapping[str, forms.Field] = page_view(page).filter_form.base_fields
    given = QueryDict(address[: 4 * LONGEST])
    kept = QueryDict(mutable=True)
    for name, field in sorted(fields.items()):
        value = given.get(name, "")
        if value:
            if not _is_filled_later(field):
                field.clean(value)
            kept[name] = value
    if SORT in given and SORT not in fields:
        kept[SORT] = given[SORT][:40]
    return kept.urlencode()


def same_filters(one: str, other: str, ignored: Iterable[str] = ("page", "format")) -> bool:
    """Two addresses ask the same when they name the same filters; empty ones and pages aside."""

    def pairs(text: str) -> set[tuple[str, str]]:
        return {
            (name, str(value))
            for name, value in QueryDict(text).items()
            if value and name not in ignored
        }

    return pairs(one) == pairs(other)


def _is_filled_later(field: forms.Field) -> bool:
    """The choices of some fields are data; the page reads what is no longer among them as not given."""
    choices = getattr(field, "choices", None)
    return choices is not None and len(list(choices)) <= 1
