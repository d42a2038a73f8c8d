"""The drawing of an indicator's course: one line a definition, limits, targets in steps, marks (design §5)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.chart import Chart, Limits, Mark, Series, Tone
from governance.lib.periods import parse_period
from kpi.formulas import RULE_NAMES, signals, target_text, xmr_limits
from kpi.formulas.signal import Limits as NaturalLimits
from kpi.formulas.signal import Signal
from kpi.models import IndicatorValue, Target
from kpi.selectors.indicator import COMPANY, IndicatorLine
from kpi.selectors.report_phrases import SHARES, value_text
from kpi.states import Grain, Verdict

# How many periods of a grain are shown; a month is never drawn on fewer than a year and one.
WINDOW = {Grain.WEEK: 53, Grain.MONTH: 25, Grain.QUARTER: 13, Grain.YEAR: 8}
MONTHS = 13
# Limits from fewer points say little (Wheeler: six to eight at the least).
LEAST_FOR_LIMITS = 8
_LIMIT_DECIMALS = Decimal("0.000001")
_TONES: tuple[Tone, ...] = ("ink", "teal", "ok", "muted")


@dataclass(frozen=True)
class CourseView:
    """Which figures are looked at: the length of period, the scope, and one value of a dimension."""

    grain: str = ""
    scope: str = COMPANY
    dimension: str = ""
    dimension_value: str = ""


@dataclass(frozen=True)
class CourseSignal:
    """A rule that fired: its number in the drawing, the period, and the rule in words."""

    number: int
    period: str
    words: tuple[str, ...]


def is_new_series(before: IndicatorValue, row: IndicatorValue) -> bool:
    """Another definition is another series (domain §4.1 no. 4)."""
    return before.definition_id != row.definition_id


def line_of(target: Target | None) -> tuple[str, Decimal, Decimal | None] | None:
    """What of a target is drawn: two with the same line are no change."""
    return None if target is None else (target.operator, target.value, target.upper)


class DrawnSeries:
    """One run of figures laid out for a drawing."""

    def __init__(
        self, line: IndicatorLine, view: CourseView, rows: Sequence[IndicatorValue], unit: str
    ) -> None:
        self.line, self.view, self.rows, self.unit = line, view, rows, unit
        self.by_label = {row.period: row for row in rows}
        self.labels = _labels(rows)
        self.natural = self._limits()
        self.found = self._signals()

    def chart(self) -> Chart:
        target, lines = self._targets()
        return Chart(
            title=said(self.line.indicator),
            labels=self.labels,
            series=(*self._runs(), *lines),
            unit=self.unit,
            decimals=self._decimals(),
            target=target,
            target_label=self._target_label() if target is not None else "",
            limits=None if self.natural is None else self._drawn(self.natural),
            marks=self._marks(),
            links=tuple(self._link(label) for label in self.labels),
        )

    def _runs(self) -> list[Series]:
        """Every definition is a line of its own, so that none runs over a change of formula."""
        name = said(self.line.indicator)
        versions = list(dict.fromkeys(row.definition.number for row in self.rows))
        if len(versions) < 2:  # noqa: PLR2004 -- one definition, one line
            return [Series(name, tuple(self._value(label) for label in self.labels))]
        return [
            Series(
                f"{name} v{number}",
                tuple(self._value(label, version=number) for label in self.labels),
                tone=_TONES[(len(versions) - 1 - place) % len(_TONES)],
            )
            for place, number in enumerate(versions)
        ]

    def _value(self, label: str, version: int | None = None) -> Decimal | None:
        row = self.by_label.get(label)
        if row is None or (version is not None and row.definition.number != version):
            return None
        return row.value

    def _decimals(self) -> int:
        numbers = [row.value for row in self.rows if row.value is not None]
        whole = all(value == value.to_integral_value() for value in numbers)
        return 0 if whole and self.unit not in SHARES else 2

    def _targets(self) -> tuple[Decimal | None, list[Series]]:
        """One line for a target that has held all along; what changed on the way is drawn in steps."""
        ours = self.line.target if self.view.scope == COMPANY else None
        held = [line_of(row.target) for row in self.rows if row.target] or [line_of(ours)]
        kinds = set(held) - {None}
        if not kinds:
            return None, []
        only = next(iter(kinds))
        if len(kinds) == 1 and only is not None and only[2] is None:
            return only[1], []
        lower = self._step(lambda target: target.value)
        series = [Series(_("target"), lower, tone="warn")]
        if any(line is not None and line[2] is not None for line in kinds):
            upper = self._step(lambda target: target.upper)
            series.append(Series(_("upper target"), upper, tone="warn"))
        return None, series

    def _step(self, pick: Callable[[Target], Decimal | None]) -> tuple[Decimal | None, ...]:
        rows = [self.by_label.get(label) for label in self.labels]
        return tuple(pick(row.target) if row is not None and row.target else None for row in rows)

    def _target_label(self) -> str:
        last = next((row.target for row in reversed(self.rows) if row.target), self.line.target)
        return target_text(last, self.unit) if last else ""

    def _marks(self) -> tuple[Mark, ...]:
        marks = []
        for before, row in pairwise(self.rows):
            if is_new_series(before, row):
                marks.append(Mark(row.period, f"v{row.definition.number}", "teal"))
            elif row.target and line_of(before.target) != line_of(row.target):
                marks.append(Mark(row.period, target_text(row.target, self.unit), "warn"))
        taken = {mark.at for mark in marks}
        marks += [
            Mark(signal.period, str(signal.number), "danger")
            for signal in self.found
            if signal.period not in taken
        ]
        return tuple(marks)

    def _present(self) -> list[IndicatorValue | None]:
        """The figures of the present definition, gaps kept; half a period says nothing about chance."""
        if not self.rows:
            return []
        number = self.rows[-1].definition.number
        found = [self.by_label.get(label) for label in self.labels]
        return [
            row
            if row is not None
            and row.definition.number == number
            and row.verdict != Verdict.INCOMPLETE
            else None
            for row in found
        ]

    def _limits(self) -> NaturalLimits | None:
        values = [None if row is None else row.value for row in self._present()]
        if sum(value is not None for value in values) < LEAST_FOR_LIMITS:
            return None
        return xmr_limits(values)

    def _signals(self) -> tuple[CourseSignal, ...]:
        if self.natural is None:
            return ()
        values = [None if row is None else row.value for row in self._present()]
        fired: dict[int, list[Signal]] = {}
        for signal in signals(values, self.natural):
            fired.setdefault(signal.index, []).append(signal)
        return tuple(
            CourseSignal(
                number,
                self.labels[index],
                tuple(str(RULE_NAMES[signal.rule]) for signal in fired[index]),
            )
            for number, index in enumerate(sorted(fired), 1)
        )

    def _drawn(self, natural: NaturalLimits) -> Limits:
        drawn = possible_limits(natural, (row.value for row in self.rows), self.unit)
        return Limits(_cut(drawn.lower), _cut(drawn.centre), _cut(drawn.upper))

    def limit_texts(self) -> tuple[str, str, str] | None:
        """Lower limit, centre and upper limit as they are drawn."""
        if self.natural is None:
            return None
        drawn = self._drawn(self.natural)
        low, centre, high = (
            value_text(value, self.unit) for value in (drawn.lower, drawn.centre, drawn.upper)
        )
        return low, centre, high

    def _link(self, label: str) -> str:
        if label not in self.by_label:
            return ""
        return figure_url(self.line.indicator.code, label, self.view)


def possible_limits(
    natural: NaturalLimits, values: Iterable[Decimal | None], unit: str
) -> NaturalLimits:
    """What cannot occur is cut: nothing counted lies below 0, no share above the whole."""
    low, high = natural.lower, natural.upper
    smallest = min((value for value in values if value is not None), default=None)
    if smallest is not None and smallest >= 0:
        low = max(low, Fraction(0))
    if unit == "%":
        high = min(high, Fraction(100))
    return replace(natural, lower=low, upper=high)


def figure_url(code: str, label: str, view: CourseView) -> str:
    """The address of the numbers behind a point."""
    asked = {
        "scope": "" if view.scope == COMPANY else view.scope,
        "part": f"{view.dimension}:{view.dimension_value}" if view.dimension else "",
    }
    url = reverse("kpi:indicator-figure", args=[code, label])
    known = {name: value for name, value in asked.items() if value}
    return f"{url}?{urlencode(known)}" if known else url


def _labels(rows: Sequence[IndicatorValue]) -> tuple[str, ...]:
    """Every period from the earliest to the latest figure; months reach back a year at the least."""
    if not rows:
        return ()
    period = parse_period(rows[-1].period)
    labels = [period.label]
    most = WINDOW[Grain(rows[-1].grain)]
    least = MONTHS if rows[-1].grain == Grain.MONTH else 1
    while len(labels) < most and (len(labels) < least or period.start > rows[0].start):
        period = period.previous()
        labels.append(period.label)
    return tuple(reversed(labels))


def _cut(value: Fraction) -> Decimal:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return number.quantize(_LIMIT_DECIMALS)
