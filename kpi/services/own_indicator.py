"""Indicators of the company's own, with their own base measures: same life as the library's (R54)."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from kpi.formulas import BadFormula, parse_formula
from kpi.formulas.expression import Formula
from kpi.models import Indicator, IndicatorVersion, Measure, MeasureValue
from kpi.services.rollup import refresh_rollups
from kpi.states import Entry, Grain
from processes.models import Process

# Shipped codes never begin so: a later library cannot collide with what the company has defined.
OWN_MEASURE = "own_"
OWN_CODE = re.compile(r"[A-Z]{2,5}-C([0-9]{2,3})")
MEASURE_CODE = re.compile(r"[a-z][a-z0-9_]{1,55}")
_SHARE = "%"


class CannotDefineIndicator(Refused):
    """The measure or the indicator contradicts itself or another one."""


@dataclass(frozen=True)
class NewMeasure:
    """What the company wants to have counted; `code` without the leading own_."""

    process: Process
    code: str
    name: str
    unit: str
    aggregation: str
    decimals: int = 0
    name_en: str = ""
    unit_en: str = ""


@dataclass(frozen=True)
class NewIndicator:
    """An indicator of the company's own over measures that exist."""

    process: Process
    name: str
    dimension: str
    unit: str
    direction: str
    cadence: str
    formula: str
    name_en: str = ""
    unit_en: str = ""
    note: str = ""


def define_measure(new: NewMeasure, *, by: Person, at: datetime) -> Measure:
    """A measure of the company's own is named own_… and counted like every other once an indicator asks for it."""
    demand(by, Permission.INDICATOR_ADOPT)
    if not MEASURE_CODE.fullmatch(new.code):
        raise CannotDefineIndicator(
            _("A code is written with a-z, 0-9 and _, begins with a letter and has 2 to 56 signs.")
        )
    code = f"{OWN_MEASURE}{new.code}"
    with transaction.atomic():
        hold_the_chain()
        if Measure.objects.filter(code=code).exists():
            raise CannotDefineIndicator(
                _("There is a base measure %(code)s already.") % {"code": code}
            )
        measure = Measure(
            code=code,
            process=new.process,
            name=new.name,
            name_en=new.name_en or new.name,
            unit=new.unit,
            unit_en=new.unit_en or new.unit,
            aggregation=new.aggregation,
            decimals=new.decimals,
        )
        save_tracked(measure, by=by, at=at, reason="kpi.add_measure")
        record("kpi.add_measure", by=by, at=at, obj=measure, change=Change(after={"code": code}))
    return measure


def define_indicator(new: NewIndicator, *, by: Person, at: datetime) -> Indicator:
    """An indicator of the company's own joins the library as a suggestion; INC-C01 is the first of its process.

    It counts once somebody else has adopted it. Raises `CannotDefineIndicator` for an unreadable
    formula, an unknown measure, a share that divides nothing, or a name that exists.
    """
    demand(by, Permission.INDICATOR_ADOPT)
    formula = check_own_formula(new.formula, new.unit)
    measures = list(Measure.objects.filter(code__in=formula.names))
    with transaction.atomic():
        hold_the_chain()
        siblings = Indicator.objects.filter(process=new.process)
        if siblings.filter(name=new.name).exists():
            raise CannotDefineIndicator(_("The process has an indicator of this name already."))
        last = siblings.aggregate(last=Max("position"))["last"] or 0
        indicator = Indicator(
            code=next_code(new.process),
            process=new.process,
            name=new.name,
            name_en=new.name_en or new.name,
            dimension=new.dimension,
            unit=new.unit,
            unit_en=new.unit_en or new.unit,
            direction=new.direction,
            cadence=new.cadence,
            assessment_grain=Grain.MONTH if new.cadence == Grain.WEEK else new.cadence,
            entry=Entry.PERSON if _needs_people(measures) else Entry.SYSTEM,
            note=new.note,
            position=last,
            author=by,
        )
        save_tracked(indicator, by=by, at=at, reason="kpi.define_indicator")
        definition = IndicatorVersion(indicator=indicator, number=1, formula=formula.text)
        save_tracked(definition, by=by, at=at, reason="kpi.define_indicator")
        definition.measures.set(measures)
        told = {"code": indicator.code, "formula": formula.text, "unit": new.unit}
        change = Change(after=told, note=new.note)
        record("kpi.define_indicator", by=by, at=at, obj=indicator, change=change)
        _count_history(measures, at=at)
    return indicator


def _count_history(measures: list[Measure], *, at: datetime) -> None:
    """What was counted before has its figures too, as it has for every suggestion of the library."""
    cells = MeasureValue.objects.filter(measure__in=measures)
    span = cells.aggregate(first=Min("start"), last=Max("end"))
    if span["first"] is not None:
        refresh_rollups(measures, first=span["first"], last=span["last"], at=at)


def check_own_formula(text: str, unit: str) -> Formula:
    """A formula is readable, names measures that exist, and divides something where the unit is a share."""
    try:
        formula = parse_formula(text)
    except BadFormula as problem:
        raise CannotDefineIndicator(str(problem)) from None
    known = set(Measure.objects.filter(code__in=formula.names).values_list("code", flat=True))
    unknown = [name for name in formula.names if name not in known]
    if unknown:
        raise CannotDefineIndicator(
            _("No such base measure: %(names)s") % {"names": ", ".join(unknown)}
        )
    if not known:
        raise CannotDefineIndicator(_("A formula needs at least one base measure."))
    if unit == _SHARE and not formula.is_ratio:
        raise CannotDefineIndicator(_("A percentage divides one measure by another."))
    return formula


def next_code(process: Process) -> str:
    """The next free number of the company's own indicators in a process: INC-C01 is the first."""
    taken = [
        int(found[1])
        for code in Indicator.objects.filter(process=process).values_list("code", flat=True)
        if (found := OWN_CODE.fullmatch(code))
    ]
    return f"{process.prefix}-C{max(taken, default=0) + 1:02d}"


def _needs_people(measures: list[Measure]) -> bool:
    return any(measure.entry == Entry.PERSON for measure in measures)
