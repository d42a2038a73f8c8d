from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.lib.periods import Month, Quarter, Slice, Week, Year, weeks_between
from kpi.formulas.expression import parse_formula
from kpi.formulas.rollup import figures
from kpi.formulas.standing import standing_facts
from kpi.formulas.world import Definition, Fact, Feed, MeasureFacts, Reporter, World

YEAR = weeks_between(date(2026, 1, 1), date(2026, 12, 31))
SLICES = [part for week in YEAR for part in week.slices()]
RATIO = Definition(1, 1, 1, parse_formula("a / b"), "", "week", adopted_on=date(2020, 1, 1))
STOCK = Definition(2, 2, 1, parse_formula("s"), "", "week", adopted_on=date(2020, 1, 1))
MEASURES = {
    "a": MeasureFacts("a", 1, "SUM", by_people=True),
    "b": MeasureFacts("b", 1, "SUM", by_people=True),
    "s": MeasureFacts("s", 1, "LAST", by_people=True),
}
DESKS = [Reporter(1, number, None, date(2020, 1, 1), None) for number in (1, 2)]


def world(facts, **more):
    return World(
        facts=facts, definitions=[RATIO, STOCK], measures=MEASURES, reporters=DESKS, **more
    )


def fact(code, part, value, department=1, **more):
    return Fact(code, part, None if value is None else Decimal(value), department, **more)


counts = st.integers(min_value=0, max_value=10**6)
reports = st.dictionaries(
    st.tuples(st.sampled_from(SLICES), st.sampled_from([1, 2])),
    st.tuples(counts, counts, counts),
    max_size=40,
)


def facts_of(report):
    return [
        fact(code, part, value, department)
        for (part, department), values in report.items()
        for code, value in zip("abs", values, strict=True)
    ]


def table(facts):
    return {
        (row.indicator, row.department, row.period): row
        for row in figures(world(facts))
        if not row.dimension
    }


