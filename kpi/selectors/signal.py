"""Which series the rules must read again, and what they read (6.4.2③; settings `signal_…`)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Q, QuerySet

from governance.lib.numbers import plain
from governance.lib.periods import AnyPeriod, Month, parse_period, periods_between
from governance.selectors.setting import setting_values
from kpi.formulas import RULE_NAMES, SERIES_RULES, Finding, Limits, Point, SignalRules, stored
from kpi.formulas.series import TARGET_MISSED
from kpi.models import Deviation, Indicator, IndicatorValue, SignalWatch
from kpi.selectors.duty import first_collected
from kpi.selectors.report_figures import target_facts
from kpi.selectors.rule import collection_rules
from kpi.states import (
    DeviationDecision,
    DeviationState,
    FigureStatus,
    IndicatorState,
    Verdict,
)
from processes.models import Assignment

COMPANY = "company"
LEAST_POINTS = 2  # the fewest between which there is a moving range
RULE_SETTINGS = (
    "signal_rules",
    "signal_least_points",
    "signal_missed_in_a_row",
    "signal_period_change",
    "signal_year_change",
)


@dataclass(frozen=True)
class Course:
    """One indicator's figures, oldest first and without holes, ready to be read by the rules."""

    indicator: Indicator
    points: tuple[Point, ...]
    figures: dict[str, IndicatorValue]


def signal_rules(settings: dict[str, Any] | None = None) -> SignalRules:
    """The decided rules in the form the arithmetic needs; an unreadable value counts as off."""
    values = setting_values() if settings is None else settings
    chosen = values["signal_rules"] if isinstance(values["signal_rules"], list) else []
    return SignalRules(
        run_rules=frozenset(rule for rule in chosen if rule in RULE_NAMES),
        least_points=max(_count(values["signal_least_points"]) or 0, LEAST_POINTS),
        missed_in_a_row=_count(values["signal_missed_in_a_row"]),
        period_change=_threshold(values["signal_period_change"]),
        year_change=_threshold(values["signal_year_change"]),
    )


def is_gating(rule: str, settings: dict[str, Any]) -> bool:
    """A missed target always holds up the report (R56); the other signals only if the PMO says so."""
    return rule == TARGET_MISSED or settings["signal_gate"] is True


