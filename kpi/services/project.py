"""Whether an indicator is counted per project (G56): a definition of its own, from a day on."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import NoteMissing, has_substance
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from kpi.models import Indicator, IndicatorVersion
from kpi.services.indicator import CannotReviseIndicator, next_definition
from kpi.services.rollup import refresh_rollups
from kpi.states import IndicatorState


def require_project(
    indicator: Indicator,
    needs_project: bool,
    *,
    valid_from: date,
    note: str,
    by: Actor,
    at: datetime,
) -> IndicatorVersion:
    """From a day on an indicator is reported for projects only, or for whole departments again (G56).

    Then assignments without a project neither owe nor count, and coverage counts projects. It is a
    new definition, hence a new series; a suggestion nobody has adopted is simply changed.
    Raises `CannotReviseIndicator` when nothing would change or the day is not after the start of the
    definition in force.
    """
    if isinstance(by, Person):
        demand(by, Permission.INDICATOR_ADOPT)
    if not has_substance(note):
        raise NoteMissing(_("Please give a reason."))
    latest = IndicatorVersion.objects.filter(indicator=indicator).order_by("-number").first()
    if latest is None or indicator.state == IndicatorState.RETIRED:
        raise CannotReviseIndicator(_("Only an adopted indicator is revised; adopt it first."))
    if latest.needs_project == needs_project:
        raise CannotReviseIndicator(_("That is how it is counted already."))
    with transaction.atomic():
        fresh = (
            _change(latest, needs_project, by=by, at=at)
            if latest.valid_from is None
            else _succeed(latest, needs_project, valid_from, by=by, at=at)
        )
        record(
            "kpi.require_project",
            by=by,
            at=at,
            obj=indicator,
            change=Change(
                before={"needs_project": not needs_project},
                after={
                    "needs_project": needs_project,
                    "number": fresh.number,
                    "valid_from": valid_from.isoformat(),
                },
                note=note.strip(),
            ),
        )
        refresh_rollups(
            fresh.measures.all(),
            first=valid_from,
            last=max(valid_from, timezone.localdate(at)),
            at=at,
        )
    return fresh


def _change(
    latest: IndicatorVersion,
    needs_project: bool,
    *,
    by: Actor,
    at: datetime,
) -> IndicatorVersion:
    latest.needs_project = needs_project
    save_tracked(latest, by=by, at=at, reason="kpi.require_project", fields=["needs_project"])
    return latest


def _succeed(
    latest: IndicatorVersion,
    needs_project: bool,
    start: date,
    *,
    by: Actor,
    at: datetime,
) -> IndicatorVersion:
    if latest.valid_from is not None and start <= latest.valid_from:
        raise CannotReviseIndicator(
            _("The new definition must begin after %(day)s.") % {"day": latest.valid_from}
        )
    latest.valid_to = start - timedelta(days=1)
    save_tracked(latest, by=by, at=at, reason="kpi.require_project", fields=["valid_to"])
    return next_definition(latest, latest.formula, start, by=by, at=at, needs_project=needs_project)
