"""The committee as its page shows it: who sits, the rule in plain words with its arithmetic, what waits (5.1, G20)."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from governance.formulas.decision import Base, Count, TallyRule, tally_votes
from governance.models import (
    Approval,
    CommitteeMember,
    CommitteeRule,
    Meeting,
    Person,
    SeparationException,
)
from governance.selectors.calendar import local_day
from governance.selectors.meeting import (
    approvals_before_committee,
    by_seat,
    meetings_ahead,
    sitting,
)
from governance.selectors.policy_issue import settled_gaps
from governance.selectors.resolution import ConditionLine, unmet_conditions
from governance.states import MajorityBasis

GAP = "G20"


@dataclass(frozen=True)
class RuleWords:
    """A rule as people say it: what it demands of the committee of a day, number by number."""

    rule: CommitteeRule
    voters: int
    summary: str
    sentences: list[str]


@dataclass(frozen=True)
class CommitteePage:
    """Everything the page of the committee shows for one day."""

    on: date
    is_today: bool
    members: list[CommitteeMember]
    past: list[CommitteeMember]
    coming: list[CommitteeMember]
    rule: RuleWords | None
    rules: list[RuleWords]
    gap: str
    meetings: list[Meeting]
    waiting: list[Approval]
    conditions: list[ConditionLine]
    exceptions: list[SeparationException]


def committee_page(person: Person, on: date, *, at: datetime) -> CommitteePage:
    """The committee as it was, is or will be on a day; what waits is always told as of now."""
    terms = list(CommitteeMember.objects.visible_to(person).select_related("person__department"))
    members = sitting(on)
    voters = sum(row.has_vote and row.person.is_active for row in members)
    rules = list(
        CommitteeRule.objects.visible_to(person)
        .select_related("recorded_by")
        .order_by("-valid_from")
    )
    in_force = next((row for row in rules if row.valid_from <= on), None)
    return CommitteePage(
        on=on,
        is_today=on == local_day(at),
        members=members,
        past=sorted((row for row in terms if row.valid_to and row.valid_to < on), key=_latest),
        coming=sorted((row for row in terms if row.valid_from > on), key=by_seat),
        rule=rule_in_words(in_force, voters) if in_force else None,
        rules=[rule_in_words(row, voters) for row in rules if row is not in_force],
        gap="" if in_force or GAP in settled_gaps() else GAP,
        meetings=meetings_ahead(person),
        waiting=list(
            Approval.objects.visible_to(person)
            .filter(pk__in=approvals_before_committee().values("pk"))
            .order_by("proposed_at", "pk")
        ),
        conditions=unmet_conditions(person, at=at),
        exceptions=list(
            SeparationException.objects.visible_to(person)
            .filter(valid_to__gte=on)
            .select_related("resolution", "recorded_by")
            .order_by("valid_to", "pk")
        ),
    )


def voters_on(on: date) -> int:
    """How many members have a vote on a day."""
    return sum(row.has_vote and row.person.is_active for row in sitting(on))


def rule_in_words(rule: CommitteeRule, voters: int) -> RuleWords:
    """The rule with what it comes to for so many members who have a vote.

    Seven members, quorum 2/3, more than half of all members: “at least 5 take part, at least 4 agree”.
    """
    tally = tally_votes(Count(yes=voters), rule_of(rule))
    words = {
        "voters": voters,
        "quorum": tally.quorum_needed,
        "majority": tally.majority_needed,
        "present": tally.quorum_needed,
    }
    if rule.majority_basis == MajorityBasis.ALL_MEMBERS:
        summary = (
            _(
                "%(voters)s members with a vote: at least %(quorum)s take part; at least %(majority)s agree."
            )
            % words
        )
    else:
        least = tally_votes(
            Count(yes=tally.quorum_needed, waiting=voters - tally.quorum_needed), rule_of(rule)
        )
        words["majority"] = least.majority_needed
        summary = (
            _(
                "%(voters)s members with a vote: at least %(quorum)s take part; if exactly %(present)s do, at least %(majority)s agree."
            )
            % words
        )
    return RuleWords(rule, voters, summary, _sentences(rule))


def rule_of(rule: CommitteeRule) -> TallyRule:
    """The recorded rule as the arithmetic takes it."""
    return TallyRule(
        quorum=Fraction(rule.quorum_of, rule.quorum_in),
        majority=Fraction(rule.majority_of, rule.majority_in),
        basis=Base(rule.majority_basis),
        is_strict=rule.is_majority_strict,
        abstentions_count=rule.abstentions_count,
    )


def _sentences(rule: CommitteeRule) -> list[str]:
    share = f"{rule.majority_of}/{rule.majority_in}"
    more = _("more than %(share)s") if rule.is_majority_strict else _("at least %(share)s")
    return [
        _("Quorum: at least %(share)s of the members with a vote take part.")
        % {"share": f"{rule.quorum_of}/{rule.quorum_in}"},
        _("Majority: %(more)s %(basis)s.")
        % {"more": more % {"share": share}, "basis": MajorityBasis(rule.majority_basis).label},
        _("Who abstains counts as present.")
        if rule.abstentions_count
        else _("Who abstains does not count as present."),
        _("Whoever proposes takes no part in the vote.")
        if rule.proposer_recuses
        else _("Whoever proposes may vote."),
        _("Decisions are made %(form)s.") % {"form": rule.get_form_display()},
    ]


def _latest(row: CommitteeMember) -> tuple[int, tuple[int, int, str]]:
    return -(row.valid_to or row.valid_from).toordinal(), by_seat(row)