def fingerprint_of(settings: dict[str, Any]) -> str:
    """Sixteen characters that change whenever a rule does."""
    told = json.dumps([settings[key] for key in RULE_SETTINGS], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def indicators_unread(settings: dict[str, Any], today: date) -> QuerySet[Indicator]:
    """The adopted indicators whose figures or rules have changed, or for which a month has ended, since they were read."""
    month = Month.of(today).start
    unread = (
        Q(signal_watch=None)
        | Q(signal_watch__is_stale=True)
        | Q(signal_watch__read_on__lt=month)
        | ~Q(signal_watch__read_by=fingerprint_of(settings))
    )
    rows: QuerySet[Indicator] = Indicator.objects.filter(unread, state=IndicatorState.ADOPTED)
    return rows.order_by("pk")


def watches_over(today: date) -> QuerySet[Deviation]:
    """Deviations that were to be watched until a day that has passed and that nobody has looked at since."""
    rows: QuerySet[Deviation] = Deviation.objects.filter(
        state=DeviationState.DECIDED,
        decision=DeviationDecision.WATCH,
        due_on__lt=today,
        watched_at=None,
    )
    return rows


def figures_to_read(
    indicators: Iterable[Indicator], today: date
) -> list[tuple[Indicator, list[IndicatorValue]]]:
    """The company's figures of ended periods by the grain each indicator is judged at; one question."""
    wanted = {row.pk: row for row in indicators}
    rows = (
        IndicatorValue.objects.filter(
            indicator__in=wanted,
            scope=COMPANY,
            dimension="",
            grain=F("indicator__assessment_grain"),
            end__lt=today,
        )
        .select_related("target")
        .order_by("start")
    )
    found: dict[int, list[IndicatorValue]] = defaultdict(list)
    for row in rows:
        found[row.indicator_id].append(row)
    return [(indicator, found[key]) for key, indicator in wanted.items()]


def course_of_figures(indicator: Indicator, figures: list[IndicatorValue]) -> Course:
    """Figures as a series: a period without one is a hole, an incomplete figure counts as none."""
    return Course(indicator, _points(figures), {row.period: row for row in figures})


def first_judged() -> date | None:
    """Nothing before the first day whose data is owed opens a deviation; None while nothing is owed."""
    assignments = list(Assignment.objects.only("valid_from", "valid_to").order_by("valid_from")[:1])
    return first_collected(assignments, collection_rules())


def evidence_of(course: Course, finding: Finding) -> dict[str, Any]:
    """What a rule spoke by, as plain data that is frozen: points, limits, target, the change it found."""
    last = course.points[finding.index]
    figure = course.figures.get(last.period)
    shown = course.points[: finding.index + 1]
    return {
        "unit": course.indicator.unit,
        "unit_en": course.indicator.unit_en,
        "direction": course.indicator.direction,
        "grain": course.indicator.assessment_grain,
        "definition": last.definition,
        "points": [[each.period, _text(each.value)] for each in shown],
        "fired": [
            each.period
            for each in course.points[finding.start : finding.index + 1]
            if each.value is not None
        ],
        "limits": _limit_facts(finding.limits),
        "baseline": finding.baseline,
        "target": target_facts(figure.target) if figure is not None else None,
        "base": None if finding.base is None else course.points[finding.base].period,
        "amount": None if finding.amount is None else _text(stored(finding.amount)),
    }


def _points(rows: list[IndicatorValue]) -> tuple[Point, ...]:
    if not rows:
        return ()
    known = {row.period: row for row in rows}
    first, last = parse_period(rows[0].period), parse_period(rows[-1].period)
    points: list[Point] = []
    for period in _periods(first, last):
        row = known.get(period.label)
        if row is None:
            points.append(Point(period.label, None, "", points[-1].definition, is_open=False))
            continue
        whole = row.verdict != Verdict.INCOMPLETE
        points.append(
            Point(
                period.label,
                row.value if whole else None,
                row.verdict,
                row.definition_id,
                row.status != FigureStatus.FINAL,
            )
        )
    return tuple(points)


def _periods(first: AnyPeriod, last: AnyPeriod) -> Iterator[Any]:
    """Both come from one grain, so that they can be walked; the types do not say it."""
    return periods_between(first, last)


def _limit_facts(limits: Limits | None) -> dict[str, str | None] | None:
    if limits is None:
        return None
    return {
        name: _text(stored(getattr(limits, name)))
        for name in ("centre", "lower", "upper", "range_mean", "range_upper")
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _count(value: Any) -> int | None:
    return int(value) if str(value).isdecimal() and int(value) > 0 else None


def _threshold(value: Any) -> Decimal | None:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None


def series_too_short(settings: dict[str, Any] | None = None) -> list[SignalWatch]:
    """The adopted indicators that have too few complete figures for limits, with how many they have."""
    least = signal_rules(settings).least_points
    return list(
        SignalWatch.objects.filter(points__lte=least, indicator__state=IndicatorState.ADOPTED)
        .select_related("indicator")
        .order_by("indicator__position", "pk")
    )


@dataclass(frozen=True)
class RuleLine:
    """One rule as the register explains it: whether it speaks, by which threshold, whether it holds up the report."""

    code: str
    name: str
    is_on: bool
    threshold: str
    gates: bool


def rules_in_words(settings: dict[str, Any]) -> list[RuleLine]:
    """Every rule with what the PMO has decided about it."""
    rules = signal_rules(settings)
    thresholds = {
        "missed_in_a_row": rules.missed_in_a_row,
        "period_change": rules.period_change,
        "year_change": rules.year_change,
    }
    return [
        RuleLine(
            code,
            str(name),
            rules.speaks(code),
            _threshold_text(thresholds.get(code)),
            is_gating(code, settings),
        )
        for code, name in SERIES_RULES.items()
    ]


def _threshold_text(value: int | Decimal | None) -> str:
    return "" if value is None else plain(Decimal(value))
