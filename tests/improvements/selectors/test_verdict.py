"""A verdict keeps its figures, whatever is corrected afterwards (6.4.4④, G34)."""

from datetime import date, datetime

import pytest

from governance.selectors.calendar import local_zone
from improvements.models import VerificationPlan
from improvements.selectors.finding_text import finding_text
from improvements.selectors.page import improvement_page
from improvements.selectors.sample import finding_of, kept_finding
from improvements.selectors.verdict import plans_of, verdicts_of
from improvements.services.verification import verify_improvement
from improvements.states import Effect
from kpi.models import IndicatorValue
from tests.improvements.services.test_verification import OCTOBER, finished
from tests.improvements.world import AFTER, make_indicator, put_weeks


@pytest.fixture
def verified(world):
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    row.refresh_from_db()
    return row


def test_figures_corrected_since_do_not_change_what_was_decided_on(world, verified):
    IndicatorValue.objects.filter(start__gte=AFTER[0]).update(numerator=81, value=81)
    page = improvement_page(verified, world.officer, at=OCTOBER)

    assert finding_of(VerificationPlan.objects.get()).effect == Effect.NOT_EFFECTIVE
    assert page.finding is None
    (verdict,) = page.verdicts
    assert (verdict.text.after, verdict.text.change) == ("95.00 %", "+15.00 points")
    assert verdict.text.after_sample == "1,140 of 1,200 · 12 of 12 weeks"
    assert verdict.after == AFTER


def test_every_round_keeps_the_figures_of_its_own(world):
    row = finished(world, after=(81, 100))
    verify_improvement(row, Effect.NOT_EFFECTIVE, by=world.officer, at=OCTOBER)
    row.refresh_from_db()
    (verdict,) = verdicts_of(row, plans_of(row))

    assert (row.round, verdict.row.round) == (2, 1)
    assert verdict.text.after == "81.00 %"
    assert verdict.text.sentence.startswith("Chance alone could well bring this change")


@pytest.mark.parametrize(
    ("unit", "before", "after"),
    [
        ("%", [(80, 100)] * 12, [(95, 100)] * 12),
        (
            "小时",
            [(24 + week, None) for week in range(12)],
            [(9 + week, None) for week in range(12)],
        ),
        ("起", [(7, None)] * 12, [(3, None)] * 12),
        ("起", [(7, None)] * 12, [(0, None)] * 12),
        ("%", [(80, 100)] * 12, [(95, 100)] * 4),
    ],
)
def test_what_is_read_back_reads_as_it_was_written(world, unit, before, after):
    indicator = make_indicator("INC-09", unit)
    row = finished(world)
    plan = VerificationPlan.objects.get(improvement=row)
    plan.indicator = indicator
    plan.save()
    put_weeks(indicator, plan.before_start, before)
    put_weeks(indicator, plan.after_start, after)
    live = finding_of(plan)
    verification = verify_improvement(
        row, live.effect, reason="依数据", by=world.officer, at=OCTOBER
    )

    assert finding_text(kept_finding(verification, indicator), plan) == finding_text(live, plan)


def test_a_closed_improvement_says_from_which_day_on_it_is_looked_at_again(world, verified):
    day = datetime(2026, 10, 12, 10, 0, tzinfo=local_zone())
    assert improvement_page(verified, world.officer, at=day).look_again_on is None

    verified.state, verified.closed_at = "closed", day
    assert improvement_page(verified, world.officer, at=day).look_again_on == date(2027, 1, 10)
