"""Bilingual columns in templates."""

from typing import Any

from django import template

from governance.lib.bilingual import listed as _listed
from governance.lib.bilingual import said as _said
from governance.lib.bilingual import with_aside

register = template.Library()


@register.filter
def said(row: Any, field: str = "name") -> str:
    """A bilingual column is shown in the reader's language."""
    return _said(row, field)


@register.filter
def listed(parts: list[str]) -> str:
    """Words one after the other, as the language separates them."""
    return _listed(parts)


@register.filter
def aside(text: str, more: Any) -> str:
    """A name with what tells it from others behind it, in the brackets of the reader's language."""
    return with_aside(str(text), str(more or ""))


@register.simple_tag
def comma() -> str:
    """What stands between two things of a list, in the reader's language."""
    return _listed(("", ""))
