"""A formula looked at before anybody relies on it: read, in words, with a worked example (domain §4.1)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.numbers import half_width
from kpi.formulas import BadFormula, indicator_value, parse_formula, stored
from kpi.formulas.expression import SIGNS
from kpi.models import Measure
from kpi.selectors.indicator import formula_in_words
from kpi.selectors.report_phrases import value_text

_BELOW, _ABOVE = 40, 36


@dataclass(frozen=True)
class ExampleNumber:
    """One measure with the number the example puts in for it."""

    measure: Measure
    value: Decimal


@dataclass(frozen=True)
class FormulaPreview:
    """What a reader sees of a formula: its words and an example, or the character at which it fails."""

    text: str
    words: str = ""
    numbers: tuple[ExampleNumber, ...] = ()
    result: str = ""
    error: str = ""
    before: str = ""
    at: str = ""
    after: str = ""

    @property
    def is_readable(self) -> bool:
        return not self.error


def preview_of(text: str, unit: str, unit_name: str = "") -> FormulaPreview:
    """A formula is shown with the names of its measures and an example; an error points at its character.

    The example puts 40 below the line and 36, 35 … above it. One statement.
    """
    typed = half_width(text).translate(SIGNS)
    try:
        formula = parse_formula(text)
    except BadFormula as problem:
        return _pointed(typed, problem.position, str(problem))
    measures = {row.code: row for row in Measure.objects.filter(code__in=formula.names)}
    for name in formula.names:
        if name not in measures:
            message = _("No such base measure: %(names)s") % {"names": name}
            return _pointed(typed, typed.find(name) + 1, message, length=len(name))
    if unit == "%" and not formula.is_ratio:
        message = _("A percentage divides one measure by another.")
        return FormulaPreview(text=typed, error=message, before=typed)
    below = set(formula.denominator.names) if formula.denominator else set()
    above = [name for name in formula.names if name not in below]
    values = {name: Decimal(_BELOW) for name in below}
    values |= {name: Decimal(_ABOVE - place) for place, name in enumerate(above)}
    figure = indicator_value(formula, unit, values)
    return FormulaPreview(
        text=formula.text,
        words=formula_in_words(formula.text, {code: said(row) for code, row in measures.items()}),
        numbers=tuple(ExampleNumber(measures[name], values[name]) for name in formula.names),
        result=value_text(stored(figure.value), unit_name or unit),
    )


def _pointed(typed: str, position: int, message: str, length: int = 1) -> FormulaPreview:
    """The text is parted at the character that does not fit; past the end there is nothing to point at."""
    start = max(0, position - 1)
    return FormulaPreview(
        text=typed,
        error=message,
        before=typed[:start],
        at=typed[start : start + length] or "▮",
        after=typed[start + length :],
    )
