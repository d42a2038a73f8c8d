"""The nouns of clause 6.4.1."""

from planning.models.goal import PlanGoal
from planning.models.milestone import Milestone
from planning.models.plan import AnnualPlan
from planning.models.resource import ResourceLine
from planning.models.section import PlanSection
from planning.models.training import TrainingLine

__all__ = [
    "AnnualPlan",
    "Milestone",
    "PlanGoal",
    "PlanSection",
    "ResourceLine",
    "TrainingLine",
]
