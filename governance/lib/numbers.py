"""Numbers and dates as people type them, and as they are shown (issue 2 §4-5): never a silent rounding.

One validator serves form, sheet and REST, so all three give the same verdict on the same text.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

Exact = Decimal | Fraction | int

EMPTY_MARK = "—"
EARLIEST_DATE, LATEST_DATE = date(1950, 1, 1), date(2100, 12, 31)
LONGEST_TEXT, LONGEST_QUOTE = 64, 40
# A near miss shows at most this many decimals before it is printed on its own side of the target.
MOST_DECIMALS = 12

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# U+2212 is the typographic minus that word processors put in place of the hyphen.
HALF_WIDTH: dict[int, int | str] = {**FULL_WIDTH, 0x3000: " ", 0x2212: "-"}
# What a copied cell may carry at its ends without anybody seeing it.
INVISIBLE = " \t\r\n\u00a0\u200b\ufeff"

NUMBER = re.compile(
    r"([+-]?)([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+(?=[.]|$)|(?=[.][0-9]))(?:[.]([0-9]*))?"
)
EXPONENT = re.compile(r"[+-]?[0-9]*[.]?[0-9]+[eE][+-]?[0-9]+")
SEPARATED = re.compile(r"[+-]?[0-9.,]*,[0-9.,]*")
KEY = re.compile(r"[0-9]{1,18}")
NOT_FINITE = re.compile(r"[+-]?(?:nan|inf(?:inity)?)", re.IGNORECASE)
DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|[.]([0-9]{1,2})[.]|年([0-9]{1,2})月)([0-9]{1,2})日?"
)


class BadNumber(ValueError):  # noqa: N818 -- named for what was typed, as house style names refusals
    """The text is not a number we may store; the message says why and can be shown."""


class BadDate(ValueError):  # noqa: N818 -- named for what was typed, as house style names refusals
    """The text is not a date we may store; the message says why and can be shown."""


@dataclass(frozen=True)
class Room:
    """How much a stored number may hold: what the column is made for."""

    decimals: int = 4
    digits: int = 14


def half_width(text: str) -> str:
    """Full-width characters of a Chinese keyboard mean their ASCII twins; invisible ends are dropped."""
    return text.translate(HALF_WIDTH).strip(INVISIBLE)


def shorten(text: str) -> str:
    """A refused text is quoted back in at most 40 characters, whatever its length."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def cell_text(cell: object) -> str:
    """A spreadsheet cell means what the sheet shows: 15 significant digits, so 0.1+0.2 reads 0.3.

    >>> cell_text(0.1 + 0.2), cell_text(12.0), cell_text(None)
    ('0.3', '12', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        shown = Decimal(format(cell, ".15g"))
        return plain(shown) if shown.is_finite() else str(shown)
    return str(cell)


def parse_number(
    text: object,
    *,
    unit: str = "",
    decimals: int = 4,
    digits: int = 14,
    allow_negative: bool = False,
    whole: bool = False,
) -> Decimal | None:
    """A number is taken exactly as typed or refused with its reason; nothing typed is None.

    Full-width digits, blanks at the ends, a plus sign, correct thousands separators and a percent
    sign where the unit is % are understood; zeros behind the last decimal carry nothing and go.
    Text, a value out of JSON and a spreadsheet cell are all taken.

    >>> parse_number("９８．５"), parse_number("1,000"), parse_number("98.5%", unit="%")
    (Decimal('98.5'), Decimal('1000'), Decimal('98.5'))
    """
    typed = _typed(text)
    if not typed:
        return None
    if len(typed) > LONGEST_TEXT:
        raise BadNumber(_("“%(text)s” is too long for a number.") % {"text": shorten(typed)})
    sign, integer, fraction = _parts(_without_percent(typed, unit), typed)
    _check_room(integer, fraction, Room(0 if whole else decimals, digits))
    value = Decimal(f"{integer}.{fraction}" if fraction else integer)
    if sign != "-" or not value:
        return value
    if not allow_negative:
        raise BadNumber(
            _("“%(text)s” is negative; this number cannot be below 0.") % {"text": typed}
        )
    return value.copy_negate()


def _typed(text: object) -> str:
    if isinstance(text, bool):
        raise BadNumber(_("A yes/no value is not a number."))
    if isinstance(text, Decimal):
        # Writing out 1E+999999999 would fill the memory; left as it is, it is refused as an exponent.
        is_writable = text.is_finite() and abs(text.adjusted()) <= LONGEST_TEXT
        return plain(text) if is_writable else str(text)
    if isinstance(text, int):
        # Python refuses to print an integer of more than 4,300 digits; nobody means one.
        return str(text) if abs(text) < 10**LONGEST_TEXT else "9" * (LONGEST_TEXT + 1)
    if text is None or isinstance(text, str | float):
        return half_width(cell_text(text))
    raise BadNumber(_("A list or an object is not a number."))


def _without_percent(typed: str, unit: str) -> str:
    if not typed.endswith("%"):
        return typed
    if unit != "%":
        raise BadNumber(
            _("“%(text)s” is a percentage, but this number is not counted in %%.")
            % {"text": shorten(typed)},
        )
    return typed[:-1].rstrip(INVISIBLE)


def _parts(body: str, typed: str) -> tuple[str, str, str]:
    match = NUMBER.fullmatch(body)
    if match is None:
        raise BadNumber(_reason(body) % {"text": shorten(typed)})
    integer = (match[2] or "0").replace(",", "").lstrip("0") or "0"
    return match[1], integer, (match[3] or "").rstrip("0")


def _reason(body: str) -> str:
    if NOT_FINITE.fullmatch(body):
        return _("“%(text)s” is not a finite number.")
    if EXPONENT.fullmatch(body):
        return _("“%(text)s” is written with an exponent; write the number out.")
    if SEPARATED.fullmatch(body):
        return _(
            "“%(text)s” is ambiguous: commas separate thousands (1,000), the point separates decimals (0.5)."
        )
    return _("“%(text)s” is not a number; write digits and at most one decimal point, like 98.5.")


def _check_room(integer: str, fraction: str, room: Room) -> None:
    if fraction and not room.decimals:
        raise BadNumber(_("Only a whole number can be entered here."))
    if len(fraction) > room.decimals:
        raise BadNumber(
            _(
                "At most %(limit)s decimals can be stored; this number has %(count)s. Nothing is rounded for you."
            )
            % {"limit": room.decimals, "count": len(fraction)},
        )
    limit = room.digits - room.decimals
    if len(integer) > limit and integer != "0":
        raise BadNumber(
            _(
                "At most %(limit)s digits can stand before the decimal point; this number has %(count)s."
            )
            % {"limit": limit, "count": len(integer)},
        )


def key_number(text: str) -> int | None:
    """The number of a record, as an address or a form sends it back: ASCII digits, as many as a column holds.

    Anything else is None, and so is what Python would refuse to read (5,000 digits) or SQLite to look for (20).

    >>> key_number("12"), key_number("²"), key_number("9" * 19), key_number("")
    (12, None, None, None)
    """
    return int(text) if KEY.fullmatch(text) else None


def plain(value: Decimal) -> str:
    """A stored number is written without exponent and without idle zeros: what is typed back is equal.

    >>> plain(Decimal("1.500")), plain(Decimal("1E+3")), plain(Decimal("-0.0"))
    ('1.5', '1000', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def round_half_up(value: Exact, decimals: int) -> Decimal:
    """Half a last digit rounds away from zero (四舍五入), computed exactly from the unrounded value.

    >>> round_half_up(Fraction(1, 8), 2), round_half_up(Decimal("-0.125"), 2), round_half_up(Fraction(200, 3), 2)
    (Decimal('0.13'), Decimal('-0.13'), Decimal('66.67'))
    """
    above, below = value.as_integer_ratio()
    steps = (2 * abs(above) * 10**decimals + below) // (2 * below)
    # From text, so that the precision of the ambient decimal context plays no part.
    return Decimal(f"{-steps if above < 0 else steps}e-{decimals}")


def format_number(
    value: Exact | None, *, decimals: int = 2, unit: str = "", against: Exact | None = None
) -> str:
    """A figure is printed half up with fixed decimals; never as if it stood on the other side of a target.

    Beside a target (`against`) a near miss is given more digits until it prints on its own side:
    94.996 % against ≥95 % is shown as 94.996 %, not as 95.00 %. Nothing is shown as a dash.
    """
    if value is None:
        return EMPTY_MARK
    rounded = (
        round_half_up(value, decimals) if against is None else _beside(value, against, decimals)
    )
    text = format(rounded, ",f")
    if unit in {"", "%", "‰"}:
        return f"{text}{unit}"
    return f"{text} {unit}"


def _beside(value: Exact, against: Exact, decimals: int) -> Decimal:
    exact, line = Fraction(value), Fraction(against)
    for places in range(decimals, MOST_DECIMALS + 1):
        rounded = round_half_up(exact, places)
        if _side(Fraction(rounded), line) == _side(exact, line):
            return rounded
    # Nearer than any print shows: step to the honest side at the usual number of decimals.
    step = Fraction(1, 10**decimals)
    return round_half_up(line - step if exact < line else line + step, decimals)


def _side(value: Fraction, line: Fraction) -> int:
    return (value > line) - (value < line)


def parse_date(text: str | date | None) -> date | None:
    """A date has a four-digit year, month and day, written 2025-01-07, 2025/1/7, 2025.1.7 or 2025年1月7日.

    Nothing typed is None; a day that does not exist, or outside 1950 to 2100, is refused.
    """
    if isinstance(text, date):
        return _within_bounds(date(text.year, text.month, text.day), text.isoformat())
    typed = half_width(text or "")
    if not typed:
        return None
    match = DATE.fullmatch(typed)
    if match is None:
        raise BadDate(
            _("“%(text)s” is not a date; write it like 2026-02-28.") % {"text": shorten(typed)}
        )
    year, *months, day = match.groups()
    month = next(part for part in months if part)
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadDate(_("%(text)s does not exist in the calendar.") % {"text": typed}) from error
    return _within_bounds(found, typed)


def _within_bounds(found: date, typed: str) -> date:
    if EARLIEST_DATE <= found <= LATEST_DATE:
        return found
    raise BadDate(
        _("%(text)s is out of range; dates from %(earliest)s to %(latest)s can be entered.")
        % {"text": typed, "earliest": EARLIEST_DATE.isoformat(), "latest": LATEST_DATE.isoformat()},
    )
