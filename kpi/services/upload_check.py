"""What a file with weeks' data says, judged before anything is stored: by the very act that will store it (X1–X19).

Every week of the file is handed in for trial and taken back at once, so the preview and the deed
cannot disagree; every cell that stands in the way is named.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.numbers import BadDate, parse_date, shorten
from governance.lib.periods import Slice, Week
from governance.lib.workbook import FileRefused
from governance.lib.workflow import NotAllowed, Refused
from governance.models import Person
from kpi.formulas.entry import BadReason, Key, Problem, Typed, clean_note
from kpi.lib.week_columns import column_name
from kpi.lib.week_file import EMPTY, Line, Table, WeekFile
from kpi.models import Submission
from kpi.selectors.rule import collection_rules
from kpi.selectors.sheet_set import latest_submissions
from kpi.selectors.submission import Known
from kpi.selectors.upload import BadPlace, Places, graded_codes, kept_cells, not_yours
from kpi.services.entry import WeekEntry, check_entry, sheet_of
from kpi.services.submission import (
    OPEN_STATES,
    CannotSubmit,
    demand_entry,
    open_week,
    submit_week,
)
from processes.models import Assignment

MOST_BAD = 200
VIA = "sheet"
NOTE = "note"
PARTS = ("value", "no_data_reason", "reason")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BadCell:
    """One place in the file that stands in the way; `at` is its column in the sheet, 0 where it is no cell."""

    sheet: str
    row: int
    column: str
    at: int
    value: str
    reason: str


@dataclass
class Findings:
    """The weeks of a file as they would be stored, and what stands in the way."""

    weeks: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bad: list[dict[str, Any]] = field(default_factory=list)
    bad_count: int = 0
    skipped: int = 0

    def refuse(self, bad: BadCell) -> None:
        self.bad_count += 1
        if len(self.bad) < MOST_BAD:
            self.bad.append(asdict(bad))

    @property
    def is_known(self) -> bool:
        """Everything in the file is there already, to the last word."""
        return bool(self.weeks) and all(week["is_unchanged"] for week in self.weeks)


@dataclass
class Block:
    """The lines of one assignment's week on their way to an entry."""

    table: Table
    assignment: Assignment
    week: Week
    version: int
    lines: list[Line]
    typed: dict[Key, Typed] = field(default_factory=dict)
    where: dict[Key, Line] = field(default_factory=dict)
    unreadable: set[Key] = field(default_factory=set)
    note: str = ""

    @property
    def entry(self) -> WeekEntry:
        return WeekEntry(self.typed, self.note, self.version, via=VIA)

    @property
    def is_empty(self) -> bool:
        return not (
            self.note or self.unreadable or any(_has_text(each) for each in self.typed.values())
        )


def check_file(
    file: WeekFile, *, by: Person, at: datetime, progress: Progress | None = None
) -> Findings:
    """A file is good when every week in it could be handed in now, by this person, as it stands."""
    findings = Findings(notes=list(file.notes))
    blocks = _blocks(file, by, findings, at=at)
    split, graded = collection_rules().split, graded_codes()
    for block in blocks:
        _read_block(block, findings, split=split)
        block.typed = {
            key: told_in_words(cell) if key[0] in graded else cell
            for key, cell in block.typed.items()
        }
    filled = [block for block in blocks if not block.is_empty]
    findings.skipped = len(blocks) - len(filled)
    if not filled and not findings.bad_count:
        raise FileRefused(_("Nothing is filled in in this file."))
    pairs = [(block.assignment, block.week) for block in filled]
    records = latest_submissions(pairs)
    kept = kept_cells(records.values())
    for number, block in enumerate(filled, 1):
        record = records.get((block.assignment.pk, block.week))
        _judge(block, record, kept.get(record.pk, {}) if record else {}, findings, by=by, at=at)
        if progress:
            progress(number, len(filled))
    return findings


