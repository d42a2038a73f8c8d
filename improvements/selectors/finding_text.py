"""A finding in words: figures with their unit, the change with its interval, and what chance has to say (6.4.4④)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.numbers import round_half_up
from improvements.formulas.effect import Sample
from improvements.models import VerificationPlan
from improvements.selectors.sample import Finding
from improvements.states import Effect, EffectTest
from kpi.formulas.figure import SCALES


@dataclass(frozen=True)
class FindingText:
    """What the page prints of a finding."""

    before: str
    before_sample: str
    after: str
    after_sample: str
    change_label: str
    change: str
    interval: str
    target: str
    test: str
    effect: str
    sentence: str


def finding_text(found: Finding, plan: VerificationPlan) -> FindingText:
    """A finding, told so that a reader can check it: every number with its unit and its sample."""
    compared = found.comparison
    unit = said(plan.indicator, "unit")
    scale = 1 if compared.is_ratio else found.scale
    change_unit = "" if compared.is_ratio else (_("points") if found.scale > 1 else unit)
    return FindingText(
        before=_figure(compared.before, found.scale, unit),
        before_sample=_sample(found.before, found.test),
        after=_figure(compared.after, found.scale, unit),
        after_sample=_sample(found.after, found.test),
        change_label=_("After ÷ before") if compared.is_ratio else _("Difference"),
        change=_figure(compared.change, scale, change_unit, signed=not compared.is_ratio),
        interval=_interval(compared.lower, compared.upper, scale),
        target=_figure(found.target, found.scale, unit),
        test=str(EffectTest(found.test).label),
        effect=str(Effect(found.effect).label),
        sentence=_sentence(found),
    )


def expected_text(plan: VerificationPlan) -> str:
    """The change hoped for with its sign: in per cent of the value before, in points of a share, or in its unit."""
    number = f"{plan.expected.normalize():+f}".replace("-", "−")
    if plan.is_relative:
        return f"{number} %"
    unit = _("points") if plan.indicator.unit in SCALES else said(plan.indicator, "unit")
    return f"{number} {unit}".strip()


def _figure(value: Fraction | None, scale: int, unit: str, *, signed: bool = False) -> str:
    if value is None:
        return "–"
    rounded = round_half_up(value * scale, 2)
    text = f"{rounded:+,.2f}".replace("-", "−") if signed else f"{rounded:,.2f}"
    return f"{text} {unit}".strip()


def _sample(sample: Sample, test: str) -> str:
    weeks = _("%(there)s of %(owed)s weeks") % {
        "there": sample.weeks,
        "owed": sample.owed_weeks,
    }
    if test != EffectTest.TWO_PROPORTIONS:
        return weeks
    counts = _("%(hits)s of %(cases)s") % {
        "hits": f"{Decimal(sample.hits.numerator) / sample.hits.denominator:,.0f}",
        "cases": f"{Decimal(sample.cases.numerator) / sample.cases.denominator:,.0f}",
    }
    return f"{counts} · {weeks}"


def _interval(lower: float | None, upper: float | None, scale: int) -> str:
    if lower is None and upper is None:
        return ""
    ends = [
        "∞" if end is None else f"{end * scale:,.2f}".replace("-", "−") for end in (lower, upper)
    ]
    return _("95 %% interval %(low)s … %(high)s") % {"low": ends[0], "high": ends[1]}


def _sentence(found: Finding) -> str:
    why = found.comparison.why_too_little
    if why:
        return {
            "no_data": _("One of the windows has no figures."),
            "incomplete": _("Less than three quarters of the weeks of a window are there."),
            "too_few": _("With so few figures no difference could be told from chance."),
        }[why]
    p_value = found.comparison.p_value
    if p_value is None:
        return ""
    chance = _("p < 0.0001") if p_value < 0.0001 else f"p = {p_value:.4f}"  # noqa: PLR2004 -- as far as is printed
    if found.comparison.is_significant:
        return _("Chance alone would hardly bring this change (%(p)s).") % {"p": chance}
    return _("Chance alone could well bring this change (%(p)s).") % {"p": chance}
