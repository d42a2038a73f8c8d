"""The past as a long list, judged row by row by the validator of the form, a hundred thousand rows at a time (6.4.2②).

What the form asks of one week is asked of each week of the list: complete, readable, its shares no
more than the whole. What is unusual is not asked for: there is nothing yet to compare it with.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.csvfile import open_csv
from governance.lib.numbers import cell_text, half_width, shorten
from governance.lib.periods import Month, Slice, Week
from governance.lib.workbook import FileRefused, Room, open_workbook, percent_cell
from governance.models import Person
from governance.selectors.calendar import local_day
from kpi.formulas.entry import Answer, Field, Key, Ratio, Typed, check_cells
from kpi.lib.week_columns import NEEDED_IN_LIST, column_name, known_names, read_header
from kpi.lib.week_file import KINDS, kind_of
from kpi.models import Report
from kpi.selectors.asked import Questionnaire, questionnaires
from kpi.selectors.rule import Rules, collection_rules
from kpi.selectors.sheet_set import DefinitionBook, definition_book, latest_submissions
from kpi.selectors.submission import Sheet, ratios_of
from kpi.selectors.upload import PLACE, BadPlace, Places, graded_codes
from kpi.services.upload_check import (
    BadCell,
    Findings,
    already_sentence,
    column_of,
    part_named,
    told_in_words,
)
from kpi.states import ReportState
from processes.models import Assignment
from processes.states import ProcessState

MOST_ROWS = 100_000
ROOM = Room(entry=300 << 20, total=400 << 20)
READ = (*PLACE, "week", "slice_start", "measure", "value", "no_data_reason", "reason", "note")
TELL_EVERY = 2_000
Progress = Callable[[int, int], None]


@dataclass
class PastWeek:
    """One assignment's week of the list: its rows, then its answers."""

    assignment: Assignment
    week: Week
    rows: list[tuple[int, Sequence[Any]]] = field(default_factory=list)
    answers: dict[Key, Answer] = field(default_factory=dict)
    questions: Questionnaire | None = None
    note: str = ""


@dataclass
class Past:
    """Everything a list says, and what stands in the way."""

    weeks: list[PastWeek] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    rows: int = 0

    @property
    def facts(self) -> dict[str, Any]:
        """What a second person needs to see: how much, of whom, from when to when."""
        tally: dict[int, list[int]] = {}
        for each in self.weeks:
            line = tally.setdefault(each.assignment.pk, [0, 0])
            line[0] += 1
            line[1] += len(each.answers)
        weeks = sorted(each.week for each in self.weeks)
        return {
            "weeks": len(self.weeks),
            "values": sum(len(each.answers) for each in self.weeks),
            "first": weeks[0].label if weeks else "",
            "last": weeks[-1].label if weeks else "",
            "places": [[pk, *counts] for pk, counts in tally.items()],
        }


def check_history(
    path: Path, name: str, *, by: Person, at: datetime, progress: Progress | None = None
) -> Past:
    """A list is good when every week in it is complete, new, over, and of a month not yet reported on.

    Raises `FileRefused` for a file that cannot be read; everything else is listed.
    """
    told = progress or (lambda done, total: None)
    with paused_collector():
        places, rows = _rows_of(path, name)
        past = Past(rows=len(rows))
        _sort_rows(past, places, rows, by)
        rules = collection_rules()
        pairs = [(each.assignment, each.week) for each in past.weeks]
        if not pairs:
            return past
        judge = _Judge(past, places, rules, at)
        for number, (each, questions) in enumerate(
            zip(past.weeks, questionnaires(pairs, split=rules.split), strict=True), 1
        ):
            judge.judge(each, questions)
            if not number % 100:
                told(number, len(pairs))
        told(len(pairs), len(pairs))
    return past


@contextmanager
def paused_collector() -> Iterator[None]:
    """A hundred thousand small objects without a cycle: looking for cycles among them is half the time of the check."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _rows_of(path: Path, name: str) -> tuple[dict[str, int], list[tuple[int, Sequence[Any]]]]:
    if not path.stat().st_size:
        raise FileRefused(_("The file is empty."))
    if kind_of(name) == ".csv":
        spellings = [*known_names(), *(each.capitalize() for each in known_names())]
        quiet: Progress = lambda done, total: None  # noqa: E731 -- nobody listens here
        with open_csv(path, spellings, KINDS, packed=False, told=quiet) as text:
            return _headed(text.rows)
    with open_workbook(path, room=ROOM) as rows:
        cell = percent_cell(path)
        if cell:
            raise FileRefused(
                _(
                    "Cell %(cell)s is shown as a percentage; a list of past data holds plain numbers."
                )
                % {"cell": cell}
            )
        return _headed(rows)


def _headed(
    rows: Iterator[tuple[int, Sequence[Any]]],
) -> tuple[dict[str, int], list[tuple[int, Sequence[Any]]]]:
    head = next(rows, None)
    if head is None:
        raise FileRefused(_("The file is empty."))
    places = read_header([(at, str(cell)) for at, cell in enumerate(head[1])], NEEDED_IN_LIST)
    if not {"week", "slice_start"} & places.keys():
        read_header([], ["week"])
    found = list(rows)
    if not found:
        raise FileRefused(_("The file has a head but no rows."))
    if len(found) > MOST_ROWS:
        raise FileRefused(
            _("The file has %(count)s rows; at most %(most)s are read at once.")
            % {"count": len(found), "most": MOST_ROWS}
        )
    return places, found


def _sort_rows(
    past: Past, places: dict[str, int], rows: list[tuple[int, Sequence[Any]]], by: Person
) -> None:
    """Each row goes to its week; a place that was seen is not looked up again."""
    at = [places.get(code, -1) for code in (*PLACE, "week", "slice_start")]
    process = places["process"]
    codes = {half_width(_text(row, process)) for _number, row in rows}
    known = Places(by, (), codes)
    by_spelling: dict[tuple[Any, ...], PastWeek] = {}
    by_place: dict[tuple[int, Week], PastWeek] = {}
    for number, row in rows:
        spelling = tuple(row[each] if 0 <= each < len(row) else "" for each in at)
        found = by_spelling.get(spelling)
        if found is None:
            *place, week, day = (half_width(_shown(cell)) for cell in spelling)
            try:
                assignment, of_week = known.at(*place, week or day)
            except BadPlace as bad:
                _refuse(past, places, (number, row), bad.column, str(bad))
                continue
            key = (assignment.pk, of_week)
            found = by_place.get(key)
            if found is None:
                found = by_place[key] = PastWeek(assignment, of_week)
            by_spelling[spelling] = found
        found.rows.append((number, row))
    past.weeks = list(by_place.values())


def _text(row: Sequence[Any], at: int) -> str:
    return _shown(row[at]) if 0 <= at < len(row) else ""


def _shown(cell: Any) -> str:
    """A cell as people see it; a day is written as one."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return cell_text(cell)


