"""What somebody who leaves still has of reviews: meetings to lead or to minute, items to see to (6.4.3, R59)."""

from datetime import date
from typing import Any

from django.db.models import CharField, F, Q, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.models import Person
from governance.selectors.leaver import Held
from reviews.models import Review, ReviewItem
from reviews.states import ItemState, ReviewState

COMING = (ReviewState.PREPARED, ReviewState.CONVENED)
REVIEW, ITEM = "review", "item"


def reviews_held(leaver: Person, on: date) -> list[Held]:
    """The reviews to come that a person leads or minutes, and the open items they see to; one statement.

    Who led a meeting that was held stays in its report.
    """
    led = Review.objects.filter(Q(chaired_by=leaver) | Q(minuted_by=leaver), state__in=COMING)
    items = ReviewItem.objects.filter(responsible=leaver, state=ItemState.OPEN).exclude(
        review__state=ReviewState.CANCELLED
    )
    found = _named(led, REVIEW, (F("title"), TruncDate("starts_at"), F("number"), F("state")))
    found = found.union(
        _named(items, ITEM, (F("text"), F("due_on"), F("review__title"), F("review__state"))),
        all=True,
    )
    return [
        Held(
            key=f"{what}:{number}",
            title=title,
            subject=f"{what}:{number}",
            url=reverse(f"reviews:{what}", args=[number]),
            due_on=day,
            detail=words,
            stays=_("The report is not signed yet; whoever writes it changes it there.")
            if what == ITEM and state != ReviewState.SIGNED
            else "",
        )
        for what, number, title, day, words, state in found.order_by("what", "day", "key")
    ]


def _named(rows: Any, what: str, said: tuple[Any, Any, Any, Any]) -> Any:
    title, day, words, state = said
    return (
        rows.order_by()
        .annotate(
            what=Value(what, output_field=CharField()),
            key=F("pk"),
            named=Cast(title, TextField()),
            day=day,
            words=Cast(words, TextField()),
            standing=Cast(state, TextField()),
        )
        .values_list("what", "key", "named", "day", "words", "standing")
    )
