"""Plans by year: which are there, which is in force, when the window opens (6.4.1; R49, G29, G30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from governance.lib.calendar import DueRule
from governance.models import Approval, Department, Obligation, Person
from governance.selectors.approval import cases_of
from governance.selectors.calendar import local_day, local_moment, local_zone, work_calendar
from governance.selectors.setting import setting_value
from governance.states import ObligationKind
from planning.models import (
    AnnualPlan,
    Milestone,
    PlanGoal,
    PlanSection,
    ResourceLine,
    TrainingLine,
)
from planning.states import PlanState
from processes.models import Responsibility

# The policy was issued on 2025-01-07, after the planning window for 2025 (G30).
BEFORE_POLICY = 2025
LINES: tuple[Any, ...] = (PlanGoal, Milestone, ResourceLine, TrainingLine)
DECIDED = (PlanState.PUBLISHED, PlanState.SUPERSEDED)


@dataclass(frozen=True)
class YearLine:
    """One plan year in the list: its versions, the one to look at, what is owed for it, how its case stands."""

    year: int
    versions: tuple[AnnualPlan, ...]
    duty: Obligation | None
    case: Approval | None
    opens_at: datetime | None

    @property
    def plan(self) -> AnnualPlan | None:
        """The version in force, else the latest one."""
        in_force = next((row for row in self.versions if row.state == PlanState.PUBLISHED), None)
        return in_force or (self.versions[0] if self.versions else None)

    @property
    def draft(self) -> AnnualPlan | None:
        """The version that is being prepared beside the one in force."""
        return next((row for row in self.versions if row.is_in_preparation), None)


def plan_years(person: Person, *, at: datetime) -> list[YearLine]:
    """Every year with a plan, the one the window is open for, and 2025 where nobody has spoken of it; latest first."""
    plans: dict[int, list[AnnualPlan]] = {}
    rows = AnnualPlan.objects.visible_to(person).select_related("resolution", "published_by")
    for row in rows.order_by("-year", "-ordinal"):
        plans.setdefault(row.year, []).append(row)
    today = local_day(at)
    years = set(plans) | {today.year, BEFORE_POLICY}
    opens = window_opens(today.year + 1)
    if at >= opens:
        years.add(today.year + 1)
    duties = {
        row.period: row
        for row in Obligation.objects.filter(
            kind=ObligationKind.ANNUAL_PLAN, period__in=[str(year) for year in years]
        )
    }
    cases = cases_of([row for found in plans.values() for row in found])
    return [
        YearLine(
            year,
            tuple(plans.get(year, ())),
            duties.get(str(year)),
            _case_of(plans.get(year, ()), cases),
            opens if year == today.year + 1 else None,
        )
        for year in sorted(years, reverse=True)
    ]


def _case_of(versions: Sequence[AnnualPlan], cases: dict[str, Approval]) -> Approval | None:
    return next((cases[str(row.pk)] for row in versions if str(row.pk) in cases), None)


def versions_of(person: Person, year: int) -> list[AnnualPlan]:
    """The versions of a year a person may see, the latest first."""
    rows = AnnualPlan.objects.visible_to(person).filter(year=year)
    return list(rows.select_related("resolution", "published_by").order_by("-ordinal"))


def latest_version(year: int) -> AnnualPlan | None:
    """The version with the highest number, whatever became of it."""
    found: AnnualPlan | None = AnnualPlan.objects.filter(year=year).order_by("-ordinal").first()
    return found


def published_plan(year: int) -> AnnualPlan | None:
    """The version in force; at most one."""
    found: AnnualPlan | None = AnnualPlan.objects.filter(
        year=year, state=PlanState.PUBLISHED
    ).first()
    return found


def published_on(year: int) -> date | None:
    """The day on which the first version of a year was published."""
    rows = AnnualPlan.objects.filter(year=year, state__in=DECIDED, published_at__isnull=False)
    first = rows.order_by("published_at").values_list("published_at", flat=True).first()
    return local_day(first) if first else None


def window_opens(year: int) -> datetime:
    """A year's plan is made in the fourth quarter before it, from the first workday after the National Day break on."""
    return work_calendar().planning_opens(year - 1, local_zone())


def sections_due(at: datetime) -> datetime:
    """So many workdays after a day, at the hour everything falls due (G29)."""
    days = int(setting_value("plan_section_workdays"))
    return local_moment(work_calendar().add_workdays(local_day(at), days), DueRule().at)


def departments_that_plan() -> list[Department]:
    """All departments, and the bodies to which the policy gives a process (5.2, 5.3); the committee decides instead."""
    charged = Responsibility.objects.values("department")
    rows = Department.objects.filter(retired_on=None).filter(
        ~Q(kind=Department.Kind.BODY) | Q(pk__in=charged)
    )
    return list(rows.order_by("rank", "pk"))


def sections_of(person: Person, plan: AnnualPlan) -> list[PlanSection]:
    """The sections of a version a person may see, in the order of the departments."""
    rows = PlanSection.objects.visible_to(person).filter(plan=plan)
    found = rows.select_related("department", "plan", "handed_in_by", "returned_by")
    return list(found.order_by("department__rank", "pk"))