def _blocks(file: WeekFile, by: Person, findings: Findings, *, at: datetime) -> list[Block]:
    found: dict[tuple[int, Week], Block] = {}
    places = Places.named_in(by, file)
    for table in file.tables:
        for line in table.lines[:1] if table.identity else table.lines:
            try:
                assignment, week = places.of(table, line)
            except BadPlace as bad:
                column = bad.column if bad.column in table.places else ""
                findings.refuse(_bad(table, line, column, str(bad)))
                continue
            version = table.identity.version if table.identity else -1
            block = found.setdefault(
                (assignment.pk, week), Block(table, assignment, week, version, [])
            )
            block.lines += table.lines if table.identity else [line]
    foreign = {
        block.assignment.pk
        for block in found.values()
        if not _may_hand_in(block.assignment, by=by, at=at)
    }
    for block in found.values():
        if block.assignment.pk in foreign:
            findings.refuse(_bad(block.table, block.lines[0], "", not_yours()))
    return [block for block in found.values() if block.assignment.pk not in foreign]


def _may_hand_in(assignment: Assignment, *, by: Person, at: datetime) -> bool:
    """Who answers for the place now, or the PMO on behalf; the same question as every other mouth asks."""
    try:
        demand_entry(assignment, by=by, at=at)
    except NotAllowed:
        return False
    return True


def told_in_words(cell: Typed) -> Typed:
    """Where a grade is given, the column of reasons holds the words that belong to it (G43)."""
    return Typed(cell.value, cell.no_data_reason, "", cell.reason)


def _read_block(block: Block, findings: Findings, *, split: bool) -> None:
    parts = block.week.slices(split=split)
    for line in block.lines:
        code = line.text("measure").strip()
        if block.table.identity and not code:
            continue  # shown only: a number from tickets, a hint
        if block.table.identity and code == NOTE:
            _take_note(block, line, "value", findings)
            continue
        try:
            part = part_named(line.text("slice_start"), parts)
        except ValueError as bad:
            findings.refuse(_bad(block.table, line, "slice_start", str(bad)))
            continue
        if line.text(NOTE).strip() and not block.note:
            _take_note(block, line, NOTE, findings)
        _take_cell(block, (code, part), line, findings)


def _take_note(block: Block, line: Line, column: str, findings: Findings) -> None:
    try:
        block.note = clean_note(line.text(column))
    except BadReason as bad:
        findings.refuse(_bad(block.table, line, column, str(bad)))


def _take_cell(block: Block, key: Key, line: Line, findings: Findings) -> None:
    if key in block.where:
        reason = _("the same number already stands in row %(row)s") % {"row": block.where[key].row}
        findings.refuse(_bad(block.table, line, "measure", reason))
        return
    block.where[key] = line
    faults = {name: line.cells[name].fault for name in PARTS if line.cells.get(name, EMPTY).fault}
    for name, fault in faults.items():
        block.unreadable.add(key)
        findings.refuse(_bad(block.table, line, name, fault))
    block.typed[key] = Typed(*(line.text(name) for name in PARTS))


def part_named(text: str, parts: Sequence[Slice]) -> Slice:
    """The part of the week a row speaks of; where the week has only one it need not be said."""
    days = ", ".join(part.start.isoformat() for part in parts)
    sentence = _("This week is entered in parts that begin on: %(days)s.") % {"days": days}
    try:
        start = parse_date(text)
    except BadDate as bad:
        raise ValueError(str(bad)) from bad
    if start is None and len(parts) == 1:
        return parts[0]
    for part in parts:
        if part.start == start:
            return part
    raise ValueError(sentence)


