"""The committee: who sits in it, the rule it decides by, and what it lets pass by name (R23–R28, G20)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused, demand_reason
from governance.models import (
    ApprovalStep,
    CommitteeMember,
    CommitteeRule,
    Person,
    Resolution,
    SeparationException,
)
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.approval_step import call_people
from governance.services.audit import Change, hold_the_chain, record
from governance.states import (
    ApprovalKind,
    MajorityBasis,
    Outcome,
    RouteMode,
    Seat,
    SeparationRule,
    Sphere,
    StepState,
    VotingForm,
)


class CannotSeatMember(Refused):
    """The person cannot take or leave this seat like this."""

    code = "cannot_seat_member"


class CannotRecordRule(Refused):
    """The rule cannot be recorded as it is."""

    code = "cannot_record_rule"


class CannotRecordException(Refused):
    """An exception needs a resolution of the committee that passed, and an end."""

    code = "cannot_record_exception"


@dataclass(frozen=True)
class Majority:
    """How much of what must agree; `is_strict` = more than the share, not just the share."""

    share: Fraction
    basis: str = MajorityBasis.ALL_MEMBERS
    is_strict: bool = True


@dataclass(frozen=True)
class NewRule:
    """How the committee decides from a day on, and on which decision or paper that rests."""

    valid_from: date
    quorum: Fraction
    majority: Majority
    basis: str
    abstentions_count: bool = True
    proposer_recuses: bool = True
    form: str = VotingForm.EITHER


@dataclass(frozen=True)
class NewMember:
    """Who takes which seat from when to when; `valid_to` empty = until further notice."""

    person: Person
    seat: str = Seat.MEMBER
    has_vote: bool = True
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class NewException:
    """Which rule the committee lifts for which kind until which day, and why."""

    kind: str
    rule: str
    resolution: Resolution
    valid_to: date
    reason: str = ""


def record_rule(new: NewRule, *, by: Person, at: datetime) -> CommitteeRule:
    """The PMO records how the committee decides; before the first rule no vote is closed (G20).

    A rule begins on a day of its own, not before today, and is replaced by a later one, never edited:
    what was decided was decided by the rule of its day. Raises `NotAllowed`, `CannotRecordRule`, `NoteMissing`.
    """
    demand(by, Permission.COMMITTEE_EDIT)
    demand_reason(new.basis)
    _check_rule(new, local_day(at))
    with transaction.atomic():
        hold_the_chain()
        if CommitteeRule.objects.filter(valid_from=new.valid_from).exists():
            raise CannotRecordRule(_("There is a rule from that day already."))
        row = CommitteeRule(
            valid_from=new.valid_from,
            quorum_of=new.quorum.numerator,
            quorum_in=new.quorum.denominator,
            majority_of=new.majority.share.numerator,
            majority_in=new.majority.share.denominator,
            majority_basis=new.majority.basis,
            is_majority_strict=new.majority.is_strict,
            abstentions_count=new.abstentions_count,
            proposer_recuses=new.proposer_recuses,
            form=new.form,
            basis=new.basis.strip()[:300],
            recorded_by=by,
            recorded_at=at,
        )
        save_tracked(row, by=by, at=at, reason="governance.record_rule")
        change = Change(after={"rule": str(row), "form": new.form}, note=new.basis.strip())
        record("governance.record_rule", by=by, at=at, obj=row, change=change)
        call_members(by=by, at=at)
    return row


def seat_member(new: NewMember, *, by: Person, at: datetime) -> CommitteeMember:
    """A person takes a seat in the committee from a day on; votes that run ask the new member too.

    One person has one seat, and there is one chair at a time. Raises `NotAllowed`, `CannotSeatMember`.
    """
    demand(by, Permission.COMMITTEE_EDIT)
    start = new.valid_from or local_day(at)
    if new.valid_to is not None and new.valid_to < start:
        raise CannotSeatMember(_("A term ends after it begins."))
    if new.person.sphere != Sphere.BUSINESS or not new.person.is_active:
        raise CannotSeatMember(_("An administrator or a closed account takes no seat."))
    with transaction.atomic():
        hold_the_chain()
        overlapping = _terms_between(start, new.valid_to)
        if overlapping.filter(person=new.person).exists():
            raise CannotSeatMember(
                _("%(name)s has a seat in that time already.") % {"name": new.person.name}
            )
        if new.seat == Seat.CHAIR and overlapping.filter(seat=Seat.CHAIR).exists():
            raise CannotSeatMember(_("The committee has a chair in that time already."))
        row = CommitteeMember(
            person=new.person,
            seat=new.seat,
            has_vote=new.has_vote,
            valid_from=start,
            valid_to=new.valid_to,
        )
        save_tracked(row, by=by, at=at, reason="governance.seat_member")
        after = {"seat": new.seat, "from": str(start), "has_vote": new.has_vote}
        record("governance.seat_member", by=by, at=at, obj=row, change=Change(after=after))
        call_members(by=by, at=at)
    return row


def end_term(
    member: CommitteeMember, *, last_day: date, by: Person, at: datetime, note: str = ""
) -> CommitteeMember:
    """A member leaves with a last day; a seat is closed, never deleted, and votes that run go on without it.

    A last day before today is recorded as it is; the member's answers count no more from then on.
    Raises `NotAllowed`, `CannotSeatMember`.
    """
    demand(by, Permission.COMMITTEE_EDIT)
    with transaction.atomic():
        hold_the_chain()
        row: CommitteeMember = CommitteeMember.objects.select_related("person").get(pk=member.pk)
        if row.valid_to is not None and row.valid_to < local_day(at):
            raise CannotSeatMember(_("This term has ended already."))
        before = str(row.valid_to or "")
        # Seated by mistake and taken back at once: the seat must not hold for the rest of the day.
        row.valid_from = min(row.valid_from, last_day)
        row.valid_to = last_day
        fields = ["valid_from", "valid_to"]
        save_tracked(row, by=by, at=at, reason="governance.end_term", fields=fields)
        change = Change({"valid_to": before}, {"valid_to": str(last_day)}, note.strip())
        record("governance.end_term", by=by, at=at, obj=row, change=change)
        call_members(by=by, at=at)
    return row


def call_members(*, by: Actor, at: datetime) -> int:
    """Every vote of the committee that runs asks exactly its members of today; run twice it changes nothing.

    Run with each change and by the clock, because a term begins and ends with a day. Returns how many votes were looked at.
    """
    with transaction.atomic():
        hold_the_chain()
        steps = ApprovalStep.objects.filter(mode=RouteMode.COMMITTEE, state=StepState.OPEN)
        rows = list(steps.select_related("approval__proposed_by").order_by("pk"))
        for step in rows:
            call_people(step, by=by, at=at)
    return len(rows)


def record_exception(new: NewException, *, by: Person, at: datetime) -> SeparationException:
    """What the committee has resolved to let pass is recorded by name, for one kind and one rule, until a day.

    It never switches the rule off: every answer it lets pass names it. Raises `NotAllowed`,
    `CannotRecordException`, `NoteMissing`.
    """
    demand(by, Permission.COMMITTEE_EDIT)
    demand_reason(new.reason)
    if new.kind not in ApprovalKind.values or new.rule not in SeparationRule.values:
        raise CannotRecordException(_("An exception names one kind of approval and one rule."))
    if new.resolution.outcome not in {Outcome.APPROVED, Outcome.CONDITIONAL}:
        raise CannotRecordException(_("This resolution does not let anything pass."))
    today = local_day(at)
    if not today <= new.valid_to <= today + timedelta(days=366):
        raise CannotRecordException(_("An exception ends within a year from today."))
    row = SeparationException(
        kind=new.kind,
        rule=new.rule,
        reason=new.reason.strip()[:300],
        resolution=new.resolution,
        valid_to=new.valid_to,
        recorded_by=by,
        recorded_at=at,
    )
    with transaction.atomic():
        hold_the_chain()
        save_tracked(row, by=by, at=at, reason="governance.record_exception")
        after = {"kind": new.kind, "rule": new.rule, "resolution": str(new.resolution)}
        change = Change(after=after, note=row.reason)
        record("governance.record_exception", by=by, at=at, obj=row, change=change)
    return row


def _check_rule(new: NewRule, today: date) -> None:
    if new.valid_from < today:
        raise CannotRecordRule(_("A rule holds from today or later; the past is not judged by it."))
    for share in (new.quorum, new.majority.share):
        if not 0 < share <= 1:
            raise CannotRecordRule(_("Quorum and majority are shares above 0 and up to 1."))
    if new.majority.is_strict and new.majority.share == 1:
        raise CannotRecordRule(_("More than all cannot agree."))
    if new.majority.basis not in MajorityBasis.values or new.form not in VotingForm.values:
        raise CannotRecordRule(_("Please choose one of the bases and one of the forms offered."))


def _terms_between(start: date, end: date | None) -> QuerySet[CommitteeMember]:
    rows: QuerySet[CommitteeMember] = CommitteeMember.objects.exclude(valid_to__lt=start)
    return rows if end is None else rows.filter(valid_from__lte=end)
