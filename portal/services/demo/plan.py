"""The annual plan of the demo: 2025 before the policy, this year's decided and amended, the next one being filled (6.4.1)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.models import ApprovalTask, Person
from governance.selectors.approval import case_of
from governance.services.approval_vote import cast_vote
from governance.services.committee_vote import close_vote
from governance.states import Ballot, TaskState
from kpi.models import Indicator
from planning.models import (
    AnnualPlan,
    Milestone,
    PlanGoal,
    PlanSection,
    ResourceLine,
    TrainingLine,
)
from planning.selectors.plan import BEFORE_POLICY, published_plan
from planning.services.decision import submit_plan
from planning.services.line import Line, write_line
from planning.services.milestone import finish_milestone
from planning.services.plan import (
    PlanTexts,
    amend_plan,
    compile_plan,
    open_plan,
    record_plan_not_made,
    write_plan_texts,
)
from planning.services.publication import publish_plan
from planning.services.resource import Provision, record_provision
from planning.services.section import hand_in_section, return_section, write_section_summary
from planning.states import ChangeDirection, ChangeUnit, GoalKind, PlanState
from portal.services.demo.act import Act
from portal.services.demo.plan_words import (
    ARRANGEMENTS,
    BASIS,
    FILLERS,
    LESSONS,
    MEASURES,
    NEEDS,
    RISKS,
    STEPS,
    SUMMARIES,
    WORDS,
)
from portal.services.demo.targets import AIMS, RAISED
from processes.models import Process, Responsibility

if TYPE_CHECKING:
    from portal.services.demo.world import DemoWorld

MINUTE = timedelta(minutes=1)
DISSENT = "容量预测模块的预算应分两年安排。"
RESOLVED = "同意年度过程规划，资源需求按计划表执行。"


def play_plan(world: "DemoWorld", acts: list[Act]) -> None:
    """Each act by whoever may do it, at its moment."""
    for act in acts:
        name, _colon, subject = act.how.partition(":")
        if name == "done":
            _finish(world, subject, act.at)
        elif name == "provided":
            _provide(world, subject, act.at)
        else:
            _ACTS[name](world, act.at)


def amend_for(world: "DemoWorld", at: datetime, *, valid_from: date) -> bool:
    """Half-way through the year one goal is raised by an amendment; False where no plan is in force yet."""
    plan = published_plan(valid_from.year)
    if plan is None:
        return False
    officer, manager = world.officer(0), world.manager
    fresh = amend_plan(plan, note=RAISED.basis, by=officer, at=at)
    texts = PlanTexts(fresh.basis, fresh.risks, fresh.arrangements, RAISED.basis, valid_from)
    write_plan_texts(fresh, texts, seen=fresh.version, by=officer, at=at + MINUTE)
    goal = PlanGoal.objects.get(section__plan=fresh, indicator__code=RAISED.code, scope=None)
    goal.value = RAISED.value
    write_line(goal, by=officer, at=at + 2 * MINUTE)
    fresh = compile_plan(fresh, by=officer, at=at + 3 * MINUTE)
    submit_plan(fresh, by=manager, at=at + 4 * MINUTE)
    _vote(world, fresh, at + 5 * MINUTE, text="同意下半年目标上调。")
    publish_plan(AnnualPlan.objects.get(pk=fresh.pk), by=manager, at=at + 20 * MINUTE)
    return True


def _open(world: "DemoWorld", at: datetime) -> None:
    officer, year = world.officer(0), world.stage.today.year
    if not AnnualPlan.objects.filter(year=BEFORE_POLICY).exists():
        reason = "制度 2025-01-07 发布，晚于 2024 年第四季度规划窗口"
        record_plan_not_made(BEFORE_POLICY, reason=reason, by=officer, at=at)
    plan = open_plan(year, by=officer, at=at)
    texts = PlanTexts(BASIS, RISKS, ARRANGEMENTS, effective_on=date(year, 1, 1))
    write_plan_texts(plan, texts, seen=plan.version, by=officer, at=at + MINUTE)


def _fill(world: "DemoWorld", at: datetime) -> None:
    plan = _draft(world.stage.today.year)
    for number, section in enumerate(_sections(plan)):
        _fill_section(world, section, at + number * 10 * MINUTE)
        by = world.people[FILLERS[section.department.code]]
        hand_in_section(section, by=by, at=at + (number * 10 + 9) * MINUTE)


def _submit(world: "DemoWorld", at: datetime) -> None:
    plan = compile_plan(_draft(world.stage.today.year), by=world.officer(0), at=at)
    submit_plan(plan, by=world.manager, at=at + 40 * MINUTE)


def _decide(world: "DemoWorld", at: datetime) -> None:
    _vote(world, _draft(world.stage.today.year), at, text=RESOLVED, against="jiang")


def _publish(world: "DemoWorld", at: datetime) -> None:
    publish_plan(_draft(world.stage.today.year), by=world.manager, at=at)


def _open_next(world: "DemoWorld", at: datetime) -> None:
    open_plan(world.stage.today.year + 1, by=world.officer(0), at=at)


def _fill_next(world: "DemoWorld", at: datetime) -> None:
    """Two departments are ready, one has begun; a goal against a baseline shows its arithmetic."""
    plan = _draft(world.stage.today.year + 1)
    for section in _sections(plan):
        code = section.department.code
        by = world.people[FILLERS[code]]
        if code in {"quality", "service_desk"}:
            _fill_section(world, section, at)
            hand_in_section(section, by=by, at=at + 30 * MINUTE)
        elif code == "operations":
            write_line(_relative(section, world.stage.today), by=by, at=at + 5 * MINUTE)
            for line in _milestones(section, world.people):
                write_line(line, by=by, at=at + 8 * MINUTE)


def _return_next(world: "DemoWorld", at: datetime) -> None:
    section = PlanSection.objects.select_related("plan", "department").get(
        plan=_draft(world.stage.today.year + 1), department__code="quality"
    )
    note = "请补充补丁按期率目标的措施与责任分工"
    return_section(section, note=note, by=world.officer(1), at=at)


def _finish(world: "DemoWorld", text: str, at: datetime) -> None:
    row = Milestone.objects.filter(
        section__plan__state=PlanState.PUBLISHED, text=text, done_on=None
    ).select_related("responsible")
    for milestone in row:
        on = at.astimezone(world.stage.zone).date()
        finish_milestone(milestone, on=on, note="见过程资产", by=milestone.responsible, at=at)


def _provide(world: "DemoWorld", name: str, at: datetime) -> None:
    """The process manager records what came of a need on the day it was wanted."""
    need = next(each for each in NEEDS if each.name == name)
    rows = ResourceLine.objects.filter(section__plan__state=PlanState.PUBLISHED, name=name)
    on = at.astimezone(world.stage.zone).date()
    for row in rows:
        provision = Provision(need.came, need.number, on, need.note)
        record_provision(row, provision, by=world.manager, at=at)


_ACTS: dict[str, Callable[["DemoWorld", datetime], None]] = {
    "open": _open,
    "fill": _fill,
    "submit": _submit,
    "decide": _decide,
    "publish": _publish,
    "next": _open_next,
    "next-fill": _fill_next,
    "next-return": _return_next,
}


def _vote(
    world: "DemoWorld", plan: AnnualPlan, at: datetime, *, text: str, against: str = ""
) -> None:
    """Whoever wrote any part is recused by the system; the others vote, and the chair closes."""
    case = case_of(plan)
    if case is None:
        raise RuntimeError(f"{plan} is not before the committee")
    tasks = ApprovalTask.objects.filter(step__approval=case, state=TaskState.OPEN)
    for number, task in enumerate(tasks.select_related("person").order_by("pk")):
        is_against = task.person.username == against
        cast_vote(
            task,
            Ballot.OPPOSE if is_against else Ballot.APPROVE,
            by=task.person,
            at=at + number * MINUTE,
            seen_sha256=case.content_sha256,
            reason=DISSENT if is_against else "",
        )
    close_vote(case, by=world.people["song"], at=at + 12 * MINUTE, text=text)


def _draft(year: int) -> AnnualPlan:
    found: AnnualPlan = AnnualPlan.objects.in_preparation().get(year=year)
    return found


def _sections(plan: AnnualPlan) -> list[PlanSection]:
    rows = PlanSection.objects.filter(plan=plan).select_related("plan", "department")
    return list(rows.order_by("department__rank", "pk"))


def _fill_section(world: "DemoWorld", section: PlanSection, at: datetime) -> None:
    code, by = section.department.code, world.people[FILLERS[section.department.code]]
    write_section_summary(section, SUMMARIES[code], seen=section.version, by=by, at=at)
    section.refresh_from_db()
    lines: list[Line] = [
        *_goals(world, section),
        *_words(section),
        *_milestones(section, world.people),
        *_needs(section),
        *_lessons(section, world.people),
    ]
    for line in lines:
        write_line(line, by=by, at=at + MINUTE)


def _goals(world: "DemoWorld", section: PlanSection) -> Iterator[PlanGoal]:
    """The targets that hold already are the goals of the first year, so that no figure is judged anew."""
    homes = _homes(world)
    rows = {row.code: row for row in Indicator.objects.select_related("process")}
    for aim in AIMS:
        indicator = rows[aim.code]
        if homes.get(indicator.process_id) != section.department_id:
            continue
        yield PlanGoal(
            section=section,
            process=indicator.process,
            kind=GoalKind.ABSOLUTE,
            indicator=indicator,
            operator=aim.operator,
            value=_value_of(aim.code, aim.value, section.plan.year, world.stage.today.year),
            measures=MEASURES.get(aim.code, ""),
        )


def _value_of(code: str, value: Decimal, year: int, this_year: int) -> Decimal:
    """The next year starts from what was raised in this one."""
    return RAISED.value if year > this_year and code == RAISED.code else value


def _homes(world: "DemoWorld") -> dict[int, int]:
    """Which department plans for a process: the one that reports it, else the one that organises it."""
    homes = {
        row.process_id: row.department_id
        for row in Responsibility.objects.filter(kind=Responsibility.Kind.ORGANISER)
    }
    for post in world.posts.values():
        homes.setdefault(post.process_id, post.department_id)
    return homes


def _words(section: PlanSection) -> Iterator[PlanGoal]:
    for code, (department, text, reason) in WORDS.items():
        if department == section.department.code:
            yield PlanGoal(
                section=section,
                process=Process.objects.get(code=code),
                kind=GoalKind.WORDS if text else GoalKind.NONE,
                text=text,
                reason=reason,
            )


def _relative(section: PlanSection, today: date) -> PlanGoal:
    indicator = Indicator.objects.select_related("process").get(code="INC-04")
    quarter = (today.month - 1) // 3
    period = f"{today.year}-Q{quarter}" if quarter else f"{today.year - 1}-Q4"
    return PlanGoal(
        section=section,
        process=indicator.process,
        kind=GoalKind.RELATIVE,
        indicator=indicator,
        direction=ChangeDirection.REDUCE,
        change=Decimal(5),
        change_unit=ChangeUnit.PERCENT,
        baseline_period=period,
        measures=MEASURES["INC-04"],
    )


def _milestones(section: PlanSection, people: dict[str, Person]) -> list[Milestone]:
    return [
        Milestone(
            section=section,
            text=step.text,
            responsible=people[step.person],
            due_on=step.on(section.plan.year),
        )
        for step in STEPS
        if step.department == section.department.code
    ]


def _needs(section: PlanSection) -> list[ResourceLine]:
    return [
        ResourceLine(
            section=section,
            kind=need.kind,
            name=need.name,
            have=need.have,
            need=need.need,
            cost=Decimal(need.cost),
            purpose=need.purpose,
            skill=need.skill,
            audience=need.audience,
            how=need.how,
            tool_change=need.change,
            needed_on=need.on(section.plan.year),
        )
        for need in NEEDS
        if need.department == section.department.code
    ]


def _lessons(section: PlanSection, people: dict[str, Person]) -> list[TrainingLine]:
    processes = {row.code: row for row in Process.objects.all()}
    return [
        TrainingLine(
            section=section,
            process=processes.get(lesson.process),
            kind=lesson.kind,
            topic=lesson.topic,
            audience=lesson.audience,
            headcount=lesson.headcount,
            method=lesson.method,
            trainer=people[lesson.person].name,
            hours=lesson.hours,
            planned_on=date(section.plan.year, lesson.month, lesson.day),
            assessment=lesson.assessment,
            budget=Decimal(lesson.budget) if lesson.budget else None,
            responsible=people[lesson.person],
        )
        for lesson in LESSONS
        if lesson.department == section.department.code
    ]
