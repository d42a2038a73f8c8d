"""The PMO lays out the kinds of reports the policy names without saying what is in them (G12, G57)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Conflict, Refused
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from kpi.models import Indicator, ReportOutline
from kpi.selectors.report_outline import CADENCES
from kpi.states import SERVICE_REPORTS, IndicatorState


class CannotLayOutReport(Refused):
    """The outline does not fit its kind of report."""


@dataclass(frozen=True)
class Layout:
    """What a kind of report is for, whom it goes to, how often the clock drafts it, and what it shows."""

    cadence: str = ""
    recipients: str = ""
    purpose: str = ""
    scope: str = ""
    indicators: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """As it is kept and put on record."""
        return {**vars(self), "indicators": list(self.indicators)}


def lay_out_report(
    kind: str, layout: Layout, *, seen: int, by: Person, at: datetime
) -> ReportOutline:
    """The PMO decides recipients, rhythm and indicators of a kind of report; what was issued stays as it is.

    `seen` is the version the person looked at (0 = none yet). Raises `CannotLayOutReport`, `Conflict`.
    """
    demand(by, Permission.SETTING_EDIT)
    _demand_fitting(kind, layout)
    with transaction.atomic():
        hold_the_chain()
        row: ReportOutline | None = ReportOutline.objects.filter(kind=kind).first()
        if seen != (row.version if row else 0):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        before = {name: getattr(row, name) for name in layout.facts} if row else {}
        if row is None:
            row = ReportOutline(kind=kind, version=0)
        for name, value in layout.facts.items():
            setattr(row, name, value)
        row.version += 1
        row.changed_at, row.changed_by = at, by
        save_tracked(row, by=by, at=at, reason="kpi.lay_out_report")
        record(
            "kpi.lay_out_report",
            by=by,
            at=at,
            obj=row,
            change=Change(before=before, after=layout.facts),
        )
    return row


def _demand_fitting(kind: str, layout: Layout) -> None:
    if kind not in CADENCES:
        raise CannotLayOutReport(_("The monthly report is laid out by the policy."))
    if layout.cadence and layout.cadence not in CADENCES[kind]:
        raise CannotLayOutReport(_("This kind of report cannot be drafted at this rhythm."))
    if layout.indicators and kind not in SERVICE_REPORTS:
        raise CannotLayOutReport(_("A compilation shows every indicator in use."))
    adopted = set(
        Indicator.objects.filter(state=IndicatorState.ADOPTED).values_list("code", flat=True)
    )
    unknown = sorted(set(layout.indicators) - adopted)
    if unknown:
        raise CannotLayOutReport(
            _("These indicators are not in use: %(codes)s.") % {"codes": ", ".join(unknown)}
        )
