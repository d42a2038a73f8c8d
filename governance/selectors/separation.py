"""Separation of duties, on persons, at the moment of decision (reliability §3.3 nos. 1, 5, 6 and 12)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from governance.models import Approval, ApprovalStep, CommitteeRule, SeparationException, Vote
from governance.states import Ballot, RouteMode, SeparationRule


@dataclass(frozen=True)
class Separation:
    """Who may not decide in a step, and which named exceptions let it pass; asked once for all people.

    `authors` and `proposers` by the case, `deciders` of other steps over all its rounds.
    """

    authors: frozenset[int]
    proposers: frozenset[int]
    deciders: frozenset[int]
    exceptions: dict[str, SeparationException] = field(default_factory=dict)

    def breached(self, people: Iterable[int]) -> list[SeparationRule]:
        """The rules that any of the people would violate, whether or not an exception lets it pass."""
        asked = set(people)
        found = (
            (SeparationRule.AUTHOR, self.authors),
            (SeparationRule.PROPOSER, self.proposers),
            (SeparationRule.REVIEWER, self.deciders),
        )
        return [rule for rule, barred in found if asked & barred]

    def forbidding(self, people: Iterable[int]) -> list[SeparationRule]:
        """The rules that stand in the way of the people; a deputy is judged together with the principal."""
        return [rule for rule in self.breached(people) if rule not in self.exceptions]

    def used(self, people: Iterable[int]) -> list[SeparationException]:
        """The exceptions without which the people could not decide: they are named on the vote."""
        return [self.exceptions[rule] for rule in self.breached(people) if rule in self.exceptions]


def rule_in_force(on: date) -> CommitteeRule | None:
    """The committee's rule of a day; None until the PMO has recorded one (G20)."""
    found: CommitteeRule | None = (
        CommitteeRule.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    )
    return found


def separation_in(step: ApprovalStep, on: date, rule: CommitteeRule | None = None) -> Separation:
    """What bars people from deciding in a step, over the whole history of the case.

    Authors and whoever decided another step never decide; the proposer neither, but in the committee
    only where its rule says so. Answers made void count too: whoever gave them has reviewed. `rule` is
    the committee's rule of the day where the caller has it at hand.
    """
    approval: Approval = step.approval
    votes = (
        Vote.objects.filter(task__step__approval=approval)
        .exclude(task__step__position=step.position)
        .exclude(ballot=Ballot.RECUSE)
        .values_list("cast_by", "task__person")
    )
    deciders = {person for vote in votes for person in vote}
    proposers = {approval.proposed_by_id}
    if step.mode == RouteMode.COMMITTEE:
        rule = rule or rule_in_force(on)
        if rule is None or not rule.proposer_recuses:
            proposers = set()
    exceptions = SeparationException.objects.filter(kind=approval.kind, valid_to__gte=on)
    return Separation(
        authors=frozenset(approval.authors.values_list("person", flat=True)),
        proposers=frozenset(proposers),
        deciders=frozenset(deciders),
        exceptions={
            row.rule: row for row in exceptions.select_related("resolution").order_by("pk")
        },
    )