@given(report=reports, random=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_arrival_plays_no_part(report, random):
    facts = facts_of(report)
    shuffled = random.sample(facts, len(facts))
    assert table(facts) == table(shuffled)


@given(report=reports)
@settings(max_examples=40, deadline=None)
def test_week_month_quarter_and_year_are_the_sums_of_their_slices(report):
    found = table(facts_of(report))
    for (indicator, department, period), row in found.items():
        if indicator != 1:
            continue
        mine = [
            values
            for (part, desk), values in report.items()
            if department in {None, desk} and _holds(period, part)
        ]
        assert row.figure.numerator == sum(values[0] for values in mine)
        assert row.figure.denominator == sum(values[1] for values in mine)
        below = Fraction(row.figure.denominator)
        assert row.figure.value == (Fraction(row.figure.numerator) / below if below else None)


@given(report=reports)
@settings(max_examples=40, deadline=None)
def test_a_snapshot_is_the_last_of_each_desk_and_adds_over_desks_only(report):
    found = table(facts_of(report))
    for (indicator, department, period), row in found.items():
        if indicator == 1:
            continue
        last = {}
        for part, desk in sorted(report, key=lambda key: key[0]):
            if department in {None, desk} and _holds(period, part):
                last[desk] = report[part, desk][2]
        assert row.figure.value == sum(last.values())


def _holds(period, part):
    return part.week == period if isinstance(period, Week) else period.contains(part.start)


@given(report=reports, split=st.booleans())
@settings(max_examples=40, deadline=None)
def test_covered_never_exceeds_expected_and_a_full_year_is_covered(report, split):
    for row in figures(World(facts_of(report), [RATIO], MEASURES, DESKS, split=split)):
        assert 0 <= row.covered <= row.expected


def test_the_expected_points_of_2026_are_its_slices():
    # 53 weeks, 12 of them cut in two; the first and the last slice belong to other years.
    assert len(SLICES) == 53 + 12
    rows = {
        row.period: row for row in figures(world([fact("s", SLICES[10], 1)])) if row.department == 1
    }
    assert rows[Year(2026)].expected == 63
    assert rows[Quarter(2026, 1)].expected == len(
        [part for part in SLICES if part.start.year == 2026 and part.start.month <= 3]
    )


def test_a_later_revision_takes_the_place_of_the_first():
    part = Week(2026, 8).slices()[0]
    facts = [fact("a", part, 1, rank=(1, 7)), fact("a", part, 5, rank=(2, 7))]
    assert [each.value for each in standing_facts(world(facts))] == [5]


def test_a_successor_in_the_same_week_does_not_count_twice():
    part = Week(2026, 8).slices()[0]
    facts = [fact("s", part, 3, rank=(1, 7)), fact("s", part, 4, rank=(1, 9))]
    assert table(facts)[2, None, Week(2026, 8)].figure.value == 4


def test_a_source_takes_over_from_its_first_cell_on():
    early, late = Week(2026, 7).slices()[0], Week(2026, 8).slices()[0]
    facts = [fact("a", part, 1) for part in (early, late)]
    fed = world(facts, feeds=[Feed(5, "a", None, since=late.start)])
    assert [each.slice for each in standing_facts(fed)] == [early]


def test_a_source_that_says_nothing_leaves_what_people_had_handed_in():
    early, late, after = (Week(2026, number).slices()[0] for number in (7, 8, 9))
    facts = [fact("s", part, 1) for part in (early, late)]
    handed_in = frozenset({(early.end, 1, late.start)})
    feed = Feed(5, "s", None, since=early.start, yielded=handed_in)
    fed = world(facts, feeds=[feed])
    rows = {row.period: row for row in figures(fed) if row.department is None}
    assert [each.slice for each in standing_facts(fed)] == [late]
    # Of the two desks one had answered, and the source owes nothing in that week; afterwards it owes all.
    assert (rows[Week(2026, 8)].covered, rows[Week(2026, 8)].expected) == (1, 1)
    assert feed.feeds(1, after)
    assert [feed.owes(part) for part in (early, late, after)] == [True, False, True]


def test_a_week_entered_under_the_other_rule_still_covers():
    whole = Slice(date(2026, 3, 30), date(2026, 4, 5))
    rows = {row.period: row for row in figures(world([fact("s", whole, 1)])) if row.department == 1}
    assert (rows[Week(2026, 14)].covered, rows[Week(2026, 14)].expected) == (2, 2)
    # Uncut, it counts in the month of its Thursday.
    assert Month(2026, 3) not in rows
    assert rows[Month(2026, 4)].covered == 1


def test_nothing_is_expected_before_the_first_collected_week():
    part = Week(2026, 8).slices()[0]
    rows = {
        row.period: row
        for row in figures(world([fact("s", part, 1)], collect_from=date(2026, 2, 16)))
        if row.department == 1
    }
    assert (rows[Month(2026, 2)].covered, rows[Month(2026, 2)].expected) == (1, 2)


def test_the_version_in_force_on_the_last_day_counts_and_the_eldest_before_it():
    old = Definition(
        1, 1, 1, parse_formula("a / b"), "", "week", date(2026, 1, 1), date(2026, 2, 15)
    )
    new = Definition(1, 2, 2, parse_formula("b / a"), "", "week", date(2026, 2, 16))
    facts = [
        fact(code, Week(year, week).slices()[0], value)
        for year, week in ((2025, 10), (2026, 7), (2026, 8))
        for code, value in (("a", 1), ("b", 2))
    ]
    rows = {
        row.period: row
        for row in figures(World(facts, [new, old], MEASURES))
        if row.department is None
    }
    assert rows[Week(2025, 10)].definition == rows[Week(2026, 7)].definition == 1
    assert rows[Week(2026, 8)].definition == rows[Month(2026, 2)].definition == 2


def test_an_ended_definition_without_successor_computes_nothing():
    ended = Definition(1, 1, 1, parse_formula("a"), "", "week", None, date(2026, 2, 15))
    facts = [fact("a", Week(2026, 8).slices()[0], 1)]
    assert list(figures(World(facts, [ended], MEASURES))) == []


def test_a_retired_indicator_is_owed_until_its_last_day():
    retired = Definition(
        1,
        1,
        1,
        parse_formula("a"),
        "",
        "week",
        adopted_on=date(2026, 1, 1),
        retired_on=date(2026, 2, 10),
    )
    facts = [fact("a", Week(2026, 6).slices()[0], 1)]
    rows = {
        row.period: row
        for row in figures(World(facts, [retired], MEASURES, DESKS[:1]))
        if row.department == 1
    }
    assert rows[Month(2026, 2)].expected == 1 + 2
    assert rows[Month(2026, 2)].figure.value == 1
    assert timedelta(6) == rows[Week(2026, 6)].period.end - rows[Week(2026, 6)].period.start
