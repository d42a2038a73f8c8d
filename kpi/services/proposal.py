"""Targets and formulas change when one person proposes and another approves (reliability §3.3 no. 8)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import NoteMissing, Refused, find_step, has_substance
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from kpi.models import Indicator, Proposal
from kpi.services.indicator import (
    CannotSetTarget,
    TargetTerms,
    adopt_indicator,
    check_revision,
    check_target,
    revise_definition,
    set_target,
)
from kpi.states import PROPOSAL_STEPS, IndicatorState, ProposalKind, ProposalState


class CannotProposeChange(Refused):
    """Another proposal of the same kind is waiting already."""


class CannotDecideProposal(Refused):
    """The proposer does not decide, and nobody but the proposer withdraws."""


def propose_target(
    indicator: Indicator, terms: TargetTerms, *, by: Person, at: datetime
) -> Proposal:
    """A target is proposed with its basis and judges nothing before somebody else has approved it.

    Raises `CannotSetTarget` for terms that could never hold, `CannotProposeChange` while another
    target of the same scope waits.
    """
    demand(by, Permission.TARGET_SET)
    if indicator.state != IndicatorState.ADOPTED:
        raise CannotSetTarget(_("Only an adopted indicator has targets; adopt it first."))
    if not has_substance(terms.basis):
        raise NoteMissing(_("Please give a reason."))
    check_target(indicator, terms)
    is_range = terms.upper if terms.operator == "between" else None
    return _propose(
        Proposal(
            indicator=indicator,
            kind=ProposalKind.TARGET,
            valid_from=terms.valid_from,
            reason=terms.basis.strip(),
            operator=terms.operator,
            value=terms.value,
            upper=is_range,
            department=terms.department,
        ),
        by=by,
        at=at,
    )


def propose_formula(
    indicator: Indicator, formula: str, *, valid_from: date, note: str, by: Person, at: datetime
) -> Proposal:
    """A formula is proposed with its first day and reason; approved, it starts a new series."""
    demand(by, Permission.INDICATOR_ADOPT)
    _latest, text = check_revision(indicator, formula, valid_from=valid_from, note=note)
    return _propose(
        Proposal(
            indicator=indicator,
            kind=ProposalKind.FORMULA,
            valid_from=valid_from,
            reason=note.strip(),
            formula=text,
        ),
        by=by,
        at=at,
    )


def adopt_with_target(
    indicator: Indicator,
    terms: TargetTerms | None,
    *,
    valid_from: date,
    note: str,
    by: Person,
    at: datetime,
) -> Indicator:
    """An adoption gives its reason; a target named with it is proposed at once, or set later."""
    if not has_substance(note):
        raise NoteMissing(_("Please give a reason."))
    with transaction.atomic():
        indicator = adopt_indicator(indicator, by=by, at=at, valid_from=valid_from, note=note)
        if terms is not None:
            propose_target(indicator, terms, by=by, at=at)
    return indicator


def approve_proposal(proposal: Proposal, *, by: Person, at: datetime, note: str = "") -> Proposal:
    """What another person proposed comes into force by the approval, in the same transaction.

    Raises `CannotDecideProposal` to the proposer, and whatever the change itself raises when the
    world has moved on since: then the proposal stays open.
    """
    if proposal.indicator.state != IndicatorState.ADOPTED:
        raise CannotDecideProposal(_("The indicator is no longer in use."))
    with transaction.atomic():
        proposal = _decide(proposal, "approve", by=by, at=at, note=note)
        if proposal.kind == ProposalKind.TARGET:
            set_target(proposal.indicator, _terms(proposal), by=by, at=at)
        else:
            revise_definition(
                proposal.indicator,
                proposal.formula,
                valid_from=proposal.valid_from,
                note=proposal.reason,
                by=by,
                at=at,
            )
    return proposal


def decline_proposal(proposal: Proposal, *, note: str, by: Person, at: datetime) -> Proposal:
    """Somebody else declines with a reason; nothing changes, and the proposal stays on the record."""
    return _decide(proposal, "decline", by=by, at=at, note=note)


def withdraw_proposal(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    """The proposer takes back what nobody has decided yet."""
    demand(by, Permission.INDICATOR_ADOPT)
    if proposal.proposed_by_id != by.pk:
        raise CannotDecideProposal(_("Only who proposed a change withdraws it."))
    return _moved(proposal, "withdraw", by=by, at=at, note="")


def _propose(proposal: Proposal, *, by: Person, at: datetime) -> Proposal:
    with transaction.atomic():
        hold_the_chain()
        waiting = Proposal.objects.filter(
            indicator=proposal.indicator,
            kind=proposal.kind,
            department=proposal.department,
            state=ProposalState.PROPOSED,
        )
        if waiting.exists():
            raise CannotProposeChange(
                _(
                    "Another change of the same kind waits for its decision; withdraw or decide it first."
                )
            )
        proposal.proposed_by, proposal.proposed_at = by, at
        save_tracked(proposal, by=by, at=at, reason="kpi.propose_change")
        record(
            "kpi.propose_change",
            by=by,
            at=at,
            obj=proposal.indicator,
            change=Change(after=_told(proposal), note=proposal.reason),
        )
    return proposal


def _decide(proposal: Proposal, step: str, *, by: Person, at: datetime, note: str) -> Proposal:
    demand(by, Permission.INDICATOR_APPROVE)
    if proposal.proposed_by_id == by.pk:
        raise CannotDecideProposal(
            _("Who proposed a change does not decide on it; another process manager does.")
        )
    return _moved(proposal, step, by=by, at=at, note=note)


def _moved(proposal: Proposal, step: str, *, by: Person, at: datetime, note: str) -> Proposal:
    with transaction.atomic():
        proposal = advance(
            proposal,
            find_step(PROPOSAL_STEPS, step),
            by=by,
            at=at,
            note=note,
            changes={"decided_by": by, "decided_at": at, "decision_note": note.strip()},
        )
        # Read on the page of the indicator, whose timeline is where people look.
        record(
            f"kpi.{step}_change",
            by=by,
            at=at,
            obj=proposal.indicator,
            change=Change(after=_told(proposal), note=note.strip()),
        )
    return proposal


def _terms(proposal: Proposal) -> TargetTerms:
    if proposal.value is None:
        raise CannotSetTarget(_("The proposal names no value."))
    return TargetTerms(
        operator=proposal.operator,
        value=proposal.value,
        valid_from=proposal.valid_from,
        upper=proposal.upper,
        department=proposal.department,
        basis=proposal.reason,
    )


def _told(proposal: Proposal) -> dict[str, Any]:
    facts = {
        "kind": proposal.kind,
        "formula": proposal.formula,
        "operator": proposal.operator,
        "value": "" if proposal.value is None else str(proposal.value),
        "scope": proposal.department.code if proposal.department else "company",
        "valid_from": proposal.valid_from.isoformat(),
    }
    return {name: fact for name, fact in facts.items() if fact}
