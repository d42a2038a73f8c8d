"""What somebody who leaves still has of the figures: deviations to analyse or to follow (6.4.2③)."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.models import Person
from governance.selectors.leaver import Held
from kpi.models import Deviation
from kpi.states import DeviationState

UNSETTLED = (DeviationState.OPEN, DeviationState.ANALYSED)


def deviations_held(leaver: Person, on: date) -> list[Held]:
    """The deviations a person was asked about or is responsible for; one statement.

    A decision that names them stays as it was taken, until the PMO decides anew.
    """
    rows = Deviation.objects.filter(
        Q(asked=leaver, state__in=UNSETTLED)
        | Q(responsible=leaver, state__in=UNSETTLED)
        | Q(responsible=leaver, state=DeviationState.DECIDED, due_on__gte=on)
    ).select_related("indicator__process", "report", "asked", "responsible")
    return [_held(row, leaver) for row in rows.order_by("period_end", "pk")]


def _held(row: Deviation, leaver: Person) -> Held:
    is_decided = row.state == DeviationState.DECIDED
    return Held(
        key=f"deviation:{row.pk}",
        title=f"{row.period} {row.indicator.code} {said(row.indicator)}",
        row=row,
        subject=f"deviation:{row.pk}",
        url=reverse("kpi:deviation", args=[row.pk]),
        due_on=row.due_on,
        detail=_("asked for the analysis")
        if row.asked_id == leaver.pk and not is_decided
        else _("responsible for what follows"),
        stays=_("It is decided and names them; a new analysis names somebody else.")
        if is_decided
        else "",
    )
