"""What an adoption would bring: who is asked which new questions from which week, and what it doubles (G14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from governance.lib.periods import Week, period_of
from governance.models import Person
from kpi.formulas.cadence import slices_in
from kpi.formulas.complement import are_complements
from kpi.models import Exemption, Indicator, IndicatorVersion, Measure, Submission
from kpi.selectors.asked import wishes
from kpi.selectors.rule import collection_rules
from kpi.selectors.system_count import measures_without_source
from kpi.selectors.world import formula_of
from kpi.states import Entry, IndicatorState, SubmissionState
from processes.models import Assignment, Process


@dataclass(frozen=True)
class AskedPlace:
    """One assignment with the questions that are new to it; those it answers already are counted."""

    assignment: Assignment
    questions: tuple[Measure, ...]
    known: int


@dataclass(frozen=True)
class Adoption:
    """Everything the PMO should know before it adopts an indicator."""

    indicator: Indicator
    definition: IndicatorVersion | None
    first_week: Week
    places: tuple[AskedPlace, ...]
    unassigned: tuple[Process, ...]
    computed: tuple[Measure, ...]
    missing: tuple[Measure, ...]
    complements: tuple[Indicator, ...]
    exemption: Exemption | None


def adoption_of(indicator: Indicator, person: Person, *, start: date) -> Adoption:
    """The consequences of adopting an indicator from a day on, in a constant number of statements."""
    definition = indicator.definitions.order_by("-number").first()
    measures = (
        list(definition.measures.select_related("process").order_by("position", "pk"))
        if definition
        else []
    )
    asked = [measure for measure in measures if measure.entry == Entry.PERSON]
    places, unassigned = _places(asked, person, start)
    return Adoption(
        indicator=indicator,
        definition=definition,
        first_week=first_week_asked(indicator.cadence, start),
        places=places,
        unassigned=unassigned,
        computed=tuple(measure for measure in measures if measure.entry == Entry.SYSTEM),
        missing=tuple(measures_without_source(indicator)),
        complements=tuple(
            row for row in complements_of(indicator, person) if row.state == IndicatorState.ADOPTED
        ),
        exemption=Exemption.objects.visible_to(person)
        .filter(process=indicator.process_id, dimension=indicator.dimension, valid_to=None)
        .select_related("declared_by")
        .first(),
    )


def first_week_asked(cadence: str, start: date) -> Week:
    """Weekly questions begin in the week of the first day, slower ones in the last week of their period."""
    split = collection_rules().split
    if cadence == "week":
        return Week.of(start)
    return slices_in(period_of(cadence, start), split=split)[-1].week


def day_offered(this_monday: date) -> date:
    """The day an adoption is offered to count from: the Monday of this week, which no later week is missing.

    While nothing has been accepted yet it is the first week owed (G30), so that a company that begins
    with past weeks has them asked at once. Only an offer: whoever adopts chooses the day.
    """
    begin = collection_rules().collect_from
    if begin is None or begin > this_monday:
        return begin or this_monday
    counted = Submission.objects.filter(state=SubmissionState.ACCEPTED).exists()
    return this_monday if counted else begin


def starters_waiting(person: Person) -> list[Indicator]:
    """The indicators of the starter set that nobody has adopted yet, in the order of the library."""
    rows = Indicator.objects.visible_to(person).filter(
        is_starter=True, state=IndicatorState.SUGGESTED
    )
    return list(rows.select_related("process").order_by("position", "code"))


def complements_of(indicator: Indicator, person: Person) -> list[Indicator]:
    """The indicators that state the same fact: those the library names, and those whose formula adds up with it.

    Among the indicators of its process, in one statement.
    """
    formulas: dict[Indicator, str] = {}
    versions = IndicatorVersion.objects.filter(
        indicator__process=indicator.process_id, indicator__in=Indicator.objects.visible_to(person)
    )
    for version in versions.select_related("indicator").order_by(
        "indicator__position", "indicator__code", "number"
    ):
        # The latest stands last, and is the one that counts.
        formulas[version.indicator] = version.formula
    own = formulas.pop(indicator, "")
    return [
        row
        for row, formula in formulas.items()
        if row.code in indicator.complements
        or indicator.code in row.complements
        or (own and are_complements(formula_of(own), formula_of(formula)))
    ]


def double_weights(indicators: Sequence[Indicator]) -> list[tuple[Indicator, Indicator]]:
    """Pairs of adopted indicators that state one fact twice (domain §4.3l)."""
    adopted = {row.code: row for row in indicators if row.state == IndicatorState.ADOPTED}
    return [
        (row, adopted[code])
        for row in adopted.values()
        for code in row.complements
        if code in adopted and row.code < code
    ]


def _places(
    asked: Sequence[Measure], person: Person, start: date
) -> tuple[tuple[AskedPlace, ...], tuple[Process, ...]]:
    processes = list({measure.process_id: measure.process for measure in asked}.values())
    if not processes:
        return (), ()
    known = _asked_already(processes, start)
    rows = (
        Assignment.objects.visible_to(person)
        .valid_between(start, date.max)
        .filter(process__in=processes)
        .select_related("process", "department", "project", "person", "deputy")
        .order_by("process__position", "department__rank", "pk")
    )
    places = []
    for assignment in rows:
        mine = [each for each in asked if each.process_id == assignment.process_id]
        fresh = tuple(each for each in mine if each.pk not in known)
        places.append(AskedPlace(assignment, fresh, len(mine) - len(fresh)))
    staffed = {place.assignment.process_id for place in places}
    return tuple(places), tuple(each for each in processes if each.pk not in staffed)


def _asked_already(processes: Iterable[Process], start: date) -> set[int]:
    wanted = wishes(split=collection_rules().split, processes=[each.pk for each in processes])
    return {
        wish.measure for row in wanted.by_process.values() for wish in row if wish.last >= start
    }
