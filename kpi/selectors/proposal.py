"""Proposed changes of targets and formulas: what waits, what was decided, and by whom (reliability §3.3 no. 8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from governance.lib.bilingual import said
from governance.lib.workflow import Step, open_from
from governance.models import Person
from governance.permissions import rights_held
from kpi.formulas import Target as TargetLine
from kpi.formulas import target_text
from kpi.models import Indicator, Proposal
from kpi.states import PROPOSAL_STEPS, ProposalKind, ProposalState


@dataclass(frozen=True)
class ProposalLine:
    """A proposal with what it asks for in words, and the steps open to whoever looks."""

    proposal: Proposal
    what: str
    steps: tuple[Step, ...]


def open_proposals(person: Person) -> list[ProposalLine]:
    """Every change that waits for a decision, the oldest first."""
    rows = Proposal.objects.visible_to(person).filter(state=ProposalState.PROPOSED)
    return _lines(list(_with_people(rows).order_by("proposed_at", "pk")), person)


def proposals_of(indicator: Indicator, person: Person) -> list[ProposalLine]:
    """All proposals of one indicator, the latest first."""
    rows = Proposal.objects.visible_to(person).filter(indicator=indicator)
    return _lines(list(_with_people(rows).order_by("-proposed_at", "-pk")), person)


def steps_for(proposal: Proposal, person: Person, rights: frozenset[str]) -> tuple[Step, ...]:
    """The proposer may withdraw and never decide; somebody else with the right decides."""
    is_proposer = proposal.proposed_by_id == person.pk
    return tuple(
        step
        for step in open_from(PROPOSAL_STEPS, proposal.state)
        if step.permission in rights and (step.target == ProposalState.WITHDRAWN) == is_proposer
    )


def _with_people(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return rows.select_related(
        "indicator", "indicator__process", "department", "proposed_by", "decided_by"
    )


def _lines(rows: Sequence[Proposal], person: Person) -> list[ProposalLine]:
    rights = rights_held(person)
    return [ProposalLine(row, _what(row), steps_for(row, person, rights)) for row in rows]


def _what(row: Proposal) -> str:
    if row.kind == ProposalKind.FORMULA or row.value is None:
        return row.formula
    line = TargetLine(row.operator, row.value, row.upper)
    text = target_text(line, said(row.indicator, "unit"))
    return f"{text} · {said(row.department)}" if row.department else text
