"""A review is convened with frozen inputs, held with its attendance, and goes on where it was closed too early (R57)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from governance.lib.bilingual import listed
from governance.lib.workflow import NoteMissing, Refused, WrongState, find_step, has_substance
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_zone
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.services.transition import advance
from governance.states import Attendance
from reviews.models import Review, ReviewAttendance, ReviewInput
from reviews.selectors.attendance import department_coverage
from reviews.selectors.inputs import computed_inputs
from reviews.selectors.rules import quorum_decided
from reviews.services.duty import end_quarter_duty, reopen_quarter_duty
from reviews.states import REVIEW_STEPS, ReviewKind, ReviewState

_INVITED = gettext_lazy("Invitation · %(name)s, %(time)s")


class CannotConvene(Refused):
    """Time, chair or guests are missing."""


class CannotHold(Refused):
    """Attendance is not complete, or the quorum that was decided is not reached."""


@dataclass(frozen=True)
class Meeting:
    """When and where the departments meet, who leads and who writes."""

    starts_at: datetime
    place: str
    chaired_by: Person
    minuted_by: Person | None = None


@dataclass(frozen=True)
class Came:
    """Whether one invited person came; who did not has a reason."""

    attendance: str
    reason: str = ""


def convene_review(
    review: Review, meeting: Meeting, people: Iterable[Person], *, by: Person, at: datetime
) -> Review:
    """Convening freezes what lies on the table and invites the departments; it happens once (R57, R59).

    What changes in the data afterwards changes nothing on the table. Raises `CannotConvene`, `WrongState`.
    """
    demand(by, Permission.REVIEW_CONVENE)
    guests = {person.pk: person for person in people}
    guests |= {each.pk: each for each in (meeting.chaired_by, meeting.minuted_by) if each}
    if len(guests) < 2:  # noqa: PLR2004 -- a meeting has at least two
        raise CannotConvene(_("Please invite the departments: heads and specialists."))
    with transaction.atomic():
        hold_the_chain()
        row: Review = Review.objects.select_related("trigger").get(pk=review.pk)
        told = {
            "starts_at": meeting.starts_at,
            "place": meeting.place.strip(),
            "chaired_by": meeting.chaired_by,
            "minuted_by": meeting.minuted_by,
            "convened_at": at,
        }
        advance(row, find_step(REVIEW_STEPS, "convene_review"), by=by, at=at, changes=told)
        ReviewInput.objects.bulk_create(
            ReviewInput(review=row, kind=kind, content=content, frozen_at=at)
            for kind, content in computed_inputs(row, at=at).items()
        )
        _invite(row, guests.values(), at=at)
        change = Change(after={"invited": [person.name for person in guests.values()]})
        record("reviews.invite_to_review", by=by, at=at, obj=row, change=change)
    return row


def invite_to_review(
    review: Review, people: Iterable[Person], *, by: Person, at: datetime
) -> Review:
    """More people are invited until the meeting is closed; who is invited already is not told again."""
    demand(by, Permission.REVIEW_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = _convened(review)
        known = set(ReviewAttendance.objects.filter(review=row).values_list("person_id", flat=True))
        fresh = [person for person in people if person.pk not in known]
        if not fresh:
            return row
        _invite(row, fresh, at=at)
        change = Change(after={"invited": [person.name for person in fresh]})
        record("reviews.invite_to_review", by=by, at=at, obj=row, change=change)
    return row


def note_presence(review: Review, found: Mapping[int, Came], *, by: Person, at: datetime) -> Review:
    """Who came, who sat in without a vote, who was absent and why; by key of the attendance.

    Raises `NoteMissing` for an absence without a reason, `WrongState` once the meeting is closed.
    """
    demand(by, Permission.REVIEW_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = _convened(review)
        rows = ReviewAttendance.objects.filter(review=row, pk__in=found).select_related("person")
        before, after = {}, {}
        for each in rows:
            came = found[each.pk]
            is_absent = came.attendance == Attendance.ABSENT
            if is_absent and not has_substance(came.reason):
                raise NoteMissing(
                    _("Please say why %(name)s was absent.") % {"name": each.person.name}
                )
            before[each.person.name] = each.attendance
            each.attendance = came.attendance
            each.reason = came.reason.strip()[:200] if is_absent else ""
            after[each.person.name] = each.attendance
            each.save(update_fields=["attendance", "reason"])
        change = Change(before, after)
        record("reviews.note_presence", by=by, at=at, obj=row, change=change)
    return row


def hold_review(
    review: Review, *, began_at: datetime, ended_at: datetime, by: Person, at: datetime
) -> Review:
    """The meeting is closed when everybody's attendance is known and the quorum, if one was decided, is reached.

    Holding it fulfils what the quarter owes (G28). Raises `CannotHold`, `WrongState`.
    """
    demand(by, Permission.REVIEW_RUN)
    if not began_at <= ended_at <= at:
        raise CannotHold(_("A meeting ends after it began, and not in the future."))
    with transaction.atomic():
        hold_the_chain()
        row: Review = Review.objects.get(pk=review.pk)
        if row.state == ReviewState.CONVENED:
            _demand_attendance(row)
        told = {"began_at": began_at, "ended_at": ended_at}
        advance(row, find_step(REVIEW_STEPS, "hold_review"), by=by, at=at, changes=told)
        if row.kind == ReviewKind.REGULAR:
            end_quarter_duty(row, by=by, at=at)
    return row


def resume_review(review: Review, *, note: str, by: Person, at: datetime) -> Review:
    """A meeting that was closed too early goes on, with a reason; the quarter owes it again until then."""
    demand(by, Permission.REVIEW_RUN)
    with transaction.atomic():
        hold_the_chain()
        row: Review = Review.objects.get(pk=review.pk)
        advance(row, find_step(REVIEW_STEPS, "resume_review"), by=by, at=at, note=note)
        if row.kind == ReviewKind.REGULAR:
            reopen_quarter_duty(row, by=by, at=at)
    return row


def _convened(review: Review) -> Review:
    row: Review = Review.objects.get(pk=review.pk)
    if row.state != ReviewState.CONVENED:
        raise WrongState(
            _("The review is “%(state)s”; attendance is noted while it is convened.")
            % {"state": row.get_state_display()}
        )
    return row


def _demand_attendance(row: Review) -> None:
    rows = list(ReviewAttendance.objects.filter(review=row).select_related("person", "department"))
    unknown = [each.person.name for each in rows if not each.attendance]
    if unknown:
        raise CannotHold(_("Did they come? %(names)s") % {"names": listed(unknown)})
    coverage = department_coverage(rows)
    if not coverage.present_people:
        raise CannotHold(_("Nobody was present."))
    quorum = quorum_decided()
    if not quorum.is_met(coverage.present, coverage.invited):
        raise CannotHold(
            _(
                "%(present)s of %(invited)s departments are present; %(percent)s%% are decided (G28)."
            )
            % {
                "present": coverage.present,
                "invited": coverage.invited,
                "percent": quorum.percent,
            }
        )


def _invite(row: Review, people: Iterable[Person], *, at: datetime) -> None:
    guests = list(people)
    ReviewAttendance.objects.bulk_create(
        ReviewAttendance(review=row, person=person, department_id=person.department_id)
        for person in guests
    )
    if row.starts_at is None:
        return
    words = {"name": row.title, "time": f"{row.starts_at.astimezone(local_zone()):%Y-%m-%d %H:%M}"}
    titles = {}
    for language in ("zh-hans", "en"):
        with override(language):
            titles[language] = str(_INVITED) % words
    note = Note(
        f"review:{row.pk}:invited",
        titles["zh-hans"],
        titles["en"],
        body=row.place,
        url=reverse("reviews:review", args=[row.pk]),
    )
    tell(note, guests, at=at)
