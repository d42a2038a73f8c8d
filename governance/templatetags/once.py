"""What pages show alike again and again is drawn once for each set of values it depends on."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
# Kept of each template, the ones used last: a library of indicators in two languages, a few pages of the board.
MOST_KEPT = 512


@register.simple_tag
def draw_once(template_name: str, **values: Any) -> SafeString:
    """A part of a page that depends on its values and the language alone: equal values give equal words.

    The values are plain and cannot change (text, whole numbers, tuples and frozen dataclasses of such): a
    row of the database has no place here, nor has what carries a token or tells the time. No Decimal
    either: 1 and 1.0 are equal and read differently.
    """
    return _drawer(template_name)(get_language() or "", **values)


@cache
def _drawer(template_name: str) -> Callable[..., SafeString]:
    # Typed: text that is safe and the same text that is not are equal, but only one of them is escaped.
    # That goes for the values themselves; what lies inside a tuple or a dataclass is never marked safe.
    @lru_cache(maxsize=MOST_KEPT, typed=True)
    def drawn(_language: str, /, **values: Any) -> SafeString:
        text = render_to_string(template_name, values)
        return mark_safe(text)  # noqa: S308 -- the template's own rendering

    return drawn
