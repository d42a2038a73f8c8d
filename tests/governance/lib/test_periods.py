"""Periods: ISO weeks with their own year, slices cut at month ends, labels read strictly."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.lib.periods import (
    BadPeriod,
    Month,
    Quarter,
    Slice,
    Week,
    Year,
    months_of,
    parse_period,
    period_of,
    periods_between,
    periods_of,
    slices_of,
    weeks_between,
    weeks_in_year,
)

modest = settings(max_examples=200, derandomize=True, deadline=None, database=None)
days = st.dates(date(2000, 1, 3), date(2100, 12, 26))
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("year", "weeks", "crossing", "first_day", "last_day"),
    [
        (2025, 52, 10, date(2024, 12, 30), date(2025, 12, 28)),
        (2026, 53, 12, date(2025, 12, 29), date(2027, 1, 3)),
        (2027, 52, 9, date(2027, 1, 4), date(2028, 1, 2)),
    ],
)
def test_year_of_iso_weeks_has_the_table_of_the_domain(year, weeks, crossing, first_day, last_day):
    all_weeks = list(periods_between(Week(year, 1), Week(year, weeks)))

    assert weeks_in_year(year) == len(all_weeks) == weeks
    assert sum(week.crosses_month for week in all_weeks) == crossing
    assert (all_weeks[0].start, all_weeks[-1].end) == (first_day, last_day)


def test_day_at_the_year_edge_belongs_to_the_iso_week_of_the_other_year():
    assert Week.of(date(2025, 12, 29)) == Week(2026, 1)
    assert Week.of(date(2027, 1, 3)) == Week(2026, 53)
    assert Week.of(date(2027, 1, 4)) == Week(2027, 1)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 15, 15, 59, 59, tzinfo=UTC), Week(2026, 46)),
        (datetime(2026, 11, 15, 16, 0, 0, tzinfo=UTC), Week(2026, 47)),
        (datetime(2027, 1, 3, 15, 59, 59, tzinfo=UTC), Week(2026, 53)),
        (datetime(2027, 1, 3, 16, 0, 0, tzinfo=UTC), Week(2027, 1)),
    ],
)
def test_week_of_an_instant_is_decided_in_shanghai(moment, week):
    assert Week.at(moment, SHANGHAI) == week


def test_week_of_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        Week.at(datetime(2026, 1, 1), SHANGHAI)  # noqa: DTZ001 -- the naive moment is the case


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("2026-W08", Week(2026, 8)),
        ("2026-W5", Week(2026, 5)),
        ("2026-w08", Week(2026, 8)),
        ("2026-W53", Week(2026, 53)),
        ("2026-02", Month(2026, 2)),
        ("2026-2", Month(2026, 2)),
        ("2026-Q1", Quarter(2026, 1)),
        ("2026", Year(2026)),
        (" 2026 ", Year(2026)),
        ("２０２６－Ｗ０８", Week(2026, 8)),
        ("２０２６", Year(2026)),
    ],
)
def test_label_is_read(label, period):
    assert parse_period(label) == period
    assert type(period).parse(label) == period


@pytest.mark.parametrize(
    "label",
    [
        "", "W", "2027-W53", "2026-W0", "2026-W00", "2026-W54", "2026-53", "2026-0", "2026-13", "2026-Q0",
        "2026-Q5", "2026-Q01", "0", "0000", "1999", "2101", "1999-W52", "2101-W01", "10000", "2026.0",
        "+2026", "-2026", "2026-02-30", "2026-W08-1", "٢٠٢٦", "2026W08", "2026-W8x", "9" * 100_000,
    ],
)  # fmt: skip
def test_label_that_names_no_period_is_refused_with_a_short_sentence(label):
    with pytest.raises(BadPeriod) as refusal:
        parse_period(label)

    assert 10 < len(str(refusal.value)) < 150


@pytest.mark.parametrize(
    ("grain", "label"),
    [
        ("week", "2026-02"),
        ("month", "2026-W08"),
        ("quarter", "2026"),
        ("year", "2026-Q1"),
        ("day", "2026"),
    ],
)
def test_label_of_another_grain_than_asked_is_refused(grain, label):
    with pytest.raises(BadPeriod):
        parse_period(label, grain=grain)


def test_label_of_the_grain_asked_for_is_read():
    assert parse_period("2026-W08", grain="week") == Week(2026, 8)


@pytest.mark.parametrize(
    ("label", "part"),
    [("2026-02-23..2026-02-28", Slice(date(2026, 2, 23), date(2026, 2, 28)))],
)
def test_slice_label_is_read(label, part):
    assert Slice.parse(label) == part
    assert part.label == str(part) == label


@pytest.mark.parametrize(
    "label",
    [
        "2026-02-28..2026-02-23",
        "2026-02-23..2026-03-02",
        "2026-02-30..2026-03-01",
        "2026-02-23",
        "1999-12-27..1999-12-28",
    ],
)
def test_slice_label_that_is_no_part_of_a_week_is_refused(label):
    with pytest.raises(BadPeriod):
        Slice.parse(label)


@modest
@given(days)
def test_every_label_reads_back_equal(day):
    for kind in (Week, Month, Quarter, Year, Slice):
        period = kind.of(day)
        assert kind.parse(period.label) == period
        assert kind.parse(kind.parse(period.label).label).label == period.label
        assert period.contains(day)


@modest
@given(days)
def test_next_and_previous_leave_no_gap_and_undo_each_other(day):
    for kind in (Week, Month, Quarter, Year, Slice):
        period = kind.of(day)
        assert period.next().start == period.end + timedelta(days=1)
        assert period.next().previous() == period
        assert period.previous() < period < period.next()


@modest
@given(days)
def test_slices_of_every_period_cover_its_days_once(day):
    for kind in (Week, Month, Quarter, Year):
        period = kind.of(day)
        parts = slices_of(period)
        covered = [
            part.start + timedelta(days=offset) for part in parts for offset in range(part.days)
        ]
        assert covered == [period.start + timedelta(days=offset) for offset in range(period.days)]
        assert all(period in periods_of(part) for part in parts)


@modest
@given(days)
def test_months_make_up_their_quarter_and_year_in_slices(day):
    for period in (Quarter.of(day), Year.of(day)):
        assert slices_of(period) == [
            part for month in months_of(period) for part in slices_of(month)
        ]


@modest
@given(days)
def test_by_the_thursday_rule_every_week_counts_whole_in_one_month(day):
    week = Week.of(day)
    (part,) = week.slices(split=False)

    assert part.is_whole_week
    assert periods_of(part)[:2] == (week, week.month_by_thursday())
    assert part in slices_of(week.month_by_thursday(), split=False)
    assert part not in slices_of(week.month_by_thursday().next(), split=False)


def test_week_crossing_a_year_is_cut_into_two_slices_of_two_years():
    december, january = Week(2026, 53).slices()

    assert periods_of(december) == (Week(2026, 53), Month(2026, 12), Quarter(2026, 4), Year(2026))
    assert periods_of(january) == (Week(2026, 53), Month(2027, 1), Quarter(2027, 1), Year(2027))
    assert december.week == january.week == Week(2026, 53)
    assert not december.is_whole_week


def test_year_2026_is_made_of_63_slices_that_end_with_its_days():
    parts = slices_of(Year(2026))

    # 53 weeks touch the year; 11 of them are cut inside it, the first and last only at its edges.
    assert len(parts) == 63
    assert parts[0] == Slice(date(2026, 1, 1), date(2026, 1, 4))
    assert parts[-1] == Slice(date(2026, 12, 28), date(2026, 12, 31))


def test_week_inside_a_month_is_one_slice_and_a_slice_is_its_own():
    (part,) = Week(2026, 8).slices()

    assert part.days == 7
    assert slices_of(part) == [part]
    assert slices_of(Week(2026, 8)) == [part]


def test_same_period_last_year():
    assert Week(2026, 8).same_last_year() == Week(2025, 8)
    assert Week(2026, 53).same_last_year() is None
    assert Month(2026, 2).same_last_year() == Month(2025, 2)
    assert Quarter(2026, 1).same_last_year() == Quarter(2025, 1)
    assert Year(2026).same_last_year() == Year(2025)
    assert Slice.of(date(2026, 2, 1)).same_last_year() is None


def test_months_of_a_week_is_the_month_of_its_thursday():
    assert months_of(Week(2026, 14)) == [Month(2026, 4)]
    assert months_of(Month(2026, 4)) == [Month(2026, 4)]


def test_weeks_between_days_are_all_that_touch_them():
    assert weeks_between(date(2026, 12, 27), date(2027, 1, 4)) == [
        Week(2026, 52),
        Week(2026, 53),
        Week(2027, 1),
    ]
    assert weeks_between(date(2026, 1, 2), date(2026, 1, 1)) == []


def test_range_of_periods_includes_both_ends_and_is_empty_backwards():
    assert list(periods_between(Month(2025, 12), Month(2026, 2))) == [
        Month(2025, 12),
        Month(2026, 1),
        Month(2026, 2),
    ]
    assert list(periods_between(Month(2026, 2), Month(2026, 1))) == []


def test_range_between_two_grains_is_refused():
    with pytest.raises(TypeError):
        list(periods_between(Month(2026, 1), Year(2026)))


@pytest.mark.parametrize(
    ("grain", "period"),
    [
        ("week", Week(2026, 9)),
        ("month", Month(2026, 2)),
        ("quarter", Quarter(2026, 1)),
        ("year", Year(2026)),
    ],
)
def test_period_of_a_grain_holds_the_day(grain, period):
    assert period_of(grain, date(2026, 2, 28)) == period
    assert period.grain == grain


def test_periods_before_the_earliest_label_exist_for_comparison_only():
    assert Week.parse("2000-W01").previous() == Week(1999, 52)
    with pytest.raises(BadPeriod):
        Year(1979)


@pytest.mark.parametrize(
    ("period", "lang", "text"),
    [
        (Week(2026, 8), "en", "2026 week 8 (02-16 – 02-22)"),
        (Month(2026, 2), "en", "February 2026"),
        (Month(2026, 2), "zh-hans", "2026年2月"),
        (Quarter(2026, 1), "en", "Q1 2026"),
        (Year(2026), "en", "Year 2026"),
        (Slice(date(2026, 2, 23), date(2026, 2, 28)), "en", "02-23 – 02-28"),
    ],
)
def test_period_is_named_in_the_language_of_the_reader(period, lang, text):
    assert period.display(lang) == text


def test_period_is_named_in_the_active_language_when_none_is_given():
    assert Month(2026, 2).display() == "February 2026"


def test_period_without_a_grain_of_its_own_cannot_be_used():
    from governance.lib.spans import Span  # the base is nobody else's business

    with pytest.raises(NotImplementedError):
        Span.of(date(2026, 1, 1))
    with pytest.raises(NotImplementedError):
        str(Span())
    with pytest.raises(NotImplementedError):
        Span().display()
