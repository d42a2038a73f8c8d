"""What a plan still lacks before it can be compiled (6.4.1, R50): every process has a goal or a reason."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.models import Department
from planning.models import AnnualPlan, PlanGoal, PlanSection
from planning.selectors.content import goals_of
from planning.states import GoalKind, SectionState
from processes.models import Assignment, Process, Responsibility
from processes.states import ProcessState


@dataclass(frozen=True)
class Lacking:
    """A process without a goal and without a reason, and who could write one."""

    process: Process
    owner: str


@dataclass(frozen=True)
class Completeness:
    """How far a plan is: sections handed in, processes covered, and every sentence that is in the way."""

    sections: tuple[PlanSection, ...]
    lacking: tuple[Lacking, ...]
    processes: int
    open_goals: tuple[PlanGoal, ...]

    @property
    def handed_in(self) -> int:
        return sum(row.state == SectionState.HANDED_IN for row in self.sections)

    @property
    def covered(self) -> int:
        return self.processes - len(self.lacking)

    @property
    def is_complete(self) -> bool:
        return not self.problems

    @property
    def problems(self) -> list[str]:
        """What stands between the plan and its compilation, one sentence each."""
        waiting = [row for row in self.sections if row.state != SectionState.HANDED_IN]
        return [
            *(
                _("%(department)s has not handed in its section.")
                % {"department": said(row.department)}
                for row in waiting
            ),
            *(
                _("%(owner)s: %(process)s has neither a goal nor a reason.")
                % {"process": said(each.process), "owner": each.owner}
                for each in self.lacking
            ),
            *(
                _("The goal on %(code)s has no line: its baseline cannot be computed.")
                % {"code": goal.indicator.code if goal.indicator else ""}
                for goal in self.open_goals
            ),
        ]


def completeness_of(plan: AnnualPlan, goals: list[PlanGoal] | None = None) -> Completeness:
    """Five statements, whatever the size of the plan."""
    goals = goals_of(plan) if goals is None else goals
    covered = {goal.process_id for goal in goals}
    processes = list(
        Process.objects.filter(state=ProcessState.ACTIVE)
        .select_related("owner")
        .order_by("position", "pk")
    )
    sections = PlanSection.objects.filter(plan=plan).select_related(
        "department", "plan", "handed_in_by"
    )
    owners = _departments_of(processes)
    found = tuple(sections.order_by("department__rank", "pk"))
    rest = _body_among(found)
    return Completeness(
        sections=found,
        lacking=tuple(
            Lacking(row, _owner(row, owners, rest)) for row in processes if row.pk not in covered
        ),
        processes=len(processes),
        open_goals=tuple(
            goal for goal in goals if goal.kind == GoalKind.RELATIVE and goal.value is None
        ),
    )


def _departments_of(processes: list[Process]) -> dict[int, str]:
    """The department that answers for a process where the policy says so (5.3, G19), else the one that reports it."""
    kinds = (Responsibility.Kind.RESPONSIBLE, Responsibility.Kind.ORGANISER)
    charged = Responsibility.objects.filter(process__in=processes, kind__in=kinds)
    reported = Assignment.objects.filter(process__in=processes, valid_to=None).order_by("-pk")
    return {
        row.process_id: said(row.department)
        for rows in (reported, charged)
        for row in rows.select_related("department")
    }


def _body_among(sections: tuple[PlanSection, ...]) -> str:
    """The body that plans takes up what nobody answers for (G19)."""
    bodies = (row for row in sections if row.department.kind == Department.Kind.BODY)
    return next((said(row.department) for row in bodies), "PMO")


def _owner(process: Process, departments: dict[int, str], rest: str) -> str:
    if process.owner is not None:
        return process.owner.name
    return departments.get(process.pk, rest)
