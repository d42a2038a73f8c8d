"""Who owed what and whether it came, against the rule counted out by hand: one place and one slice after the other."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.lib.periods import Month, Quarter, Week, Year, weeks_between
from kpi.formulas.cadence import is_asked, slices_in
from kpi.formulas.expected import Coverage, Scope
from kpi.formulas.expression import parse_formula
from kpi.formulas.world import CountOwner, Definition, Fact, Feed, MeasureFacts, Reporter, World

START, SPRING, SUMMER = date(2020, 1, 1), date(2026, 3, 4), date(2026, 6, 15)
SLICES = [
    part
    for week in weeks_between(date(2026, 1, 1), date(2026, 7, 5))
    for part in week.slices(split=True)
]
PLACES = [(1, None), (2, None), (1, 10)]
SCOPES = [Scope(), Scope(1), Scope(2), Scope(project=10), Scope(by_dimension=True)]
PERIODS = [Week(2026, 10), Week(2026, 14), Month(2026, 3), Quarter(2026, 1), Year(2026)]
MEASURES = {
    "a": MeasureFacts("a", 1, "SUM", by_people=True),
    "b": MeasureFacts("b", 1, "SUM", by_people=True),
    "fed": MeasureFacts("fed", 1, "SUM", by_people=True),
}
DEFINITIONS = [
    Definition(1, 1, 1, parse_formula("a"), "", "week", adopted_on=START),
    Definition(2, 2, 1, parse_formula("b"), "", "week", adopted_on=SPRING, retired_on=SUMMER),
    Definition(3, 3, 1, parse_formula("a / b"), "", "month", adopted_on=START),
    Definition(4, 4, 1, parse_formula("fed / a"), "", "week", adopted_on=START),
    Definition(5, 5, 1, parse_formula("a"), "", "week", adopted_on=START, needs_project=True),
]
FEED = Feed(7, "fed", 1, SPRING, yielded=frozenset({(date(2026, 4, 1), 1, date(2026, 5, 1))}))

entries = st.sets(
    st.tuples(st.sampled_from(SLICES), st.sampled_from(PLACES), st.sampled_from(sorted(MEASURES))),
    max_size=30,
)
fed = st.sets(st.sampled_from(SLICES), max_size=10)
owners = st.lists(st.tuples(st.sampled_from(["a", "fed"]), st.sampled_from(PLACES)), max_size=1)


def world(entered, imported, owned):
    facts = [
        Fact(code, part, Decimal(1), department, project)
        for part, (department, project), code in sorted(entered, key=str)
    ]
    facts += [
        Fact("fed", part, Decimal(1), 1, source=7, is_entry=False) for part in sorted(imported)
    ]
    return World(
        facts=facts,
        definitions=DEFINITIONS,
        measures=MEASURES,
        reporters=[Reporter(1, *place, START, None) for place in PLACES[:-1]]
        + [Reporter(1, *PLACES[-1], SPRING, SUMMER)],
        feeds=[FEED],
        owners=[CountOwner(code, *place, SPRING) for code, place in owned],
    )


def by_hand(found, definition, scope, period):
    came = {(fact.stream, fact.measure, fact.slice) for fact in found.facts}
    covered = expected = 0
    for part in slices_in(period, split=True):
        owing = defaultdict(set)
        for name in definition.formula.names:
            for stream in asked(found, definition, name, scope, part):
                owing[stream].add(name)
        expected += len(owing)
        covered += sum(
            all((stream, name, part) in came for name in names) for stream, names in owing.items()
        )
    return covered, expected


def asked(found, definition, name, scope, part):
    owner = found.owner_on(name, part) if scope.is_company else None
    feeds = [each for each in found.feeds if each.measure == name]
    for feed in feeds:
        counts = owner is None or owner.counts(feed.department, None, is_entry=False)
        is_ours = scope.includes(feed.department, None) and not definition.needs_project
        if counts and is_ours and feed.owes(part):
            yield "source", feed.source
    if scope.by_dimension or not definition.asks_people(part):
        return
    if not is_asked(part, definition.cadence, split=True):
        return
    for each in found.reporters:
        is_meant = owner is None or owner.counts(each.department, each.project, is_entry=True)
        is_ours = scope.includes(each.department, each.project)
        is_relieved = any(feed.feeds(each.department, part) for feed in feeds)
        fits = each.project is not None or not definition.needs_project
        if is_meant and is_ours and fits and each.covers(part) and not is_relieved:
            yield each.stream


@given(entered=entries, imported=fed, owned=owners)
@settings(max_examples=25, deadline=None)
def test_points_are_those_counted_by_hand(entered, imported, owned):
    found = world(entered, imported, owned)
    coverage = Coverage(found, found.facts)

    for definition in DEFINITIONS:
        for scope in SCOPES:
            for period in PERIODS:
                counted = by_hand(found, definition, scope, period)
                assert coverage.of(definition, scope, period) == counted


def test_of_two_measures_one_is_not_enough():
    (part,) = Week(2026, 4).slices(split=True)
    found = world({(part, (1, None), "a"), (part, (2, None), "a"), (part, (2, None), "b")}, (), ())

    both = Definition(6, 6, 1, parse_formula("a / b"), "", "week", adopted_on=START)
    assert Coverage(found, found.facts).of(both, Scope(), part.week) == (1, 2)
