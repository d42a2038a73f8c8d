"""Somebody who leaves with something of everything: the specialist of the cast, on Monday 2026-03-02."""

from dataclasses import dataclass
from datetime import date, timedelta

from governance.models import Approval, AuditEntry, Meeting, Obligation, Person, Resolution, Vote
from governance.services.approval_task import pass_on_task
from governance.services.calendar import seed_calendar
from governance.services.committee import NewMember, seat_member
from governance.services.delegation import NewDelegation, make_delegation
from governance.services.minutes import NewAction, agree_action
from governance.services.obligation import Duty, ensure_duties
from governance.states import ObligationKind
from kpi.models import Deviation, MeasureValue, Submission
from kpi.services.deviation import ask_analysis
from planning.models import AnnualPlan, PlanSection
from planning.services.line import write_line
from portal.services.leaver import Choice
from portal.services.leaver_parts import still_held
from tests.governance.deciding import NOW, TODAY, make_managers, opened, task_of
from tests.governance.meeting import called, closed, decided, in_session, items_of, plan_case
from tests.kpi.collecting import (
    enter_week,
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
)
from tests.people import SETUP
from tests.planning.teaching import make_training
from tests.planning.world import milestone
from tests.rest import make_token

REASON = "离职交接"
SOON = TODAY + timedelta(days=30)


@dataclass
class Leaving:
    """Who leaves, who takes over, who runs it, and what there is."""

    leaver: Person
    successor: Person
    officer: Person
    case: Approval
    plan: AnnualPlan


def make_leaver(leaver, successor, officer, other, chair_people):
    """`other` reports a process for which the leaver stands in, and wrote what the leaver must decide."""
    seed_calendar([2026], by=SETUP, at=NOW - timedelta(days=300))
    process = _processes(leaver, other)
    case = _decision(leaver, other)
    _committee(leaver, officer, chair_people)
    _deviation(process, leaver, officer)
    make_training(officer, trainer=leaver, trainer_name="", responsible=leaver)
    plan = _plan(leaver, officer)
    given = NewDelegation(other, TODAY, SOON, "休假")
    make_delegation(given, by=leaver, at=NOW)
    make_token(leaver, name="reader", at=NOW)
    return Leaving(leaver, successor, officer, case, plan)


def choose(world, *, at=NOW, last_day=TODAY, **others):
    """Everything that can move goes to the successor; by key of one thing to somebody else, or None to leave it."""
    takers = {
        held.key: world.successor
        for group in still_held(world.leaver, at.date())
        if group.part.pass_on
        for held in group.rows
        if not held.stays
    }
    for key, person in others.pop("but", {}).items():
        if person is None:
            del takers[key]
        else:
            takers[key] = person
    return Choice(last_day, REASON, takers)


def movable(leaver, on=TODAY):
    return sorted(
        held.key.partition(":")[0]
        for group in still_held(leaver, on)
        if group.part.pass_on
        for held in group.rows
        if not held.stays
    )


def staying(leaver, on=TODAY):
    return sorted(
        held.key.partition(":")[0]
        for group in still_held(leaver, on)
        for held in group.rows
        if held.stays
    )


def signed():
    """What nobody may change: accepted data, votes, resolutions, minutes, the trail so far."""
    tables = {
        "submissions": Submission.objects.all(),
        "values": MeasureValue.objects.all(),
        "votes": Vote.objects.all(),
        "resolutions": Resolution.objects.all(),
        "minutes": Meeting.objects.all(),
        "trail": AuditEntry.objects.order_by("sequence"),
    }
    return {name: list(rows.order_by("pk").values()) for name, rows in tables.items()}


def _processes(leaver, other):
    own = make_process()
    own.owner = leaver
    own.save()
    foreign = make_process("change", "CHG", "变更管理", "Change management", position=2)
    measure = make_measure("closed", own)
    make_indicator("INC-02", own, "closed")
    row = make_assignment(leaver, own, leaver.department)
    enter_week(row, "2026-W08", {measure: 12})
    make_assignment(other, foreign, other.department, deputy=leaver)
    return own


def _decision(leaver, author):
    """One manager has answered already; the other passed it on to the leaver."""
    _first, second = make_managers(leaver.department)
    case = opened(author, by=author)
    pass_on_task(task_of(case, second), leaver, by=second, at=NOW, note="出差")
    return case


def _committee(leaver, officer, members):
    decided(plan_case(officer, number=2), members, responsible=leaver)
    meeting = in_session(called(officer), members, officer)
    new = NewAction("整理值班表", leaver, SOON)
    agree_action(items_of(meeting)[0], new, by=officer, at=NOW)
    closed(meeting, members, officer)
    seat_member(NewMember(leaver, "member"), by=officer, at=NOW)


def _deviation(process, leaver, officer):
    row = Deviation.objects.create(
        indicator=process.indicators.get(),
        start_period="2026-02",
        period="2026-02",
        period_end=date(2026, 2, 28),
        opened_at=NOW,
        responsible=leaver,
        evidence={},
    )
    ask_analysis(row, leaver, by=officer, at=NOW)


def _plan(leaver, officer):
    plan = AnnualPlan.objects.create(year=2027, ordinal=1, opened_by=officer, opened_at=NOW)
    section = PlanSection.objects.create(plan=plan, department=leaver.department)
    write_line(milestone(section, leaver), by=officer, at=NOW)
    duty = Duty(
        kind=ObligationKind.MILESTONE,
        clause="6.4.1",
        subject="milestone:abc:2026-06-30",
        period="2026",
        title="里程碑 2026：完成演练",
        title_en="Milestone 2026: the drill",
        url="/plans/",
        opens_at=NOW,
        due_at=NOW + timedelta(days=90),
        responsible=leaver,
        department=leaver.department,
    )
    ensure_duties([duty], at=NOW)
    return plan


def owed_by(person):
    """The kinds of what a person owes by name and has not done."""
    rows = Obligation.objects.filter(responsible=person, state__in=["open", "missing"])
    return sorted(rows.values_list("kind", flat=True))
