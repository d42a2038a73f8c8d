"""Roll-up over projects, owners of a count and grades: the laws that hold whatever is reported, in whatever order."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.lib.periods import Month, Quarter, Week, Year, weeks_between
from kpi.formulas.expression import parse_formula
from kpi.formulas.grade import scale_of
from kpi.formulas.rollup import figures
from kpi.formulas.world import CountOwner, Definition, Fact, MeasureFacts, Reporter, World

START = date(2020, 1, 1)
WEEKS = weeks_between(date(2026, 1, 1), date(2026, 7, 5))
SLICES = [part for week in WEEKS for part in week.slices()]
WORDS = ("poor", "fair", "good")
SCALE = scale_of(
    [{"code": word, "name": word, "meets": word != "poor"} for word in WORDS],
)
COUNT, PER_PROJECT, GRADED = 1, 2, 3
DEFINITIONS = [
    Definition(COUNT, 1, 1, parse_formula("a"), "", "week", adopted_on=START),
    Definition(
        PER_PROJECT, 2, 1, parse_formula("a / b"), "", "week", adopted_on=START, needs_project=True
    ),
    Definition(GRADED, 3, 1, parse_formula("g"), "", "week", adopted_on=START),
]
MEASURES = {
    "a": MeasureFacts("a", 1, "SUM", by_people=True),
    "b": MeasureFacts("b", 1, "SUM", by_people=True),
    "g": MeasureFacts("g", 1, "GRADE", by_people=True, scale=SCALE),
}
# Two departments; the first also reports two projects.
PLACES = [(1, None), (2, None), (1, 10), (1, 20)]
REPORTERS = [Reporter(1, department, project, START, None) for department, project in PLACES]

counts = st.integers(min_value=0, max_value=10**6)
reports = st.dictionaries(
    st.tuples(st.sampled_from(SLICES), st.sampled_from(PLACES)),
    st.tuples(counts, counts, st.sampled_from(WORDS)),
    min_size=1,
    max_size=16,
)
owners = st.lists(st.sampled_from(PLACES), max_size=1)


def facts_of(report):
    found = []
    for (part, (department, project)), (a, b, grade) in report.items():
        found += [
            Fact("a", part, Decimal(a), department, project),
            Fact("b", part, Decimal(b), department, project),
            Fact("g", part, None, department, project, grade=grade, narrative="because"),
        ]
    return found


def world(facts, owned=()):
    return World(
        facts=facts,
        definitions=DEFINITIONS,
        measures=MEASURES,
        reporters=REPORTERS,
        owners=[
            CountOwner(code, department, project, START)
            for department, project in owned
            for code in ("a", "b")
        ],
    )


def table(facts, owned=(), wanted=None):
    return {
        (row.indicator, row.department, row.project, row.period): row
        for row in figures(world(facts, owned), wanted)
    }


@given(report=reports, owned=owners, random=st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_arrival_plays_no_part(report, owned, random):
    facts = facts_of(report)
    mixed = list(facts)
    random.shuffle(mixed)
    assert table(facts, owned) == table(mixed, owned)


@given(report=reports, owned=owners, data=st.data())
@settings(max_examples=20, deadline=None)
def test_some_periods_are_computed_as_all_are(report, owned, data):
    whole = table(facts_of(report), owned)
    periods = sorted({key[3] for key in whole}, key=str)
    wanted = data.draw(st.sets(st.sampled_from(periods), min_size=1))
    assert table(facts_of(report), owned, wanted) == {
        key: row for key, row in whole.items() if key[3] in wanted
    }


@given(report=reports)
@settings(max_examples=20, deadline=None)
def test_without_an_owner_the_company_is_the_sum_of_its_departments(report):
    found = table(facts_of(report))
    sums = defaultdict(int)
    for (indicator, department, project, period), row in found.items():
        if indicator == COUNT and department is not None and project is None:
            sums[period] += row.figure.value
    for period, total in sums.items():
        assert found[COUNT, None, None, period].figure.value == total


@given(report=reports)
@settings(max_examples=20, deadline=None)
def test_what_needs_a_project_is_the_sum_of_its_projects_and_coverage_counts_them(report):
    found = table(facts_of(report))
    by_period = defaultdict(list)
    for (indicator, _department, project, period), row in found.items():
        if indicator == PER_PROJECT and project is not None:
            by_period[period].append(row)
    for (indicator, department, project, period), row in found.items():
        if indicator != PER_PROJECT or project is not None:
            continue
        # The second department reports no project, so it has no figure.
        assert department in {None, 1}
        projects = by_period[period]
        assert row.figure.numerator == sum(each.figure.numerator for each in projects)
        assert row.covered == sum(each.covered for each in projects)
        assert {row.expected} == {2 * each.expected for each in projects}


@given(report=reports, place=st.sampled_from(PLACES))
@settings(max_examples=20, deadline=None)
def test_with_an_owner_the_company_s_number_is_the_owner_s_alone(report, place):
    found = table(facts_of(report), [place])
    expected = defaultdict(Decimal)
    for (part, where), (a, _b, _grade) in report.items():
        if where == place:
            expected[part.week] += a
    company = {
        key[3]: row
        for key, row in found.items()
        if key[:3] == (COUNT, None, None) and isinstance(key[3], Week)
    }
    assert {period: row.figure.value for period, row in company.items()} == expected
    # Only the owner is waited for; the departments keep their own numbers.
    assert all(row.expected == len(period.slices()) for period, row in company.items())
    plain = table(facts_of(report))
    for key, row in found.items():
        if key[1] is not None:
            assert row == plain[key]


@given(report=reports, owned=owners)
@settings(max_examples=20, deadline=None)
def test_months_are_the_sum_of_their_slices_and_years_of_their_months(report, owned):
    found = table(facts_of(report), owned)
    for (indicator, department, project, period), row in found.items():
        if indicator != COUNT or not isinstance(period, (Quarter, Year)):
            continue
        months = [
            each.figure.value
            for (other, *scope, month), each in found.items()
            if other == COUNT
            and scope == [department, project]
            and isinstance(month, Month)
            and period.contains(month.start)
        ]
        assert row.figure.value == sum(months)


@given(report=reports)
@settings(max_examples=20, deadline=None)
def test_grades_are_never_numbers_and_the_worst_last_one_is_judged(report):
    found = table(facts_of(report))
    for (indicator, department, project, period), row in found.items():
        if indicator != GRADED:
            continue
        assert row.figure.value is row.figure.numerator is row.figure.denominator is None
        assert row.target is None
        last, every = {}, []
        for (part, (where, of)), (_a, _b, grade) in sorted(
            report.items(), key=lambda each: each[0][0]
        ):
            holds = part.week == period if isinstance(period, Week) else period.contains(part.start)
            if holds and department in {None, where} and project in {None, of}:
                last[where, of] = grade
                every.append(grade)
        assert row.grades.judged.grade == min(last.values(), key=WORDS.index)
        assert row.grades.worst == min(every, key=WORDS.index)
        assert len(row.grades.given) == len(every)
        if not isinstance(period, Month):
            assert row.verdict in {"not_applicable", "incomplete"}
