"""Trainings as pages show them: the list, one training, one's own (6.4.1, R34, R52)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.lib.bilingual import listed, said
from governance.lib.workflow import Step, open_from
from governance.models import AuditEntry, Person, StoredFile
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.states import Sphere
from planning.models import Attendance, Evaluation, TrainingSession
from planning.permissions import may_confirm_attendance, may_hold_session, may_see_amounts
from planning.states import SESSION_STEPS, AttendanceState, SessionState
from processes.models import Assignment

# With fewer, one could guess who said what.
LEAST_EVALUATIONS = 3
MOST_NAMES = 3  # a cell holds so many
SORTS = {
    "number": "number",
    "planned": "planned_on",
    "starts": "starts_at",
    "state": "state",
    "topic": "topic",
}
MATERIAL, RECORD = "material", "record"
EVALUATED = "planning.evaluate_training"
# Steps with a form of their own on the page.
OWN_FORM = {"plan_again"}


@dataclass(frozen=True)
class TrainingFilter:
    """What the reader of the list has chosen; empty means all."""

    year: int | None = None
    state: str = ""
    process: str = ""
    department: str = ""
    sort: str = ""


@dataclass(frozen=True)
class SessionLine:
    """A training in the list; `budget` is None for whoever may not see money."""

    row: TrainingSession
    audience: str
    invited: int
    attended: int
    budget: Decimal | None


@dataclass(frozen=True)
class Opinion:
    """What trainees thought: how many, the mean, the words; empty while a voice could be told apart."""

    count: int
    mean: Decimal | None
    words: tuple[str, ...]
    is_shown: bool


@dataclass(frozen=True)
class TrainingPage:
    """Everything the page of one training shows to one person."""

    row: TrainingSession
    audience: str
    steps: tuple[Step, ...]
    own: Attendance | None
    trainees: list[Attendance]
    invited: int
    attended: int
    may_confirm: bool
    may_invite: bool
    may_edit: bool
    may_add: bool
    may_print: bool
    sees_money: bool
    opinion: Opinion
    materials: list[StoredFile]
    records: list[StoredFile]
    acts: list[AuditEntry]


@dataclass(frozen=True)
class OwnTraining:
    """One of my trainings and what I can do about it now."""

    row: Attendance
    may_sign_in: bool
    may_evaluate: bool


def trainings_listed(person: Person, chosen: TrainingFilter) -> QuerySet[TrainingSession]:
    """The trainings of the filter, by planned day unless sorted otherwise, with their numbers of people."""
    rows = TrainingSession.objects.visible_to(person)
    if chosen.year:
        rows = rows.of_year(chosen.year)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.process:
        rows = rows.filter(processes__code=chosen.process)
    if chosen.department:
        rows = rows.filter(
            Q(departments__code=chosen.department) | Q(department__code=chosen.department)
        )
    rows = rows.select_related("trainer", "department", "document").prefetch_related(
        "processes", "departments"
    )
    return with_counts(rows.distinct()).order_by(*_order(chosen.sort))


def with_counts(rows: QuerySet[TrainingSession]) -> QuerySet[TrainingSession]:
    """How many are invited and how many attended, in the same question."""
    attended = Q(attendances__state=AttendanceState.ATTENDED)
    return rows.annotate(
        named_count=Count("people", distinct=True),
        invited_count=Count("attendances", distinct=True),
        attended_count=Count("attendances", filter=attended, distinct=True),
    )


def training_lines(rows: Sequence[Any], person: Person) -> list[SessionLine]:
    """Rows of one page in words; no further questions."""
    return [
        SessionLine(
            row,
            audience_of(row, named=row.named_count),
            row.invited_count,
            row.attended_count,
            row.budget if may_see_amounts(person, row.department_id) else None,
        )
        for row in rows
    ]


def training_years(person: Person) -> list[int]:
    """The years that have trainings, the latest first."""
    days = TrainingSession.objects.visible_to(person).dates("planned_on", "year", order="DESC")
    return [day.year for day in days]


def audience_of(row: TrainingSession, *, named: int, names: Sequence[str] = ()) -> str:
    """For whom it is: departments, who reports the processes, named people, or the plan's own words.

    Who is named is a trainee: `names` are given for those who may know trainees, others read how many.
    """
    parts = [said(each) for each in row.departments.all()]
    parts += [
        _("who reports %(process)s") % {"process": said(each)} for each in row.processes.all()
    ]
    if 0 < len(names) <= MOST_NAMES:
        parts += names
    elif named:
        parts.append(
            ngettext("%(count)s person by name", "%(count)s people by name", named)
            % {"count": named}
        )
    return listed(parts) or row.audience


def full_audience_of(row: TrainingSession) -> str:
    """The same with the names, for who runs the training."""
    names = [each.name for each in row.people.all()]
    return audience_of(row, named=len(names), names=names)


def people_meant(session: TrainingSession, *, on: date) -> list[Person]:
    """Who belongs to the audience on a day: the departments' people, who reports the processes, who is named."""
    processes = list(session.processes.values_list("pk", flat=True))
    assigned = Assignment.objects.filter(process__in=processes).valid_between(on, on)
    wanted = (
        Q(department__in=session.departments.all())
        | Q(pk__in=assigned.values("person"))
        | Q(pk__in=assigned.values("deputy"))
        | Q(pk__in=session.people.all())
    )
    people = Person.objects.filter(wanted, is_active=True, sphere=Sphere.BUSINESS)
    return list(people.exclude(pk=session.trainer_id or 0).order_by("rank", "staff_no"))


