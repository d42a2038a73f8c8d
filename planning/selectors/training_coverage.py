"""How far the people who should know a process have learnt it: per process, per department, for the company (6.4.1, G38)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from governance.models import Department, Person
from planning.formulas import (
    Share,
    TrainingRates,
    covered_share,
    effective_share,
    realised_share,
)
from planning.models import Attendance, TrainingSession
from planning.states import AttendanceState, SessionState
from processes.models import Assignment, Process

HELD = (SessionState.HELD, SessionState.CLOSED)


@dataclass(frozen=True)
class CoverageLine:
    """One process or department: who should know, who attended, which results were passed."""

    what: Process | Department
    covered: Share
    effective: Share


@dataclass(frozen=True)
class TrainingCoverage:
    """A year's training in figures, with the day it is judged by."""

    year: int
    on: date
    rates: TrainingRates
    processes: list[CoverageLine]
    departments: list[CoverageLine]


@dataclass(frozen=True)
class _Seen:
    """One attendance as far as it is counted."""

    person: int
    department: int | None
    processes: frozenset[int]
    is_trained: bool
    is_passed: bool | None


def training_coverage(year: int, *, on: date) -> TrainingCoverage:
    """The three rates of a year up to a day, and coverage per process and department.

    Who should know a process: whoever reports it in the year, specialist or deputy, and whoever was
    invited to a training on it. Trained is who attended one of them, confirmed by another.
    """
    seen, reporting = _attendances(year, on), _reporting(year)
    invited = {row.person for row in seen}
    should = invited | {person for people in reporting.values() for person in people}
    return TrainingCoverage(
        year=year,
        on=on,
        rates=TrainingRates(
            realised=_realised(year, on),
            covered=covered_share(should, _trained(seen)),
            effective=_effective(seen),
        ),
        processes=_by_process(seen, reporting),
        departments=_by_department(seen, should),
    )


def _realised(year: int, on: date) -> Share:
    states = list(
        TrainingSession.objects.of_year(year)
        .filter(planned_on__lte=on)
        .values_list("state", flat=True)
    )
    return realised_share(sum(state in HELD for state in states), len(states))


def _attendances(year: int, on: date) -> list[_Seen]:
    taught: dict[int, set[int]] = defaultdict(set)
    through = TrainingSession.processes.through.objects.filter(
        trainingsession__planned_on__year=year
    )
    for session, process in through.values_list("trainingsession", "process"):
        taught[session].add(process)
    rows = (
        Attendance.objects.in_year(year)
        .until(on)
        .exclude(session__state=SessionState.NOT_HELD)
        .values_list("session", "person", "department", "state", "is_passed")
    )
    return [
        _Seen(
            person,
            department,
            frozenset(taught[session]),
            state == AttendanceState.ATTENDED,
            is_passed,
        )
        for session, person, department, state, is_passed in rows
    ]


def _reporting(year: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    rows = Assignment.objects.valid_between(date(year, 1, 1), date(year, 12, 31))
    for process, person, deputy in rows.values_list("process", "person", "deputy"):
        found[process].update(each for each in (person, deputy) if each is not None)
    return found


def _by_process(seen: list[_Seen], reporting: dict[int, set[int]]) -> list[CoverageLine]:
    lines = []
    for process in Process.objects.order_by("position", "pk"):
        own = [row for row in seen if process.pk in row.processes]
        should = {row.person for row in own} | reporting.get(process.pk, set())
        if should:
            lines.append(
                CoverageLine(process, covered_share(should, _trained(own)), _effective(own))
            )
    return lines


def _by_department(seen: list[_Seen], should: set[int]) -> list[CoverageLine]:
    # Whoever was invited is counted where they were then, everybody else where they are.
    home = dict(Person.objects.filter(pk__in=should).values_list("pk", "department"))
    home |= {row.person: row.department for row in seen}
    lines = []
    for department in Department.objects.order_by("rank", "pk"):
        people = {person for person in should if home.get(person) == department.pk}
        own = [row for row in seen if row.person in people]
        if people:
            lines.append(
                CoverageLine(department, covered_share(people, _trained(own)), _effective(own))
            )
    return lines


def _trained(rows: Iterable[_Seen]) -> set[int]:
    return {row.person for row in rows if row.is_trained}


def _effective(rows: Iterable[_Seen]) -> Share:
    return effective_share([row.is_passed for row in rows if row.is_passed is not None])