def _refuse(
    past: Past,
    places: dict[str, int],
    line: tuple[int, Sequence[Any]],
    column: str,
    reason: str,
) -> None:
    number, row = line
    at = places.get(column, -1)
    past.findings.refuse(
        BadCell(
            sheet="",
            row=number,
            column=column_name(column) if column else "",
            at=max(at, 0),
            value=shorten(_text(row, at)),
            reason=reason,
        )
    )


class _Judge:
    """Carries what is the same for all weeks of a list: rules, definitions, records that exist."""

    def __init__(self, past: Past, places: dict[str, int], rules: Rules, at: datetime) -> None:
        self.past, self.places, self.rules = past, places, rules
        self.today, self.graded = local_day(at), graded_codes()
        pairs = [(each.assignment, each.week) for each in past.weeks]
        self.records = latest_submissions(pairs)
        self.book: DefinitionBook = definition_book({each.process_id for each, _week in pairs})
        self.issued = set(
            Report.objects.filter(state=ReportState.ISSUED).values_list("period", flat=True)
        )
        self.columns = [places.get(name, -1) for name in READ[4:]]
        self.forms: dict[int, tuple[list[Field], list[Ratio]]] = {}

    def judge(self, each: PastWeek, questions: Questionnaire) -> None:
        each.questions = questions
        reason = self.why_not(each)
        if reason:
            _refuse(self.past, self.places, each.rows[0], "", reason)
            return
        where = self.read(each, questions)
        typed = {key: cell for key, (_line, cell) in where.items()}
        fields, ratios = self.form_of(each, questions)
        checked = check_cells(fields, typed, ratios, is_final=True)
        for problem in checked.problems:
            line, column, text = each.rows[0], "", problem.sentence
            if problem.key in where:
                line = where[problem.key][0]
                column = column_of(problem)
            else:
                text = f"{problem.code} {problem.part.start}: {text}"
            _refuse(self.past, self.places, line, column, text)
        each.answers = dict(checked.answers)

    def form_of(self, each: PastWeek, questions: Questionnaire) -> tuple[list[Field], list[Ratio]]:
        """What a week is held against; places that are asked the same questions share it."""
        key = id(questions)  # kept alive by the weeks themselves
        if key not in self.forms:
            sheet = Sheet(each.assignment, each.week, None, questions, {}, {}, {}, {})
            definitions = self.book.of(each.assignment.process_id, each.week)
            measures = {one.measure.code: one.measure for one in questions.questions}
            self.forms[key] = sheet.fields(), ratios_of(definitions, measures)
        return self.forms[key]

    def why_not(self, each: PastWeek) -> str:
        """Why a week cannot be brought along at all; "" where it can."""
        week = each.week
        record = self.records.get((each.assignment.pk, week))
        if record is not None:
            return already_sentence(record)
        if week.end >= self.today:
            return _("%(week)s is not over yet.") % {"week": week.display()}
        if self.rules.collect_from is not None and week.start < self.rules.collect_from:
            return _("Nothing was collected yet in %(week)s.") % {"week": week.display()}
        if each.assignment.process.state != ProcessState.ACTIVE:
            return _("The process is retired; it collects no data any more.")
        months = {Month.of(week.start).label, Month.of(week.end).label}
        if months & self.issued:
            return _(
                "The report of %(month)s has been issued; its data is not changed by an import."
            ) % {"month": min(months & self.issued)}
        return ""

    def read(self, each: PastWeek, questions: Questionnaire) -> dict[Key, tuple[Any, Typed]]:
        where: dict[Key, tuple[Any, Typed]] = {}
        starts = {part.start.isoformat(): part for part in questions.parts}
        for line in each.rows:
            row = line[1]
            start, code, value, no_data, reason, note = (
                _shown(row[at]) if 0 <= at < len(row) else "" for at in self.columns
            )
            part = starts.get(start) or self.part_of(start, questions.parts, line)
            if part is None:
                continue
            key = (code.strip(), part)
            if key in where:
                earlier = _("the same number already stands in row %(row)s") % {
                    "row": where[key][0][0]
                }
                _refuse(self.past, self.places, line, "measure", earlier)
                continue
            each.note = each.note or note.strip()
            cell = Typed(value, no_data, reason)
            where[key] = (line, told_in_words(cell) if key[0] in self.graded else cell)
        return where

    def part_of(self, start: str, parts: Sequence[Slice], line: Any) -> Slice | None:
        try:
            return part_named(start, parts)
        except ValueError as bad:
            _refuse(self.past, self.places, line, "slice_start", str(bad))
            return None
