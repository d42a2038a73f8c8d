"""The forms of many weeks at once, for templates and files: as many questions as one form takes (6.4.2②)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from governance.lib.periods import Week
from governance.models import Person
from governance.selectors.calendar import local_day
from kpi.models import IndicatorVersion, Measure, MeasureValue, Submission, Target
from kpi.selectors.asked import questionnaires, wishes
from kpi.selectors.board import OwnWeek, own_weeks
from kpi.selectors.duty import weeks_owed
from kpi.selectors.rule import Rules
from kpi.selectors.submission import CELL, HISTORY_WEEKS, Preview, Sheet, laid_out, previews
from kpi.states import Origin, SubmissionState
from processes.models import Assignment
from processes.states import ProcessState

Pair = tuple[Assignment, Week]
# More sheets than these nobody fills in, and a workbook of them takes seconds to make.
MOST_SHEETS = 40
ORIGIN = CELL.index("origin")
OPEN_STATES = (SubmissionState.DRAFT, SubmissionState.RETURNED)


def week_sheets(pairs: Sequence[Pair], rules: Rules) -> list[Sheet]:
    """The forms of some assignments and weeks, whether or not anybody has begun them."""
    if not pairs:
        return []
    asked = questionnaires(pairs, split=rules.split)
    records = latest_submissions(pairs)
    cells = _cells(pairs, {q.measure.code for each in asked for q in each.questions})
    return [
        laid_out(
            assignment,
            records.get((assignment.pk, week)),
            questions,
            cells.of(assignment, week, {q.measure.code for q in questions.questions}),
        )
        for (assignment, week), questions in zip(pairs, asked, strict=True)
    ]


def latest_submissions(pairs: Sequence[Pair]) -> dict[tuple[int, Week], Submission]:
    """The record each week is read by, one question."""
    standing = Submission.objects.standing()
    rows = standing.filter(
        assignment__in={assignment.pk for assignment, _week in pairs},
        iso_year__in={week.year for _assignment, week in pairs},
        iso_week__in={week.week for _assignment, week in pairs},
    ).order_by("revision")
    return {(row.assignment_id, Week(row.iso_year, row.iso_week)): row for row in rows}


@dataclass(frozen=True)
class _Cells:
    """Typed cells by their place, computed ones by their department (None = of all)."""

    typed: dict[tuple[int | None, int | None], list[tuple[Any, ...]]]
    fed: dict[int | None, list[tuple[Any, ...]]]

    def of(self, assignment: Assignment, week: Week, codes: set[str]) -> Iterable[tuple[Any, ...]]:
        rows = [
            *self.typed[assignment.department_id, assignment.project_id],
            *self.fed[assignment.department_id],
            *self.fed[None],
        ]
        first = week.start - timedelta(weeks=HISTORY_WEEKS)
        return [row for row in rows if row[0] in codes and row[1] >= first and row[2] <= week.end]


def _cells(pairs: Sequence[Pair], codes: set[str]) -> _Cells:
    weeks = [week for _assignment, week in pairs]
    departments = {assignment.department_id for assignment, _week in pairs}
    rows = (
        MeasureValue.objects.filter(
            Q(origin=Origin.TICKETS) & Q(department=None) | Q(department__in=departments),
            Q(submission=None) | Q(submission__in=Submission.objects.standing()),
            measure__code__in=codes,
            dimension="",
            origin__in=(Origin.ENTRY, Origin.TICKETS),
            start__gte=min(week.start for week in weeks) - timedelta(weeks=HISTORY_WEEKS),
            end__lte=max(week.end for week in weeks),
        )
        .order_by("start", "submission__revision")
        .values_list(*CELL, "department_id", "project_id")
    )
    typed, fed = defaultdict(list), defaultdict(list)
    for *cell, department, project in rows:
        if cell[ORIGIN] == Origin.TICKETS:
            fed[department].append(tuple(cell))
        else:
            typed[department, project].append(tuple(cell))
    return _Cells(typed, fed)


@dataclass(frozen=True)
class DefinitionBook:
    """Definitions of adopted indicators with the processes whose measures they use, and their targets."""

    versions: Sequence[tuple[IndicatorVersion, frozenset[int]]]
    targets: Sequence[Target]

    def of(self, process: int, week: Week) -> list[IndicatorVersion]:
        """Those in force at a week's end for a process; the same as `definitions_for` answers."""
        found = [
            version
            for version, processes in self.versions
            if process in processes and _is_in_force(version, week)
        ]
        return list({version.indicator_id: version for version in found}.values())

    def goals(self, department: int, last: date) -> dict[int, Target]:
        """The target of each indicator in force on a day; the department's own goes before the company's."""
        rows = [
            row
            for row in self.targets
            if row.valid_from <= last
            and (row.valid_to is None or row.valid_to >= last)
            and row.department_id in {None, department}
        ]
        ordered = sorted(rows, key=lambda row: (row.department_id is not None, row.valid_from))
        return {row.indicator_id: row for row in ordered}

    def previews(self, sheet: Sheet, answers: Any) -> list[Preview]:
        """The indicators as the answers make them."""
        definitions = self.of(sheet.assignment.process_id, sheet.week)
        goals = self.goals(sheet.assignment.department_id, sheet.week.end)
        return previews(sheet, definitions, answers, goals)


def definition_book(processes: Iterable[int]) -> DefinitionBook:
    """Everything about the indicators of some processes, three questions."""
    versions = list(
        IndicatorVersion.objects.filter(
            indicator__adopted_on__isnull=False, measures__process__in=set(processes)
        )
        .select_related("indicator")
        .order_by("indicator__position", "number")
        .distinct()
    )
    used: dict[int, set[int]] = defaultdict(set)
    links = Measure.objects.filter(definitions__in=versions)
    for version, process in links.values_list("definitions", "process_id"):
        used[version].add(process)
    targets = Target.objects.filter(indicator__in={each.indicator_id for each in versions})
    return DefinitionBook(
        [(version, frozenset(used[version.pk])) for version in versions],
        list(targets.order_by("valid_from")),
    )


def _is_in_force(version: IndicatorVersion, week: Week) -> bool:
    indicator = version.indicator
    return (
        (indicator.retired_on is None or indicator.retired_on >= week.start)
        and (version.valid_from is None or version.valid_from <= week.end)
        and (version.valid_to is None or version.valid_to >= week.end)
        and indicator.adopted_on is not None
        and indicator.adopted_on <= week.end
    )


def own_open_weeks(person: Person, at: Any) -> list[OwnWeek]:
    """What a person still owes, oldest first: what a template for all of it holds."""
    return own_weeks(person, at)["to_do"][:MOST_SHEETS]


def open_weeks_of(
    assignments: Iterable[Assignment], weeks: Sequence[Week], rules: Rules, at: Any
) -> list[Pair]:
    """The weeks among some that assignments owe and nobody has handed in yet, by process and week."""
    rows = [row for row in assignments if row.process.state == ProcessState.ACTIVE]
    asked = wishes(split=rules.split, processes={row.process_id for row in rows})
    owing = [
        (row, week)
        for week, found in weeks_owed(rows, asked, rules, local_day(at))
        if week in weeks
        for row in found
    ]
    records = latest_submissions(owing)
    left = [
        (row, week)
        for row, week in owing
        if (row.pk, week) not in records or records[row.pk, week].state in OPEN_STATES
    ]
    return sorted(left, key=lambda each: (each[0].process.position, each[0].pk, each[1]))
