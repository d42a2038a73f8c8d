"""Handing in a file of weeks' data, and the preview of what it will store (domain §6.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.numbers import plain
from governance.lib.periods import Slice, Week
from governance.models import Job, Person
from kpi.forms.submission import PreviewView, preview_of
from kpi.formulas.entry import Answer, Key
from kpi.formulas.grade import scale_of
from kpi.lib.week_columns import NEEDED_IN_LIST, column_name
from kpi.lib.week_file import KINDS
from kpi.models import Measure, WeekUpload
from kpi.selectors.rule import collection_rules
from kpi.selectors.sheet_set import definition_book, week_sheets
from kpi.selectors.submission import Sheet
from kpi.selectors.upload import IN_WORK, assignments_held, job_of, places_staged
from kpi.services.entry import check_cells_of
from kpi.services.history_check import READ
from kpi.services.upload_check import cells_staged
from kpi.states import UploadKind, UploadState
from processes.models import Assignment

WEEKS_PER_PAGE = 10


class WeekFileForm(forms.Form):
    file = forms.FileField(
        label=_("Filled-in file"),
        help_text=_(
            "The template, or a list as XLSX or CSV with its columns; at most 5,000 rows and 5 MB. Nothing is stored before you have seen it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(KINDS)}),
        allow_empty_file=True,
    )


class HistoryFileForm(forms.Form):
    file = forms.FileField(
        label=_("File with past data"),
        help_text=_(
            "XLSX or CSV, one number a row, at most 100,000 rows and 50 MB. It is checked in the background; a second person accepts it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(KINDS)}),
        allow_empty_file=True,
    )


@dataclass(frozen=True)
class StagedCell:
    """A number as it will be stored, beside what is kept now."""

    measure: Measure | None
    code: str
    part: Slice
    value: str
    no_data_reason: str
    reason: str
    was: str
    is_changed: bool
    is_new: bool


@dataclass(frozen=True)
class StagedWeek:
    """One week of a staged file: its cells, and the indicators they make."""

    assignment: Assignment
    week: Week
    is_unchanged: bool
    is_split: bool
    note: str
    cells: Sequence[StagedCell]
    changed: int
    previews: Sequence[PreviewView]


def staged_weeks(page: Sequence[dict[str, Any]]) -> list[StagedWeek]:
    """Some weeks of a file as they will be stored; a page of them costs a fixed number of questions."""
    if not page:
        return []
    places = places_staged(page)
    sheets = week_sheets(places, collection_rules())
    book = definition_book({assignment.process_id for assignment, _week in places})
    found = []
    for staged, sheet in zip(page, sheets, strict=True):
        typed = cells_staged(staged, sheet.asked.parts)
        answers = check_cells_of(sheet, typed, ()).answers
        cells = _cells(staged, sheet, answers)
        found.append(
            StagedWeek(
                assignment=sheet.assignment,
                week=sheet.week,
                is_unchanged=staged["is_unchanged"],
                is_split=len(sheet.asked.parts) > 1,
                note=staged["note"],
                cells=cells,
                changed=sum(cell.is_changed for cell in cells),
                previews=[preview_of(line) for line in book.previews(sheet, answers)],
            )
        )
    return found


def _cells(staged: dict[str, Any], sheet: Sheet, answers: dict[Key, Answer]) -> list[StagedCell]:
    measures = {question.measure.code: question.measure for question in sheet.asked.questions}
    kept = {(code, start): (value, no_data) for code, start, value, no_data in staged["kept"]}
    cells = []
    for (code, part), answer in answers.items():
        before = kept.get((code, part.start.isoformat()))
        was = "" if before is None else _shown(before[0], before[1])
        now = _shown(answer.value, answer.no_data_reason or answer.grade)
        cells.append(
            StagedCell(
                measure=measures.get(code),
                code=code,
                part=part,
                value=_word(measures.get(code), answer),
                no_data_reason=answer.no_data_reason,
                reason=answer.narrative or answer.reason,
                was=was,
                is_changed=was != now,
                is_new=before is None,
            )
        )
    return cells


def _word(measure: Measure | None, answer: Answer) -> str:
    grade = scale_of(measure.scale).of(answer.grade) if measure is not None else None
    if grade is not None:
        return said(grade)
    return "" if answer.value is None else plain(answer.value)


def _shown(value: Decimal | str | None, no_data: str) -> str:
    return no_data if value is None else plain(Decimal(value))


@dataclass(frozen=True)
class Column:
    """A column of a list as its reader knows it."""

    name: str
    is_needed: bool


def list_columns() -> list[Column]:
    """The columns of a list of numbers, one number a row."""
    return [Column(column_name(code), code in NEEDED_IN_LIST or code == "week") for code in READ]


@dataclass(frozen=True)
class HeldPlace:
    """How much of an assignment's past a list holds."""

    assignment: Assignment
    weeks: int
    values: int


@dataclass(frozen=True)
class UploadPage:
    """Everything the page of a file shows, and what its reader may do."""

    page: Any
    weeks: Sequence[StagedWeek]
    week_count: int
    notes: Sequence[str]
    skipped: int
    facts: dict[str, Any]
    places: Sequence[HeldPlace]
    job: Job | None
    is_in_work: bool
    is_weeks: bool
    may_confirm: bool
    may_propose: bool
    may_decide: bool
    may_drop: bool
    has_marked: bool


def upload_page(row: WeekUpload, person: Person, number: str | None) -> UploadPage:
    """A file's page costs a fixed number of questions, however much the file holds."""
    weeks = row.content.get("weeks", [])
    page = Paginator(weeks, WEEKS_PER_PAGE).get_page(number)
    is_mine, is_weeks = row.uploaded_by_id == person.pk, row.kind == UploadKind.WEEKS
    facts, is_ready = row.content.get("facts", {}), row.state == UploadState.READY
    return UploadPage(
        page=page,
        weeks=staged_weeks(list(page.object_list)),
        week_count=len(weeks),
        notes=row.content.get("notes", []),
        skipped=row.content.get("skipped", 0),
        facts=facts,
        places=_held(facts),
        job=job_of(row) if row.state in IN_WORK else None,
        is_in_work=row.state in IN_WORK,
        is_weeks=is_weeks,
        may_confirm=is_mine and is_weeks and is_ready,
        may_propose=is_mine and not is_weeks and is_ready,
        may_decide=not is_mine and not is_weeks and row.state == UploadState.PROPOSED,
        may_drop=is_mine and row.state in {UploadState.READY, UploadState.PROPOSED},
        has_marked=bool(is_mine and row.bad_cells and row.stored_as),
    )


def _held(facts: dict[str, Any]) -> list[HeldPlace]:
    counts = {pk: (weeks, values) for pk, weeks, values in facts.get("places", ())}
    return [HeldPlace(row, *counts[row.pk]) for row in assignments_held(counts)]
