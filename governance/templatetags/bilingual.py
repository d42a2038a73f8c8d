"""Bilingual columns in templates."""

from typing import Any

from django import template

from governance.lib.bilingual import said as _said

register = template.Library()


@register.filter
def said(row: Any, field: str = "name") -> str:
    """A bilingual column is shown in the reader's language."""
    return _said(row, field)
