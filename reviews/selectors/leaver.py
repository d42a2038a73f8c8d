"""What somebody who leaves still has of reviews: meetings to lead or to minute, items to see to (6.4.3, R59)."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.models import Person
from governance.selectors.leaver import Held
from reviews.models import Review, ReviewItem
from reviews.states import ItemState, ReviewState

COMING = (ReviewState.PREPARED, ReviewState.CONVENED)


def reviews_held(leaver: Person, on: date) -> list[Held]:
    """The reviews to come that a person leads or minutes; one statement.

    Who led a meeting that was held stays in its report.
    """
    rows = Review.objects.filter(Q(chaired_by=leaver) | Q(minuted_by=leaver), state__in=COMING)
    return [
        Held(
            key=f"review:{row.pk}",
            title=str(row),
            row=row,
            subject=f"review:{row.pk}",
            url=reverse("reviews:review", args=[row.pk]),
            due_on=row.starts_at.date() if row.starts_at else None,
            detail=_("chair") if row.chaired_by_id == leaver.pk else _("minutes"),
        )
        for row in rows.order_by("starts_at", "pk")
    ]


def items_held(leaver: Person, on: date) -> list[Held]:
    """The items of reviews a person is responsible for and that nobody has taken up or ended; one statement."""
    rows = ReviewItem.objects.filter(responsible=leaver, state=ItemState.OPEN).exclude(
        review__state=ReviewState.CANCELLED
    )
    return [
        Held(
            key=f"item:{row.pk}",
            title=row.text,
            row=row,
            subject=f"item:{row.pk}",
            url=reverse("reviews:item", args=[row.pk]),
            due_on=row.due_on,
            detail=str(row.review),
            stays=""
            if row.review.state == ReviewState.SIGNED
            else _("The report is not signed yet; whoever writes it changes it there."),
        )
        for row in rows.select_related("review").order_by("due_on", "pk")
    ]
