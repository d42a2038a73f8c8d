"""IMP-01 to IMP-06 are counted from the improvements themselves (6.4.4, domain §4.2, §4.3 a c g)."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.models import Department
from improvements.models import Improvement, Verification
from improvements.services.count import count_improvements
from improvements.states import Effect, Stage
from kpi.models import IndicatorValue, MeasureValue
from kpi.services.rollup import check_rollups
from tests.improvements.world import NOW
from tests.kpi.counting import counted, make_counted

FORMULAS = {
    "IMP-01": "imp_on_time / imp_due",
    "IMP-02": "imp_effective / imp_verified",
    "IMP-03": "imp_overdue",
    "IMP-04": "imp_solidified / imp_to_solidify",
    "IMP-05": "imp_cycle_days / imp_closed",
    "IMP-06": "imp_recurred / imp_closed",
}
AUGUST = datetime(2026, 8, 12, 2, 0, tzinfo=UTC)
JUNE_20 = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def measured(world):
    found = make_counted("imp", FORMULAS)
    found["IMP-05"].unit = "天"
    found["IMP-05"].save()
    return found


def put(world, **columns):
    """An improvement as it stands after some time: what its steps have left in its columns."""
    row = world.raised()
    Improvement.objects.filter(pk=row.pk).update(**columns)
    return Improvement.objects.get(pk=row.pk)


def verified(world, row, effect, at, *, is_watch=False):
    Verification.objects.create(
        improvement=row,
        round=row.round,
        is_watch=is_watch,
        test="two_proportions",
        proposed=effect,
        effect=effect,
        verified_by=world.officer,
        verified_at=at,
    )


def closed(world, at=JUNE_20, **columns):
    given = {"state": Stage.CLOSED, "closed_at": at, "no_norm_reason": "现行规范已写明"}
    return put(world, **{**given, **columns})


def pair(code, period):
    row = IndicatorValue.objects.get(indicator__code=code, period=period, scope="company")
    return row.numerator, row.denominator


def test_what_was_due_in_a_month_is_one_cohort_whenever_it_was_completed(world):
    june_30 = JUNE_20.date().replace(day=30)
    put(world, due_on=june_30, finished_at=JUNE_20, state=Stage.VERIFY)
    put(world, due_on=june_30, finished_at=AUGUST, state=Stage.VERIFY)
    put(world, due_on=june_30, state=Stage.IMPLEMENT)
    put(world, due_on=june_30, state=Stage.VOID)
    put(world, due_on=june_30 + timedelta(days=90), state=Stage.IMPLEMENT)

    count_improvements(at=AUGUST)

    assert pair("IMP-01", "2026-06") == (1, 3)
    assert not IndicatorValue.objects.filter(indicator__code="IMP-01", period="2026-09").exists()


def test_what_was_sent_back_to_its_causes_is_not_completed(world):
    put(world, due_on=JUNE_20.date(), finished_at=NOW, state=Stage.IDENTIFY)

    count_improvements(at=AUGUST)

    assert pair("IMP-01", "2026-06") == (0, 1)


def test_overdue_is_a_snapshot_of_each_week_and_none_is_the_number_0(world):
    put(
        world,
        due_on=JUNE_20.date(),
        finished_at=datetime(2026, 7, 8, 2, 0, tzinfo=UTC),
        state="verify",
    )

    count_improvements(at=datetime(2026, 7, 14, 2, 0, tzinfo=UTC))

    assert [(day, number) for day, _where, number in counted("imp_overdue")] == [
        ("2026-06-07", 0),
        ("2026-06-14", 0),
        ("2026-06-21", 1),
        ("2026-06-28", 1),
        ("2026-06-30", 1),
        ("2026-07-05", 1),
        ("2026-07-12", 0),
        ("2026-07-19", 0),
    ]
    assert pair("IMP-03", "2026-06") == (1, None)
    assert pair("IMP-03", "2026-07") == (0, None)


def test_due_today_is_not_overdue_before_the_day_is_over(world):
    put(world, due_on=NOW.date() + timedelta(days=1), state=Stage.IMPLEMENT)

    count_improvements(at=NOW + timedelta(days=1))
    today = counted("imp_overdue")
    count_improvements(at=NOW + timedelta(days=2))

    assert [number for *_place, number in today] == [0]
    assert [number for *_place, number in counted("imp_overdue")] == [1]


def test_partly_is_verified_and_not_effective_and_too_little_data_verifies_nothing(world):
    for effect in (Effect.EFFECTIVE, Effect.PARTLY, Effect.NOT_EFFECTIVE, Effect.TOO_LITTLE):
        verified(world, put(world, state=Stage.SOLIDIFY), effect, JUNE_20)

    count_improvements(at=AUGUST)

    assert pair("IMP-02", "2026-06") == (1, 3)


def test_solidified_is_what_closed_of_the_confirmed_without_a_reasoned_none(world):
    waiting = put(world, state=Stage.SOLIDIFY)
    without = closed(world)
    for row in (waiting, without):
        verified(world, row, Effect.EFFECTIVE, JUNE_20)

    count_improvements(at=AUGUST)

    assert pair("IMP-04", "2026-06") == (0, 1)


def test_the_mean_cycle_is_days_over_improvements_not_a_mean_of_means(world):
    closed(world, at=NOW + timedelta(days=10))
    closed(world, at=NOW + timedelta(days=20))
    closed(world, at=NOW + timedelta(days=60))

    count_improvements(at=AUGUST)

    assert pair("IMP-05", "2026-06") == (30, 2)
    assert pair("IMP-05", "2026-Q3") == (60, 1)
    assert pair("IMP-05", "2026") == (90, 3)


def test_what_came_back_is_not_known_before_everything_was_looked_at_again(world):
    first, second = closed(world), closed(world)
    verified(world, first, Effect.NOT_EFFECTIVE, AUGUST, is_watch=True)
    count_improvements(at=AUGUST)
    early = pair("IMP-06", "2026-06")

    verified(world, second, Effect.EFFECTIVE, AUGUST, is_watch=True)
    count_improvements(at=AUGUST)

    assert early == (None, None)
    assert pair("IMP-06", "2026-06") == (1, 2)


def test_each_department_has_its_own_and_the_company_their_sum(world):
    put(world, due_on=JUNE_20.date(), state=Stage.IMPLEMENT)
    row = put(world, due_on=JUNE_20.date(), finished_at=NOW, state=Stage.VERIFY)
    other = Department.objects.get(code=world.stranger.department.code)
    Improvement.objects.filter(pk=row.pk).update(department=other)

    count_improvements(at=AUGUST)

    assert [(where, number) for _day, where, number in counted("imp_due")] == [
        (world.operations.code, 1),
        (other.code, 1),
    ]
    assert pair("IMP-01", "2026-06") == (1, 2)


def test_counting_twice_writes_nothing_and_without_improvements_nothing_is_counted(world):
    count_improvements(at=AUGUST)
    nothing = MeasureValue.objects.count()
    put(world, due_on=JUNE_20.date(), state=Stage.IMPLEMENT)
    count_improvements(at=AUGUST)
    cells = set(MeasureValue.objects.values_list("pk", "value"))

    again = count_improvements(at=AUGUST)

    assert (nothing, again.written) == (0, 0)
    assert set(MeasureValue.objects.values_list("pk", "value")) == cells
    assert check_rollups() == []
