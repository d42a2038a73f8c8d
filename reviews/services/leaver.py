"""A leaver's reviews to come and open items pass to a successor; a signed report stays as it was signed (6.4.3, R59)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import note_history, save_tracked
from governance.lib.workflow import Conflict, compare_and_set
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.leaver import Held
from governance.services.audit import hold_the_chain, record
from governance.services.leaver import Leaving, move_duties, told_change
from governance.states import ObligationKind
from reviews.models import Review, ReviewItem
from reviews.selectors.leaver import COMING, ITEM
from reviews.services.meeting import invite_to_review
from reviews.states import ItemState, ReviewState


def pass_on_review(held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """A review to come or an open item passes to the successor; raises what its act raises."""
    what, _colon, number = held.key.partition(":")
    act = _pass_on_item if what == ITEM else _pass_on_meeting
    act(int(number), to, leaving, by=by, at=at)


def _pass_on_meeting(
    number: int, to: Person, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    """The successor leads or minutes the meeting and is invited to it. Raises `NotAllowed`, `Conflict`."""
    demand(by, Permission.HANDOVER_RUN)
    row: Review = Review.objects.get(pk=number)
    columns = {
        name: to
        for name in ("chaired_by", "minuted_by")
        if getattr(row, f"{name}_id") == leaving.leaver.pk
    }
    with transaction.atomic():
        hold_the_chain()
        if row.state not in COMING or not compare_and_set(
            row, state=row.state, expected_version=row.version, **columns
        ):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        row.refresh_from_db()
        note_history(row, by=by, at=at, reason="reviews.pass_on_review")
        record("reviews.pass_on_review", by=by, at=at, obj=row, change=told_change(leaving, to))
        if row.state == ReviewState.CONVENED:
            invite_to_review(row, [to], by=by, at=at)


def _pass_on_item(number: int, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """An open item of a signed report is the successor's to see to; the signed text keeps whom it named.

    Raises `NotAllowed`, `Conflict` where it was ended meanwhile.
    """
    demand(by, Permission.HANDOVER_RUN)
    with transaction.atomic():
        hold_the_chain()
        row: ReviewItem = ReviewItem.objects.select_related("review").get(pk=number)
        if row.state != ItemState.OPEN or row.responsible_id != leaving.leaver.pk:
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        row.responsible = to
        save_tracked(row, by=by, at=at, reason="reviews.pass_on_item", fields=["responsible"])
        record("reviews.pass_on_item", by=by, at=at, obj=row, change=told_change(leaving, to))
        move_duties(ObligationKind.REVIEW_ITEM, f"item:{row.pk}", to, leaving, by=by, at=at)
