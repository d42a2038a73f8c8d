"""Aggregation by the measure's own rule: the pitfalls d and e, sums that close, order that plays no part."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.lib.periods import (
    Month,
    Quarter,
    Slice,
    Week,
    Year,
    months_of,
    periods_between,
    periods_of,
    slices_of,
)
from kpi.formulas import Cell, DoubleCount, aggregate, indicator_value, parse_formula

modest = settings(max_examples=25, derandomize=True, deadline=None, database=None)


def cells_of(first_week, *values, stream="desk"):
    weeks = [first_week]
    while len(weeks) < len(values):
        weeks.append(weeks[-1].next())
    return [
        Cell(Slice(week.start, week.end), None if value is None else Decimal(value), stream)
        for week, value in zip(weeks, values, strict=True)
    ]


def value_of(rule, cells):
    result = aggregate(rule, cells)
    return None if result is None else result.value


FEBRUARY = Week(2026, 6)


@pytest.mark.parametrize(
    ("rule", "value"),
    [("SUM", 160), ("LAST", 41), ("MAX", 42), ("MIN", 38), ("NONE", None), ("DISTINCT", None)],
)
def test_four_weekly_backlogs_by_every_rule(rule, value):
    assert value_of(rule, cells_of(FEBRUARY, 42, 38, 39, 41)) == value


def test_snapshots_add_across_desks_but_never_across_time():
    cells = [*cells_of(FEBRUARY, 40, 38, 41), *cells_of(FEBRUARY, 7, 9, stream="other desk")]

    result = aggregate("LAST", cells)

    assert result.value == 50
    assert result.as_of == date(2026, 2, 22)
    assert result.oldest == date(2026, 2, 15)


def test_last_uses_the_last_submitted_snapshot_and_tells_its_date():
    result = aggregate("LAST", cells_of(FEBRUARY, 40, 38, None, None))

    assert (result.value, result.as_of) == (38, date(2026, 2, 15))


@pytest.mark.parametrize("rule", ["SUM", "LAST", "MAX", "MIN", "DISTINCT", "NONE"])
def test_nothing_submitted_is_nothing_and_a_submitted_zero_is_zero(rule):
    assert aggregate(rule, []) is None
    assert aggregate(rule, cells_of(FEBRUARY, None, None)) is None
    assert value_of(rule, cells_of(FEBRUARY, 0)) == 0


@pytest.mark.parametrize("rule", ["DISTINCT", "NONE", "distinct"])
def test_single_cell_speaks_for_itself(rule):
    assert value_of(rule, cells_of(FEBRUARY, None, 7)) == 7


def test_people_are_recounted_never_added():
    weeks = [FEBRUARY, FEBRUARY.next()]
    people = [frozenset({"ann", "bo"}), frozenset({"bo", "cy"})]
    cells = [
        Cell(Slice(week.start, week.end), Decimal(2), "desk", who)
        for week, who in zip(weeks, people, strict=True)
    ]

    assert value_of("DISTINCT", cells) == 3


def test_one_stream_counted_twice_is_refused():
    week = cells_of(Week(2026, 9), 5)
    (before, _after) = Week(2026, 9).slices()

    with pytest.raises(DoubleCount):
        aggregate("SUM", [*week, Cell(before, Decimal(2), "desk")])


def test_same_slice_of_two_streams_is_no_double_count():
    assert value_of("SUM", [*cells_of(FEBRUARY, 1), *cells_of(FEBRUARY, 2, stream="other")]) == 3


def test_unknown_rule_is_a_mistake():
    with pytest.raises(KeyError):
        aggregate("MEAN", cells_of(FEBRUARY, 1))


def all_slices(year):
    first, last = Week.of(date(year, 1, 1)), Week.of(date(year, 12, 31))
    return [part for week in periods_between(first, last) for part in week.slices()]


def totals(cells, periods):
    shares = {period: [] for period in periods}
    for cell in cells:
        for period in shares.keys() & set(periods_of(cell.slice)):
            shares[period].append(cell)
    return {period: value_of("SUM", own) for period, own in shares.items()}


@modest
@given(st.integers(2024, 2028), st.randoms(use_true_random=False))
def test_sums_of_a_full_year_close_from_slice_to_year(year, random):
    parts = all_slices(year)
    cells = [Cell(part, Decimal(random.randrange(10**6)) / 100, "desk") for part in parts]
    months = totals(cells, months_of(Year(year)))
    quarters = totals(cells, list(periods_between(Quarter(year, 1), Quarter(year, 4))))
    whole = totals(cells, [Year(year)])[Year(year)]

    assert sum(months.values()) == sum(quarters.values()) == whole
    for quarter, total in quarters.items():
        assert sum(months[month] for month in months_of(quarter)) == total
    for week, total in totals(cells, {part.week for part in parts}).items():
        assert total == sum(cell.value for cell in cells if cell.slice in week.slices())


def test_year_2026_with_week_53_is_exact_in_whole_numbers():
    cells = [Cell(part, Decimal(part.days), "desk") for part in all_slices(2026)]

    assert totals(cells, [Year(2026), Quarter(2026, 4), Month(2026, 12), Week(2026, 53)]) == {
        Year(2026): 365,
        Quarter(2026, 4): 92,
        Month(2026, 12): 31,
        Week(2026, 53): 7,
    }
    assert len(slices_of(Year(2026))) == 63


@modest
@given(
    st.sampled_from(["SUM", "LAST", "MAX", "MIN", "DISTINCT", "NONE"]),
    st.lists(st.one_of(st.none(), st.integers(0, 999)), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_order_of_arrival_plays_no_part(rule, values, random):
    cells = [*cells_of(FEBRUARY, *values), *cells_of(FEBRUARY, *reversed(values), stream="other")]
    shuffled = random.sample(cells, len(cells))

    assert aggregate(rule, shuffled) == aggregate(rule, cells)


@modest
@given(
    st.sampled_from(["SUM", "MAX", "MIN"]),
    st.lists(st.integers(0, 999), min_size=1, max_size=6),
    st.lists(st.integers(0, 999), min_size=1, max_size=6),
)
def test_parts_put_together_are_the_whole(rule, first, second):
    one, other = cells_of(FEBRUARY, *first), cells_of(FEBRUARY, *second, stream="other")
    parts = [
        Cell(one[0].slice, value_of(rule, one), 1),
        Cell(one[0].slice, value_of(rule, other), 2),
    ]

    assert value_of(rule, parts) == value_of(rule, [*one, *other])


def test_ratio_of_two_snapshots_takes_both_at_the_same_instant():
    signed, running = cells_of(FEBRUARY, 8, 9, 9), cells_of(FEBRUARY, 10, 10, 12)
    taken = {"signed": aggregate("LAST", signed), "running": aggregate("LAST", running)}

    figure = indicator_value(
        parse_formula("signed / running"), "%", {name: each.value for name, each in taken.items()}
    )

    assert figure.value == 75
    assert taken["signed"].as_of == taken["running"].as_of
