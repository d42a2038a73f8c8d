"""The indicator library: what is suggested, what is adopted, what each process lacks (R54, G14, G44)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.numbers import EMPTY_MARK
from governance.models.person import Person
from kpi.formulas import Figure, is_near, target_text
from kpi.formulas.grade import Scale
from kpi.models import Indicator, IndicatorValue, IndicatorVersion, Measure, Target
from kpi.selectors.figure_text import FigureText, Scales, all_scales, figure_text, passing_text
from kpi.selectors.system_count import SUPPLIED
from kpi.states import Dimension, Entry, Grain, IndicatorState, Kind, Verdict

COMPANY = "company"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_GRAVEST = ("missed", "incomplete", "watch", "met", "no_sample")


@dataclass(frozen=True)
class LibraryFilter:
    """What the reader of the library has chosen; empty means all."""

    process: str = ""
    dimension: str = ""
    state: str = ""
    starter: bool = False
    text: str = ""


@dataclass(frozen=True)
class LibraryLine:
    """A line of the library in plain words: equal lines look alike, so each is drawn once."""

    code: str
    name: str
    is_policy: bool
    is_own: bool
    is_starter: bool
    entry: str
    is_supplied: bool
    complements: tuple[str, ...]
    in_words: str
    dimension: str
    unit: str
    direction: str
    cadence: str
    target_text: str
    hint: str
    state: str

    # By the enumeration: Django's get_…_display translates every choice to find one.
    @property
    def dimension_label(self) -> str:
        return str(Dimension(self.dimension).label) if self.dimension else ""

    @property
    def cadence_label(self) -> str:
        return str(Grain(self.cadence).label)

    @property
    def state_label(self) -> str:
        return str(IndicatorState(self.state).label)


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator with the definition that speaks for it and the target that holds today."""

    indicator: Indicator
    definition: IndicatorVersion | None
    target: Target | None
    in_words: str
    is_supplied: bool = True

    @property
    def target_text(self) -> str:
        return target_text(self.target, said(self.indicator, "unit")) if self.target else ""

    @property
    def in_library(self) -> LibraryLine:
        """How the library shows it, in the reader's language."""
        row = self.indicator
        return LibraryLine(
            code=row.code,
            name=said(row),
            is_policy=row.is_policy,
            is_own=row.is_own,
            is_starter=row.is_starter,
            entry=row.entry,
            is_supplied=self.is_supplied,
            complements=tuple(row.complements),
            in_words=self.in_words,
            dimension=row.dimension,
            unit=said(row, "unit"),
            direction=row.direction,
            cadence=row.cadence,
            target_text=self.target_text,
            hint=said(row, "hint"),
            state=row.state,
        )


@dataclass(frozen=True)
class IndicatorRecord:
    """An indicator's line of the library, with every definition and target it ever had."""

    line: IndicatorLine
    definitions: list[tuple[IndicatorVersion, list[Measure]]]
    targets: list[Target]


@dataclass(frozen=True)
class IndicatorCard:
    """The present state of an adopted indicator: last complete figure, its light, the course before it."""

    indicator: Indicator
    latest: IndicatorValue | None
    value_text: str
    light: str
    target_text: str
    course: list[Decimal | None]
    target_value: Decimal | None
    sample: str = ""


def indicators_in_library(person: Person, chosen: LibraryFilter) -> QuerySet[Indicator]:
    """The library in its order, narrowed by what was chosen."""
    rows = (
        Indicator.objects.visible_to(person).select_related("process").order_by("position", "code")
    )
    for column, value in (
        ("process__code", chosen.process),
        ("dimension", chosen.dimension),
        ("state", chosen.state),
    ):
        if value:
            rows = rows.filter(**{column: value})
    if chosen.starter:
        rows = rows.filter(is_starter=True)
    if chosen.text:
        words = chosen.text
        rows = rows.filter(
            Q(code__icontains=words) | Q(name__icontains=words) | Q(name_en__icontains=words)
        )
    return rows


@dataclass(frozen=True)
class _Words:
    """The measures' names in the reader's language, and those the system does not supply yet."""

    names: Mapping[str, str]
    unsupplied: AbstractSet[str]


