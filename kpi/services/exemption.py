"""“Not applicable, because …”: declared and lifted by the PMO, on the record (R54, G44)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import NoteMissing, Refused, has_substance
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from kpi.models import Exemption, Indicator
from kpi.states import Dimension, IndicatorState
from processes.models import Process


class CannotExemptDimension(Refused):
    """The dimension applies, or is exempt already."""


def declare_exemption(
    process: Process, dimension: str, *, reason: str, by: Person, at: datetime
) -> Exemption:
    """A dimension without an indicator may be declared not applicable, with a reason; then it counts as covered.

    Raises `NoteMissing` without a reason of substance and `CannotExemptDimension` while an adopted
    indicator measures the dimension, or when it is exempt already.
    """
    demand(by, Permission.INDICATOR_ADOPT)
    if not has_substance(reason):
        raise NoteMissing(_("Please give a reason."))
    with transaction.atomic():
        hold_the_chain()
        adopted = Indicator.objects.filter(
            process=process, dimension=dimension, state=IndicatorState.ADOPTED
        )
        if adopted.exists():
            raise CannotExemptDimension(
                _("The dimension is measured by an adopted indicator; it does apply.")
            )
        if Exemption.objects.filter(process=process, dimension=dimension, valid_to=None).exists():
            raise CannotExemptDimension(
                _("The dimension has been declared not applicable already.")
            )
        exemption = Exemption(
            process=process,
            dimension=dimension,
            reason=reason.strip(),
            valid_from=timezone.localdate(at),
            declared_by=by,
            declared_at=at,
        )
        save_tracked(exemption, by=by, at=at, reason="kpi.declare_exemption")
        told = {"process": process.code, "dimension": str(Dimension(dimension).label)}
        change = Change(after=told, note=exemption.reason)
        record("kpi.declare_exemption", by=by, at=at, obj=process, change=change)
    return exemption


def lift_exemption(exemption: Exemption, *, by: Person, at: datetime, note: str = "") -> Exemption:
    """A dimension applies again from today on; the time it did not stays on the record."""
    demand(by, Permission.INDICATOR_ADOPT)
    if exemption.valid_to is not None:
        raise CannotExemptDimension(_("The exemption has ended already."))
    with transaction.atomic():
        _end(exemption, timezone.localdate(at), by=by, at=at, note=note.strip())
    return exemption


def end_exemption_of(indicator: Indicator, start: date, *, by: Actor, at: datetime) -> None:
    """What is measured does apply: the exemption of an adopted indicator's dimension ends with its first day."""
    for exemption in Exemption.objects.filter(
        process=indicator.process_id, dimension=indicator.dimension, valid_to=None
    ).select_related("process"):
        _end(exemption, start, by=by, at=at, note=indicator.code)


def _end(exemption: Exemption, first: date, *, by: Actor, at: datetime, note: str) -> None:
    """It holds to the day before `first`; one lifted on its own first day keeps that day."""
    exemption.valid_to = max(exemption.valid_from, first - timedelta(days=1))
    save_tracked(exemption, by=by, at=at, reason="kpi.lift_exemption", fields=["valid_to"])
    told = {"dimension": exemption.dimension, "valid_to": exemption.valid_to.isoformat()}
    record(
        "kpi.lift_exemption",
        by=by,
        at=at,
        obj=exemption.process,
        change=Change(after=told, note=note),
    )
