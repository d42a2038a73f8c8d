"""How the Excel template looks, and what its cells let in: calm paper, ink, one colour for what is open."""

from typing import Any

from django.utils.translation import gettext as _

from kpi.formulas.entry import LONGEST_REASON

INK, LINE, PAPER, OPEN, DONE, MUTED = (
    "FF1F3A5F",
    "FFD5DAE1",
    "FFF4F6F9",
    "FFFFF7DB",
    "FFFFFFFF",
    "FF6B7685",
)
FONT = "Microsoft YaHei"


class Style:
    """The looks of a head, of what is only shown, and of what is open."""

    def __init__(self) -> None:
        from openpyxl.styles import (
            Alignment,
            Border,
            Font,
            PatternFill,
            Protection,
            Side,
        )

        line = Side("thin", color=LINE)
        self.border = Border(line, line, line, line)
        self.title = Font(name=FONT, size=16, bold=True, color=INK)
        self.plain = Font(name=FONT, size=10)
        self.muted = Font(name=FONT, size=9, color=MUTED)
        self.link = Font(name=FONT, size=10, color=INK, underline="single")
        self.strong = Font(name=FONT, size=11, bold=True, color=INK)
        self._head_font = Font(name=FONT, size=10, bold=True, color="FFFFFFFF")
        self._fill = {each: PatternFill("solid", fgColor=each) for each in (INK, PAPER, OPEN)}
        self._align = Alignment
        self._free = Protection(locked=False)

    def head(self, cell: Any) -> None:
        cell.font, cell.fill, cell.border = self._head_font, self._fill[INK], self.border
        cell.alignment = self._align(vertical="center", wrap_text=True)

    def body(self, cell: Any, *, is_number: bool = False, wraps: bool = True) -> None:
        cell.font = self.plain
        cell.border = self.border
        cell.alignment = self._align(
            vertical="center",
            wrap_text=wraps and not is_number,
            horizontal="right" if is_number else None,
        )

    def shown(self, cell: Any, *, is_number: bool = False) -> None:
        self.body(cell, is_number=is_number)
        cell.font, cell.fill = self.muted, self._fill[PAPER]

    def open(self, cell: Any, *, is_number: bool = False, wraps: bool = True) -> None:
        self.body(cell, is_number=is_number, wraps=wraps)
        cell.fill, cell.protection = self._fill[OPEN], self._free
        cell.font = self.strong if is_number else self.plain


def explain(cell: Any, text: str) -> None:
    """A text appears when the mouse rests on the cell."""
    from openpyxl.comments import Comment

    if text:
        cell.comment = Comment(text, str(_("Weekly data")), height=80, width=280)


def number_rule(*, is_whole: bool, may_be_negative: bool) -> Any:
    """Excel itself refuses what is no number of this kind."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="whole" if is_whole else "decimal",
        operator="between" if may_be_negative else "greaterThanOrEqual",
        formula1="-99999999999999" if may_be_negative else "0",
        formula2="99999999999999" if may_be_negative else None,
        allow_blank=True,
    )
    rule.errorTitle = _("This is not a number that fits here")
    rule.error = (
        _("Only a whole number can be entered here.")
        if is_whole
        else _("Write digits and at most one decimal point, like 98.5.")
    )
    rule.showErrorMessage = True
    return rule


def choice_rule(words: list[str]) -> Any:
    """One of a few words, and nothing else."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1='"{}"'.format(",".join(words)), allow_blank=True)
    rule.error = _("Please choose one of: %(words)s") % {"words": " / ".join(words)}
    rule.showErrorMessage = True
    return rule


def reason_rule() -> Any:
    """The usual reasons to choose from."""
    from openpyxl.worksheet.datavalidation import DataValidation

    reasons = [
        _("The tool was not available"),
        _("The count is not finished yet"),
        _("Nobody was there to count"),
        _("Did not apply this week"),
    ]
    rule = DataValidation(type="list", formula1='"{}"'.format(",".join(reasons)), allow_blank=True)
    rule.showErrorMessage = False  # another reason in own words is as good
    return rule


def length_rule(cells: str) -> Any:
    """A reason fits into its column of the database."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1=str(LONGEST_REASON)
    )
    rule.error = _("At most %(limit)s characters.") % {"limit": LONGEST_REASON}
    rule.showErrorMessage, rule.allow_blank = True, True
    rule.add(cells)
    return rule
