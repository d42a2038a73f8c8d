"""What a rule spoke by, in words and as a drawing: only from the evidence that was frozen (6.4.2③)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.chart import Chart, Limits, Mark, Series
from kpi.formulas import SERIES_RULES, Point, target_text
from kpi.formulas.series import MISSED_IN_A_ROW, PERIOD_CHANGE, TARGET_MISSED, YEAR_CHANGE
from kpi.models import Deviation
from kpi.selectors.report_phrases import (
    SHARES,
    change_text,
    period_text,
    spoken,
    target_of,
    value_text,
)
from kpi.states import DeviationDecision, Direction


@dataclass(frozen=True)
class Returned:
    """One watch that ended with the signal still there."""

    until: str
    reason: str
    decided_by: str
    period: str
    value: str


@dataclass(frozen=True)
class Evidence:
    """The numbers a rule spoke by, ready to be printed."""

    sentence: str
    target: str
    limits: str
    baseline: str
    direction: str
    fired: tuple[tuple[str, str], ...]
    returned: tuple[Returned, ...]


@dataclass(frozen=True)
class DeviationRow:
    """One missed target, or another signal, with its analysis and decision."""

    code: str
    name: str
    description: str
    facts: dict[str, Any]
    decision: str


def evidence_in_words(row: Deviation) -> Evidence:
    """The rule's sentence with its value, limits and the beginning of its run, in the reader's language."""
    facts = row.evidence
    unit = spoken(facts, "unit")
    values = dict(facts.get("points", ()))
    limits = facts.get("limits")
    target = target_of({"target": facts.get("target")})
    return Evidence(
        sentence=_sentence(row, values, unit),
        target=target_text(target, unit) if target else "",
        limits=_limits_text(limits, unit) if limits else "",
        baseline=str(facts.get("baseline") or ""),
        direction=_direction(row),
        fired=tuple(
            (period_text(label), value_text(values.get(label), unit))
            for label in facts.get("fired", ())
        ),
        returned=tuple(_returned(each, unit) for each in row.returns),
    )


def signals_in_words(content: dict[str, Any]) -> tuple[DeviationRow, ...]:
    """What else a report's rules found; what was issued before the rules were read has none of it."""
    return tuple(
        DeviationRow(
            code=facts["code"],
            name=spoken(facts),
            description=_sentence_of(facts),
            facts=facts,
            decision=str(DeviationDecision(facts["decision"]).label) if facts["decision"] else "",
        )
        for facts in content.get("signals", ())
    )


def _sentence_of(facts: dict[str, Any]) -> str:
    row = Deviation(
        rule=facts["rule"],
        side=facts["side"],
        period=facts["period"],
        start_period=facts["start"],
        evidence=facts["evidence"],
    )
    return evidence_in_words(row).sentence


def _sentence(row: Deviation, values: dict[str, str | None], unit: str) -> str:
    facts = row.evidence
    said_value = value_text(values.get(row.period), unit)
    name = str(SERIES_RULES.get(row.rule, row.rule))
    told: dict[str, Any] = {
        "rule": name,
        "period": period_text(row.period),
        "value": said_value,
        "start": period_text(row.start_period),
    }
    if row.rule in {PERIOD_CHANGE, YEAR_CHANGE}:
        told["base"] = period_text(facts["base"]) if facts.get("base") else ""
        told["before"] = value_text(values.get(facts.get("base") or ""), unit)
        told["change"] = _amount_text(facts, unit)
        return (
            _("%(rule)s: %(period)s %(value)s, %(base)s %(before)s, a change of %(change)s.") % told
        )
    if row.rule in {TARGET_MISSED, MISSED_IN_A_ROW}:
        target = target_of({"target": facts.get("target")})
        told["target"] = target_text(target, unit) if target else "–"
        if row.rule == TARGET_MISSED:
            return _("%(rule)s: %(period)s %(value)s, target %(target)s.") % told
        return (
            _("%(rule)s: from %(start)s to %(period)s, there %(value)s, target %(target)s.") % told
        )
    limits = facts.get("limits")
    told["limits"] = _limits_text(limits, unit) if limits else "–"
    told["count"] = facts.get("baseline", 0)
    if row.start_period == row.period:
        return (
            _("%(rule)s: %(period)s %(value)s; %(limits)s, from %(count)s earlier figures.") % told
        )
    return (
        _(
            "%(rule)s: from %(start)s to %(period)s, there %(value)s; %(limits)s, from %(count)s earlier figures."
        )
        % told
    )


