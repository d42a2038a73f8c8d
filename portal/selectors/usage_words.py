"""What the doors are called, the charts and the table of the usage page."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.lib.chart import Chart, Series

if TYPE_CHECKING:
    from portal.selectors.usage import UsageWeek

TICKETS = "tickets"
DOORS: dict[str, str | Promise] = {
    "form": gettext_lazy("form on the page"),
    "sheet": gettext_lazy("Excel sheet"),
    "rest": gettext_lazy("REST interface"),
    TICKETS: gettext_lazy("computed from tickets"),
    "history": gettext_lazy("history taken over"),
    "": gettext_lazy("not recorded"),
}


def people_chart(weeks: Sequence["UsageWeek"]) -> Chart:
    """People who did something and sign-ins, week by week."""
    return Chart(
        title=_("Active people and sign-ins by week"),
        labels=tuple(row.week.label for row in weeks),
        series=(
            Series(_("people"), tuple(Decimal(row.people) for row in weeks), kind="bar"),
            Series(_("sign-ins"), tuple(Decimal(row.sign_ins) for row in weeks), tone="teal"),
        ),
        decimals=0,
    )


def shares_chart(weeks: Sequence["UsageWeek"]) -> Chart:
    """Weekly data in time, and accepted the first time; a week without either is a gap."""
    return Chart(
        title=_("Weekly data in time and accepted the first time"),
        labels=tuple(row.week.label for row in weeks),
        series=(
            Series(_("in time"), tuple(row.in_time.shown for row in weeks), tone="ok"),
            Series(_("accepted the first time"), tuple(row.at_once.shown for row in weeks)),
        ),
        unit="%",
    )
