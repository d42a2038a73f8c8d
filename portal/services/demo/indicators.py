"""What the demo company measures: adopted by one, targets proposed by one and approved by another (6.4.2①)."""

from datetime import date, datetime, time, timedelta

from governance.models import Person
from kpi.models import Indicator
from kpi.services.exemption import declare_exemption
from kpi.services.indicator import TargetTerms, adopt_indicator, adopt_starter_set
from kpi.services.own_indicator import NewIndicator, NewMeasure, define_indicator, define_measure
from kpi.services.proposal import approve_proposal, propose_formula, propose_target
from portal.services.demo.act import Stage
from portal.services.demo.targets import (
    AIMS,
    EXEMPT,
    FURTHER,
    NEXT_YEAR,
    OWN_INDICATOR,
    OWN_MEASURE,
    RAISED,
    REFINED,
    Aim,
)
from processes.models import Process

HOUR = timedelta(hours=1)


def choose_indicators(stage: Stage, officer: Person, manager: Person) -> None:
    """Before the first week: the starter set and some more, targets by two persons, what does not apply."""
    adopt_starter_set(by=officer, at=_before(stage, 7, 10), valid_from=stage.first)
    rows = {row.code: row for row in Indicator.objects.all()}
    for code, reason in FURTHER.items():
        at = _before(stage, 7, 10, 30)
        adopt_indicator(rows[code], by=officer, at=at, valid_from=stage.first, note=reason)
    rows = {row.code: row for row in Indicator.objects.all()}
    for aim in AIMS:
        at = _before(stage, 6, 10)
        proposal = propose_target(rows[aim.code], _terms(aim, stage.first), by=officer, at=at)
        approve_proposal(proposal, by=manager, at=at + HOUR)
    for code, dimension, reason in EXEMPT:
        process, at = Process.objects.get(code=code), _before(stage, 6, 15)
        declare_exemption(process, dimension, reason=reason, by=officer, at=at)


def raise_target(officer: Person, manager: Person, at: datetime, *, valid_from: date) -> None:
    """Half-way through the year one target is raised; earlier months keep what they were judged by (domain §4.3k)."""
    indicator = Indicator.objects.get(code=RAISED.code)
    proposal = propose_target(indicator, _terms(RAISED, valid_from), by=officer, at=at)
    approve_proposal(proposal, by=manager, at=at + HOUR)


def refine_formula(officer: Person, manager: Person, at: datetime, *, valid_from: date) -> None:
    """At the same time one formula changes: its series breaks there and is not compared across."""
    code, formula, reason = REFINED
    indicator = Indicator.objects.get(code=code)
    proposal = propose_formula(
        indicator, formula, valid_from=valid_from, note=reason, by=officer, at=at
    )
    approve_proposal(proposal, by=manager, at=at + HOUR)


def leave_waiting(officer: Person, at: datetime, *, year: int) -> None:
    """What a newcomer finds waiting for a second person: a target of next year, an indicator of our own."""
    aimed = Indicator.objects.get(code=NEXT_YEAR.code)
    propose_target(aimed, _terms(NEXT_YEAR, date(year + 1, 1, 1)), by=officer, at=at)
    process = Process.objects.get(code="incident")
    code, name, name_en = OWN_MEASURE
    measure = NewMeasure(process, code, name, "件", "SUM", name_en=name_en, unit_en="cases")
    define_measure(measure, by=officer, at=at)
    name, name_en, formula = OWN_INDICATOR
    wanted = NewIndicator(
        process, name, "E", "%", "down", "week", formula, name_en=name_en, unit_en="%"
    )
    define_indicator(wanted, by=officer, at=at)


def _terms(aim: Aim, start: date) -> TargetTerms:
    return TargetTerms(aim.operator, aim.value, start, basis=aim.basis)


def _before(stage: Stage, days: int, hour: int, minute: int = 0) -> datetime:
    return stage.moment(stage.first - timedelta(days=days), time(hour, minute))
