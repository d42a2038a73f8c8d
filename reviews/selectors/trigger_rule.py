"""Rules that raise a trigger by themselves; each ships without its threshold and so does nothing (6.4.3②, G31)."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.lib.bilingual import listed, said
from governance.lib.periods import Month
from governance.selectors.calendar import local_day, local_moment
from governance.selectors.setting import setting_values
from kpi.formulas import target_text
from kpi.models import IndicatorValue, Target
from kpi.selectors.report_phrases import SHARES, value_text
from kpi.states import Grain, IndicatorState, Verdict
from reviews.models import Feedback, StandardUpdate
from reviews.selectors.rules import Threshold, threshold_decided
from reviews.states import FeedbackKind, FeedbackState, TriggerKind

SERVICE_LEVELS = "slm"
MIDNIGHT = datetime.min.time()
# A rule by the first part of its key, as the reader is told what found the trigger.
RULE_NAMES = {
    "reds": gettext_lazy("service levels missed in a row"),
    "shortfall": gettext_lazy("service level missed by far"),
    "complaints": gettext_lazy("complaints about one process in a month"),
    "major": gettext_lazy("complaint called major"),
    "edition": gettext_lazy("edition of a standard coming into force"),
}


_SETTINGS = {
    "reds": "review_trigger_reds",
    "shortfall": "review_trigger_shortfall",
    "complaints": "review_trigger_complaints",
    "major": "review_trigger_major",
    "edition": "review_trigger_edition_days",
}


@dataclass(frozen=True)
class Finding:
    """What a rule found: the kind of trigger, since when, and on what evidence; `rule` names it once and for all."""

    rule: str
    kind: str
    happened_at: datetime
    evidence: str
    feedback: Feedback | None = None
    standard_update: StandardUpdate | None = None


def findings(*, at: datetime) -> list[Finding]:
    """What all rules with a threshold see at a moment, however often they have said it."""
    return [each for rule in _RULES for each in rule(at)]


@dataclass(frozen=True)
class RuleLine:
    """A rule, the setting that holds its threshold, and what was decided; empty while it is off."""

    name: str
    setting: str
    decided: str


def rules_listed() -> list[RuleLine]:
    """The five rules with their thresholds as they stand."""
    decided = setting_values()
    return [
        RuleLine(str(RULE_NAMES[code]), setting, _decided(decided[setting]))
        for code, setting in _SETTINGS.items()
    ]


def _decided(value: Any) -> str:
    if value is True:
        return _("on")
    return "" if value is False or value is None else str(value)


def rule_words(rule: str) -> str:
    """The name of a rule, from the key of what it found."""
    return str(RULE_NAMES.get(rule.partition(":")[0], rule))


def _reds_in_a_row(at: datetime) -> list[Finding]:
    """Adopted service-level indicators whose latest months all missed, as many as were decided.

    Months without a verdict neither lengthen nor break a run.
    """
    least = threshold_decided(_SETTINGS["reds"])
    if least is None:
        return []
    found = []
    for figures in _judged_months().values():
        run: list[IndicatorValue] = []
        for figure in figures:
            run = [*run, figure] if figure.verdict == Verdict.MISSED else []
        if len(run) < least.number:
            continue
        evidence = _("%(code)s %(name)s missed its target in %(periods)s.") % {
            "code": run[0].indicator.code,
            "name": run[0].indicator.name,
            "periods": listed(figure.period for figure in run),
        }
        key = f"reds:{run[0].indicator.code}:{run[0].period}"
        found.append(Finding(key, TriggerKind.PROCESS_FAILURE, at, evidence))
    return found


def _missed_by_far(at: datetime) -> list[Finding]:
    """A service level whose latest month missed by at least the decided amount: points of a share, else per cent.

    95 % were asked and 82 % reached: 13 points. At most 4 hours were allowed and 5 taken: 25 per cent.
    """
    least = threshold_decided(_SETTINGS["shortfall"])
    if least is None:
        return []
    found = []
    for figures in _judged_months().values():
        figure = figures[-1]
        if figure.verdict != Verdict.MISSED or figure.value is None or figure.target is None:
            continue
        indicator = figure.indicator
        gap = shortfall(figure.value, figure.target, indicator.unit)
        if gap is None or gap < least.number:
            continue
        evidence = _("%(code)s %(name)s, %(period)s: %(value)s against %(target)s.") % {
            "code": indicator.code,
            "name": indicator.name,
            "period": figure.period,
            "value": value_text(str(figure.value), indicator.unit),
            "target": target_text(figure.target, indicator.unit),
        }
        key = f"shortfall:{indicator.code}:{figure.period}"
        found.append(Finding(key, TriggerKind.PROCESS_FAILURE, at, evidence))
    return found


def shortfall(value: Decimal, target: Target, unit: str) -> Fraction | None:
    """How far a value lies beyond its target: in points of a share, else in per cent of the target; None beside 0."""
    line = target.value
    if target.operator == "between" and target.upper is not None and value > target.upper:
        line = target.upper
    gap = abs(Fraction(value) - Fraction(line))
    if unit in SHARES:
        return gap
    return 100 * gap / abs(Fraction(line)) if line else None


def _judged_months() -> dict[str, list[IndicatorValue]]:
    rows = (
        IndicatorValue.objects.filter(
            grain=Grain.MONTH,
            scope="company",
            dimension="",
            indicator__state=IndicatorState.ADOPTED,
            indicator__process__code=SERVICE_LEVELS,
            verdict__in=(Verdict.MET, Verdict.MISSED),
        )
        .select_related("indicator", "target")
        .order_by("indicator__code", "start")
    )
    found: dict[str, list[IndicatorValue]] = defaultdict(list)
    for row in rows:
        found[row.indicator.code].append(row)
    return dict(found)


def _complaints_in_a_month(at: datetime) -> list[Finding]:
    """So many complaints about one process in one calendar month count together as a major one.

    This month and the last are looked at, and no month before the one of the decision.
    """
    least = threshold_decided(_SETTINGS["complaints"])
    if least is None:
        return []
    rows = (
        Feedback.objects.filter(
            kind=FeedbackKind.COMPLAINT,
            process__isnull=False,
            received_at__gte=_earliest(least, at),
        )
        .select_related("process")
        .order_by("received_at", "pk")
    )
    heaps: dict[tuple[str, str], list[Feedback]] = defaultdict(list)
    for row in rows:
        heaps[row.process.code, Month.of(local_day(row.received_at)).label].append(row)
    return [
        Finding(
            f"complaints:{process}:{month}",
            TriggerKind.COMPLAINT,
            heap[int(least.number) - 1].received_at,
            _("%(count)s complaints about %(process)s in %(month)s: %(numbers)s.")
            % {
                "count": len(heap),
                "process": said(heap[0].process),
                "month": month,
                "numbers": listed(row.number for row in heap),
            },
        )
        for (process, month), heap in heaps.items()
        if len(heap) >= least.number
    ]


def _earliest(least: Threshold, at: datetime) -> datetime:
    last_month = Month.of(local_day(at)).previous()
    return local_moment(max(last_month, Month.of(least.since)).start, MIDNIGHT)


def _called_major(_at: datetime) -> list[Finding]:
    """A complaint that people called major and that is not closed, where somebody decided that this is enough."""
    if threshold_decided(_SETTINGS["major"]) is None:
        return []
    rows = Feedback.objects.filter(is_major=True, triggers=None).exclude(state=FeedbackState.CLOSED)
    return [
        Finding(
            f"major:{row.number}",
            TriggerKind.COMPLAINT,
            row.received_at,
            f"{row.number} {row.text} ({row.major_reason})",
            feedback=row,
        )
        for row in rows.order_by("received_at", "pk")
    ]


def _edition_coming(at: datetime) -> list[Finding]:
    """An edition comes into force within the decided days; one without a date counts from its registration.

    One that was in force before anybody decided is history and raises nothing.
    """
    ahead = threshold_decided(_SETTINGS["edition"])
    if ahead is None:
        return []
    today = local_day(at)
    rows = StandardUpdate.objects.filter(triggers=None).select_related("document")
    found = []
    for row in rows.order_by("registered_at", "pk"):
        day = row.effective_on or local_day(row.registered_at)
        begins = day - timedelta(days=int(ahead.number))
        newest = max(day, local_day(row.registered_at))
        if begins <= today and newest >= ahead.since:
            happened_at = max(row.registered_at, _start_of(begins))
            evidence = _("%(standard)s comes into force on %(day)s. %(summary)s") % {
                "standard": str(row),
                "day": day.isoformat(),
                "summary": row.summary,
            }
            key, kind = f"edition:{row.pk}", TriggerKind.STANDARD_UPDATE
            found.append(Finding(key, kind, happened_at, evidence, standard_update=row))
    return found


def _start_of(day: date) -> datetime:
    return local_moment(day, MIDNIGHT)


_RULES: tuple[Callable[[datetime], list[Finding]], ...] = (
    _reds_in_a_row,
    _missed_by_far,
    _complaints_in_a_month,
    _called_major,
    _edition_coming,
)
