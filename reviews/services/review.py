"""Reviews are prepared once per quarter or by a trigger, and written by the PMO until they are signed (R57, R58)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.periods import Month, Quarter
from governance.lib.workflow import Refused, WrongState, demand_seen, find_step
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from governance.states import ObligationKind
from reviews.models import Review, ReviewInput, ReviewTrigger
from reviews.services.duty import end_duties, lead_duty_to
from reviews.states import REVIEW_STEPS, TRIGGER_STEPS, ReviewKind, ReviewState

# The report is written from the convening on; in preparation there is nothing to conclude from.
WRITABLE = frozenset({ReviewState.CONVENED, ReviewState.HELD})
MONTHS_BACK = 2


class CannotPrepareReview(Refused):
    """There is a review of this quarter already, the quarter has not ended, or the trigger led to one."""


@dataclass(frozen=True)
class ReportText:
    """What a review concludes: problems, directions, the three words of custom, and decisions (domain §5.1)."""

    problems: str = ""
    directions: str = ""
    suitability: str = ""
    adequacy: str = ""
    effectiveness: str = ""
    decisions: str = ""
    no_items_reason: str = ""


def prepare_review(quarter: Quarter, *, by: Actor, at: datetime) -> Review:
    """A quarter that has ended has one regular review, prepared by the clock or by the PMO.

    One that was called off makes room for another. Raises `CannotPrepareReview`.
    """
    if isinstance(by, Person):
        demand(by, Permission.REVIEW_RUN)
    if quarter.end >= local_day(at):
        raise CannotPrepareReview(_("The quarter has not ended; its review comes after it."))
    with transaction.atomic():
        hold_the_chain()
        known = Review.objects.filter(kind=ReviewKind.REGULAR, period=quarter.label)
        if known.exclude(state=ReviewState.CANCELLED).exists():
            raise CannotPrepareReview(
                _("%(quarter)s has its regular review already.") % {"quarter": quarter.label}
            )
        row = Review(
            kind=ReviewKind.REGULAR,
            period=quarter.label,
            start=quarter.start,
            end=quarter.end,
            title=f"{quarter.display('zh-hans')}过程评审",
        )
        _open(row, by=by, at=at)
        lead_duty_to(row)
    return row


def open_adhoc_review(trigger: ReviewTrigger, *, by: Person, at: datetime) -> Review:
    """An ad-hoc review comes from a trigger and from nothing else; it looks at three months up to that day.

    Raises `WrongState` where the trigger was dismissed or has led to a review.
    """
    demand(by, Permission.REVIEW_CONVENE)
    with transaction.atomic():
        hold_the_chain()
        found: ReviewTrigger = ReviewTrigger.objects.get(pk=trigger.pk)
        advance(found, find_step(TRIGGER_STEPS, "take_up_trigger"), by=by, at=at)
        day = local_day(found.happened_at)
        first = Month.of(day)
        for _place in range(MONTHS_BACK):
            first = first.previous()
        row = Review(
            kind=ReviewKind.ADHOC,
            period=Month.of(day).label,
            start=first.start,
            end=day,
            title=f"{day:%Y-%m-%d} 临时过程评审",
            trigger=found,
        )
        _open(row, by=by, at=at)
        key = f"trigger:{found.pk}"
        end_duties(ObligationKind.TRIGGER, key, by=by, at=at, evidence=str(row))
    return row


def write_report(
    review: Review, text: ReportText, *, seen: int, by: Person, at: datetime
) -> Review:
    """The PMO writes what was concluded; who writes becomes an author and does not sign.

    Nobody overwrites what they have not seen. Raises `WrongState`, `Conflict`.
    """
    demand(by, Permission.REVIEW_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = lock_writable(review)
        demand_seen(row, seen)
        told = {name: value.strip() for name, value in vars(text).items()}
        before = {name: getattr(row, name) for name in told}
        for name, value in told.items():
            setattr(row, name, value)
        note_review_author(row, by=by, at=at, fields=told)
        changed = [name for name in told if before[name] != told[name]]
        change = Change(
            {name: before[name] for name in changed}, {name: told[name] for name in changed}
        )
        record("reviews.write_report", by=by, at=at, obj=row, change=change)
    return row


def write_discussion(
    review: Review, kind: str, text: str, *, by: Person, at: datetime
) -> ReviewInput:
    """Each frozen input takes the notes of its discussion while the report is written."""
    demand(by, Permission.REVIEW_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = lock_writable(review)
        found = ReviewInput.objects.get(review=row, kind=kind)
        before, found.discussion = found.discussion, text.strip()
        found.save(update_fields=["discussion"])
        note_review_author(row, by=by, at=at)
        change = Change({kind: before}, {kind: found.discussion})
        record("reviews.write_discussion", by=by, at=at, obj=row, change=change)
    return found


def cancel_review(review: Review, *, note: str, by: Person, at: datetime) -> Review:
    """A process manager calls a review off with a reason before it was held; its quarter stays owed."""
    demand(by, Permission.REVIEW_CONVENE)
    with transaction.atomic():
        hold_the_chain()
        row: Review = Review.objects.get(pk=review.pk)
        return advance(row, find_step(REVIEW_STEPS, "cancel_review"), by=by, at=at, note=note)


def lock_writable(review: Review) -> Review:
    """The review as it stands, if its report can be written; under the chain's lock."""
    row: Review = Review.objects.get(pk=review.pk)
    if row.state not in WRITABLE:
        raise WrongState(
            _("The review is “%(state)s”; its report is closed.")
            % {"state": row.get_state_display()}
        )
    return row


def note_review_author(
    review: Review, *, by: Person, at: datetime, fields: Iterable[str] = ()
) -> None:
    """Whoever writes any part is an author; the version moves on, so that a later writer sees it."""
    if by.pk not in review.authors:
        review.authors = [*review.authors, by.pk]
    review.version += 1
    changed = ["authors", "version", *fields]
    save_tracked(review, by=by, at=at, reason="reviews.write_report", fields=changed)


def _open(row: Review, *, by: Actor, at: datetime) -> None:
    row.prepared_by, row.prepared_at = by.actor_label[:80], at
    save_tracked(row, by=by, at=at, reason="reviews.prepare_review")
    told: dict[str, Any] = {"kind": row.kind, "period": row.period}
    record("reviews.prepare_review", by=by, at=at, obj=row, change=Change(after=told))
