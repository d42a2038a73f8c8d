"""Bilingual columns in templates."""

from typing import Any

from django import template

from governance.lib.bilingual import listed as _listed
from governance.lib.bilingual import said as _said

register = template.Library()


@register.filter
def said(row: Any, field: str = "name") -> str:
    """A bilingual column is shown in the reader's language."""
    return _said(row, field)


@register.filter
def listed(parts: list[str]) -> str:
    """Words one after the other, as the language separates them."""
    return _listed(parts)


@register.simple_tag
def comma() -> str:
    """What stands between two things of a list, in the reader's language."""
    return _listed(("", ""))
