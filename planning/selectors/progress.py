"""How the plan of a year goes: goals, milestones, resources, trainings (6.4.1; PLN-03, PLN-04, PLN-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from governance.models import Person
from governance.selectors.calendar import local_day
from planning.formulas import share_of
from planning.models import AnnualPlan, Milestone, ResourceLine
from planning.selectors.attainment import Attainment, attainments_of
from planning.selectors.content import goals_of, milestones_of
from planning.selectors.paper_training import TrainingPaperRow, training_rows
from planning.states import Fulfilment

GRAVEST = ("missed", "watch", "no_sample", "not_applicable", "met")


@dataclass(frozen=True)
class Share:
    """So many of so many, in per cent; None where nothing was planned."""

    done: int
    total: int

    @property
    def percent(self) -> Fraction | None:
        return share_of(self.done, self.total)


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone and how it stands on a day."""

    row: Milestone
    light: str


@dataclass(frozen=True)
class Progress:
    """The progress page: each table with its share, the gravest first."""

    plan: AnnualPlan
    attainments: tuple[Attainment, ...]
    words: int
    goals: Share
    milestones: tuple[MilestoneLine, ...]
    milestones_done: Share
    resources: tuple[ResourceLine, ...]
    resources_met: Share
    trainings: tuple[TrainingPaperRow, ...]
    trainings_held: Share


def progress_of(plan: AnnualPlan, person: Person, *, at: datetime) -> Progress:
    """From the kept figures and the acts on record; goals that cannot be judged yet count in neither number.

    Resource lines are those the person may see, and so is their share. Six statements.
    """
    goals = goals_of(plan)
    attainments = attainments_of(goals, plan.year, person)
    judged = [each for each in attainments if each.light in {"met", "watch", "missed"}]
    milestones = [_milestone(row, local_day(at)) for row in milestones_of(plan)]
    resources = _resources(plan, person)
    trainings = training_rows(plan)
    met = sum(row.fulfilment == Fulfilment.FULFILLED for row in resources)
    return Progress(
        plan=plan,
        attainments=tuple(sorted(attainments, key=lambda each: GRAVEST.index(each.light))),
        words=len(goals) - len(attainments),
        goals=Share(sum(not each.is_missed for each in judged), len(judged)),
        milestones=tuple(milestones),
        milestones_done=Share(
            sum(line.row.done_on is not None for line in milestones), len(milestones)
        ),
        resources=tuple(resources),
        resources_met=Share(met, len(resources)),
        trainings=tuple(trainings),
        trainings_held=Share(sum(row.is_held for row in trainings), len(trainings)),
    )


def _milestone(row: Milestone, today: date) -> MilestoneLine:
    if row.done_on is not None:
        return MilestoneLine(row, "done" if row.done_on <= row.due_on else "late_done")
    return MilestoneLine(row, "overdue" if row.due_on < today else "open")


def _resources(plan: AnnualPlan, person: Person) -> Sequence[ResourceLine]:
    rows = ResourceLine.objects.visible_to(person).filter(section__plan=plan)
    found = rows.select_related("process", "section__department", "fulfilment_by")
    return list(found.order_by("kind", "section__department__rank", "position", "pk"))
