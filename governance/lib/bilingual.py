"""Names that are data stand in two columns; the reader's language chooses one."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language


def said(row: Any, field: str = "name") -> str:
    """The English column where English is read and something stands in it, else the Chinese one."""
    if row is None:
        return ""
    if is_english():
        return getattr(row, f"{field}_en", "") or getattr(row, field)
    text: str = getattr(row, field)
    return text


def is_english() -> bool:
    """Whether the active language is English; every other one reads the Chinese columns."""
    return (get_language() or "").startswith("en")


def listed(parts: Iterable[Any]) -> str:
    """Parts one after the other, as the language separates them."""
    return (", " if is_english() else "、").join(str(part) for part in parts)


def in_turn(parts: Iterable[Any]) -> str:
    """Parts that may hold commas of their own, one after the other."""
    return ("; " if is_english() else "；").join(str(part) for part in parts)


def with_aside(text: str, aside: str) -> str:
    """A name with what tells it from others behind it, in the brackets of the language; nothing for nothing."""
    if not aside:
        return text
    return f"{text} ({aside})" if is_english() else f"{text}（{aside}）"


def sorted_gaps(codes: Any) -> list[str]:
    """Numbers of the policy issue register in their order, each once."""
    return sorted(set(codes), key=lambda code: int(code[1:]))
