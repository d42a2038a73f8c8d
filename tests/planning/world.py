"""A small company that plans: two departments with a process each, kept figures, a committee of three."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from governance.lib.periods import parse_period
from governance.models import ApprovalTask, Department, Person
from governance.selectors.approval import case_of
from governance.selectors.calendar import local_zone
from governance.services.approval_vote import cast_vote
from governance.services.calendar import seed_calendar
from governance.services.committee import Majority, NewMember, NewRule, record_rule, seat_member
from governance.services.committee_vote import close_vote
from governance.states import Ballot, Role, Seat, TaskState
from kpi.models import Indicator, IndicatorValue
from planning.models import AnnualPlan, Milestone, PlanGoal, PlanSection, ResourceLine, TrainingLine
from planning.services.decision import submit_plan
from planning.services.line import write_line
from planning.services.plan import compile_plan, open_plan
from planning.services.publication import publish_plan
from planning.services.section import hand_in_section
from planning.states import GoalKind
from processes.models import Process, Responsibility
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.people import SETUP, make_person

NOW = datetime(2026, 10, 12, 10, 0, tzinfo=local_zone())
DAY = timedelta(days=1)


@dataclass
class Company:
    """Who and what the tests plan with."""

    officer: Person
    manager: Person
    specialist: Person
    stranger: Person
    operations: Department
    development: Department
    incident: Process
    change: Process
    hours: Indicator
    rate: Indicator
    members: list[Person]


@dataclass(frozen=True)
class Planning:
    """Two processes in use, each with a department that answers for it and an indicator or two."""

    incident: Process
    change: Process
    hours: Indicator
    rate: Indicator


def make_departments_that_plan(specialist, stranger, operations, development):
    """Incidents belong to operations and the specialist, changes to development and the stranger."""
    seed_calendar([2026], by=SETUP, at=NOW - 300 * DAY)
    incident = make_process()
    change = make_process("change", "CHG", "变更管理", "Change management", position=2)
    for name, process in (("inc_hours", incident), ("inc_closed", incident), ("chg_ok", change)):
        make_measure(name, process)
    make_measure("chg_done", change)
    hours = make_indicator("INC-04", incident, "inc_hours / inc_closed", unit="小时", unit_en="h")
    hours.direction = "down"
    hours.save()
    rate = make_indicator("CHG-01", change, "chg_ok / chg_done")
    Responsibility.objects.create(process=incident, department=operations, kind="responsible")
    Responsibility.objects.create(process=change, department=development, kind="responsible")
    make_assignment(specialist, incident, operations)
    make_assignment(stranger, change, development)
    return Planning(incident, change, hours, rate)


def make_company(specialist, stranger, officer, manager, operations, development):
    world = make_departments_that_plan(specialist, stranger, operations, development)
    board = Department.objects.get_or_create(
        code="board", defaults={"name": "公司", "kind": "body"}
    )
    members = [
        make_person(f"member{number}", f"委员{number}", board[0], Role.COMMITTEE)
        for number in (1, 2, 3)
    ]
    for person, seat in zip(members, (Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER), strict=True):
        seat_member(NewMember(person, seat), by=officer, at=NOW)
    rule = NewRule(NOW.date(), Fraction(2, 3), Majority(Fraction(1, 2)), "委员会章程")
    record_rule(rule, by=officer, at=NOW)
    return Company(
        officer,
        manager,
        specialist,
        stranger,
        operations,
        development,
        world.incident,
        world.change,
        world.hours,
        world.rate,
        members,
    )


def make_figure(indicator, label, numerator, denominator, *, verdict="met", **extra):
    """A kept figure of the company, or of a department."""
    period, definition = parse_period(label), indicator.definitions.get()
    value = None
    if denominator:
        scale = 100 if indicator.unit == "%" else 1
        value = Decimal(numerator) / Decimal(denominator) * scale
    department = extra.pop("department", None)
    return IndicatorValue.objects.create(
        indicator=indicator,
        definition=definition,
        scope=f"department:{department.pk}" if department else "company",
        department=department,
        grain=period.grain,
        period=label,
        start=period.start,
        end=period.end,
        numerator=Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        value=value if denominator is not None else Decimal(numerator),
        verdict=verdict,
        **{"covered": 4, "expected": 4, **extra},
    )


def section_of(plan, department):
    return PlanSection.objects.select_related("plan", "department").get(
        plan=plan, department=department
    )


def goal(section, process, indicator, value="4", operator="<=", **extra):
    """A goal on a value, not stored yet."""
    return PlanGoal(
        section=section,
        process=process,
        kind=GoalKind.ABSOLUTE,
        indicator=indicator,
        operator=operator,
        value=Decimal(value),
        **extra,
    )


def relative(section, process, indicator, *, change="10", period="2026-Q3", **extra):
    """“Reduce by 10 % against the third quarter”, not stored yet."""
    facts = {"direction": "reduce", "change_unit": "percent", **extra}
    return PlanGoal(
        section=section,
        process=process,
        kind=GoalKind.RELATIVE,
        indicator=indicator,
        change=Decimal(change),
        baseline_period=period,
        **facts,
    )


def milestone(section, person, text="完成演练", due_on=date(2027, 3, 31)):
    return Milestone(section=section, text=text, responsible=person, due_on=due_on)


def need(section, name="事件分析师", **extra):
    facts = {"kind": "people", "have": 1, "need": 2, "cost": Decimal(180000), **extra}
    return ResourceLine(section=section, name=name, **facts)


def training(section, topic="事件分级培训", **extra):
    facts = {"audience": "服务台", "planned_on": date(2027, 2, 10), **extra}
    return TrainingLine(section=section, topic=topic, **facts)


def filled(company, *, at=NOW, year=2027):
    """A plan with a goal in each section, a milestone, a need and a training; handed in."""
    plan = open_plan(year, by=company.officer, at=at)
    operations = section_of(plan, company.operations)
    development = section_of(plan, company.development)
    by = company.specialist
    write_line(goal(operations, company.incident, company.hours), by=by, at=at)
    for line in (milestone(operations, by), need(operations), training(operations)):
        write_line(line, by=by, at=at)
    other = goal(development, company.change, company.rate, "95", ">=")
    write_line(other, by=company.stranger, at=at)
    for section in PlanSection.objects.filter(plan=plan):
        who = {company.operations.pk: by, company.development.pk: company.stranger}
        hand_in_section(section, by=who.get(section.department_id, company.officer), at=at)
    return AnnualPlan.objects.get(pk=plan.pk)


def submitted(company, *, at=NOW):
    """A plan the committee has."""
    plan = compile_plan(filled(company, at=at), by=company.officer, at=at)
    submit_plan(plan, by=company.manager, at=at)
    return AnnualPlan.objects.get(pk=plan.pk)


def decide(company, plan, *ballots, at=NOW, close=True):
    """The committee votes, all in favour unless told otherwise, and the chair closes."""
    case = case_of(plan)
    for person, ballot in zip(company.members, ballots or [Ballot.APPROVE] * 3, strict=False):
        task = ApprovalTask.objects.get(
            step__approval=case, step__round=case.round, person=person, state=TaskState.OPEN
        )
        reason = "" if ballot in {Ballot.APPROVE, Ballot.ABSTAIN} else "理由如下"
        cast_vote(task, ballot, by=person, at=at, seen_sha256=case.content_sha256, reason=reason)
    return close_vote(case_of(plan), by=company.members[0], at=at) if close else None


def published(company, *, at=NOW):
    """A plan in force."""
    plan = submitted(company, at=at)
    decide(company, plan, at=at)
    return publish_plan(AnnualPlan.objects.get(pk=plan.pk), by=company.manager, at=at)
