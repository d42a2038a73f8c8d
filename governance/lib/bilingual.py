"""Names that are data stand in two columns; the reader's language chooses one."""

from typing import Any

from django.utils.translation import get_language


def said(row: Any, field: str = "name") -> str:
    """The English column where English is read and something stands in it, else the Chinese one."""
    if row is None:
        return ""
    if (get_language() or "").startswith("en"):
        return getattr(row, f"{field}_en", "") or getattr(row, field)
    text: str = getattr(row, field)
    return text


def sorted_gaps(codes: Any) -> list[str]:
    """Numbers of the policy issue register in their order, each once."""
    return sorted(set(codes), key=lambda code: int(code[1:]))
