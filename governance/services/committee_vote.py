"""The chair closes a vote of the committee: counted by the rule in force, numbered, frozen (5.1, G20, G21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.formulas.decision import Tally, Verdict
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused, WrongState, demand_reason
from governance.models import (
    AgendaItem,
    Approval,
    CommitteeMember,
    CommitteeRule,
    Department,
    Meeting,
    Person,
    Resolution,
    ResolutionCondition,
)
from governance.permissions import Permission, demand, demand_human
from governance.selectors.approval import committee_step
from governance.selectors.calendar import local_day
from governance.selectors.committee_vote import CommitteeStanding, committee_standing
from governance.selectors.setting import setting_value
from governance.services.approval_step import call_people, end_step
from governance.services.audit import Change, hold_the_chain, record
from governance.services.condition import owe_conditions
from governance.services.serial import take_number
from governance.states import Ballot, MeetingState, Outcome, Seat, VotingForm


class CannotCloseVote(Refused):
    """The vote cannot be closed now; the sentence carries the arithmetic."""

    code = "cannot_close_vote"


@dataclass(frozen=True)
class Condition:
    """What the committee attaches to its decision: what, by whom, until when."""

    text: str
    responsible: Person
    due_on: date
    department: Department | None = None


@dataclass(frozen=True)
class Ending:
    """How a vote ended: by the count, with the committee's words, in which meeting."""

    outcome: Outcome
    text: str
    meeting: Meeting | None


def close_vote(
    approval: Approval,
    *,
    by: Person,
    at: datetime,
    text: str = "",
    conditions: Sequence[Condition] = (),
    meeting: Meeting | None = None,
) -> Resolution:
    """The chair closes the vote; quorum and majority of the rule in force decide, and nobody's word.

    The outcome is a numbered resolution with its arithmetic, the dissenting members with their reasons and
    the conditions, and the case passes, fails or goes back in the same act. Where the chair is recused, the
    secretary or whoever chairs the meeting closes. Raises `NotAllowed`, `WrongState`, or `CannotCloseVote`:
    no rule yet (G20), quorum missed (with the numbers), wrong form, or a meeting that is not in session.
    """
    demand_human(by)
    demand(by, Permission.RESOLUTION_CLOSE)
    with transaction.atomic():
        hold_the_chain()
        approval = Approval.objects.select_related("proposed_by").get(pk=approval.pk)
        step = committee_step(approval)
        if step is None:
            raise WrongState(
                _("There is no vote of the committee to close: the case is “%(state)s”.")
                % {"state": approval.get_state_display()}
            )
        step.approval = approval
        day = local_day(at)
        # Whoever joined or left since is counted as of this moment (reliability C5).
        call_people(step, by=by, at=at)
        standing = committee_standing(step, day, meeting)
        rule = _rule(standing)
        _check_form(rule, approval, meeting)
        _check_closer(standing, by, day, meeting)
        tally = _reached(standing)
        _check_conditions(conditions, tally, day)
        outcome = _outcome(tally, conditions)
        ending = Ending(outcome, text.strip(), meeting)
        resolution = _write(approval, standing, ending, by=by, at=at)
        _attach(resolution, conditions, by=by, at=at)
        end_step(step, _verdict(outcome), by=by, at=at, note=str(resolution))
    return resolution


def _rule(standing: CommitteeStanding) -> CommitteeRule:
    if standing.rule is None:
        raise CannotCloseVote(
            _(
                "The policy does not say how the committee decides (G20). The vote can be closed "
                "as soon as the PMO has recorded quorum and majority."
            )
        )
    return standing.rule


def _check_form(rule: CommitteeRule, approval: Approval, meeting: Meeting | None) -> None:
    if meeting is None:
        if rule.form == VotingForm.MEETING:
            raise CannotCloseVote(_("By its rule the committee decides in a meeting only."))
        return
    if rule.form == VotingForm.WRITTEN:
        raise CannotCloseVote(_("By its rule the committee decides in writing only."))
    if Meeting.objects.get(pk=meeting.pk).state != MeetingState.OPEN:
        raise CannotCloseVote(_("The meeting is not in session."))
    if not AgendaItem.objects.filter(meeting=meeting, approval=approval).exists():
        raise CannotCloseVote(_("This case is not on the agenda of the meeting."))


def _check_closer(
    standing: CommitteeStanding, by: Person, day: date, meeting: Meeting | None
) -> None:
    recused = {row.member.person_id for row in standing.seated if row.is_recused}
    seat = CommitteeMember.objects.in_force(day).filter(person=by).first()
    if seat is not None and by.pk not in recused:
        if seat.seat == Seat.CHAIR:
            return
        chair = CommitteeMember.objects.in_force(day).filter(seat=Seat.CHAIR).first()
        stands_in = seat.seat == Seat.SECRETARY or (
            meeting is not None and meeting.chaired_by_id == by.pk
        )
        if chair is not None and chair.person_id in recused and stands_in:
            return
    raise CannotCloseVote(
        _(
            "The chair of the committee closes the vote; where the chair is recused, the secretary "
            "or whoever chairs the meeting does."
        )
    )


