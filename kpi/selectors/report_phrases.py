"""Small phrases of the report: bilingual data, numbers, changes, periods (domain §4.3 k, n)."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.lib.bilingual import is_english
from governance.lib.numbers import EMPTY_MARK, format_number
from governance.lib.periods import parse_period
from kpi.formulas import Target as TargetLine
from kpi.formulas.figure import TargetLine as Line

MINUS = "−"
SHARES = {"%", "‰"}
# Shape and word, so that a copy in black and white says the same (design §4).
MARKS = {
    "met": "●",
    "watch": "▲",
    "missed": "■",
    "no_sample": "○",
    "incomplete": "◌",
    "not_applicable": "—",
}


def spoken(facts: dict[str, Any], key: str = "name") -> str:
    """Bilingual data in the reader's language: the Chinese column where English is not read or not there."""
    text: str = facts.get(f"{key}_en") or "" if is_english() else ""
    return text or facts.get(key) or ""


def moment_text(text: str | None) -> str:
    """A moment to the minute, by the clock of the company."""
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}" if text else ""


def day_in_text(day: date | datetime) -> str:
    """A day as it stands in running text: 2026年3月6日."""
    return date_format(
        timezone.localtime(day).date() if isinstance(day, datetime) else day, "DATE_FORMAT"
    )


def share_text(covered: int, expected: int) -> str:
    """A share with its two numbers: 95.83% (46/48)."""
    if not expected:
        return EMPTY_MARK
    share = format_number(Fraction(100 * covered, expected), decimals=2, unit="%")
    return f"{share} ({covered}/{expected})"


def value_text(value: str | Decimal | None, unit: str, *, target: Line | None = None) -> str:
    """Shares with two decimals, counts as they are; a near miss with the digits that keep it on its side."""
    if value is None:
        return EMPTY_MARK
    number = Decimal(value)
    decimals = 2 if unit in SHARES or number != number.to_integral_value() else 0
    against = target.value if target is not None and target.operator != "between" else None
    return format_number(number, decimals=decimals, unit=unit, against=against).replace("-", MINUS)


def change_text(change: dict[str, Any] | None, unit: str) -> str:
    """Shares are compared in percentage points, everything else in per cent of what it was."""
    if change is None:
        return EMPTY_MARK
    if unit in SHARES:
        return _("%(points)s pp") % {"points": signed_text(change["absolute"])}
    if change["relative"] is None:
        return _("not computable")
    return f"{signed_text(change['relative'], scale=100, decimals=1)}%"


def target_of(facts: dict[str, Any]) -> TargetLine | None:
    """The target in force as a line to compare with."""
    target = facts["target"]
    if target is None:
        return None
    upper = Decimal(target["upper"]) if target["upper"] is not None else None
    return TargetLine(target["operator"], Decimal(target["value"]), upper)


def period_text(label: str) -> str:
    """A period named in the reader's language."""
    return parse_period(label).display()


def signed_text(text: str, *, scale: int = 1, decimals: int = 2) -> str:
    """A difference with its sign; what rounds to nothing has no direction."""
    number = Decimal(text) * scale
    shown = format_number(number, decimals=decimals).replace("-", MINUS)
    if not shown.strip("0.−"):
        return shown.removeprefix(MINUS)
    return f"+{shown}" if number > 0 else shown


def restated_sentence(count: int) -> str:
    """How many figures issued earlier say something else now (domain §4.3j)."""
    return ngettext(
        "%(count)s figure issued earlier is restated.",
        "%(count)s figures issued earlier are restated.",
        count,
    ) % {"count": count}
