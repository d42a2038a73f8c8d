"""Qualitative indicators: a scale of grades the PMO declares, then adopts like any other (clause 3, R17, G43)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from kpi.formulas.grade import BadScale, Grade, scale_of
from kpi.models import Indicator, IndicatorVersion, Measure
from kpi.states import Aggregation, Direction, Grain, Kind
from processes.models import Process


class CannotAddIndicator(Refused):
    """The indicator cannot be written into the library as it is described."""


@dataclass(frozen=True)
class NewQualitative:
    """A qualitative indicator: what is graded, how often, and the words, the worst first."""

    process: Process
    code: str
    name: str
    grades: Sequence[Grade]
    name_en: str = ""
    dimension: str = ""
    cadence: str = Grain.MONTH
    assessment_grain: str = Grain.MONTH
    needs_project: bool = False
    help_text: str = ""
    help_text_en: str = ""


def add_qualitative_indicator(new: NewQualitative, *, by: Actor, at: datetime) -> Indicator:
    """A qualitative indicator enters the library as a suggestion, with its scale; the scale never changes.

    A scale that judged once judges for ever: other words are another indicator. Raises
    `CannotAddIndicator` for a scale that cannot judge, a code that is taken, or one judged more often
    than it is given.
    """
    if isinstance(by, Person):
        demand(by, Permission.INDICATOR_ADOPT)
    scale = [
        {"code": each.code, "name": each.name, "name_en": each.name_en, "meets": each.meets}
        for each in new.grades
    ]
    _check(new, scale)
    try:
        with transaction.atomic():
            indicator = _write(new, scale, by=by, at=at)
            record(
                "kpi.add_qualitative_indicator",
                by=by,
                at=at,
                obj=indicator,
                change=Change(after={"code": new.code, "name": new.name, "scale": scale}),
            )
    except IntegrityError as double:
        raise CannotAddIndicator(_("This code is taken.")) from double
    return indicator


def _check(new: NewQualitative, scale: list[dict[str, object]]) -> None:
    try:
        has_grades = bool(scale_of(scale))
    except BadScale as bad:
        raise CannotAddIndicator(str(bad)) from None
    if not has_grades:
        raise CannotAddIndicator(_("A scale needs at least two grades."))
    if Grain.values.index(new.assessment_grain) < Grain.values.index(new.cadence):
        raise CannotAddIndicator(_("It cannot be judged more often than a grade is given."))


def _write(
    new: NewQualitative, scale: list[dict[str, object]], *, by: Actor, at: datetime
) -> Indicator:
    reason = "kpi.add_qualitative_indicator"
    last = Indicator.objects.aggregate(top=Max("position"))["top"] or 0
    measure = Measure(
        code=new.code.lower().replace("-", "_"),
        process=new.process,
        name=new.name,
        name_en=new.name_en or new.name,
        aggregation=Aggregation.GRADE,
        scale=scale,
        help_text=new.help_text,
        help_text_en=new.help_text_en,
    )
    save_tracked(measure, by=by, at=at, reason=reason)
    indicator = Indicator(
        code=new.code.upper(),
        process=new.process,
        name=new.name,
        name_en=new.name_en or new.name,
        kind=Kind.QUALITATIVE,
        dimension=new.dimension,
        direction=Direction.UP,
        cadence=new.cadence,
        assessment_grain=new.assessment_grain,
        gaps=["G43"],
        position=last + 1,
    )
    save_tracked(indicator, by=by, at=at, reason=reason)
    definition = IndicatorVersion(
        indicator=indicator, number=1, formula=measure.code, needs_project=new.needs_project
    )
    save_tracked(definition, by=by, at=at, reason=reason)
    definition.measures.set([measure])
    return indicator
