"""Items of a review: written with the report, owed once it is signed, ended by an improvement or a reason (R59)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import delete_tracked, save_tracked
from governance.lib.workflow import (
    NotAllowed,
    Refused,
    WrongState,
    demand_reason,
    demand_seen,
    find_step,
)
from governance.models import Department, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from governance.states import ObligationKind
from processes.models import Process
from reviews.models import Review, ReviewItem
from reviews.permissions import may_finish_item
from reviews.services.duty import end_duties
from reviews.services.review import lock_writable, note_review_author
from reviews.states import ITEM_STEPS, ItemState, ReviewState


class CannotWriteItem(Refused):
    """The item cannot stand this way."""


@dataclass(frozen=True)
class ItemText:
    """What is to be improved, by which department and person, until when, and how that is verified."""

    text: str
    process: Process | None = None
    department: Department | None = None
    responsible: Person | None = None
    due_on: date | None = None
    verification: str = ""


def add_review_item(review: Review, item: ItemText, *, by: Person, at: datetime) -> ReviewItem:
    """The PMO writes items while the report is written; an item without a department stops the signature."""
    demand(by, Permission.REVIEW_RUN)
    demand_reason(item.text)
    with transaction.atomic():
        hold_the_chain()
        row = lock_writable(review)
        last = ReviewItem.objects.filter(review=row).aggregate(last=Max("position"))["last"] or 0
        found = ReviewItem(review=row, position=last + 1)
        _fill(found, item)
        save_tracked(found, by=by, at=at, reason="reviews.add_review_item")
        note_review_author(row, by=by, at=at)
        record("reviews.add_review_item", by=by, at=at, obj=row, change=Change(after=_told(found)))
    return found


def change_review_item(
    item: ReviewItem, text: ItemText, *, seen: int, by: Person, at: datetime
) -> ReviewItem:
    """Until the signature an item can be put otherwise; nobody overwrites what they have not seen."""
    demand(by, Permission.REVIEW_RUN)
    demand_reason(text.text)
    with transaction.atomic():
        hold_the_chain()
        found: ReviewItem = ReviewItem.objects.select_related("review").get(pk=item.pk)
        row = lock_writable(found.review)
        demand_seen(found, seen)
        before = _told(found)
        _fill(found, text)
        found.version += 1
        save_tracked(found, by=by, at=at, reason="reviews.change_review_item")
        note_review_author(row, by=by, at=at)
        record(
            "reviews.change_review_item", by=by, at=at, obj=row, change=Change(before, _told(found))
        )
    return found


def remove_review_item(item: ReviewItem, *, by: Person, at: datetime) -> Review:
    """An item leaves the report before it is signed; its history and the trail keep it."""
    demand(by, Permission.REVIEW_RUN)
    with transaction.atomic():
        hold_the_chain()
        found: ReviewItem = ReviewItem.objects.select_related("review").get(pk=item.pk)
        row = lock_writable(found.review)
        told = _told(found)
        delete_tracked(found, by=by, at=at, reason="reviews.remove_review_item")
        note_review_author(row, by=by, at=at)
        record("reviews.remove_review_item", by=by, at=at, obj=row, change=Change(before=told))
    return row


def take_up_item(item: ReviewItem, evidence: str, *, by: Actor, at: datetime) -> ReviewItem:
    """An item of a signed report has become an improvement; what its person owed is done.

    Called by the improvement that cites it, in the same transaction; one whose improvement was voided is
    taken up by the next. Raises `WrongState`.
    """
    with transaction.atomic():
        hold_the_chain()
        row = _signed(item)
        if row.state == ItemState.TAKEN_UP:
            return row
        step = find_step(ITEM_STEPS, "take_up_item")
        advance(row, step, by=by, at=at, note=evidence, changes={"end_note": evidence})
        _end_duty(row, by=by, at=at, evidence=evidence)
    return row


def finish_item(item: ReviewItem, *, note: str, by: Person, at: datetime) -> ReviewItem:
    """The responsible person or the PMO says what was done; that ends the item."""
    with transaction.atomic():
        hold_the_chain()
        row = _signed(item)
        if not may_finish_item(by, row):
            raise NotAllowed(_("You are not allowed to do this."))
        return _end(row, "finish_item", note, by=by, at=at)


def explain_item(item: ReviewItem, *, note: str, by: Person, at: datetime) -> ReviewItem:
    """The PMO says why an item leads to no improvement; it stays to be read in the next review."""
    demand(by, Permission.REVIEW_RUN)
    with transaction.atomic():
        hold_the_chain()
        return _end(_signed(item), "explain_item", note, by=by, at=at)


def _end(row: ReviewItem, name: str, note: str, *, by: Person, at: datetime) -> ReviewItem:
    told = {"ended_at": at, "end_note": note.strip()}
    advance(row, find_step(ITEM_STEPS, name), by=by, at=at, note=note, changes=told)
    _end_duty(row, by=by, at=at, evidence=note)
    return row


def _end_duty(row: ReviewItem, *, by: Actor, at: datetime, evidence: str) -> None:
    key = f"item:{row.pk}"
    end_duties(ObligationKind.REVIEW_ITEM, key, by=by, at=at, evidence=evidence)


def _signed(item: ReviewItem) -> ReviewItem:
    row: ReviewItem = ReviewItem.objects.select_related("review").get(pk=item.pk)
    if row.review.state != ReviewState.SIGNED:
        raise WrongState(_("The report is not signed yet; its items bind nobody."))
    return row


def _fill(row: ReviewItem, item: ItemText) -> None:
    row.text, row.verification = item.text.strip(), item.verification.strip()
    row.process, row.department = item.process, item.department
    row.responsible, row.due_on = item.responsible, item.due_on


def _told(row: ReviewItem) -> dict[str, Any]:
    return {
        "position": row.position,
        "text": row.text,
        "department": row.department.name if row.department else "",
        "responsible": row.responsible.name if row.responsible else "",
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "verification": row.verification,
    }
