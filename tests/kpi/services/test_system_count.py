"""Counts handed down from later clauses stand as cells nobody types (domain §4.2, §4.3c g)."""

from datetime import UTC, date, datetime

import pytest

from governance.lib.periods import Slice
from kpi.models import IndicatorValue, Measure, MeasureValue
from kpi.selectors.system_count import SUPPLIED
from kpi.services.rollup import check_rollups
from kpi.services.system_count import keep_counts
from tests.kpi.counting import counted, make_counted

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
WEEK_9 = Slice(date(2026, 2, 23), date(2026, 2, 28))
WEEK_10 = Slice(date(2026, 3, 2), date(2026, 3, 8))
CODES = ("imp_recurred", "imp_closed")


@pytest.fixture
def recurrence(db):
    return make_counted("imp", {"IMP-06": "imp_recurred / imp_closed"})["IMP-06"]


def figure(period, department=None):
    row = IndicatorValue.objects.get(period=period, department=department)
    return row.numerator, row.denominator, row.value


def test_keep_counts_makes_figures_that_are_ratios_of_sums(recurrence, operations, development):
    keep_counts(
        CODES,
        {
            ("imp_recurred", operations.pk, WEEK_10): 1,
            ("imp_closed", operations.pk, WEEK_10): 2,
            ("imp_recurred", development.pk, WEEK_10): 0,
            ("imp_closed", development.pk, WEEK_10): 6,
        },
        at=NOW,
    )

    # 1/2 and 0/6: the mean of the ratios would be 25 %, the truth is 1/8.
    assert figure("2026-03") == (1, 8, 12.5)
    assert figure("2026-03", operations) == (1, 2, 50)
    assert check_rollups() == []


def test_what_is_not_known_yet_leaves_both_sides_of_its_quotient_out(recurrence):
    keep_counts(
        CODES,
        {
            ("imp_recurred", None, WEEK_9): None,
            ("imp_closed", None, WEEK_9): 40,
            ("imp_recurred", None, WEEK_10): 3,
            ("imp_closed", None, WEEK_10): 10,
        },
        at=NOW,
    )

    # 3/10 and “not known”/40 are 3/10, not 3/50.
    assert figure("2026-Q1") == (3, 10, 30)
    february = IndicatorValue.objects.get(period="2026-02")
    assert (february.value, february.numerator) == (None, None)


def test_keep_counts_twice_writes_nothing_the_second_time(recurrence):
    counts = {("imp_recurred", None, WEEK_10): 0, ("imp_closed", None, WEEK_10): 2}
    keep_counts(CODES, counts, at=NOW)
    cells = set(MeasureValue.objects.values_list("pk", "value"))

    again = keep_counts(CODES, counts, at=NOW)

    assert again.written == 0
    assert set(MeasureValue.objects.values_list("pk", "value")) == cells


def test_a_count_that_is_not_there_any_more_takes_its_figure_with_it(recurrence):
    keep_counts(
        CODES,
        {("imp_recurred", None, WEEK_10): 0, ("imp_closed", None, WEEK_10): 2},
        at=NOW,
    )

    keep_counts(CODES, {}, at=NOW)

    assert counted("imp_closed") == []
    assert not IndicatorValue.objects.exists()


def test_keep_counts_of_other_measures_leaves_these_alone(recurrence):
    keep_counts(CODES, {("imp_closed", None, WEEK_10): 2}, at=NOW)

    keep_counts(("imp_due",), {("imp_due", None, WEEK_10): 1}, at=NOW)

    assert counted("imp_closed") == [("2026-03-08", "", 2)]


def test_only_what_uses_a_count_that_moved_is_computed_anew(db):
    made = make_counted(
        "imp", {"IMP-01": "imp_on_time / imp_due", "IMP-06": "imp_recurred / imp_closed"}
    )
    codes = ("imp_on_time", "imp_due", *CODES)
    counts = {(code, None, WEEK_10): 4 for code in codes}
    keep_counts(codes, counts, at=NOW)
    # Told apart from a figure that was computed anew by being wrong.
    IndicatorValue.objects.filter(indicator=made["IMP-01"], period="2026-03").update(value=1)

    keep_counts(codes, counts | {("imp_recurred", None, WEEK_10): 1}, at=NOW)

    march = IndicatorValue.objects.filter(period="2026-03")
    assert march.get(indicator=made["IMP-06"]).value == 25
    assert march.get(indicator=made["IMP-01"]).value == 1
    (wrong, *_none) = check_rollups()
    assert (wrong.kept["value"], wrong.right["value"], _none) == (1, 100, [])


def test_a_measure_people_answer_for_is_not_counted_over_their_heads(recurrence):
    with pytest.raises(ValueError, match="inc_closed"):
        keep_counts(("inc_closed",), {("inc_closed", None, WEEK_10): 2}, at=NOW)


def test_where_the_policy_sets_no_limit_nobody_counts(catalogue):
    uncounted = Measure.objects.filter(entry="system").exclude(code__in=SUPPLIED)

    assert set(uncounted.values_list("code", flat=True)) == {
        "rev_reports_on_time",
        "rev_reports_due",
        "rev_adhoc_on_time",
        "rev_adhoc_triggers",
    }