def training_page(row: TrainingSession, person: Person) -> TrainingPage:
    """One training with its trainees as far as the person may know them."""
    trainees = list(
        Attendance.objects.visible_to(person)
        .filter(session=row)
        .select_related("person", "department", "confirmed_by")
        .order_by("department__rank", "person__rank", "person__staff_no")
    )
    totals = Attendance.objects.filter(session=row).aggregate(
        invited=Count("pk"), attended=Count("pk", filter=Q(state=AttendanceState.ATTENDED))
    )
    files = list(StoredFile.objects.on(row).select_related("uploaded_by").order_by("pk"))
    may_confirm = may_confirm_attendance(person, row)
    runs = may_hold_session(person, row)
    return TrainingPage(
        row=row,
        audience=full_audience_of(row) if runs else audience_of(row, named=len(row.people.all())),
        steps=open_session_steps(row, person),
        own=next((each for each in trainees if each.person_id == person.pk), None),
        trainees=trainees,
        invited=totals["invited"],
        attended=totals["attended"],
        may_confirm=may_confirm and row.state == SessionState.HELD,
        may_invite=runs and row.state in {SessionState.ANNOUNCED, SessionState.HELD},
        may_edit=has_permission(person, Permission.TRAINING_EDIT)
        and row.state in {SessionState.PLANNED, SessionState.ANNOUNCED},
        may_add=runs,
        may_print=runs and totals["invited"] > 0,
        sees_money=may_see_amounts(person, row.department_id),
        opinion=opinion_on(row),
        materials=[file for file in files if file.part == MATERIAL],
        records=[file for file in files if file.part == RECORD and runs],
        # Who evaluated, and when, would tell who attended and whose voice it may be.
        acts=[entry for entry in timeline_of(row) if entry.action != EVALUATED],
    )


def open_session_steps(row: TrainingSession, person: Person) -> tuple[Step, ...]:
    """The steps a person may take on a training now; the service asks again."""
    runs = {"hold", "close"} if may_hold_session(person, row) else set()
    return tuple(
        step
        for step in open_from(SESSION_STEPS, row.state)
        if step.name not in OWN_FORM
        and (step.name in runs or (step.name not in {"hold", "close"} and _may(person, step)))
    )


def opinion_on(row: TrainingSession) -> Opinion:
    """The mean and the words, sorted so that no order betrays anybody, from three voices on."""
    found = Evaluation.objects.filter(session=row).aggregate(count=Count("pk"), mean=Avg("rating"))
    count = found["count"]
    if count < LEAST_EVALUATIONS:
        return Opinion(count, None, (), False)
    words = Evaluation.objects.filter(session=row).exclude(words="").order_by("words")
    mean = Decimal(str(found["mean"])).quantize(Decimal("0.01"))
    return Opinion(count, mean, tuple(words.values_list("words", flat=True)), True)


def own_trainings(person: Person, *, at: datetime) -> list[OwnTraining]:
    """Everything a person was invited to, the latest first, with what is theirs to do now."""
    rows = (
        Attendance.objects.filter(person=person)
        .select_related("session__trainer", "session__document")
        .order_by("-session__starts_at", "-pk")
    )
    return [own_training(row, at=at) for row in rows]


def own_training(row: Attendance, *, at: datetime) -> OwnTraining:
    """What a trainee can do about a training now; the service asks again."""
    session = row.session
    is_on = session.state in {SessionState.ANNOUNCED, SessionState.HELD}
    is_near = session.starts_at is not None and (session.starts_at - at).total_seconds() <= 1800  # noqa: PLR2004 -- half an hour
    return OwnTraining(
        row,
        may_sign_in=row.state == AttendanceState.INVITED and is_on and is_near,
        may_evaluate=row.state == AttendanceState.ATTENDED
        and not row.has_evaluated
        and session.state in {SessionState.HELD, SessionState.CLOSED},
    )


def file_on(session: TrainingSession, pk: int, person: Person) -> StoredFile | None:
    """A file of a training: materials for everybody, the kept record for who runs it."""
    found: StoredFile | None = StoredFile.objects.on(session).filter(pk=pk).first()
    if found is not None and found.part == RECORD and not may_hold_session(person, session):
        return None
    return found


def _may(person: Person, step: Step) -> bool:
    return has_permission(person, step.permission)


def _order(sort: str) -> tuple[str, ...]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return ("-planned_on", "-pk")
    sign = "-" if sort.startswith("-") else ""
    return (f"{sign}{column}", f"{sign}pk")
