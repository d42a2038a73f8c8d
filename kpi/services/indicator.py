"""Adopting indicators, revising their formulas, setting targets: each act recorded (R54, G14, G41).

`revise_definition` and `set_target` carry out what was decided; people reach them through a proposal
that somebody else approves (`services/proposal.py`, reliability §3.3 no. 8).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.bilingual import said
from governance.lib.history import save_tracked
from governance.lib.workflow import NoteMissing, Refused, check_step, find_step, has_substance
from governance.models import Department, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from governance.services.transition import advance
from kpi.formulas import BadFormula, parse_formula
from kpi.formulas.expression import clashing_units
from kpi.models import Indicator, IndicatorVersion, Measure, Target
from kpi.selectors.indicator import already_holding
from kpi.selectors.system_count import measures_without_source
from kpi.services.exemption import end_exemption_of
from kpi.services.rollup import refresh_rollups
from kpi.states import INDICATOR_STEPS, Aggregation, IndicatorState, Kind


class CannotAdoptIndicator(Refused):
    """The indicator cannot be adopted from that day."""


class CannotRetireIndicator(Refused):
    """The indicator cannot end on that day."""


class CannotReviseIndicator(Refused):
    """The formula cannot take the place of the one in force."""


class CannotSetTarget(Refused):
    """The target contradicts itself or another one."""


@dataclass(frozen=True)
class TargetTerms:
    """A target is operator, value and validity, company-wide or for one department, with its basis (G41)."""

    operator: str
    value: Decimal
    valid_from: date
    upper: Decimal | None = None
    department: Department | None = None
    basis: str = ""


def adopt_indicator(
    indicator: Indicator,
    *,
    by: Actor,
    at: datetime,
    valid_from: date | None = None,
    note: str = "",
) -> Indicator:
    """A suggestion counts from a Monday on, once the PMO adopts it; its formula is then in force.

    Without a day it is the Monday of the present week, so that no week is half measured. An
    indicator that comes back after retirement starts a new definition, hence a new series. A
    “not applicable” of its dimension ends with it. Raises `CannotAdoptIndicator` for one whose
    figures nobody can supply yet, and to the author of an indicator of the company's own.
    """
    _demand(by, Permission.INDICATOR_ADOPT)
    if isinstance(by, Person) and indicator.author_id == by.pk:
        raise CannotAdoptIndicator(
            _("Who defined an indicator does not adopt it; another member of the PMO does.")
        )
    start = valid_from or monday_of(at)
    with transaction.atomic():
        indicator = _adopt(indicator, start, by=by, at=at, note=note)
        refresh_figures([indicator], start, at=at)
    return indicator


def _adopt(
    indicator: Indicator, start: date, *, by: Actor, at: datetime, note: str = ""
) -> Indicator:
    missing = measures_without_source(indicator)
    if missing:
        raise CannotAdoptIndicator(
            _("There is no data source yet for: %(names)s. The figures cannot be promised.")
            % {"names": ", ".join(said(measure) for measure in missing)}
        )
    with transaction.atomic():
        indicator = advance(
            indicator,
            find_step(INDICATOR_STEPS, "adopt"),
            by=by,
            at=at,
            note=note,
            # A second adoption keeps the first day: the figures before retirement stay.
            changes={"adopted_on": indicator.adopted_on or start, "retired_on": None},
        )
        latest = IndicatorVersion.objects.filter(indicator=indicator).order_by("-number").first()
        if latest is None:
            raise CannotAdoptIndicator(_("The indicator has no formula."))
        if latest.valid_from is None:
            latest.valid_from = start
            save_tracked(latest, by=by, at=at, reason="kpi.adopt", fields=["valid_from"])
        elif latest.valid_to is not None:
            if start <= latest.valid_to:
                raise CannotAdoptIndicator(
                    _("Its earlier definition holds until %(day)s; choose a later day.")
                    % {"day": latest.valid_to}
                )
            next_definition(latest, latest.formula, start, by=by, at=at)
        end_exemption_of(indicator, start, by=by, at=at)
    return indicator


def adopt_starter_set(
    *, by: Actor, at: datetime, valid_from: date | None = None, note: str = ""
) -> list[Indicator]:
    """The starter set is adopted in one act, each adoption with its own entry; what is adopted already stays."""
    _demand(by, Permission.INDICATOR_ADOPT)
    waiting = Indicator.objects.filter(is_starter=True, state=IndicatorState.SUGGESTED).order_by(
        "position"
    )
    start = valid_from or monday_of(at)
    with transaction.atomic():
        adopted = [_adopt(row, start, by=by, at=at, note=note) for row in waiting]
        refresh_figures(adopted, start, at=at)
    return adopted


def retire_indicator(
    indicator: Indicator, *, note: str, by: Actor, at: datetime, last_day: date | None = None
) -> Indicator:
    """An indicator is retired with a reason and a last day; its figures stay, nothing is asked afterwards.

    A later last day only announces the end: until then the indicator counts, then the clock retires
    it. A day in the past is refused, since it would orphan what has been collected.
    """
    _demand(by, Permission.INDICATOR_ADOPT)
    today = timezone.localdate(at)
    last = last_day or today
    if last < today:
        raise CannotRetireIndicator(
            _("The last day cannot lie in the past: what has been collected would be orphaned.")
        )
    step = find_step(INDICATOR_STEPS, "retire_indicator")
    announced = indicator.retired_on
    with transaction.atomic():
        if last == today:
            indicator = advance(
                indicator, step, by=by, at=at, note=note, changes={"retired_on": last}
            )
        else:
            check_step(indicator, step, note)
            indicator.retired_on = last
            change = Change(after={"retired_on": last.isoformat()}, note=note.strip())
            record("kpi.announce_end", by=by, at=at, obj=indicator, change=change)
            save_tracked(indicator, by=by, at=at, reason="kpi.announce_end", fields=["retired_on"])
        running = Q(valid_to=None) | Q(valid_to=announced)
        for definition in IndicatorVersion.objects.filter(running, indicator=indicator).exclude(
            valid_from=None
        ):
            definition.valid_to = max(last, definition.valid_from or last)
            save_tracked(
                definition, by=by, at=at, reason="kpi.retire_indicator", fields=["valid_to"]
            )
        refresh_figures([indicator], min(last, announced or last), at=at)
    return indicator


def end_announced_indicators(*, at: datetime) -> list[Indicator]:
    """The day after its announced last day an indicator is retired; run twice, the second finds none."""
    due = Indicator.objects.filter(
        state=IndicatorState.ADOPTED, retired_on__lt=timezone.localdate(at)
    )
    step = find_step(INDICATOR_STEPS, "end")
    return [advance(row, step, by=SystemActor("tick"), at=at) for row in due.order_by("pk")]


def revise_definition(
    indicator: Indicator, formula: str, *, valid_from: date, note: str, by: Actor, at: datetime
) -> IndicatorVersion:
    """A changed formula is a new definition from a day on and starts a new series (domain §4.1 no. 4).

    Raises what `check_revision` raises.
    """
    _demand(by, Permission.INDICATOR_ADOPT)
    latest, text = check_revision(indicator, formula, valid_from=valid_from, note=note)
    with transaction.atomic():
        before = latest.formula
        latest.valid_to = valid_from - timedelta(days=1)
        save_tracked(latest, by=by, at=at, reason="kpi.revise_definition", fields=["valid_to"])
        fresh = next_definition(latest, text, valid_from, by=by, at=at)
        record(
            "kpi.revise_definition",
            by=by,
            at=at,
            obj=indicator,
            change=Change(
                before={"formula": before, "number": latest.number},
                after={
                    "formula": text,
                    "number": fresh.number,
                    "valid_from": valid_from.isoformat(),
                },
                note=note.strip(),
            ),
        )
        refresh_figures([indicator], valid_from, at=at)
    return fresh


def check_revision(
    indicator: Indicator, formula: str, *, valid_from: date, note: str
) -> tuple[IndicatorVersion, str]:
    """A formula may take the place of the one in force if it can be read, differs and begins later.

    Returns the definition in force and the canonical text. Raises `CannotReviseIndicator` for an
    unreadable formula, an unknown measure, or a day that is not after the start of the definition
    in force, `NoteMissing` without a reason.
    """
    if not has_substance(note):
        raise NoteMissing(_("Please give a reason."))
    try:
        text = parse_formula(formula).text
    except BadFormula as problem:
        raise CannotReviseIndicator(str(problem)) from None
    latest = IndicatorVersion.objects.filter(indicator=indicator).order_by("-number").first()
    if indicator.state != IndicatorState.ADOPTED or latest is None or latest.valid_from is None:
        raise CannotReviseIndicator(_("Only an adopted indicator is revised; adopt it first."))
    if indicator.kind == Kind.QUALITATIVE:
        raise CannotReviseIndicator(
            _("A qualitative indicator has no formula; a new scale is a new indicator.")
        )
    if text == latest.formula:
        raise CannotReviseIndicator(_("This is the formula already in force."))
    if valid_from <= latest.valid_from:
        raise CannotReviseIndicator(
            _("The new formula must begin after %(day)s.") % {"day": latest.valid_from}
        )
    _check_kinds(indicator, text, _measures_in(text))
    return latest, text


def set_target(indicator: Indicator, terms: TargetTerms, *, by: Actor, at: datetime) -> Target:
    """One target holds at a time and scope: a new one ends the open one on the day before it begins.

    Raises what `check_target` raises.
    """
    _demand(by, Permission.TARGET_SET)
    upper = terms.upper if terms.operator == Target.Operator.BETWEEN else None
    with transaction.atomic():
        check_target(indicator, terms)
        before = None
        for rival in rivals_of(indicator, terms).filter(valid_to=None):
            before = {"operator": rival.operator, "value": str(rival.value)}
            rival.valid_to = terms.valid_from - timedelta(days=1)
            save_tracked(rival, by=by, at=at, reason="kpi.set_target", fields=["valid_to"])
        target = Target(
            indicator=indicator,
            department=terms.department,
            operator=terms.operator,
            value=terms.value,
            upper=upper,
            valid_from=terms.valid_from,
            basis=terms.basis.strip(),
        )
        save_tracked(target, by=by, at=at, reason="kpi.set_target")
        record(
            "kpi.set_target",
            by=by,
            at=at,
            obj=indicator,
            change=Change(before=before, after=target_told(target), note=target.basis),
        )
        refresh_figures([indicator], terms.valid_from, at=at)
    return target


def check_target(indicator: Indicator, terms: TargetTerms) -> None:
    """A target begins after every other of its scope; a range has an upper value.

    Raises `CannotSetTarget` otherwise.
    """
    check_shape(indicator, terms)
    day = terms.valid_from
    later = rivals_of(indicator, terms).filter(Q(valid_from__gte=day) | Q(valid_to__gte=day))
    if rival := later.order_by("valid_from").first():
        raise CannotSetTarget(already_holding(rival))


def check_shape(indicator: Indicator, terms: TargetTerms) -> None:
    """A grade has no number to reach, and a range has an upper value; raises `CannotSetTarget`."""
    if indicator.kind == Kind.QUALITATIVE:
        raise CannotSetTarget(_("Its scale says which grades meet the target."))
    if terms.operator == Target.Operator.BETWEEN and (
        terms.upper is None or terms.upper < terms.value
    ):
        raise CannotSetTarget(_("“Between” needs an upper value that is not below the lower one."))


def rivals_of(indicator: Indicator, terms: TargetTerms) -> QuerySet[Target]:
    """The other targets of the same scope, whenever they hold."""
    return Target.objects.filter(indicator=indicator, department=terms.department)


def monday_of(at: datetime) -> date:
    """The Monday of the week a moment lies in, by the clock of the company."""
    today = timezone.localdate(at)
    return today - timedelta(days=today.weekday())


def refresh_figures(indicators: Sequence[Indicator], first: date, *, at: datetime) -> None:
    """Figures from a day on are judged anew, in the act that changed what they are judged by."""
    measures = Measure.objects.filter(definitions__indicator__in=indicators).distinct()
    refresh_rollups(measures, first=first, last=max(first, timezone.localdate(at)), at=at)


def target_told(target: Target) -> dict[str, str]:
    """A target as the trail keeps it."""
    return {
        "operator": target.operator,
        "value": str(target.value),
        "upper": "" if target.upper is None else str(target.upper),
        "scope": target.department.code if target.department else "company",
        "valid_from": target.valid_from.isoformat(),
    }


def _check_kinds(indicator: Indicator, formula: str, measures: Iterable[Measure]) -> None:
    """Grades are never arithmetic (G43), and clocks do not mix: hours are not added to workdays (domain §4.3h)."""
    is_graded = indicator.kind == Kind.QUALITATIVE
    if any((measure.aggregation == Aggregation.GRADE) != is_graded for measure in measures):
        raise CannotReviseIndicator(_("Grades cannot be put into a formula with numbers."))
    units = {measure.code: measure.unit for measure in measures}
    clash = clashing_units(parse_formula(formula), units)
    if clash is not None:
        raise CannotReviseIndicator(
            _("“%(one)s” and “%(other)s” cannot be added or subtracted.")
            % {"one": clash[0], "other": clash[1]}
        )


def next_definition(
    latest: IndicatorVersion,
    formula: str,
    start: date,
    *,
    by: Actor,
    at: datetime,
    needs_project: bool | None = None,
) -> IndicatorVersion:
    """The next version of a definition: as the one before, but for its formula or its need of a project."""
    measures = _measures_in(formula)
    _check_kinds(latest.indicator, formula, measures)
    highest = IndicatorVersion.objects.filter(indicator=latest.indicator).aggregate(
        top=Max("number")
    )["top"]
    fresh = IndicatorVersion(
        indicator=latest.indicator,
        number=highest + 1,
        formula=formula,
        cohort=latest.cohort,
        cohort_en=latest.cohort_en,
        needs_project=latest.needs_project if needs_project is None else needs_project,
        population=latest.population,
        valid_from=start,
    )
    save_tracked(fresh, by=by, at=at, reason="kpi.revise_definition")
    fresh.measures.set([*measures, *filter(None, [latest.population])])
    return fresh


def _demand(by: Actor, permission: str) -> None:
    if isinstance(by, Person):
        demand(by, permission)


def _measures_in(formula: str) -> list[Measure]:
    names = parse_formula(formula).names
    measures = {measure.code: measure for measure in Measure.objects.filter(code__in=names)}
    unknown = [name for name in names if name not in measures]
    if unknown:
        raise CannotReviseIndicator(
            _("No such base measure: %(names)s") % {"names": ", ".join(unknown)}
        )
    return list(measures.values())