def _amount_text(facts: dict[str, Any], unit: str) -> str:
    if facts.get("amount") is None:
        return "–"
    amount = Decimal(facts["amount"])
    told = {"absolute": str(amount), "relative": str(amount / 100)}
    return change_text(told, unit)


def _limits_text(limits: dict[str, str], unit: str) -> str:
    return _("limits %(lower)s to %(upper)s, centre %(centre)s") % {
        name: value_text(each, unit) for name, each in _possible(limits, unit).items()
    }


def _possible(limits: dict[str, str], unit: str) -> dict[str, Decimal]:
    """Limits as they are shown: what cannot occur is cut, no share lies below 0 or above the whole."""
    found = {name: Decimal(limits[name]) for name in ("lower", "centre", "upper")}
    if unit == "%":
        return {name: min(max(each, Decimal(0)), Decimal(100)) for name, each in found.items()}
    return found


def _direction(row: Deviation) -> str:
    """Whether the signal is one for the worse; a target that was missed always is."""
    if row.rule in {TARGET_MISSED, MISSED_IN_A_ROW}:
        return "worse"
    if not row.side:
        return ""
    is_better = (row.side > 0) == (row.evidence.get("direction") == Direction.UP)
    return "better" if is_better else "worse"


def _returned(each: dict[str, Any], unit: str) -> Returned:
    return Returned(
        until=each["until"] or "",
        reason=each["reason"],
        decided_by=each["decided_by"],
        period=period_text(each["period"]) if each["period"] else "",
        value=value_text(each["value"], unit),
    )


def chart_of_deviation(row: Deviation, course: Sequence[Point]) -> Chart:
    """The series with the limits and target the rule spoke by, and the points that fired marked.

    What the rule met stands as it met it; before and after that the figures of today.
    """
    facts = row.evidence
    unit = spoken(facts, "unit")
    met = {
        label: None if text is None else Decimal(text) for label, text in facts.get("points", ())
    }
    # Labels of one grain sort by time.
    series = sorted(({point.period: point.value for point in course} | met).items())
    labels = tuple(label for label, _value in series)
    values = tuple(value for _label, value in series)
    known = [value for value in values if value is not None]
    whole = all(value == value.to_integral_value() for value in known)
    target = target_of({"target": facts.get("target")})
    drawn = target is not None and target.operator != "between"
    limits = facts.get("limits")
    name = said(row.indicator)
    return Chart(
        title=f"{row.indicator.code} {name}",
        labels=labels,
        series=(Series(name, values),),
        unit=unit,
        decimals=0 if whole and not limits and unit not in SHARES else 2,
        target=target.value if target is not None and drawn else None,
        target_label=target_text(target, unit) if target else "",
        limits=Limits(**_possible(limits, unit)) if limits else None,
        marks=_marks(row, labels),
    )


def _marks(row: Deviation, labels: tuple[str, ...]) -> tuple[Mark, ...]:
    fired = [label for label in row.evidence.get("fired", ()) if label in labels]
    unit = spoken(row.evidence, "unit")
    values = dict(row.evidence.get("points", ()))
    # The last point carries its value, those before it only their mark.
    return tuple(
        Mark(label, value_text(values.get(label), unit) if label == fired[-1] else "•")
        for label in fired
    )