def lines_of(indicators: Iterable[Indicator], *, on: date) -> list[IndicatorLine]:
    """Each indicator with the definition in force on a day (else its latest) and the company's target."""
    rows = list(indicators)
    keys = [row.pk for row in rows]
    definitions = _counting(
        IndicatorVersion.objects.filter(indicator__in=keys).order_by("indicator_id", "number"), on
    )
    targets = {
        row.indicator_id: row for row in targets_on(on).filter(indicator__in=keys, department=None)
    }
    words = _words_of(Measure.objects.only("code", "name", "name_en", "entry"))
    return [_line_of(row, definitions.get(row.pk), targets.get(row.pk), words) for row in rows]


def record_of(indicator: Indicator, *, on: date) -> IndicatorRecord:
    """One indicator with all its definitions and targets, the latest first. Three statements."""
    definitions = _definitions_of(indicator)
    targets = list(indicator.targets.select_related("department").order_by("-valid_from", "pk"))
    counting = _counting([version for version, _used in reversed(definitions)], on)
    definition = counting.get(indicator.pk)
    used = {measure.pk: measure for _version, row in definitions for measure in row}
    holding = [row for row in targets if row.department_id is None and _holds(row, on)]
    target = holding[0] if holding else None
    return IndicatorRecord(
        _line_of(indicator, definition, target, _words_of(used.values())), definitions, targets
    )


def _counting(definitions: Iterable[IndicatorVersion], on: date) -> dict[int, IndicatorVersion]:
    """Of definitions in the order of their numbers: the one in force, else the latest, per indicator."""
    found: dict[int, IndicatorVersion] = {}
    for definition in definitions:
        known = found.get(definition.indicator_id)
        if known is None or not _holds(known, on) or _holds(definition, on):
            found[definition.indicator_id] = definition
    return found


def _words_of(measures: Iterable[Measure]) -> _Words:
    rows = list(measures)
    unsupplied = {
        row.code for row in rows if row.entry == Entry.SYSTEM and row.code not in SUPPLIED
    }
    return _Words({row.code: said(row) for row in rows}, unsupplied)


def _line_of(
    indicator: Indicator,
    definition: IndicatorVersion | None,
    target: Target | None,
    words: _Words,
) -> IndicatorLine:
    if definition is None:
        return IndicatorLine(indicator, None, target, "")
    used = set(_NAME.findall(definition.formula))
    return IndicatorLine(
        indicator,
        definition,
        target,
        formula_in_words(definition.formula, words.names),
        not used & words.unsupplied,
    )


def formula_in_words(formula: str, names: Mapping[str, str]) -> str:
    """A formula is read to people with the names of its measures and the signs of school.

    formula_in_words("a / b", {"a": "解决总时长", "b": "已解决事件数"}) is "解决总时长 ÷ 已解决事件数".
    """
    worded = _NAME.sub(lambda match: names.get(match.group(), match.group()), formula)
    return worded.replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")


def targets_on(on: date) -> QuerySet[Target]:
    """The targets that hold on a day; where two overlap the later one stands last."""
    return Target.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on
    ).order_by("valid_from")


def indicator_cards(
    person: Person, *, on: date, processes: Iterable[int] | None = None, course: int = 0
) -> list[IndicatorCard]:
    """Every adopted indicator with the figure of the last assessment period that has ended.

    The company's figure, without a further dimension. `course` is how many figures before it are
    drawn as a line; 0 asks for none and costs nothing.
    """
    rows = Indicator.objects.visible_to(person).filter(state=IndicatorState.ADOPTED)
    if processes is not None:
        rows = rows.filter(process__in=list(processes))
    rows = rows.annotate(since=_since(on, course))
    indicators = list(rows.order_by("position"))
    keys = [row.pk for row in indicators]
    of_company = targets_on(on).filter(department=None, indicator__in=keys)
    targets = {row.indicator_id: row for row in of_company}
    figures = _figures(indicators, on=on, course=course)
    scales = all_scales() if any(row.kind == Kind.QUALITATIVE for row in indicators) else Scales()
    return [
        _card(row, figures.get(row.pk, []), targets.get(row.pk), course, scales.of(row))
        for row in indicators
    ]


