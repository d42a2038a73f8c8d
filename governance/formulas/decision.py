"""How the answers of several people become one (domain §6.3; 5.1, G20): exact arithmetic, no floats.

Nothing here knows who voted or in which order: the outcome follows from the counts alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any


class Verdict(StrEnum):
    """What a step has come to."""

    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"
    RETURNED = "returned"


class Base(StrEnum):
    """Of what the committee's majority is a share."""

    ALL_MEMBERS = "all_members"
    PRESENT = "present"
    CAST = "cast"


@dataclass(frozen=True)
class Count:
    """The answers of those who are asked; `waiting` have not answered, `recused` are out of the reckoning."""

    yes: int = 0
    no: int = 0
    abstained: int = 0
    returned: int = 0
    recused: int = 0
    waiting: int = 0

    @property
    def base(self) -> int:
        """Everybody asked but those who are recused."""
        return self.yes + self.no + self.abstained + self.returned + self.waiting


def all_agree(count: Count) -> Verdict:
    """All must agree: one return sends it back, one disagreement ends it, one outstanding answer keeps it open.

    `Count(yes=2)` passes, `Count(yes=2, waiting=1)` is pending, `Count(yes=2, no=1)` fails. An
    abstention is no agreement. Nobody left to decide (all recused) stays pending.
    """
    if count.returned:
        return Verdict.RETURNED
    if count.no or count.abstained:
        return Verdict.FAILED
    return Verdict.PASSED if count.yes and not count.waiting else Verdict.PENDING


def one_agrees(count: Count, *, has_veto: bool = False) -> Verdict:
    """One agreement is enough; it fails when nobody is left who could agree, or at once by a veto.

    `Count(yes=1, waiting=3)` passes, `Count(no=1, waiting=1)` is pending, `Count(no=2)` fails.
    """
    if count.returned:
        return Verdict.RETURNED
    if has_veto and count.no:
        return Verdict.FAILED
    if count.yes:
        return Verdict.PASSED
    return Verdict.PENDING if count.waiting or not count.base else Verdict.FAILED


def share_agrees(count: Count, per_cent: int, *, has_veto: bool = False) -> Verdict:
    """At least so many per cent of those asked must agree; decided as soon as no answer can change it.

    With 67 % of 3: `Count(yes=2, waiting=1)` is 66.7 % and pending, `Count(yes=2, no=1)` fails. Who is
    recused is out of the base; who abstains is in it. With a veto one disagreement ends it, and
    it passes only when nobody can still use it.
    """
    if count.returned:
        return Verdict.RETURNED
    if has_veto and count.no:
        return Verdict.FAILED
    needed = Fraction(per_cent, 100) * count.base
    if count.yes and count.yes >= needed and not (has_veto and count.waiting):
        return Verdict.PASSED
    can_pass = count.yes + count.waiting >= needed and count.yes + count.waiting > 0
    return Verdict.PENDING if can_pass or not count.base else Verdict.FAILED


@dataclass(frozen=True)
class TallyRule:
    """The committee's rule as numbers (G20): shares of 1, exact."""

    quorum: Fraction
    majority: Fraction
    basis: str
    is_strict: bool
    abstentions_count: bool


@dataclass(frozen=True)
class Tally:
    """The count of a vote of the committee with its arithmetic, as it is frozen in the resolution.

    `members` have a vote, `base` are those not recused, `present` count for the quorum, `majority_base`
    is what the majority is a share of; `…_needed` are heads.
    """

    members: int
    count: Count
    base: int
    present: int
    quorum_needed: int
    majority_base: int
    majority_needed: int
    rule: TallyRule

    @property
    def has_quorum(self) -> bool:
        """Enough members take part, and at least one."""
        return self.present >= self.quorum_needed and self.present > 0

    @property
    def is_passed(self) -> bool:
        """Enough members agree; without a quorum nothing passes."""
        return self.has_quorum and self.count.yes >= self.majority_needed

    @property
    def is_returned(self) -> bool:
        """Not passed, and no fewer want it corrected than want it ended: what can be corrected is not ended."""
        wants = self.count.returned
        return self.has_quorum and not self.is_passed and wants > 0 and wants >= self.count.no

    def as_json(self) -> dict[str, Any]:
        """What is stored: every number and the rule, so that anybody can count again."""
        return {
            "members": self.members,
            "recused": self.count.recused,
            "base": self.base,
            "present": self.present,
            "yes": self.count.yes,
            "no": self.count.no,
            "abstained": self.count.abstained,
            "returned": self.count.returned,
            "waiting": self.count.waiting,
            "quorum": _share(self.rule.quorum),
            "quorum_needed": self.quorum_needed,
            "has_quorum": self.has_quorum,
            "majority": _share(self.rule.majority),
            "majority_basis": str(self.rule.basis),
            "is_majority_strict": self.rule.is_strict,
            "abstentions_count": self.rule.abstentions_count,
            "majority_base": self.majority_base,
            "majority_needed": self.majority_needed,
            "is_passed": self.is_passed,
        }


def tally_votes(count: Count, rule: TallyRule, *, silent_present: int = 0) -> Tally:
    """The committee decides by quorum and majority of the members who are not recused.

    `count.waiting` are members who have not answered; `silent_present` of them sit in the meeting all
    the same, and are present as somebody who abstains is.

    Example, quorum 2/3, majority more than 1/2 of all members, seven members of whom one is recused:
    the base is 6, quorum 4, majority 4. With 4 yes, 1 no, 1 abstaining: present 6, passed. With 3 yes
    and 1 no: present 4, quorum reached, 3 < 4, not passed.
    """
    base = count.base
    voted = count.yes + count.no + count.returned
    present = voted + (count.abstained + silent_present if rule.abstentions_count else 0)
    majority_base = {Base.ALL_MEMBERS: base, Base.PRESENT: present, Base.CAST: voted}[
        Base(rule.basis)
    ]
    share = rule.majority * majority_base
    needed = floor(share) + 1 if rule.is_strict else ceil(share)
    return Tally(
        members=base + count.recused,
        count=count,
        base=base,
        present=present,
        quorum_needed=ceil(rule.quorum * base),
        majority_base=majority_base,
        majority_needed=max(needed, 1),
        rule=rule,
    )


def _share(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
