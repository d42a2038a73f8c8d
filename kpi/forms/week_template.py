"""The Excel template of weeks' data: a sheet per assignment and week, made to be filled without a manual (domain §6.1)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.periods import Slice
from governance.lib.sheets import put, sheet_title
from kpi.forms.template_style import (
    DONE,
    INK,
    Style,
    choice_rule,
    explain,
    length_rule,
    number_rule,
    reason_rule,
)
from kpi.formulas.figure import target_text
from kpi.formulas.grade import scale_of
from kpi.lib.week_columns import CONTENTS, MARK, column_name
from kpi.lib.week_identity import HEAD, SHEET, Identity, signed_row
from kpi.selectors.asked import Question
from kpi.selectors.sheet_set import DefinitionBook
from kpi.selectors.submission import Sheet
from kpi.selectors.world import formula_of

COLUMNS = (
    "name",
    "unit",
    "days",
    "before",
    "value",
    "no_data_reason",
    "reason",
    "hint",
    "measure",
    "slice_start",
)
WIDTHS = (36, 8, 15, 11, 14, 26, 28, 38, 20, 12)
PLACE = {code: place for place, code in enumerate(COLUMNS, 1)}
TYPED = ("value", "no_data_reason", "reason")
NEEDED = ("value",)
HEAD_ROW, FIRST_ROW = 5, 6
NOTE = "note"


@dataclass(frozen=True)
class Due:
    """A form with the moment it is due."""

    sheet: Sheet
    due_at: datetime


def template_file(dues: Sequence[Due], book: DefinitionBook) -> bytes:
    """A workbook with a locked sheet per week in which only the cells to fill in are open.

    The hidden sheet says, signed, whose week each sheet is; several weeks have a contents sheet first.
    """
    import openpyxl
    from openpyxl.workbook.protection import WorkbookProtection

    made = openpyxl.Workbook()
    made.remove(made.active)
    contents = made.create_sheet(_(CONTENTS)) if len(dues) > 1 else None
    identities = []
    for due in dues:
        title = sheet_title(_title(due.sheet), [*made.sheetnames, SHEET])
        _Page(made.create_sheet(title), due, book).draw()
        record = due.sheet.submission
        identities.append(
            Identity(
                title,
                due.sheet.assignment.pk,
                due.sheet.week.label,
                record.version if record else 0,
            )
        )
    if contents is not None:
        _draw_contents(contents, dues, identities)
    hidden = made.create_sheet(SHEET)
    hidden.sheet_state = "veryHidden"
    for number, row in enumerate([HEAD, *map(signed_row, identities)], 1):
        for place, text in enumerate(row, 1):
            put(hidden.cell(number, place), text)
    made.security = WorkbookProtection(lockStructure=True)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def template_name(dues: Sequence[Due]) -> str:
    """A name that sorts: the process and the week, or the span of weeks."""
    weeks = sorted({due.sheet.week for due in dues})
    if len(dues) == 1:
        return f"{dues[0].sheet.assignment.process.code}-{weeks[0].label}.xlsx"
    return f"weekly-data-{weeks[0].label}-{weeks[-1].label}.xlsx"


def _title(sheet: Sheet) -> str:
    place = sheet.assignment
    project = f" {place.project.code}" if place.project else ""
    return f"W{sheet.week.week:02} {said(place.process)[:20]}{project}"


def _place(sheet: Sheet) -> str:
    place = sheet.assignment
    parts = [said(place.department), place.project.name if place.project else "", place.person.name]
    return " · ".join(filter(None, parts))


def _draw_contents(page: Any, dues: Sequence[Due], identities: Sequence[Identity]) -> None:
    style = Style()
    for column, width in zip("ABCD", (34, 40, 34, 20), strict=True):
        page.column_dimensions[column].width = width
    put(
        page["A1"], _("Weekly data to fill in: %(count)s sheets") % {"count": len(dues)}
    ).font = style.title
    for place, name in enumerate(
        (_("Sheet"), _("Department and specialist"), _("Week"), _("Due")), 1
    ):
        style.head(put(page.cell(3, place), name))
    for row, (due, identity) in enumerate(zip(dues, identities, strict=True), 4):
        link = put(page.cell(row, 1), identity.sheet)
        link.hyperlink = f"#'{identity.sheet}'!A1"
        put(page.cell(row, 2), _place(due.sheet))
        put(page.cell(row, 3), due.sheet.week.display())
        put(page.cell(row, 4), _moment(due.due_at))
        for place in range(1, 5):
            style.body(page.cell(row, place))
        link.font = style.link
    page.protection.sheet = True
    page.sheet_view.showGridLines = False
    page.freeze_panes = "A4"


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


class _Page:
    """One sheet on its way: head, a row per number, the note."""

    def __init__(self, page: Any, due: Due, book: DefinitionBook) -> None:
        self.page, self.due, self.sheet, self.style = page, due, due.sheet, Style()
        self.hints = _hints(due.sheet, book)
        self.row = FIRST_ROW

    def draw(self) -> None:
        self.draw_head()
        for question in self.sheet.asked.questions:
            for part in question.slices:
                self.draw_row(question, part)
        last = self.row - 1
        self.draw_note()
        self.validate(last)
        self.finish(last)

    def draw_head(self) -> None:
        sheet = self.sheet
        title = f"{said(sheet.assignment.process)} · {sheet.week.display()}"
        put(self.page["A1"], title).font = self.style.title
        due = _("due %(at)s") % {"at": _moment(self.due.due_at)}
        put(self.page["A2"], f"{_place(sheet)} · {due}").font = self.style.plain
        told = [
            _(
                "Fill in the yellow cells: a number (0 is a number), or the reason why there is none."
            ),
            _("This week crosses the end of a month, so each number is asked for twice.")
            if len(sheet.asked.parts) > 1
            else "",
        ]
        put(self.page["A3"], " ".join(filter(None, told))).font = self.style.muted
        self.page.row_dimensions[1].height = 28
        self.page.row_dimensions[HEAD_ROW].height = 30
        for code, place in PLACE.items():
            mark = f" {MARK}" if code in NEEDED else ""
            cell = put(self.page.cell(HEAD_ROW, place), column_name(code) + mark)
            self.style.head(cell)
            explain(cell, _help_of(code))

    def draw_row(self, question: Question, part: Slice) -> None:
        measure, row = question.measure, self.row
        is_fed = question.source is not None
        name = put(
            self.page.cell(row, PLACE["name"]), said(measure) + ("" if is_fed else f" {MARK}")
        )
        self.style.body(name)
        explain(name, said(measure, "help_text"))
        self.show("unit", said(measure, "unit"))
        self.show("days", f"{part.start:%m-%d} – {part.end:%m-%d}")
        before = self.sheet.before.get(measure.code)
        self.show(
            "before", _("no data") if before and before.value is None else before and before.value
        )
        self.show("hint", "\n".join(self.hints.get(measure.code, ())))
        if is_fed:
            self.show("value", self.sheet.from_tickets.get((measure.code, part)))
            self.show("no_data_reason", _("from tickets"))
            self.show("reason", "")
        else:
            self.show("measure", measure.code)
            self.show("slice_start", part.start.isoformat())
            self.draw_open(question, part)
        self.page.row_dimensions[row].height = 16 * max(2, len(self.hints.get(measure.code, ())))
        self.row += 1

    def draw_open(self, question: Question, part: Slice) -> None:
        known = self.sheet.now.get((question.measure.code, part))
        scale = scale_of(question.measure.scale)
        kept: tuple[Any, ...] = (None, "", "")
        if known:
            grade = scale.of(known.grade)
            word = said(grade) if grade else known.value
            kept = (word, known.no_data_reason, known.narrative or known.reason)
        if scale:
            grades = choice_rule([said(each) for each in scale.grades])
            grades.add(f"E{self.row}")
            self.page.add_data_validation(grades)
        for code, value in zip(TYPED, kept, strict=True):
            cell = put(self.page.cell(self.row, PLACE[code]), value or (0 if value == 0 else None))
            self.style.open(cell, is_number=code == "value")
            # A text stays the text that was typed: no date, no formula.
            places = question.measure.decimals
            number = "@" if scale else "0" if not places else "0." + "#" * places
            cell.number_format = number if code == "value" else "@"

    def show(self, code: str, value: Any) -> None:
        cell = put(self.page.cell(self.row, PLACE[code]), value)
        self.style.shown(cell, is_number=code in {"before", "value"})

    def draw_note(self) -> None:
        self.row += 1
        label = put(self.page.cell(self.row, PLACE["name"]), column_name(NOTE))
        self.style.body(label)
        cell = self.page.cell(self.row, PLACE["value"])
        record = self.sheet.submission
        put(cell, record.note if record and record.note else None)
        self.style.open(cell, wraps=False)
        cell.number_format = "@"
        put(self.page.cell(self.row, PLACE["measure"]), NOTE).font = self.style.muted

    def validate(self, last: int) -> None:
        """Excel itself asks for numbers where numbers go, and offers the usual reasons without insisting."""
        from openpyxl.formatting.rule import FormulaRule
        from openpyxl.styles import PatternFill

        if last < FIRST_ROW:
            return
        rules: dict[tuple[bool, bool], Any] = {}
        row = FIRST_ROW
        for question in self.sheet.asked.questions:
            measure = question.measure
            key = (measure.decimals == 0, measure.may_be_negative)
            for _part in question.slices:
                if question.source is None and not measure.scale:
                    if key not in rules:
                        rules[key] = number_rule(is_whole=key[0], may_be_negative=key[1])
                    rules[key].add(f"E{row}")
                row += 1
        reasons = reason_rule()
        reasons.add(f"F{FIRST_ROW}:F{last}")
        for rule in (*rules.values(), reasons, length_rule(f"G{FIRST_ROW}:G{last}")):
            self.page.add_data_validation(rule)
        done = FormulaRule(
            formula=[f'AND($I{FIRST_ROW}<>"",LEN(TRIM($E{FIRST_ROW}&$F{FIRST_ROW}))>0)'],
            fill=PatternFill("solid", bgColor=DONE),
        )
        self.page.conditional_formatting.add(f"E{FIRST_ROW}:G{last}", done)

    def finish(self, last: int) -> None:
        page = self.page
        for letter, width in zip("ABCDEFGHIJ", WIDTHS, strict=True):
            page.column_dimensions[letter].width = width
        page.freeze_panes = f"B{FIRST_ROW}"
        page.sheet_view.showGridLines = False
        page.sheet_view.zoomScale = 100
        page.sheet_properties.tabColor = INK[2:]
        page.protection.sheet = True
        page.protection.formatColumns = page.protection.formatRows = False
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
        page.print_area = f"A1:H{max(last, HEAD_ROW) + 2}"
        page.sheet_view.selection[0].activeCell = page.sheet_view.selection[0].sqref = (
            f"E{FIRST_ROW}"
        )


def _hints(sheet: Sheet, book: DefinitionBook) -> dict[str, list[str]]:
    """Which indicators a number goes into, with the target it will be held against."""
    goals = book.goals(sheet.assignment.department_id, sheet.week.end)
    found: dict[str, list[str]] = {}
    for version in book.of(sheet.assignment.process_id, sheet.week):
        goal = goals.get(version.indicator_id)
        aim = target_text(goal, said(version.indicator, "unit")) if goal else ""
        text = f"{version.indicator.code} {said(version.indicator)} {aim}".strip()
        for code in formula_of(version.formula).names:
            found.setdefault(code, []).append(text)
    return found


def _help_of(code: str) -> str:
    return {
        "before": _("What was reported for the week before; only to compare."),
        "value": _("A plain number. Percentages are computed from the numbers, never typed."),
        "no_data_reason": _("Only where there is no number: choose a reason or write your own."),
        "reason": _("Only where a number is far from the usual: say why."),
        "measure": _("Tells the system which number this is; please leave it as it is."),
    }.get(code, "")
