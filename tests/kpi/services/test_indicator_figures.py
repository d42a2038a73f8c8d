"""What the PMO decides about an indicator shows in its figures at once, and nothing goes stale (domain §4.1)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kpi.models import Indicator, IndicatorValue, Measure
from kpi.selectors.indicator import indicator_cards, worst_light
from kpi.services.indicator import (
    TargetTerms,
    adopt_indicator,
    retire_indicator,
    revise_definition,
    set_target,
)
from kpi.services.rollup import check_rollups
from processes.models import Process
from tests.kpi.collecting import enter_week, make_assignment

APRIL = datetime(2026, 4, 8, 2, 0, tzinfo=UTC)
MAY = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def desk(catalogue, specialist, officer, operations):
    """Four full weeks of incident data before the indicator is adopted."""
    process = Process.objects.get(code="incident")
    assignment = make_assignment(specialist, process, operations, valid_from=date(2026, 3, 2))
    hours, count = (
        Measure.objects.get(code=code) for code in ("inc_resolve_hours", "inc_resolved")
    )
    for week in ("2026-W10", "2026-W11", "2026-W12", "2026-W13"):
        enter_week(assignment, week, {hours: 30, count: 10})
    indicator = Indicator.objects.get(code="INC-04")
    return adopt_indicator(indicator, by=officer, at=APRIL, valid_from=date(2026, 3, 2))


def figure(indicator, period):
    return IndicatorValue.objects.get(indicator=indicator, period=period, scope="company")


def test_adopting_for_weeks_that_have_data_makes_their_figures(desk):
    assert figure(desk, "2026-W10").value == 3
    assert check_rollups() == []


def test_a_target_judges_from_its_first_day_on(desk, officer):
    set_target(desk, TargetTerms("<=", Decimal(2), date(2026, 3, 16)), by=officer, at=APRIL)

    assert figure(desk, "2026-W11").target is None
    assert (figure(desk, "2026-W12").verdict, figure(desk, "2026-W12").target.value) == (
        "missed",
        2,
    )
    assert check_rollups() == []


def test_a_new_formula_counts_from_its_first_day_on(desk, officer):
    revise_definition(
        desk, "inc_resolved", valid_from=date(2026, 3, 23), note="a trial", by=officer, at=APRIL
    )

    assert (figure(desk, "2026-W12").value, figure(desk, "2026-W13").value) == (3, 10)
    assert check_rollups() == []


def test_retiring_and_adopting_again_keeps_the_earlier_figures(desk, officer):
    retired = retire_indicator(desk, note="not wanted", by=officer, at=APRIL)
    again = adopt_indicator(retired, by=officer, at=MAY, valid_from=date(2026, 5, 4))

    assert again.adopted_on == date(2026, 3, 2)
    assert figure(desk, "2026-W10").value == 3
    assert check_rollups() == []


def test_a_card_shows_the_last_ended_period_its_light_and_the_course(desk, officer, employee):
    set_target(desk, TargetTerms("<=", Decimal(2), date(2026, 3, 1)), by=officer, at=APRIL)
    process = desk.process_id

    cards = indicator_cards(employee, on=date(2026, 4, 8), processes=[process], course=12)

    assert [(card.indicator.code, card.latest.period, card.target_text) for card in cards] == [
        ("INC-04", "2026-03", "≤2 h")
    ]
    assert cards[0].course[-1] == cards[0].latest.value
    assert worst_light(cards) in {"missed", "incomplete"}
    assert worst_light([]) == ""
