"""What somebody who leaves still has of the plan: lines in preparation and trainings to come (6.4.1, R52).

A goal belongs to a process and a section to a department: whose duty they are is among the duties. So
is a milestone of a published plan, whose text stays as the committee approved it.
"""

from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.models import Person
from governance.selectors.leaver import Held
from planning.models import Milestone, TrainingLine, TrainingSession
from planning.models.plan import IN_PREPARATION
from planning.states import PlanState, SessionState

MILESTONE, TRAINING = "milestone", "training-line"
COMING = (SessionState.PLANNED, SessionState.ANNOUNCED)


def lines_held(leaver: Person, on: date) -> list[Held]:
    """The milestones and trainings a plan in preparation names a person for; one statement."""
    found = _named(Milestone, MILESTONE, leaver, F("text"), F("due_on")).union(
        _named(TrainingLine, TRAINING, leaver, F("topic"), F("planned_on")), all=True
    )
    return [
        Held(
            key=f"{what}:{number}",
            title=named,
            url=reverse("planning:section", args=[section]),
            due_on=day,
            detail=_("annual plan %(year)s") % {"year": year},
            stays=""
            if state == PlanState.DRAFT
            else _("The plan is compiled; a change would void the votes on it."),
        )
        for what, number, named, day, section, year, state in found.order_by("day", "number")
    ]


def trainings_held(leaver: Person, on: date) -> list[Held]:
    """The trainings to come that a person holds or is responsible for; one statement."""
    rows = TrainingSession.objects.filter(
        Q(trainer=leaver) | Q(responsible=leaver), state__in=COMING
    ).select_related("trainer", "responsible", "department")
    return [
        Held(
            key=f"training:{row.pk}",
            title=f"{row.number} {row.topic}",
            row=row,
            subject=row.subject,
            url=reverse("planning:training", args=[row.pk]),
            due_on=row.planned_on,
            detail=_("holds it") if row.trainer_id == leaver.pk else _("responsible for it"),
        )
        for row in rows.order_by("planned_on", "pk")
    ]


def _named(model: Any, what: str, leaver: Person, named: F, day: F) -> Any:
    rows = model.objects.filter(responsible=leaver, section__plan__state__in=IN_PREPARATION)
    return rows.annotate(
        what=Value(what, output_field=CharField()),
        number=F("pk"),
        named=named,
        day=day,
        year=F("section__plan__year"),
        standing=F("section__plan__state"),
    ).values_list("what", "number", "named", "day", "section_id", "year", "standing")
