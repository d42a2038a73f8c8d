"""What somebody who leaves still has of improvements: those they own, and measures to carry out (6.4.4②③, R62, R63)."""

from datetime import date

from django.db.models import F
from django.urls import reverse

from governance.models import Person
from governance.selectors.leaver import Held
from improvements.models import ActionMeasure, Improvement
from improvements.states import MeasureState, Stage

ENDED = (Stage.CLOSED, Stage.VOID)


def improvements_held(leaver: Person, on: date) -> list[Held]:
    """The improvements a person owns and that have not ended; one statement."""
    rows = Improvement.objects.filter(owner=leaver).exclude(state__in=ENDED)
    return [
        Held(
            key=f"improvement:{row.pk}",
            title=str(row),
            row=row,
            subject=f"improvement:{row.pk}",
            url=reverse("improvements:improvement", args=[row.pk]),
            due_on=row.due_on,
            detail=str(row.get_state_display()),
        )
        for row in rows.order_by("due_on", "pk")
    ]


def measures_held(leaver: Person, on: date) -> list[Held]:
    """The open measures of the running round that a person carries out; one statement."""
    rows = ActionMeasure.objects.filter(
        responsible=leaver, state=MeasureState.OPEN, round=F("improvement__round")
    ).exclude(improvement__state__in=ENDED)
    return [
        Held(
            key=f"measure:{row.pk}",
            title=row.text,
            row=row,
            subject=f"measure:{row.pk}",
            url=reverse("improvements:improvement", args=[row.improvement_id]),
            due_on=row.due_on,
            detail=row.improvement.number,
        )
        for row in rows.select_related("improvement").order_by("due_on", "pk")
    ]
