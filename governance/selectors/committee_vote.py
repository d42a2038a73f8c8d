"""How a vote of the committee stands: who counts, by which rule, and what it comes to (5.1, G20)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from governance.formulas.decision import Count, Tally, TallyRule, tally_votes
from governance.models import (
    ApprovalStep,
    CommitteeMember,
    CommitteeRule,
    Meeting,
    MeetingAttendance,
    Vote,
)
from governance.selectors.approval import valid_votes
from governance.selectors.approval_right import members_in_force
from governance.selectors.separation import rule_in_force, separation_in
from governance.states import Attendance, Ballot, SeparationRule, VotingForm


@dataclass(frozen=True)
class Seated:
    """One member in one vote: what they answered, or why they take no part in it."""

    member: CommitteeMember
    vote: Vote | None
    barred: SeparationRule | None = None
    is_present: bool | None = None

    @property
    def is_recused(self) -> bool:
        """Out of the reckoning: by rule, or by their own word."""
        return self.barred is not None or (
            self.vote is not None and self.vote.ballot == Ballot.RECUSE
        )


@dataclass(frozen=True)
class CommitteeStanding:
    """A vote of the committee as it stands on a day; `tally` is None while no rule is in force (G20)."""

    seated: tuple[Seated, ...]
    rule: CommitteeRule | None
    tally: Tally | None


def committee_standing(
    step: ApprovalStep,
    on: date,
    meeting: Meeting | None = None,
    answers: Iterable[Vote] | None = None,
) -> CommitteeStanding:
    """The members of the day with their answers, counted by the rule of the day.

    Who left the committee counts no more, whatever they answered. In a meeting the answers of those
    present count, and where the rule allows both forms also what the absent answered in writing; who
    is present and silent counts as abstaining. `answers` are the valid ones with their tasks, where the
    caller has them at hand.
    """
    rule = rule_in_force(on)
    separation = separation_in(step, on, rule)
    answers = valid_votes(step).values() if answers is None else answers
    votes = {vote.task.person_id: vote for vote in answers}
    present = _present(meeting)
    counts_absent = rule is None or rule.form == VotingForm.EITHER
    seated = []
    for member in members_in_force(on):
        vote = votes.get(member.person_id)
        is_there = None if present is None else present.get(member.person_id, False)
        if is_there is False and not counts_absent:
            vote = None
        forbidden = separation.forbidding([member.person_id])
        barred = forbidden[0] if forbidden else None
        seated.append(Seated(member, None if barred else vote, barred, is_there))
    tally = _tally(seated, rule) if rule is not None else None
    return CommitteeStanding(tuple(seated), rule, tally)


def _present(meeting: Meeting | None) -> Mapping[int, bool] | None:
    if meeting is None:
        return None
    rows = MeetingAttendance.objects.filter(meeting=meeting)
    found: dict[int, bool] = {}
    for person, acts_for, word in rows.values_list("person", "acts_for", "attendance"):
        # A member whose deputy sits there is represented; the deputy has no seat of their own.
        found[acts_for or person] = word == Attendance.PRESENT or found.get(
            acts_for or person, False
        )
    return found


def _tally(seated: list[Seated], rule: CommitteeRule) -> Tally:
    taking_part = [row for row in seated if not row.is_recused]
    ballots = [row.vote.ballot for row in taking_part if row.vote is not None]
    silent = [row for row in taking_part if row.vote is None]
    count = Count(
        yes=ballots.count(Ballot.APPROVE),
        no=ballots.count(Ballot.OPPOSE),
        abstained=ballots.count(Ballot.ABSTAIN),
        returned=ballots.count(Ballot.RETURN),
        recused=len(seated) - len(taking_part),
        waiting=len(silent),
    )
    terms = TallyRule(
        quorum=Fraction(rule.quorum_of, rule.quorum_in),
        majority=Fraction(rule.majority_of, rule.majority_in),
        basis=rule.majority_basis,
        is_strict=rule.is_majority_strict,
        abstentions_count=rule.abstentions_count,
    )
    return tally_votes(count, terms, silent_present=sum(bool(row.is_present) for row in silent))
