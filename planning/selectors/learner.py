"""Who must still learn the version of a document that is in force: asked to read it, and neither read nor taught (R30, R52)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from governance.models import Document, Person
from governance.models.person import roles_held
from governance.selectors.document_reading import (
    ReadingTask,
    people_asked,
    reading_tasks,
    readings_enough,
)
from governance.states import Role
from planning.models import Attendance, TrainingSession
from planning.states import AttendanceState, SessionState

AHEAD = (SessionState.PLANNED, SessionState.ANNOUNCED)
_ALL = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})


@dataclass(frozen=True)
class Learning:
    """One document: its version to be learnt, who still must, how many were asked, the training ahead of them."""

    document: Document
    label: str
    people: tuple[Person, ...]
    asked: int
    session: TrainingSession | None


def learnings(person: Person) -> list[Learning]:
    """The documents somebody must still learn, as far as the person may know who; a constant number of questions.

    Whoever confirmed reading the version, or attended a training on it, has learnt it. PMO, committee
    and auditor see all, a head the own department, everybody else nobody.
    """
    documents = list(Document.objects.visible_to(person).order_by("number", "title"))
    tasks = reading_tasks(documents)
    asked = people_asked([task.document for task in tasks])
    read = readings_enough(tasks)
    taught, ahead = _taught(tasks), _ahead(tasks)
    found = []
    for task in tasks:
        readers = [each for each in asked[task.document.pk] if may_know(person, each)]
        left = tuple(
            each
            for each in readers
            if (task.document.pk, each.pk) not in read
            and each.pk not in taught[task.document.pk, task.latest.label]
        )
        session = ahead.get((task.document.pk, task.latest.label))
        if left:
            found.append(Learning(task.document, task.latest.label, left, len(readers), session))
    return found


def learning_of(person: Person, document: int) -> Learning | None:
    """What is left to learn of one document."""
    return next((each for each in learnings(person) if each.document.pk == document), None)


def may_know(person: Person, other: Person) -> bool:
    """Who has not learnt is known to those who run and oversee it, and to the head of the department."""
    roles = roles_held(person)
    if roles & _ALL:
        return True
    same = person.department_id is not None and person.department_id == other.department_id
    return same and Role.DEPARTMENT_HEAD in roles


def _taught(tasks: Sequence[ReadingTask]) -> dict[tuple[int, str], set[int]]:
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(
        state=AttendanceState.ATTENDED, session__document__in=[task.document.pk for task in tasks]
    )
    for document, label, person in rows.values_list(
        "session__document", "session__document_version", "person"
    ):
        found[document, label].add(person)
    return found


def _ahead(tasks: Sequence[ReadingTask]) -> dict[tuple[int, str], TrainingSession]:
    rows = TrainingSession.objects.filter(
        state__in=AHEAD, document__in=[task.document.pk for task in tasks]
    )
    return {(row.document_id or 0, row.document_version): row for row in rows.order_by("pk")}
