"""How a vote of the committee stands while it is open: quorum and majority with their arithmetic (5.1, G20)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from governance.formulas.decision import Tally
from governance.models import (
    Approval,
    CommitteeMember,
    CommitteeRule,
    Meeting,
    Person,
)
from governance.selectors.approval_page import ApprovalPage
from governance.selectors.committee_vote import CommitteeStanding, committee_standing
from governance.states import MajorityBasis, MeetingState, Seat, VotingForm


@dataclass(frozen=True)
class TallyPage:
    """The open vote in words; without a rule nothing can be counted yet."""

    standing: CommitteeStanding
    count: Tally | None
    rule: CommitteeRule | None
    quorum: str
    majority: str
    numbers: tuple[tuple[str, int], ...]
    outlook: str


def tally_page(page: ApprovalPage, on: date, meeting: Meeting | None = None) -> TallyPage | None:
    """The vote of a step that the committee decides by its rule; None for any other step."""
    if page.current is None or not page.is_before_committee:
        return None
    standing = committee_standing(page.current, on, meeting, page.valid_answers)
    tally = standing.tally
    if tally is None:
        return TallyPage(standing, None, None, "", "", (), "")
    return TallyPage(
        standing=standing,
        count=tally,
        rule=standing.rule,
        quorum=_quorum(tally),
        majority=_majority(tally),
        numbers=_numbers(tally),
        outlook=_outlook(tally),
    )


def open_meeting_about(approval: Approval) -> Meeting | None:
    """The session that has the case on its agenda now."""
    found: Meeting | None = Meeting.objects.filter(
        items__approval=approval, state=MeetingState.OPEN
    ).first()
    return found


def may_close_vote(person: Person, standing: CommitteeStanding, meeting: Meeting | None) -> bool:
    """The chair closes; where the chair is recused, the secretary or whoever chairs the session."""
    recused = {row.member.person_id for row in standing.seated if row.is_recused}
    if person.pk in recused:
        return False
    seats = {row.member.person_id: row.member for row in standing.seated}
    own: CommitteeMember | None = seats.get(person.pk)
    if own is None:
        return False
    if own.seat == Seat.CHAIR:
        return True
    is_chair_out = any(
        row.member.seat == Seat.CHAIR and row.member.person_id in recused for row in standing.seated
    )
    is_in_the_chair = meeting is not None and meeting.chaired_by_id == person.pk
    return is_chair_out and (own.seat == Seat.SECRETARY or is_in_the_chair)


def decides_in_meetings_only(rule: CommitteeRule | None) -> bool:
    """By its rule the committee may not decide in writing."""
    return rule is not None and rule.form == VotingForm.MEETING


def _quorum(tally: Tally) -> str:
    return _("%(present)s take part; %(share)s of %(base)s = at least %(needed)s") % {
        "present": tally.present,
        "share": f"{tally.rule.quorum.numerator}/{tally.rule.quorum.denominator}",
        "base": tally.base,
        "needed": tally.quorum_needed,
    }


def _majority(tally: Tally) -> str:
    sentence = (
        _("%(yes)s agree; more than %(share)s of %(base)s (%(basis)s) = at least %(needed)s")
        if tally.rule.is_strict
        else _("%(yes)s agree; %(share)s of %(base)s (%(basis)s) = at least %(needed)s")
    )
    return sentence % {
        "yes": tally.count.yes,
        "share": f"{tally.rule.majority.numerator}/{tally.rule.majority.denominator}",
        "base": tally.majority_base,
        "basis": MajorityBasis(tally.rule.basis).label,
        "needed": tally.majority_needed,
    }


def _numbers(tally: Tally) -> tuple[tuple[str, int], ...]:
    lines = (
        (_("agree"), tally.count.yes),
        (_("disagree"), tally.count.no),
        (_("abstain"), tally.count.abstained),
        (_("return for correction"), tally.count.returned),
        (_("recuse"), tally.count.recused),
        (_("not answered yet"), tally.count.waiting),
    )
    return tuple(line for line in lines if line[1])


def _outlook(tally: Tally) -> str:
    """What closing it now would come to."""
    if not tally.has_quorum:
        return _("Closed now, nothing would be decided: the quorum is missed.")
    if tally.is_passed:
        return _("Closed now, it is approved.")
    if tally.is_returned:
        return _("Closed now, it goes back for correction.")
    return _("Closed now, it is rejected.")
