"""A version of the annual plan with one section and its lines, as it stands after the committee's decision."""

from datetime import date, datetime
from decimal import Decimal

from governance.models import Resolution
from governance.selectors.calendar import local_zone
from governance.states import Outcome
from planning.models import AnnualPlan, PlanSection, ResourceLine, TrainingLine
from planning.selectors.content import content_of, content_sha256
from planning.states import PlanState, ResourceKind, SectionState

DECEMBER = datetime(2025, 12, 10, 10, 0, tzinfo=local_zone())
YEAR = 2026
TODAY = DECEMBER.date()


def make_plan(officer, manager, *, ordinal=1, year=YEAR):
    return AnnualPlan.objects.create(
        year=year,
        ordinal=ordinal,
        number=f"YNTD-ITSS-0600-AP-{year}",
        basis="公司战略：把可用性作为首要承诺。\n需方年度访谈。",
        risks="核心岗位流动。",
        arrangements="每月监控，每季评审。",
        opened_by=officer,
        opened_at=DECEMBER,
        compiled_by=officer,
        compiled_at=DECEMBER,
        submitted_by=manager,
        submitted_at=DECEMBER,
    )


def make_section(plan, department, by):
    return PlanSection.objects.create(
        plan=plan,
        department=department,
        state=SectionState.HANDED_IN,
        summary="统一值班与交接。",
        handed_in_by=by,
        handed_in_at=DECEMBER,
    )


def make_need(section, by, **changes):
    given = {
        "kind": ResourceKind.PEOPLE,
        "name": "二线工程师",
        "have": 2,
        "need": 5,
        "cost": Decimal("1000.00"),
    }
    return ResourceLine.objects.create(
        section=section, written_by=by, written_at=DECEMBER, **{**given, **changes}
    )


def make_lesson(section, by, **changes):
    given = {
        "topic": "新版制度宣贯",
        "audience": "全体过程专员",
        "planned_on": date(YEAR, 3, 20),
        "hours": Decimal(2),
    }
    return TrainingLine.objects.create(
        section=section, written_by=by, written_at=DECEMBER, **{**given, **changes}
    )


def decide(plan, manager, chair, *, state=PlanState.PUBLISHED):
    """The plan as it is once decided: hash, resolution, publisher."""
    resolution = Resolution.objects.create(
        number=f"YNTD-JY-{plan.year}-{plan.ordinal:03d}",
        title="年度过程规划",
        outcome=Outcome.APPROVED,
        text="同意，自发布之日起实施。",
        tally={
            "members": 5,
            "recused": 1,
            "present": 4,
            "yes": 3,
            "no": 1,
            "abstained": 0,
            "quorum_needed": 3,
        },
        dissent=[{"name": "叶承安", "reason": "培训预算偏低"}],
        content_sha256="0" * 64,
        closed_by=chair,
        closed_at=DECEMBER,
    )
    AnnualPlan.objects.filter(pk=plan.pk).update(
        state=state,
        content_sha256=content_sha256(content_of(plan)),
        resolution=resolution,
        published_by=manager,
        published_at=DECEMBER,
        effective_on=date(plan.year, 1, 1),
    )
    plan.refresh_from_db()
    return plan
