"""The control chart of a verification has its own limits on either side of the split (6.4.4④; design §5)."""

from datetime import date
from decimal import Decimal

from improvements.models import VerificationPlan
from improvements.selectors.split import split_chart
from tests.improvements.world import AFTER, BEFORE, put_weeks

ENDED, RUNNING = date(2026, 10, 12), date(2026, 8, 3)


def drawn(world, today, **further):
    """80 and 82 in turn before: mean 81, moving range 2, so 81 ± 5.32; 90 and 92 after: 91 ± 5.32."""
    world.planned()
    put_weeks(world.indicator, BEFORE[0], [(80, 100), (82, 100)] * 6)
    put_weeks(world.indicator, AFTER[0], [(90, 100), (92, 100)] * 6)
    put_weeks(world.indicator, date(2026, 9, 28), [(80, 100)] * 2)
    return split_chart(VerificationPlan.objects.get(), today, **further)


def lines(chart):
    return {row.name: row.values for row in chart.series}


def test_each_side_of_the_split_has_its_own_limits(world):
    chart = drawn(world, ENDED)

    found = lines(chart)
    assert found["centre line"] == (Decimal(81),) * 12 + (Decimal(91),) * 12
    assert found["lower limit"] == (Decimal("75.68"),) * 12 + (Decimal("85.68"),) * 12
    assert found["upper limit"] == (Decimal("86.32"),) * 12 + (Decimal("96.32"),) * 12
    assert [mark.at for mark in chart.marks] == ["2026-W28"]


def test_while_the_window_runs_the_new_weeks_stand_against_the_old_limits(world):
    found = lines(drawn(world, RUNNING))

    assert len(found["INC-03"]) == 12 + 4
    assert set(found["centre line"]) == {Decimal(81)}


def test_the_look_again_draws_the_weeks_since(world):
    found = lines(drawn(world, ENDED, until=ENDED))

    assert found["INC-03"][-2:] == (Decimal(80), Decimal(80))
    assert found["lower limit"][-1] == Decimal("85.68")


def test_no_share_lies_above_the_whole_or_below_nothing(world):
    """94 and 100 in turn: mean 97, moving range 6, so 97 ± 15.96; 0 and 6: mean 3, so 3 ± 15.96."""
    world.planned()
    put_weeks(world.indicator, BEFORE[0], [(94, 100), (100, 100)] * 6)
    put_weeks(world.indicator, AFTER[0], [(0, 100), (6, 100)] * 6)
    found = lines(split_chart(VerificationPlan.objects.get(), ENDED))

    assert (found["lower limit"][0], found["upper limit"][0]) == (Decimal("81.04"), Decimal(100))
    assert (found["lower limit"][-1], found["upper limit"][-1]) == (Decimal(0), Decimal("18.96"))


def test_one_week_has_no_limits_and_none_no_chart(world):
    world.planned()
    plan = VerificationPlan.objects.get()
    assert split_chart(plan, ENDED) is None

    put_weeks(world.indicator, BEFORE[0], [(80, 100)])
    assert list(lines(split_chart(plan, ENDED))) == ["INC-03"]
