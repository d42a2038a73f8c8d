"""The nouns of clause 6.4.1."""

from planning.models.goal import PlanGoal
from planning.models.milestone import Milestone
from planning.models.plan import AnnualPlan
from planning.models.resource import ResourceLine
from planning.models.section import PlanSection
from planning.models.session import Attendance, Evaluation, TrainingSession
from planning.models.training import TrainingLine

__all__ = [
    "AnnualPlan",
    "Attendance",
    "Evaluation",
    "Milestone",
    "PlanGoal",
    "PlanSection",
    "ResourceLine",
    "TrainingLine",
    "TrainingSession",
]
