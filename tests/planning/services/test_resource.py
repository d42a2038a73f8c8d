"""What was provided of a need, by whom it may be said, and what the trail does not say."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing
from governance.models import AuditEntry
from governance.selectors.calendar import local_day
from planning.selectors.resource import resource_plan, resource_total
from planning.services.resource import (
    CannotRecordProvision,
    Provision,
    provision_seen,
    record_provision,
)
from planning.states import Fulfilment, PlanState, ResourceKind
from tests.planning.planned import DECEMBER, decide, make_need, make_plan, make_section

pytestmark = pytest.mark.django_db
TODAY = local_day(DECEMBER)


@pytest.fixture
def need(officer, manager, chair, operations, specialist):
    plan = make_plan(officer, manager)
    row = make_need(make_section(plan, operations, specialist), specialist)
    decide(plan, manager, chair)
    return row


def said(fulfilment=Fulfilment.FULFILLED, fulfilled=3, note="", on=TODAY, **more):
    return Provision(fulfilment, fulfilled, on, note, **more)


def test_record_provision_by_the_manager_is_kept_with_day_and_person(need, manager):
    row = record_provision(need, said(), by=manager, at=DECEMBER)

    assert (row.fulfilment, row.fulfilled, row.fulfilment_by, row.fulfilment_on) == (
        Fulfilment.FULFILLED,
        3,
        manager,
        TODAY,
    )


@pytest.mark.parametrize("who", ["officer", "specialist", "head", "chair", "auditor"])
def test_record_provision_by_anybody_else_is_refused(need, who, request):
    with pytest.raises(NotAllowed):
        record_provision(need, said(), by=request.getfixturevalue(who), at=DECEMBER)


@pytest.mark.parametrize(
    "wrong",
    [
        said(fulfilled=6),
        said(fulfilled=2),
        said(Fulfilment.PARTIAL, 0, "先到一人"),
        said(Fulfilment.PARTIAL, 5, "先到一人"),
        said(Fulfilment.OPEN, 1),
        said(Fulfilment.DECLINED, 1, "预算冻结"),
        said(on=TODAY + timedelta(days=1)),
    ],
)
def test_record_provision_that_cannot_be_is_refused(need, manager, wrong):
    with pytest.raises(CannotRecordProvision):
        record_provision(need, wrong, by=manager, at=DECEMBER)

    need.refresh_from_db()
    assert need.fulfilment == Fulfilment.OPEN


@pytest.mark.parametrize("kind", [Fulfilment.PARTIAL, Fulfilment.DECLINED])
def test_record_provision_of_less_needs_a_reason(need, manager, kind):
    number = 1 if kind == Fulfilment.PARTIAL else 0
    with pytest.raises(NoteMissing):
        record_provision(need, said(kind, number), by=manager, at=DECEMBER)

    assert (
        record_provision(need, said(kind, number, "编制未批"), by=manager, at=DECEMBER).fulfilment
        == kind
    )


def test_record_provision_under_a_version_that_gave_way_is_refused(need, manager, chair):
    plan = need.section.plan
    type(plan).objects.filter(pk=plan.pk).update(state=PlanState.SUPERSEDED)

    with pytest.raises(CannotRecordProvision):
        record_provision(need, said(), by=manager, at=DECEMBER)


def test_record_provision_on_what_somebody_has_changed_conflicts(need, manager):
    seen = provision_seen(need)
    record_provision(
        need, said(Fulfilment.PARTIAL, 1, "先到一人", seen=seen), by=manager, at=DECEMBER
    )

    with pytest.raises(Conflict):
        record_provision(need, said(seen=seen), by=manager, at=DECEMBER)


def test_what_a_need_costs_is_no_part_of_the_trail(need, manager):
    record_provision(need, said(note="已到岗"), by=manager, at=DECEMBER)

    entry = AuditEntry.objects.get(action="planning.record_provision")
    assert "1000" not in f"{entry.before}{entry.after}{entry.note}{entry.object_label}"


# --- totals -------------------------------------------------------------------------------------------


def test_gaps_are_added_line_by_line(officer, manager, operations, specialist):
    section = make_section(make_plan(officer, manager), operations, specialist)
    rows = [
        make_need(section, specialist, have=2, need=5, cost=Decimal("10.10")),
        make_need(section, specialist, have=9, need=1, cost=Decimal("0.20")),
        make_need(section, specialist, have=0, need=4, cost=None),
    ]

    total = resource_total(rows)

    assert (total.need, total.have, total.gap) == (10, 11, 7)
    assert (total.cost, total.unpriced) == (Decimal("10.30"), 1)


def test_tables_and_departments_add_up_to_the_same_sum(
    officer, manager, operations, development, specialist
):
    plan = make_plan(officer, manager)
    for department, cost in ((operations, "10.10"), (development, "7.05")):
        section = make_section(plan, department, specialist)
        make_need(section, specialist, cost=Decimal(cost))
        make_need(section, specialist, kind=ResourceKind.TOOLS, cost=Decimal("100.00"))

    page = resource_plan(plan, manager)

    assert page.total.cost == Decimal("217.15") == sum(page.costs)
    assert [line.total.cost for line in page.budget] == [Decimal("110.10"), Decimal("107.05")]
    assert [line.costs[0] for line in page.budget] == [Decimal("10.10"), Decimal("7.05")]


def test_another_department_sees_no_line_and_no_sum(
    need, manager, chair, specialist, stranger, employee
):
    plan = need.section.plan

    for person, count in ((stranger, 0), (employee, 0), (specialist, 1), (chair, 1), (manager, 1)):
        page = resource_plan(plan, person)
        assert (page.total.lines, page.total.cost) == (count, Decimal(1000) * count)
