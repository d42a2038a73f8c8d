"""Targets of an approved plan: the resolution stands for the second person, and nothing else does (ADR 28)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Resolution
from governance.states import Outcome
from kpi.models import Indicator, Target
from kpi.services.indicator import (
    CannotSetTarget,
    TargetTerms,
    adopt_indicator,
    retire_indicator,
    set_target,
)
from kpi.services.target import TargetOrder, end_target, issue_targets

AT = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
JANUARY, DECEMBER = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def adopted(catalogue, officer):
    return adopt_indicator(Indicator.objects.get(code="INC-04"), by=officer, at=AT)


@pytest.fixture
def resolution(officer):
    return decided(officer, Outcome.APPROVED)


def decided(by, outcome):
    return Resolution.objects.create(
        number=f"JY-{outcome}",
        title="年度规划",
        outcome=outcome,
        content_sha256="a" * 64,
        closed_by=by,
        closed_at=AT,
    )


def order(indicator, value="4", start=JANUARY, end=DECEMBER):
    terms = TargetTerms("<=", Decimal(value), start, basis="AP-2027 V1.0")
    return TargetOrder(indicator, terms, end)


def test_issue_targets_names_the_resolution_and_ends_with_the_year(adopted, resolution, manager):
    target = issue_targets([order(adopted)], resolution=resolution, by=manager, at=AT)[0]

    assert (target.valid_from, target.valid_to, target.value) == (JANUARY, DECEMBER, 4)
    entry = AuditEntry.objects.get(action="kpi.issue_target")
    assert resolution.number in entry.note


def test_issue_targets_without_approval_is_refused(adopted, manager, officer):
    for outcome in (Outcome.REJECTED, Outcome.RETURNED):
        with pytest.raises(CannotSetTarget):
            issue_targets([order(adopted)], resolution=decided(officer, outcome), by=manager, at=AT)

    conditional = decided(officer, Outcome.CONDITIONAL)
    assert issue_targets([order(adopted)], resolution=conditional, by=manager, at=AT)


def test_issue_targets_by_an_officer_is_refused(adopted, resolution, officer):
    with pytest.raises(NotAllowed):
        issue_targets([order(adopted)], resolution=resolution, by=officer, at=AT)


def test_issue_targets_for_a_retired_indicator_is_refused(adopted, resolution, manager, officer):
    retired = retire_indicator(adopted, note="不再测量", by=officer, at=AT)

    with pytest.raises(CannotSetTarget, match="INC-04"):
        issue_targets([order(retired)], resolution=resolution, by=manager, at=AT)


def test_issue_targets_ends_the_open_one_and_refuses_to_jump_over_a_later_one(
    adopted, resolution, manager
):
    terms = TargetTerms("<=", Decimal(6), date(2026, 6, 1), basis="计划")
    open_one = set_target(adopted, terms, by=manager, at=AT)

    issue_targets([order(adopted)], resolution=resolution, by=manager, at=AT)

    open_one.refresh_from_db()
    assert open_one.valid_to == date(2026, 12, 31)
    Target.objects.create(
        indicator=adopted, operator="<=", value=Decimal(2), valid_from=date(2028, 3, 1)
    )
    with pytest.raises(CannotSetTarget, match="2028-03-01"):
        issue_targets(
            [order(adopted, start=date(2028, 1, 1), end=date(2028, 12, 31))],
            resolution=resolution,
            by=manager,
            at=AT,
        )


def test_end_target_keeps_what_was_judged(adopted, resolution, manager, officer):
    target = issue_targets([order(adopted)], resolution=resolution, by=manager, at=AT)[0]
    refused = decided(officer, Outcome.REJECTED)
    with pytest.raises(CannotSetTarget):
        end_target(target, date(2027, 6, 30), resolution=refused, by=manager, at=AT)

    ended = end_target(target, date(2027, 6, 30), resolution=resolution, by=manager, at=AT)

    assert ended.valid_to == date(2027, 6, 30)
    again = end_target(ended, date(2027, 9, 30), resolution=resolution, by=manager, at=AT)
    assert again.valid_to == date(2027, 6, 30)
