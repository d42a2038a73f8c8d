"""Who counts for the company, and what the others count beside (domain §4.3i)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from governance.lib.bilingual import said
from governance.lib.periods import Period, parse_period
from governance.models import Department, Person, Project
from governance.models.person import roles_held
from governance.states import Role
from kpi.formulas.aggregation import aggregate
from kpi.formulas.cadence import periods_holding
from kpi.formulas.rollup import cell_of
from kpi.formulas.standing import standing_facts
from kpi.formulas.world import Fact, World
from kpi.models import CountOwner, Indicator, IndicatorValue, IndicatorVersion
from kpi.selectors.indicator import COMPANY
from kpi.selectors.rule import collection_rules
from kpi.selectors.world import cells_world, whole_span
from kpi.states import Entry, Kind

WIDE = {Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR}


@dataclass(frozen=True)
class Share:
    """What one place counted; `is_owner` where its number is the company's.

    What another department counted is kept from those who may not see its figures.
    """

    name: str
    value: Decimal | None
    is_owner: bool
    is_hidden: bool = False


@dataclass(frozen=True)
class CountShares:
    """One base measure in one period: the company's number, what each place counted, and the difference.

    `all_together` is what the places make without an owner; `beyond` how much of it the company's
    number leaves out, counted elsewhere as well.
    """

    code: str
    name: str
    unit: str
    total: Decimal | None
    all_together: Decimal | None
    shares: tuple[Share, ...]
    has_owner: bool

    @property
    def beyond(self) -> Decimal | None:
        if not self.has_owner or self.total is None or self.all_together is None:
            return None
        return self.all_together - self.total


@dataclass(frozen=True)
class CountPage:
    """How an indicator's numbers become the company's, for its page."""

    owner: CountOwner | None
    period: Period | None
    measures: tuple[CountShares, ...]

    @property
    def has_several(self) -> bool:
        return any(len(each.shares) > 1 for each in self.measures)


def definition_on(indicator: Indicator, day: date) -> IndicatorVersion | None:
    """The definition in force on a day, else the latest."""
    rows = IndicatorVersion.objects.filter(indicator=indicator).order_by("-number")
    versions = list(rows)
    in_force = [
        row
        for row in versions
        if row.valid_from is not None and row.valid_from <= day <= (row.valid_to or date.max)
    ]
    return next(iter(in_force or versions), None)


def count_page(
    indicator: Indicator, definition: IndicatorVersion | None, person: Person, *, on: date
) -> CountPage:
    """The latest period that has a company figure, taken apart by place; grades have no owner."""
    owner = owner_of(indicator, on=on)
    label = (
        IndicatorValue.objects.filter(
            indicator=indicator,
            scope=COMPANY,
            dimension="",
            grain=indicator.assessment_grain,
            start__lte=on,
        )
        .order_by("-start")
        .values_list("period", flat=True)
        .first()
    )
    if definition is None or label is None or indicator.kind == Kind.QUALITATIVE:
        return CountPage(owner, None, ())
    period = parse_period(label)
    sees_all = bool(roles_held(person) & WIDE)
    hidden_from = None if sees_all else (person.department_id or 0)
    return CountPage(owner, period, count_shares(definition, period, hidden_from=hidden_from))


def owner_of(indicator: Indicator, *, on: date) -> CountOwner | None:
    """The owner of the count on a day, or the next one to come."""
    return (
        CountOwner.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .filter(measure__definitions__indicator=indicator)
        .select_related("department", "project")
        .order_by("valid_from")
        .first()
    )


def count_shares(
    definition: IndicatorVersion, period: Period, *, hidden_from: int | None = None
) -> tuple[CountShares, ...]:
    """Each base measure of a definition over a period, per place and for the company.

    Put together by the same arithmetic and from the same cells as the figure itself. With
    `hidden_from` a department, the numbers of the others are not told.
    """
    measures = list(definition.measures.filter(entry=Entry.PERSON).order_by("position", "pk"))
    if not measures:
        return ()
    world = cells_world(measures, whole_span([period]), collection_rules())
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in standing_facts(world):
        is_in = period in periods_holding(fact.slice, split=world.split)
        counts = fact.project is not None or not definition.needs_project
        if is_in and counts and not fact.dimension:
            found[fact.measure].append(fact)
    places = _place_names(found)
    return tuple(
        CountShares(
            code=measure.code,
            name=said(measure),
            unit=said(measure, "unit"),
            total=_together(
                world, [each for each in found[measure.code] if world.counts_for_company(each)]
            ),
            all_together=_together(world, found[measure.code]),
            shares=_shares(world, found[measure.code], places, hidden_from),
            has_owner=any(world.owner_on(measure.code, fact.slice) for fact in found[measure.code]),
        )
        for measure in measures
    )


def _together(world: World, facts: list[Fact]) -> Decimal | None:
    if not facts:
        return None
    whole = aggregate(
        world.measures[facts[0].measure].aggregation, [cell_of(fact) for fact in facts]
    )
    return None if whole is None else whole.value


def _shares(
    world: World,
    facts: list[Fact],
    places: dict[tuple[int | None, int | None], str],
    hidden_from: int | None,
) -> tuple[Share, ...]:
    by_place: dict[tuple[int | None, int | None], list[Fact]] = defaultdict(list)
    for fact in facts:
        by_place[fact.department, fact.project].append(fact)
    return tuple(
        Share(
            name=places[place],
            value=None if _is_hidden(place[0], hidden_from) else _together(world, own),
            is_hidden=_is_hidden(place[0], hidden_from),
            is_owner=all(
                world.owner_on(fact.measure, fact.slice) is not None
                and world.counts_for_company(fact)
                for fact in own
            ),
        )
        for place, own in sorted(by_place.items(), key=lambda each: places[each[0]])
    )


def _is_hidden(department: int | None, hidden_from: int | None) -> bool:
    return hidden_from is not None and department is not None and department != hidden_from


def _place_names(
    found: dict[str, list[Fact]],
) -> dict[tuple[int | None, int | None], str]:
    places = {(fact.department, fact.project) for facts in found.values() for fact in facts}
    departments = Department.objects.in_bulk([each for each, _project in places if each])
    projects = Project.objects.in_bulk([each for _department, each in places if each])
    return {
        (department, project): " · ".join(
            said(row)
            for row in (departments.get(department or 0), projects.get(project or 0))
            if row is not None
        )
        for department, project in places
    }
