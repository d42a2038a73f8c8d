"""What a process is asked for in a week: measures of adopted indicators, slice by slice (6.4.2②, G26)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from governance.lib.periods import Slice, Week
from kpi.formulas.cadence import is_asked
from kpi.formulas.world import Feed
from kpi.models import Indicator, IndicatorVersion, Measure
from kpi.selectors.world import feeds
from kpi.states import Entry, Grain
from processes.models import Assignment


@dataclass(frozen=True)
class Wish:
    """An adopted indicator wants a measure from people, from a day to a day, at its cadence.

    One that needs a project wants it only from those who report a project (G56).
    """

    measure: int
    code: str
    process: int
    cadence: str
    first: date
    last: date
    needs_project: bool = False

    def is_for(self, part: Slice, *, in_project: bool) -> bool:
        is_due = self.first <= part.end and self.last >= part.start
        return is_due and (in_project or not self.needs_project)


@dataclass(frozen=True)
class Wishes:
    """All wishes, by process; asked for once and used for every week and assignment."""

    by_process: Mapping[int, Sequence[Wish]]
    split: bool
    _weeks: dict[tuple[int, Week, bool], bool] = field(
        default_factory=dict, compare=False, repr=False
    )

    def asks(self, process: int, week: Week, *, in_project: bool = False) -> bool:
        """A process owes a week when at least one measure is asked for one of its slices."""
        key = (process, week, in_project)
        if key not in self._weeks:
            self._weeks[key] = bool(self.slices_of(process, week, in_project=in_project))
        return self._weeks[key]

    def slices_of(
        self, process: int, week: Week, *, in_project: bool = False
    ) -> dict[int, tuple[Slice, ...]]:
        """For each measure asked in a week the slices it is asked for, by the finest cadence that wants it."""
        parts = week.slices(split=self.split)
        wanted: dict[int, set[Slice]] = defaultdict(set)
        for wish in self.by_process.get(process, ()):
            wanted[wish.measure].update(
                part
                for part in parts
                if wish.is_for(part, in_project=in_project)
                and is_asked(part, wish.cadence, split=self.split)
            )
        return {measure: tuple(sorted(slices)) for measure, slices in wanted.items() if slices}


@dataclass(frozen=True)
class Question:
    """One measure with the slices of the week that are asked; `source` is set where tickets answer it.

    `is_weekly` tells a number of these very days from one of a whole month, quarter or year.
    """

    measure: Measure
    slices: tuple[Slice, ...]
    source: int | None = None
    is_weekly: bool = True


@dataclass(frozen=True)
class Questionnaire:
    """Everything an assignment is asked for one week."""

    week: Week
    parts: tuple[Slice, ...]
    questions: tuple[Question, ...]

    @property
    def typed(self) -> tuple[Question, ...]:
        """The questions that a person answers; the others are answered by tickets."""
        return tuple(question for question in self.questions if question.source is None)

    def points(self) -> frozenset[tuple[int, Slice]]:
        """Measure and slice of every number that must be typed."""
        return frozenset((each.measure.pk, part) for each in self.typed for part in each.slices)


def wishes(*, split: bool, processes: Iterable[int] | None = None) -> Wishes:
    """What adopted indicators want from people: each measure from adoption to retirement, one question."""
    rows = Measure.objects.filter(
        entry=Entry.PERSON, definitions__indicator__adopted_on__isnull=False
    ).order_by("position", "pk")
    if processes is not None:
        rows = rows.filter(process__in=processes)
    found: dict[int, list[Wish]] = defaultdict(list)
    for pk, code, process, cadence, adopted, retired, needs, start, end in rows.values_list(
        "pk",
        "code",
        "process_id",
        "definitions__indicator__cadence",
        "definitions__indicator__adopted_on",
        "definitions__indicator__retired_on",
        "definitions__needs_project",
        "definitions__valid_from",
        "definitions__valid_to",
    ):
        if adopted is None:
            continue
        first = max(adopted, start or date.min)
        last = min(retired or date.max, end or date.max)
        found[process].append(Wish(pk, code, process, cadence, first, last, needs))
    return Wishes(dict(found), split)


def questionnaire(assignment: Assignment, week: Week, *, split: bool) -> Questionnaire:
    """The measures an assignment is asked for a week, in their order, three questions to the database."""
    return questionnaires([(assignment, week)], split=split)[0]


def questionnaires(pairs: Sequence[tuple[Assignment, Week]], *, split: bool) -> list[Questionnaire]:
    """The same for many assignments and weeks, and still three questions."""
    processes = {assignment.process_id for assignment, _week in pairs}
    wanted = wishes(split=split, processes=processes)
    weekly = {
        wish.measure
        for rows in wanted.by_process.values()
        for wish in rows
        if wish.cadence == Grain.WEEK
    }
    codes = {wish.measure: wish.code for rows in wanted.by_process.values() for wish in rows}
    measures = {
        each.pk: each for each in Measure.objects.filter(pk__in=codes).order_by("position", "pk")
    }
    fed = feeds(list(codes.values()), split=split)
    asked: dict[tuple[int, Week, bool], dict[int, tuple[Slice, ...]]] = {}
    found: dict[tuple[int, Week, bool, int], Questionnaire] = {}
    for assignment, week in pairs:
        of_week = (assignment.process_id, week, assignment.project_id is not None)
        place = (*of_week, assignment.department_id)
        if place in found:
            continue
        if of_week not in asked:
            asked[of_week] = wanted.slices_of(
                assignment.process_id, week, in_project=assignment.project_id is not None
            )
        slices = asked[of_week]
        found[place] = Questionnaire(
            week=week,
            parts=week.slices(split=split),
            questions=tuple(
                question
                for pk, measure in measures.items()
                if pk in slices
                for question in _questions(
                    Question(measure, slices[pk], is_weekly=pk in weekly),
                    assignment.department_id,
                    fed,
                )
            ),
        )
    return [
        found[each.process_id, week, each.project_id is not None, each.department_id]
        for each, week in pairs
    ]


def _questions(whole: Question, department: int, fed: Iterable[Feed]) -> list[Question]:
    """A measure whose source starts in the middle of a split week is asked for the part before.

    What the system counts itself is asked of nobody.
    """
    counted = [feed for feed in fed if feed.source is None and feed.measure == whole.measure.code]
    parts = [
        part for part in whole.slices if not any(each.feeds(department, part) for each in counted)
    ]
    source_of = {
        part: next(
            (
                feed.source
                for feed in fed
                if feed.measure == whole.measure.code and feed.feeds(department, part)
            ),
            None,
        )
        for part in parts
    }
    return [
        replace(
            whole,
            slices=tuple(part for part in parts if source_of[part] == source),
            source=source,
        )
        for source in dict.fromkeys(source_of.values())
    ]


def reporters_of(
    indicator: Indicator, definition: IndicatorVersion | None, *, on: date
) -> list[Assignment]:
    """Who reports the numbers of a definition on a day: the assignments of the processes its measures belong to."""
    if definition is None or indicator.entry == Entry.SYSTEM:
        return []
    processes = definition.measures.filter(entry=Entry.PERSON).values("process")
    rows = Assignment.objects.valid_between(on, on).filter(process__in=processes)
    return list(
        rows.select_related("person", "deputy", "department", "project", "process").order_by(
            "department__rank", "pk"
        )
    )
