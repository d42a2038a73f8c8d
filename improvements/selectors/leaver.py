"""What somebody who leaves still has of improvements: those they own, and measures to carry out (6.4.4②③, R62, R63)."""

from datetime import date
from typing import Any

from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from governance.models import Person
from governance.selectors.leaver import Held
from improvements.models import ActionMeasure, Improvement
from improvements.states import MeasureState, Stage

ENDED = (Stage.CLOSED, Stage.VOID)
IMPROVEMENT, MEASURE = "improvement", "measure"


def improvements_held(leaver: Person, on: date) -> list[Held]:
    """The improvements a person owns and the open measures they carry out; one statement."""
    owned = Improvement.objects.filter(owner=leaver).exclude(state__in=ENDED)
    done = ActionMeasure.objects.filter(
        responsible=leaver, state=MeasureState.OPEN, round=F("improvement__round")
    ).exclude(improvement__state__in=ENDED)
    named = Concat("number", Value(" "), "title")
    found = _named(owned, IMPROVEMENT, (named, F("pk"), F("state"))).union(
        _named(done, MEASURE, (F("text"), F("improvement_id"), F("improvement__number"))), all=True
    )
    return [
        Held(
            key=f"{what}:{number}",
            title=title,
            subject=f"{what}:{number}",
            url=reverse("improvements:improvement", args=[improvement]),
            due_on=day,
            detail=str(Stage(words).label) if what == IMPROVEMENT else words,
        )
        for what, number, title, day, improvement, words in found.order_by("what", "day", "key")
    ]


def _named(rows: Any, what: str, said: tuple[Any, Any, Any]) -> Any:
    title, improvement, words = said
    return (
        rows.order_by()
        .annotate(
            what=Value(what, output_field=CharField()),
            key=F("pk"),
            named=Cast(title, TextField()),
            day=F("due_on"),
            of=improvement,
            words=Cast(words, TextField()),
        )
        .values_list("what", "key", "named", "day", "of", "words")
    )
