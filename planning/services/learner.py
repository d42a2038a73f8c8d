"""A training for those who must still learn a version of a document, in one step (R30, R52)."""

from datetime import datetime

from django.utils.translation import gettext as _

from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day, work_calendar
from planning.models import TrainingSession
from planning.selectors.learner import Learning
from planning.services.session import CannotPlanTraining, TrainingFacts, plan_training

# Time to find a room and a trainer; the policy names none (G38).
AHEAD = 10


def plan_for_learners(learning: Learning, *, by: Person, at: datetime) -> TrainingSession:
    """The PMO plans one training for exactly those who are left; a second one only when the first is over.

    Raises `NotAllowed`, `CannotPlanTraining`.
    """
    demand(by, Permission.TRAINING_EDIT)
    if learning.session is not None:
        raise CannotPlanTraining(
            _("A training on this version is planned already: %(number)s.")
            % {"number": learning.session.number}
        )
    document = learning.document
    english = document.title_en or document.title
    facts = TrainingFacts(
        topic=f"《{document.title}》{learning.label}宣贯"[:120],
        topic_en=f"{english} {learning.label}: what is new"[:160],
        planned_on=work_calendar().add_workdays(local_day(at), AHEAD),
        people=learning.people,
        document=document,
        document_version=learning.label,
        department=by.department,
    )
    return plan_training(facts, by=by, at=at)
