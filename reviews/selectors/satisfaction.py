"""What feedback and surveys count into indicators of satisfaction, where the PMO decided so (R54, G24, domain §4.3m)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from governance.lib.periods import weeks_between
from governance.models import Person
from governance.selectors.calendar import local_day
from kpi.formulas import parse_formula
from kpi.models import Indicator, IndicatorVersion
from kpi.selectors.system_count import Counts, Grid, Place, count_grid
from kpi.states import Aggregation, Dimension, Entry, IndicatorState
from reviews.models import ComplaintCount, Feedback, Survey
from reviews.states import FeedbackKind


@dataclass(frozen=True)
class Door:
    """Which base measures of an indicator take which count; `asked` is empty where the library has none for it.

    A survey gives satisfied out of answered out of asked; the register gives one count and no `answered`.
    """

    indicator: int
    satisfied: str
    answered: str = ""
    asked: str = ""

    @property
    def codes(self) -> set[str]:
        """The measures it speaks of."""
        return {self.satisfied, self.answered, self.asked} - {""}


def survey_doors() -> list[Indicator]:
    """Adopted indicators of satisfaction that are one count of people out of another: what a survey can give."""
    return _open_doors(lambda door: bool(door.answered))


def complaint_doors() -> list[Indicator]:
    """Adopted indicators of satisfaction that are one bare count of people: what the register can give."""
    return _open_doors(lambda door: not door.answered)


def _open_doors(fits: Callable[[Door], bool]) -> list[Indicator]:
    rows = Indicator.objects.filter(
        dimension=Dimension.SATISFACTION, state=IndicatorState.ADOPTED
    ).select_related("process")
    doors = doors_of([row.pk for row in rows])
    return [
        row
        for row in sorted(rows, key=lambda each: (each.process.position, each.code))
        if any(fits(door) for _version, door in doors.get(row.pk, ())[:1])
    ]


def doors_of(indicators: Iterable[int]) -> Mapping[int, list[tuple[IndicatorVersion, Door]]]:
    """The definitions of indicators through which counts can come in, the newest first; two questions.

    Only sums that people report pass: a formula with arithmetic of its own, a scale or a definition per
    project has no door.
    """
    found: dict[int, list[tuple[IndicatorVersion, Door]]] = defaultdict(list)
    versions = (
        IndicatorVersion.objects.filter(indicator__in=list(indicators), needs_project=False)
        .select_related("population")
        .prefetch_related("measures")
        .order_by("-number")
    )
    for version in versions:
        measures = {each.code: each for each in version.measures.all()}
        door = _door(version)
        if door is not None and all(
            code in measures
            and measures[code].entry == Entry.PERSON
            and measures[code].aggregation == Aggregation.SUM
            and not measures[code].scale
            for code in door.codes
        ):
            found[version.indicator_id].append((version, door))
    return found


def _door(version: IndicatorVersion) -> Door | None:
    formula = parse_formula(version.formula)
    asked = version.population.code if version.population else ""
    if len(formula.names) == 1 and formula.text == formula.names[0]:
        return Door(version.indicator_id, formula.names[0])
    if len(formula.names) == 2 and formula.text == " / ".join(formula.names):  # noqa: PLR2004 -- the two sides of a quotient
        return Door(version.indicator_id, *formula.names, asked)
    return None


def door_on(doors: Sequence[tuple[IndicatorVersion, Door]], day: date) -> Door | None:
    """The door of the definition in force on a day; before the first one, that one."""
    for version, door in doors:
        if (version.valid_from or date.min) <= day <= (version.valid_to or date.max):
            return door
    return doors[-1][1] if doors else None


def feedback_counts(*, at: datetime, among: Iterable[int] = ()) -> tuple[set[str], Counts]:
    """All that surveys and the register count, and the measures spoken of; `among` names further indicators.

    A survey counts on its last day, when it was closed; several of one slice are added. Complaints count
    on the day they were received; a slice without one is a counted 0.
    """
    surveys, rules = (
        list(Survey.objects.filter(indicator__isnull=False)),
        list(ComplaintCount.objects.all()),
    )
    used = {row.indicator_id for row in (*surveys, *rules) if row.indicator_id} | set(among)
    doors = doors_of(used)
    codes = {code for rows in doors.values() for _version, door in rows for code in door.codes}
    grid = count_grid(at)
    found: Counter[Place] = Counter()
    for survey in surveys:
        _add_survey(found, survey, doors.get(survey.indicator_id or 0, ()), grid)
    said = _complaints(rules)
    for rule in rules:
        _add_complaints(found, rule, doors.get(rule.indicator_id, ()), grid, said)
    return codes, found


def _add_survey(
    found: Counter[Place],
    survey: Survey,
    doors: Sequence[tuple[IndicatorVersion, Door]],
    grid: Grid,
) -> None:
    door = door_on(doors, survey.end)
    if door is None or not door.answered:
        return
    part = grid.on(survey.end)
    for code, count in (
        (door.satisfied, survey.satisfied),
        (door.answered, survey.answered),
        (door.asked, survey.asked),
    ):
        if code:
            found[code, None, part] += count


def _complaints(rules: Sequence[ComplaintCount]) -> Mapping[int, list[date]]:
    """The days on which complaints about the processes of the rules were received, by indicator; one question."""
    if not rules:
        return {}
    processes = Indicator.objects.filter(pk__in={rule.indicator_id for rule in rules})
    by_process: dict[int, list[date]] = defaultdict(list)
    rows = Feedback.objects.filter(
        kind=FeedbackKind.COMPLAINT, process__in=processes.values("process")
    )
    for process, received_at in rows.values_list("process_id", "received_at"):
        by_process[process].append(local_day(received_at))
    return {pk: by_process[process] for pk, process in processes.values_list("pk", "process_id")}


def _add_complaints(
    found: Counter[Place],
    rule: ComplaintCount,
    doors: Sequence[tuple[IndicatorVersion, Door]],
    grid: Grid,
    said: Mapping[int, list[date]],
) -> None:
    last = min(rule.valid_to or grid.today, grid.today)
    if last < rule.valid_from:
        return
    per_slice = Counter(grid.on(day) for day in said[rule.indicator_id])
    for week in weeks_between(rule.valid_from, last):
        for part in week.slices(split=grid.split):
            door = door_on(doors, part.end)
            if part.start < rule.valid_from or part.start > last:
                continue
            if door is not None and not door.answered:
                found[door.satisfied, None, part] = per_slice[part]


def complaint_counts_listed(person: Person) -> QuerySet[ComplaintCount]:
    """What the register counts into, the running ones first."""
    rows: QuerySet[ComplaintCount] = ComplaintCount.objects.visible_to(person)
    return rows.select_related("indicator__process", "decided_by").order_by(
        "valid_to", "indicator__code", "-valid_from", "pk"
    )
