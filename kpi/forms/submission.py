"""The weekly form: reads what was typed, and lays the sheet out in rows for the page (6.4.2②)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.http import QueryDict

from governance.lib.bilingual import said
from governance.lib.numbers import format_number, key_number, plain
from governance.lib.periods import Slice
from kpi.formulas.entry import (
    BadReason,
    Field,
    Key,
    Problem,
    Typed,
    clean_note,
    is_unusual,
    unusual_sentence,
)
from kpi.formulas.figure import target_text
from kpi.formulas.grade import scale_of
from kpi.models import Indicator, Measure
from kpi.selectors.submission import Known, Preview, Sheet
from kpi.services.entry import WeekEntry
from kpi.states import Kind

PARTS = {"value": "v", "no_data_reason": "n", "reason": "r", "narrative": "w"}


@dataclass(frozen=True)
class GradeChoice:
    """One word of a scale, as the form offers it."""

    code: str
    word: str
    meets: bool
    is_chosen: bool


@dataclass(frozen=True)
class CellView:
    """One cell as the page shows it; with `grades` a choice of words and a narrative in place of a number."""

    key: str
    part: Slice
    value: str
    no_data_reason: str
    reason: str
    asks_reason: bool
    usual: str
    problems: Mapping[str, str] = field(default_factory=dict)
    narrative: str = ""
    grades: Sequence[GradeChoice] = ()

    @property
    def chosen(self) -> str:
        """The word of the grade that is chosen."""
        return next((each.word for each in self.grades if each.is_chosen), "")

    @property
    def narrative_name(self) -> str:
        return f"w.{self.key}"

    @property
    def value_name(self) -> str:
        return f"v.{self.key}"

    @property
    def no_data_name(self) -> str:
        return f"n.{self.key}"

    @property
    def reason_name(self) -> str:
        return f"r.{self.key}"


@dataclass(frozen=True)
class RowView:
    """One measure: last week beside, then a cell per slice.

    Where tickets answer, `source` is theirs and `numbers` are pairs of a slice's label and its number.
    """

    measure: Measure
    before: Known | None
    cells: Sequence[CellView | None]
    before_grade: str = ""
    source: int | None = None
    numbers: Sequence[tuple[str, Decimal | None]] = ()


@dataclass(frozen=True)
class PreviewView:
    """An indicator as the numbers in the form make it, written out."""

    indicator: Indicator
    value_text: str
    target_text: str
    verdict: str
    is_no_sample: bool
    is_graded: bool = False


def preview_of(line: Preview) -> PreviewView:
    """A near miss is written on its own side of the target (domain §4.3k)."""
    if line.indicator.kind == Kind.QUALITATIVE:
        word = said(line.grade) if line.grade else ""
        return PreviewView(line.indicator, word, "", line.verdict.value, False, is_graded=True)
    unit, value = said(line.indicator, "unit"), line.figure.value
    against = line.target.value if line.target else None
    return PreviewView(
        indicator=line.indicator,
        value_text=""
        if value is None
        else format_number(value, unit=unit, against=against, decimals=_places(line)),
        target_text=target_text(line.target, unit) if line.target else "",
        verdict=line.verdict.value,
        is_no_sample=line.figure.no_sample,
    )


def _places(line: Preview) -> int:
    is_count = line.figure.denominator is None and line.figure.value is not None
    return 0 if is_count and line.figure.value.denominator == 1 else 2


def read_entry(data: QueryDict, sheet: Sheet) -> tuple[WeekEntry, str]:
    """What was posted, cell by cell; a field sent twice counts once, by its first value.

    Returns the entry and what is wrong with the note, if anything.
    """
    cells = {
        each.key: Typed(
            **{
                name: _first(data, f"{letter}.{cell_key(each.key)}")
                for name, letter in PARTS.items()
            }
        )
        for each in sheet.fields()
    }
    try:
        note, wrong = clean_note(_first(data, "note")), ""
    except BadReason as bad:
        note, wrong = "", str(bad)
    return WeekEntry(cells, note, key_number(_first(data, "version"))), wrong


def stored_entry(sheet: Sheet) -> WeekEntry:
    """The record as it is kept, in the shape of what is typed."""
    cells = {
        key: Typed(
            known.grade or ("" if known.value is None else plain(known.value)),
            known.no_data_reason,
            known.reason,
            known.narrative,
        )
        for key, known in sheet.now.items()
    }
    row = sheet.submission
    return WeekEntry(cells, row.note if row else "", row.version if row else None)


def cell_key(key: Key) -> str:
    """The name of a cell in the page: measure and first day."""
    return f"{key[0]}.{key[1].start:%Y%m%d}"


def rows_of(
    sheet: Sheet,
    entry: WeekEntry,
    problems: Sequence[Problem] = (),
    doubts: Mapping[Key, str] | None = None,
) -> list[RowView]:
    """The sheet in reading order; a slice that is not asked of a measure stays blank.

    `doubts` are sentences that ask for a reason beside a number before the week is handed in.
    """
    doubts = doubts or {}
    fields = {each.key: each for each in sheet.fields()}
    by_cell: dict[Key, dict[str, str]] = {}
    for problem in problems:
        by_cell.setdefault(problem.key, {})[problem.part_of_cell] = problem.sentence
    rows = []
    for question in sheet.asked.questions:
        code = question.measure.code
        asked = set(question.slices)
        before = sheet.before.get(code)
        if question.source is not None:
            numbers = [
                (part.label, sheet.from_tickets.get((code, part)) if part in asked else None)
                for part in sheet.asked.parts
            ]
            rows.append(
                RowView(question.measure, before, (), source=question.source, numbers=numbers)
            )
            continue
        cells = [
            _cell(
                fields[code, part],
                entry.cells.get((code, part), Typed()),
                by_cell.get((code, part), {}),
                doubts.get((code, part), ""),
            )
            if part in asked
            else None
            for part in sheet.asked.parts
        ]
        grade = scale_of(question.measure.scale).of(before.grade) if before else None
        rows.append(RowView(question.measure, before, cells, said(grade)))
    return rows


def _cell(known: Field, typed: Typed, problems: Mapping[str, str], doubt: str) -> CellView:
    shown = str(typed.value if typed.value is not None else "")
    is_odd = "reason" in problems or (not known.scale and _is_odd(known, shown))
    chosen = known.scale.read(shown)
    return CellView(
        key=cell_key(known.key),
        part=known.part,
        value=shown,
        no_data_reason=typed.no_data_reason,
        reason=typed.reason,
        asks_reason=is_odd or bool(typed.reason or doubt),
        usual=doubt or (unusual_sentence(known) if is_odd else ""),
        problems=problems,
        narrative=typed.narrative,
        grades=tuple(
            GradeChoice(each.code, said(each), each.meets, each == chosen)
            for each in known.scale.grades
        ),
    )


def _is_odd(known: Field, shown: str) -> bool:
    """Only to show the field early; the service judges again."""
    try:
        return bool(shown) and is_unusual(known, Decimal(shown))
    except (ArithmeticError, ValueError):  # NaN and Infinity are decimals, but no numbers
        return False


def _first(data: QueryDict, name: str) -> str:
    found = data.getlist(name)
    return found[0] if found else ""