def measured_processes(person: Person) -> frozenset[int]:
    """The processes that have adopted an indicator, whether or not it has figures yet."""
    rows = Indicator.objects.visible_to(person).filter(state=IndicatorState.ADOPTED)
    return frozenset(rows.values_list("process_id", flat=True))


def worst_light(cards: Iterable[IndicatorCard]) -> str:
    """A process shows the gravest light among its indicators; nothing where none has a figure."""
    shown = {card.light for card in cards}
    return next((light for light in _GRAVEST if light in shown), "")


def light_of(figure: IndicatorValue) -> str:
    """The light of a stored figure is its verdict, watched where it is met but near its line."""
    exact = Figure(
        _exact(figure.numerator),
        _exact(figure.denominator),
        _exact(figure.value),
        figure.value is None,
    )
    if figure.verdict == Verdict.MET and is_near(exact, figure.target):
        return "watch"
    return figure.verdict


def _definitions_of(indicator: Indicator) -> list[tuple[IndicatorVersion, list[Measure]]]:
    rows = indicator.definitions.order_by("-number").prefetch_related(
        Prefetch("measures", queryset=Measure.objects.order_by("position"))
    )
    return [(row, list(row.measures.all())) for row in rows]


def _holds(row: IndicatorVersion | Target, on: date) -> bool:
    if row.valid_from is None:
        return False
    return row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _card(
    indicator: Indicator,
    figures: Sequence[IndicatorValue],
    target: Target | None,
    course: int,
    scale: Scale,
) -> IndicatorCard:
    figure = figures[0] if figures else None
    text = figure_text(figure, indicator, scale) if figure else FigureText(EMPTY_MARK)
    in_force = figure.target if figure and figure.target else target
    return IndicatorCard(
        indicator=indicator,
        latest=figure,
        value_text=text.value,
        sample=text.sample,
        light=light_of(figure) if figure else "none",
        target_text=target_text(in_force, said(indicator, "unit"))
        if in_force
        else passing_text(scale),
        course=[row.value for row in figures[:course]][::-1],
        target_value=in_force.value if in_force else None,
    )


def _since(on: date, course: int) -> Subquery:
    """The first day of the eldest figure that is drawn; None where there are fewer than that."""
    return Subquery(
        _company_figures(on)
        .filter(indicator=OuterRef("pk"), grain=OuterRef("assessment_grain"))
        .order_by("-start")
        .values("start")[max(course, 1) - 1 : max(course, 1)]
    )


def _company_figures(on: date) -> QuerySet[IndicatorValue]:
    return IndicatorValue.objects.filter(scope=COMPANY, dimension="", end__lt=on)


def _figures(
    indicators: Sequence[Any], *, on: date, course: int
) -> dict[int, list[IndicatorValue]]:
    """The figures of each indicator, the latest first, as many as are drawn and at least one.

    The indicators come with the day from which on (`since`): asked in one question with the
    figures, every figure of the history would be compared with the latest of its indicator.
    """
    since: dict[str, date] = {}
    for row in indicators:
        if row.since is not None:
            grain = row.assessment_grain
            since[grain] = min(since.get(grain, row.since), row.since)
    wanted = Q(indicator__in=[row.pk for row in indicators if row.since is None])
    for grain, start in since.items():
        wanted |= Q(grain=grain, start__gte=start)
    rows = _company_figures(on).filter(
        wanted,
        indicator__in=[row.pk for row in indicators],
        grain=F("indicator__assessment_grain"),
    )
    figures: dict[int, list[IndicatorValue]] = defaultdict(list)
    for figure in rows.select_related("target").order_by("indicator_id", "-start"):
        if len(figures[figure.indicator_id]) < max(course, 1):
            figures[figure.indicator_id].append(figure)
    return figures


def already_holding(rival: Target) -> str:
    """Why a target cannot begin before another of its scope has ended: which one, from when, by whose word."""
    return _(
        "Another target already holds on or after that day: %(target)s from %(start)s (%(basis)s). What a plan decided is changed by a new version of the plan."
    ) % {
        "target": target_text(rival, said(rival.indicator, "unit")),
        "start": rival.valid_from.isoformat(),
        "basis": rival.basis or "–",
    }
