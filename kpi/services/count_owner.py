"""Who counts for the company where several count the same things (domain §4.3i)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import NoteMissing, Refused
from governance.models import Department, Person, Project
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from kpi.formulas.entry import BadReason, clean_reason
from kpi.models import CountOwner, Indicator, IndicatorVersion, Measure
from kpi.services.rollup import refresh_rollups
from kpi.states import Aggregation, Entry
from processes.models import Assignment


class CannotOwnCount(Refused):
    """The place cannot count for the company from that day."""


@dataclass(frozen=True)
class CountPlace:
    """Where is counted: a department, possibly for one project."""

    department: Department
    project: Project | None = None


def declare_count_owner(
    indicator: Indicator,
    place: CountPlace,
    *,
    valid_from: date,
    note: str,
    by: Actor,
    at: datetime,
) -> list[CountOwner]:
    """From a day on one place's numbers are the company's; the others stand beside them as shares.

    All base measures that people report for the indicator get the same owner, so that both sides of
    a quotient stay of one cohort. It ends the owner before. Raises `CannotOwnCount` for a place that
    does not report the process on that day, or a day that is not after the start of the owner before.
    """
    _demand(by)
    reason = _reason(note)
    with transaction.atomic():
        measures = _measures_of(indicator)
        for measure in measures:
            _check_place(measure, place, valid_from)
        owners = [_own(measure, place, valid_from, reason, by=by, at=at) for measure in measures]
        record(
            "kpi.declare_count_owner",
            by=by,
            at=at,
            obj=indicator,
            change=Change(
                after={
                    "department": place.department.code,
                    "project": place.project.code if place.project else "",
                    "measures": [measure.code for measure in measures],
                    "valid_from": valid_from.isoformat(),
                },
                note=reason,
            ),
        )
        _refresh(measures, valid_from, at=at)
    return owners


def end_count_owner(
    indicator: Indicator, *, last_day: date, note: str, by: Actor, at: datetime
) -> list[CountOwner]:
    """After its last day an owner of the count is one place among others again, and all are added."""
    _demand(by)
    reason = _reason(note)
    with transaction.atomic():
        measures = _measures_of(indicator)
        owners = list(CountOwner.objects.filter(measure__in=measures, valid_to=None))
        if not owners:
            raise CannotOwnCount(_("Nobody owns this count."))
        for owner in owners:
            if last_day < owner.valid_from:
                raise CannotOwnCount(
                    _("The owner counts from %(day)s; choose that day or a later one.")
                    % {"day": owner.valid_from}
                )
            owner.valid_to = last_day
            save_tracked(owner, by=by, at=at, reason="kpi.end_count_owner", fields=["valid_to"])
        record(
            "kpi.end_count_owner",
            by=by,
            at=at,
            obj=indicator,
            change=Change(after={"valid_to": last_day.isoformat()}, note=reason),
        )
        _refresh(measures, last_day, at=at)
    return owners


def _measures_of(indicator: Indicator) -> list[Measure]:
    latest = IndicatorVersion.objects.filter(indicator=indicator).order_by("-number").first()
    if latest is None:
        raise CannotOwnCount(_("The indicator has no formula."))
    measures = list(latest.measures.filter(entry=Entry.PERSON).order_by("position", "pk"))
    if not measures or any(each.aggregation == Aggregation.GRADE for each in measures):
        raise CannotOwnCount(_("Only numbers that people report can have an owner."))
    return measures


def _check_place(measure: Measure, place: CountPlace, day: date) -> None:
    reports = Assignment.objects.filter(
        process=measure.process_id, department=place.department, project=place.project
    ).valid_between(day, day)
    if not reports.exists():
        raise CannotOwnCount(
            _("%(place)s does not report “%(measure)s” on %(day)s.")
            % {"place": place.department.name, "measure": measure.name, "day": day}
        )


def _own(
    measure: Measure, place: CountPlace, start: date, note: str, *, by: Actor, at: datetime
) -> CountOwner:
    rows = CountOwner.objects.filter(measure=measure)
    if rows.filter(Q(valid_from__gte=start) | Q(valid_to__gte=start)).exists():
        raise CannotOwnCount(_("Another owner already counts on or after that day."))
    for before in rows.filter(valid_to=None):
        before.valid_to = start - timedelta(days=1)
        save_tracked(before, by=by, at=at, reason="kpi.declare_count_owner", fields=["valid_to"])
    owner = CountOwner(
        measure=measure,
        department=place.department,
        project=place.project,
        valid_from=start,
        note=note,
    )
    save_tracked(owner, by=by, at=at, reason="kpi.declare_count_owner")
    return owner


def _refresh(measures: list[Measure], first: date, *, at: datetime) -> None:
    refresh_rollups(measures, first=first, last=max(first, timezone.localdate(at)), at=at)


def _reason(note: str) -> str:
    try:
        reason = clean_reason(note)
    except BadReason as bad:
        raise CannotOwnCount(str(bad)) from None
    if not reason:
        raise NoteMissing(_("Please give a reason."))
    return reason


def _demand(by: Actor) -> None:
    if isinstance(by, Person):
        demand(by, Permission.INDICATOR_ADOPT)