def _judge(
    block: Block,
    record: Submission | None,
    kept: Mapping[Key, Known],
    findings: Findings,
    *,
    by: Person,
    at: datetime,
) -> None:
    if block.version < 0:
        # A list shows no earlier state: what the preview shows is what its reader has seen.
        block.version = record.version if record else 0
    is_unchanged = False
    if record is not None and record.state not in OPEN_STATES:
        is_unchanged = _is_same(block, kept)
        problems: Sequence[Problem] = ()
        refusal = "" if is_unchanged else already_sentence(record)
    else:
        problems, refusal = _trial(block, by=by, at=at)
    if refusal:
        findings.refuse(_bad(block.table, block.lines[0], "", refusal))
    for problem in problems:
        if problem.key not in block.unreadable:
            findings.refuse(_cell_of(block, problem))
    findings.weeks.append(_told(block, kept, is_unchanged=is_unchanged))


def already_sentence(record: Submission) -> str:
    """Why a week that has left the specialist's hands is not overwritten by a file."""
    return _("This week has been handed in already; it is “%(state)s”.") % {
        "state": record.get_state_display()
    }


def _trial(block: Block, *, by: Person, at: datetime) -> tuple[Sequence[Problem], str]:
    """The week is handed in and taken back: what stands in the way of the one stands in the way of the other."""
    try:
        with transaction.atomic():
            row = open_week(block.assignment, block.week, by=by, at=at, via=VIA)
            submit_week(row, block.entry, by=by, at=at)
            transaction.set_rollback(True)
    except CannotSubmit as refusal:
        return refusal.problems, refusal.besides if refusal.problems else str(refusal)
    except Refused as refusal:
        return (), str(refusal)
    return (), ""


def _is_same(block: Block, kept: Mapping[Key, Known]) -> bool:
    checked = check_entry(sheet_of(block.assignment, block.week), block.typed, is_final=True)
    said = {
        key: (answer.value, answer.no_data_reason, answer.reason, answer.grade, answer.narrative)
        for key, answer in checked.answers.items()
        if answer.is_given
    }
    there = {
        key: (known.value, known.no_data_reason, known.reason, known.grade, known.narrative)
        for key, known in kept.items()
    }
    return not checked.problems and said == there


def _told(block: Block, kept: Mapping[Key, Known], *, is_unchanged: bool) -> dict[str, Any]:
    """A week as it is staged; JSON values only."""
    return {
        "assignment": block.assignment.pk,
        "week": block.week.label,
        "version": block.version,
        "note": block.note,
        "is_unchanged": is_unchanged,
        "cells": [
            [
                code,
                part.start.isoformat(),
                cell.value,
                cell.no_data_reason,
                cell.reason,
                cell.narrative,
            ]
            for (code, part), cell in block.typed.items()
        ],
        "kept": [
            [
                code,
                part.start.isoformat(),
                None if known.value is None else str(known.value),
                known.no_data_reason or known.grade,
            ]
            for (code, part), known in kept.items()
        ],
    }


def _cell_of(block: Block, problem: Problem) -> BadCell:
    line = block.where.get(problem.key)
    column = column_of(problem)
    if line is None:
        sentence = f"{problem.code} {problem.part.start}: {problem.sentence}"
        return _bad(block.table, block.lines[0], "", sentence)
    return _bad(block.table, line, column, problem.sentence)


def column_of(problem: Problem) -> str:
    """The column a problem stands in."""
    if problem.kind == "unknown":
        return "measure"
    return "reason" if problem.part_of_cell == "narrative" else problem.part_of_cell


def _bad(table: Table, line: Line, column: str, reason: str) -> BadCell:
    return BadCell(
        sheet=table.title,
        row=line.row,
        column=column_name(column) if column else "",
        at=table.places.get(column, 0) if column else 0,
        value=shorten(line.text(column)) if column else "",
        reason=reason,
    )


def _has_text(cell: Typed) -> bool:
    return any(str(each or "").strip() for each in (cell.value, cell.no_data_reason, cell.reason))


def cells_staged(week: Mapping[str, Any], parts: Iterable[Slice]) -> dict[Key, Typed]:
    """A staged week back in the shape of what is typed."""
    starts = {part.start.isoformat(): part for part in parts}
    return {
        (code, starts[start]): Typed(*typed)
        for code, start, *typed in week["cells"]
        if start in starts
    }