def _reached(standing: CommitteeStanding) -> Tally:
    tally = standing.tally
    if tally is None:
        raise CannotCloseVote(_("There is no rule to count by (G20)."))
    if tally.base == 0:
        raise CannotCloseVote(_("Nobody in the committee may decide this: all are recused."))
    if not tally.has_quorum:
        raise CannotCloseVote(
            _(
                "The quorum is missed: %(members)s members, %(recused)s recused, so %(base)s count; "
                "%(share)s of them are %(needed)s, and %(present)s take part."
            )
            % {
                "members": tally.members,
                "recused": tally.count.recused,
                "base": tally.base,
                "share": f"{tally.rule.quorum.numerator}/{tally.rule.quorum.denominator}",
                "needed": tally.quorum_needed,
                "present": tally.present,
            }
        )
    return tally


def _check_conditions(conditions: Sequence[Condition], tally: Tally, day: date) -> None:
    if conditions and not tally.is_passed:
        raise CannotCloseVote(
            _(
                "Conditions are attached to an approval, and this is none: %(yes)s agree, %(needed)s "
                "are needed."
            )
            % {"yes": tally.count.yes, "needed": tally.majority_needed}
        )
    for condition in conditions:
        demand_reason(condition.text)
        if condition.due_on < day:
            raise CannotCloseVote(_("A condition is due today or later."))


def _outcome(tally: Tally, conditions: Sequence[Condition]) -> Outcome:
    if tally.is_passed:
        return Outcome.CONDITIONAL if conditions else Outcome.APPROVED
    return Outcome.RETURNED if tally.is_returned else Outcome.REJECTED


def _verdict(outcome: Outcome) -> Verdict:
    return {Outcome.REJECTED: Verdict.FAILED, Outcome.RETURNED: Verdict.RETURNED}.get(
        outcome, Verdict.PASSED
    )


def _write(
    approval: Approval, standing: CommitteeStanding, ending: Ending, *, by: Person, at: datetime
) -> Resolution:
    year = local_day(at).year
    number = take_number(
        f"resolution.{year}",
        setting_value("resolution_number_pattern"),
        company=setting_value("company_code"),
        year=year,
    )
    resolution: Resolution = Resolution.objects.create(
        number=number,
        approval=approval,
        meeting=ending.meeting,
        title=approval.title,
        title_en=approval.title_en,
        outcome=ending.outcome,
        text=ending.text,
        tally=_frozen(standing),
        dissent=_dissent(standing),
        content_sha256=approval.content_sha256,
        closed_by=by,
        closed_at=at,
    )
    change = Change(
        after={
            "number": number,
            "outcome": str(ending.outcome),
            "tally": resolution.tally,
            "content_sha256": approval.content_sha256,
        },
        note=ending.text,
    )
    record("governance.close_vote", by=by, at=at, obj=resolution, change=change)
    return resolution


def _frozen(standing: CommitteeStanding) -> dict[str, Any]:
    """The arithmetic, the rule it rests on and how each member answered, as it will always be read."""
    numbers = standing.tally.as_json() if standing.tally is not None else {}
    rule = standing.rule
    return {
        **numbers,
        "rule": {"id": rule.pk, "valid_from": str(rule.valid_from), "form": rule.form}
        if rule is not None
        else None,
        "votes": [
            {
                "person": row.member.person_id,
                "name": row.member.person.name,
                "seat": row.member.seat,
                "ballot": Ballot.RECUSE.value
                if row.barred
                else (row.vote.ballot if row.vote else ""),
                "barred": row.barred.value if row.barred else "",
                "cast_by": row.vote.cast_by.name if row.vote else "",
                "is_present": row.is_present,
                "exceptions": [str(each) for each in row.vote.exceptions.all()] if row.vote else [],
            }
            for row in standing.seated
        ],
    }


def _dissent(standing: CommitteeStanding) -> list[dict[str, Any]]:
    return [
        {
            "person": row.member.person_id,
            "name": row.member.person.name,
            "ballot": row.vote.ballot,
            "reason": row.vote.reason,
        }
        for row in standing.seated
        if row.vote is not None and row.vote.ballot in {Ballot.OPPOSE, Ballot.RETURN}
    ]


def _attach(
    resolution: Resolution, conditions: Sequence[Condition], *, by: Person, at: datetime
) -> None:
    rows = []
    for place, condition in enumerate(conditions, 1):
        row = ResolutionCondition(
            resolution=resolution,
            position=place,
            text=condition.text.strip()[:500],
            responsible=condition.responsible,
            department=condition.department,
            due_on=condition.due_on,
        )
        save_tracked(row, by=by, at=at, reason="governance.close_vote")
        rows.append(row)
    owe_conditions(rows, at=at)
