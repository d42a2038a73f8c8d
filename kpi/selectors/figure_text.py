"""A stored figure in words: its value or grade, and what must be said beside it (domain §4.3 c e m n o; G43)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.numbers import EMPTY_MARK, format_number, plain
from kpi.formulas.figure import Figure, exceeds_whole, is_small_sample, response_rate
from kpi.formulas.grade import Scale, scale_of
from kpi.models import Indicator, IndicatorValue, Measure
from kpi.selectors.report_phrases import day_in_text, value_text
from kpi.states import Aggregation, Dimension, Kind, Remark


@dataclass(frozen=True)
class GivenText:
    """One grade of a period, by its day and word."""

    on: date
    word: str


@dataclass(frozen=True)
class FigureText:
    """What stands in a table for a figure: the value, A/B where it rests on few, and remarks."""

    value: str
    sample: str = ""
    notes: tuple[str, ...] = ()
    narrative: str = ""
    given: tuple[GivenText, ...] = ()


@dataclass(frozen=True)
class Scales:
    """The scales of all qualitative indicators, asked for once."""

    by_indicator: dict[int, Scale] = field(default_factory=dict)

    def of(self, indicator: Indicator) -> Scale:
        """An indicator's own scale; the empty one where it is a number."""
        return self.by_indicator.get(indicator.pk, Scale())


def all_scales() -> Scales:
    """One question, whatever the number of indicators."""
    rows = Measure.objects.filter(
        aggregation=Aggregation.GRADE, definitions__isnull=False
    ).values_list("definitions__indicator_id", "scale")
    return Scales({indicator: scale_of(scale) for indicator, scale in rows})


def grade_word(scale: Scale, code: str) -> str:
    """A grade by its word; by its code where the scale no longer has it."""
    grade = scale.of(code)
    return said(grade) if grade else code


def passing_text(scale: Scale) -> str:
    """The target of a qualitative indicator: the lowest grade that meets it."""
    lowest = next((grade for grade in scale.grades if grade.meets), None)
    return _("%(grade)s or better") % {"grade": said(lowest)} if lowest else ""


def figure_text(figure: IndicatorValue, indicator: Indicator, scale: Scale) -> FigureText:
    """A figure as tables show it; a qualitative one never as a number."""
    if indicator.kind == Kind.QUALITATIVE:
        return _graded_text(figure, scale)
    exact = _figure(figure)
    return FigureText(
        value=value_text(figure.value, said(indicator, "unit"), target=figure.target),
        sample=_sample(figure, exact),
        notes=tuple(_notes(figure, indicator, exact)),
    )


def _sample(figure: IndicatorValue, exact: Figure) -> str:
    """With few cases the two numbers say more than their quotient (domain §4.3n)."""
    if figure.numerator is None or figure.denominator is None or not is_small_sample(exact):
        return ""
    return f"{plain(figure.numerator)}/{plain(figure.denominator)}"


def _graded_text(figure: IndicatorValue, scale: Scale) -> FigureText:
    if not figure.grade:
        return FigureText(EMPTY_MARK)
    notes = []
    if figure.as_of is not None:
        notes.append(_("last given on %(day)s") % {"day": day_in_text(figure.as_of)})
    if len(figure.grades) > 1:
        notes.append(
            _("worst of %(count)s: %(grade)s")
            % {"count": len(figure.grades), "grade": grade_word(scale, figure.worst_grade)}
        )
    return FigureText(
        grade_word(scale, figure.grade),
        notes=tuple(notes),
        narrative=figure.narrative,
        given=tuple(
            GivenText(date.fromisoformat(each["on"]), grade_word(scale, each["grade"]))
            for each in figure.grades
        ),
    )


def _notes(figure: IndicatorValue, indicator: Indicator, exact: Figure) -> list[str]:
    notes = []
    if figure.as_of is not None:
        notes.append(_("as of %(day)s") % {"day": day_in_text(figure.as_of)})
    if figure.remark:
        notes.append(str(Remark(figure.remark).label))
    if indicator.dimension == Dimension.SATISFACTION and figure.denominator is not None:
        notes.append(answers_text(figure.denominator, figure.population))
    if exceeds_whole(exact, indicator.unit):
        notes.append(whole_text())
    return notes


def answers_text(answers: Decimal | str, asked: Decimal | str | None) -> str:
    """A satisfaction says how many answered, and out of how many where that is known (domain §4.3m)."""
    told = plain(Decimal(answers))
    rate = None if asked is None else response_rate(Decimal(answers), Decimal(asked))
    if rate is None:
        return _("n = %(answers)s") % {"answers": told}
    return _("n = %(answers)s of %(asked)s, response rate %(rate)s") % {
        "answers": told,
        "asked": plain(Decimal(asked or 0)),
        "rate": format_number(rate, decimals=2, unit="%"),
    }


def whole_text() -> str:
    """What a share above 100 % means (domain §4.3o)."""
    return _("above 100 %: both sides are not of one cohort, see the reasons given")


def _figure(figure: IndicatorValue) -> Figure:
    return Figure(_exact(figure.numerator), _exact(figure.denominator), _exact(figure.value))


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)
