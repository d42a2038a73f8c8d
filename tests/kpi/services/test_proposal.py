"""Targets and formulas change by two persons: one proposes, another approves (reliability §3.3 no. 8)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry
from governance.states import Role
from kpi.models import Indicator, IndicatorVersion, Proposal, Target
from kpi.services.indicator import (
    CannotReviseIndicator,
    CannotSetTarget,
    TargetTerms,
    adopt_indicator,
    retire_indicator,
    set_target,
)
from kpi.services.proposal import (
    CannotDecideProposal,
    CannotProposeChange,
    adopt_with_target,
    approve_proposal,
    decline_proposal,
    propose_formula,
    propose_target,
    withdraw_proposal,
)
from kpi.states import ProposalState
from tests.people import make_person

AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)


@pytest.fixture
def adopted(catalogue, officer):
    return adopt_indicator(Indicator.objects.get(code="INC-04"), by=officer, at=AT)


def terms(value="8", start=date(2026, 4, 1), **more):
    return TargetTerms("<=", Decimal(value), start, basis=more.pop("basis", "plan 2026"), **more)


@pytest.fixture
def proposed(adopted, officer):
    return propose_target(adopted, terms(), by=officer, at=AT)


def test_a_proposed_target_judges_nothing_until_another_person_approves(proposed, manager):
    assert not Target.objects.filter(indicator=proposed.indicator).exists()

    done = approve_proposal(proposed, by=manager, at=LATER, note="agreed")

    target = Target.objects.get(indicator=done.indicator)
    assert (target.value, target.valid_from, target.basis) == (8, date(2026, 4, 1), "plan 2026")
    assert (done.state, done.decided_by, done.decided_at) == ("approved", manager, LATER)
    acts = set(
        AuditEntry.objects.filter(object_key=str(done.indicator_id)).values_list(
            "action", "actor_key"
        )
    )
    assert ("kpi.propose_change", proposed.proposed_by.actor_key) in acts
    assert ("kpi.set_target", manager.actor_key) in acts


def test_the_proposer_never_approves_the_own_proposal(adopted, manager):
    mine = propose_target(adopted, terms(), by=manager, at=AT)

    with pytest.raises(CannotDecideProposal):
        approve_proposal(mine, by=manager, at=LATER)
    with pytest.raises(CannotDecideProposal):
        decline_proposal(mine, by=manager, at=LATER, note="changed my mind")

    assert not Target.objects.filter(indicator=adopted).exists()


def test_another_process_manager_approves_what_a_manager_proposed(adopted, manager, operations):
    second = make_person("xu", "许长河", operations, Role.PROCESS_MANAGER)
    mine = propose_target(adopted, terms(), by=manager, at=AT)

    assert approve_proposal(mine, by=second, at=LATER).state == ProposalState.APPROVED


def test_the_database_refuses_a_decision_by_the_proposer(proposed, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposed.pk).update(
            state=ProposalState.APPROVED, decided_by=officer, decided_at=LATER
        )


def test_nobody_without_the_right_proposes_or_decides(adopted, proposed, specialist, operations):
    second = make_person("xu", "许长河", operations, Role.PMO)

    with pytest.raises(NotAllowed):
        propose_target(adopted, terms(), by=specialist, at=AT)
    with pytest.raises(NotAllowed):
        propose_formula(adopted, "1", valid_from=AT.date(), note="why", by=specialist, at=AT)
    with pytest.raises(NotAllowed):
        approve_proposal(proposed, by=second, at=LATER)


def test_a_formula_comes_into_force_by_approval_and_starts_a_new_series(adopted, officer, manager):
    proposal = propose_formula(
        adopted,
        "inc_resolve_hours/(inc_resolved+inc_closed)",
        valid_from=date(2026, 4, 6),
        note="counts both",
        by=officer,
        at=AT,
    )
    assert IndicatorVersion.objects.filter(indicator=adopted).count() == 1

    approve_proposal(proposal, by=manager, at=LATER)

    versions = IndicatorVersion.objects.filter(indicator=adopted).order_by("number")
    assert [(row.number, row.valid_from, row.valid_to) for row in versions] == [
        (1, date(2026, 3, 9), date(2026, 4, 5)),
        (2, date(2026, 4, 6), None),
    ]


def test_declining_needs_a_reason_and_changes_nothing(proposed, manager):
    with pytest.raises(NoteMissing):
        decline_proposal(proposed, note="。", by=manager, at=LATER)

    done = decline_proposal(proposed, note="too lenient", by=manager, at=LATER)

    assert (done.state, done.decision_note) == ("declined", "too lenient")
    assert not Target.objects.exclude(indicator__code="REV-02").exists()


def test_only_the_proposer_withdraws_and_a_decided_one_stays_decided(proposed, officer, manager):
    with pytest.raises(CannotDecideProposal):
        withdraw_proposal(proposed, by=manager, at=LATER)
    done = withdraw_proposal(proposed, by=officer, at=LATER)

    assert done.state == ProposalState.WITHDRAWN
    with pytest.raises(WrongState):
        approve_proposal(done, by=manager, at=LATER)


def test_of_two_who_decide_at_once_one_wins(proposed, manager, operations):
    second = make_person("xu", "许长河", operations, Role.PROCESS_MANAGER)
    stale = Proposal.objects.select_related("indicator").get(pk=proposed.pk)
    approve_proposal(proposed, by=manager, at=LATER)

    with pytest.raises(Conflict):
        decline_proposal(stale, note="no", by=second, at=LATER)

    assert Target.objects.filter(indicator=proposed.indicator).count() == 1


def test_one_proposal_of_a_kind_waits_at_a_time(proposed, officer, operations):
    with pytest.raises(CannotProposeChange):
        propose_target(proposed.indicator, terms("7"), by=officer, at=AT)

    own = propose_target(proposed.indicator, terms("7", department=operations), by=officer, at=AT)
    assert own.department == operations


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"basis": "  "}, NoteMissing),
        ({"start": date(2025, 1, 1)}, CannotSetTarget),
    ],
    ids=["no basis", "before the one that holds"],
)
def test_a_target_that_could_never_hold_is_not_even_proposed(
    adopted, officer, manager, given, refusal
):
    set_target(adopted, terms("9", date(2026, 1, 1)), by=manager, at=AT)

    with pytest.raises(refusal):
        propose_target(adopted, terms(**given), by=officer, at=AT)


def test_a_suggestion_has_no_targets(catalogue, officer):
    with pytest.raises(CannotSetTarget):
        propose_target(Indicator.objects.get(code="INC-06"), terms(), by=officer, at=AT)


def test_an_approval_that_no_longer_fits_is_refused_and_stays_open(proposed, officer, manager):
    set_target(proposed.indicator, terms("5", date(2026, 5, 1)), by=manager, at=AT)

    with pytest.raises(CannotSetTarget):
        approve_proposal(proposed, by=manager, at=LATER)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.decided_by) == ("proposed", None)


def test_nothing_is_approved_for_an_indicator_out_of_use(proposed, officer, manager):
    retire_indicator(proposed.indicator, note="not wanted", by=officer, at=LATER)

    with pytest.raises(CannotDecideProposal):
        approve_proposal(
            Proposal.objects.select_related("indicator").get(pk=proposed.pk), by=manager, at=LATER
        )


def test_an_unreadable_formula_is_not_proposed(adopted, officer):
    with pytest.raises(CannotReviseIndicator, match="12"):
        propose_formula(
            adopted, "inc_closed $", valid_from=date(2026, 4, 6), note="why", by=officer, at=AT
        )


def test_an_adoption_gives_its_reason_and_proposes_its_target(catalogue, officer):
    row = Indicator.objects.get(code="INC-06")
    with pytest.raises(NoteMissing):
        adopt_with_target(row, None, valid_from=date(2026, 3, 9), note=" ", by=officer, at=AT)

    adopt_with_target(
        row,
        terms("10", date(2026, 3, 9)),
        valid_from=date(2026, 3, 9),
        note="why",
        by=officer,
        at=AT,
    )

    assert Proposal.objects.get(indicator=row).state == ProposalState.PROPOSED
    entry = AuditEntry.objects.get(action="kpi.adopt_indicator", object_key=str(row.pk))
    assert entry.note == "why"


def test_a_refused_target_refuses_the_adoption_with_it(catalogue, officer):
    row = Indicator.objects.get(code="INC-06")
    bad = TargetTerms("between", Decimal(5), date(2026, 3, 9), upper=Decimal(1), basis="plan")

    with pytest.raises(CannotSetTarget):
        adopt_with_target(row, bad, valid_from=date(2026, 3, 9), note="why", by=officer, at=AT)

    row.refresh_from_db()
    assert row.state == "suggested"
