"""What was provided of a resource need, in the course of the year (5.1②, R27)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Conflict, Refused, demand_reason
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from planning.models import ResourceLine
from planning.states import Fulfilment, PlanState

_FIELDS = [
    "fulfilment",
    "fulfilled",
    "fulfilment_note",
    "fulfilment_by",
    "fulfilment_on",
]
NEEDS_NOTE = (Fulfilment.PARTIAL, Fulfilment.DECLINED)


class CannotRecordProvision(Refused):
    """What was said of a resource need cannot be so."""


@dataclass(frozen=True)
class Provision:
    """How far a need is met, since when, and why not further; `seen` is what the writer looked at."""

    fulfilment: str
    fulfilled: int
    on: date
    note: str = ""
    seen: str = ""


def record_provision(
    line: ResourceLine, provision: Provision, *, by: Person, at: datetime
) -> ResourceLine:
    """The process manager records what the company has provided of an approved need.

    Partly needs a part and a reason, provided in full the whole number. Amounts are no part of the
    trail. Raises `NotAllowed`, `CannotRecordProvision`, `NoteMissing`, `Conflict`.
    """
    demand(by, Permission.RESOURCE_ALLOT)
    with transaction.atomic():
        hold_the_chain()
        row: ResourceLine = ResourceLine.objects.select_related("section__plan").get(pk=line.pk)
        if row.section.plan.state != PlanState.PUBLISHED:
            raise CannotRecordProvision(
                _("Resources are provided under the plan in force; this version is not.")
            )
        if provision.seen and provision.seen != provision_seen(row):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        _check(row, provision, today=local_day(at))
        before = _told(row)
        row.fulfilment, row.fulfilled = provision.fulfilment, provision.fulfilled
        row.fulfilment_note = provision.note.strip()[:300]
        row.fulfilment_by, row.fulfilment_on = by, provision.on
        save_tracked(row, by=by, at=at, reason="planning.record_provision", fields=_FIELDS)
        change = Change(before, _told(row), note=row.fulfilment_note, label=row.name)
        record("planning.record_provision", by=by, at=at, obj=row.section, change=change)
    return row


def provision_seen(row: ResourceLine) -> str:
    """What a reader has seen of the fulfilment, in one word."""
    return f"{row.fulfilment}:{row.fulfilled}:{row.fulfilment_on or ''}"


def _check(row: ResourceLine, provision: Provision, *, today: date) -> None:
    if provision.on > today:
        raise CannotRecordProvision(_("What will be provided is recorded when it is there."))
    if not 0 <= provision.fulfilled <= row.need:
        raise CannotRecordProvision(
            _("Between 0 and %(need)s can be provided of this need.") % {"need": row.need}
        )
    kind = provision.fulfilment
    if kind == Fulfilment.FULFILLED and provision.fulfilled < row.gap:
        raise CannotRecordProvision(
            _("Provided in full means at least the gap: %(gap)s.") % {"gap": row.gap}
        )
    if kind == Fulfilment.PARTIAL and not 0 < provision.fulfilled < max(row.gap, row.need):
        raise CannotRecordProvision(_("Partly provided needs the number that is there."))
    if kind in {Fulfilment.OPEN, Fulfilment.DECLINED} and provision.fulfilled:
        raise CannotRecordProvision(_("What is not provided has no number."))
    if kind in NEEDS_NOTE:
        demand_reason(provision.note)


def _told(row: ResourceLine) -> dict[str, str | int]:
    return {
        "line": row.name,
        "fulfilment": row.fulfilment,
        "fulfilled": row.fulfilled,
        "on": row.fulfilment_on.isoformat() if row.fulfilment_on else "",
    }
