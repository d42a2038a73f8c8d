"""Who hears of what becomes of a report, and in which words."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from governance.lib.periods import Month
from governance.models import Person, RoleGrant
from governance.permissions import ROLES
from governance.services.message import Note
from kpi.models import Report
from kpi.selectors.report_name import name_of
from kpi.states import ReportKind

# Each event in the words of the monthly report, and in those of any other.
SENTENCES: dict[str, tuple[Any, Any]] = {
    "report-drafted": (
        _("The draft of the monitoring report of %(month)s is ready."),
        _("The draft of “%(report)s” is ready."),
    ),
    "report-submitted": (
        _("The monitoring report of %(month)s waits for its issue."),
        _("“%(report)s” waits for its issue."),
    ),
    "report-returned": (
        _("The monitoring report of %(month)s was returned."),
        _("“%(report)s” was returned."),
    ),
    "report-issued": (
        _("The monitoring report of %(month)s has been issued."),
        _("“%(report)s” has been issued."),
    ),
    "report-voided": (
        _("The monitoring report of %(month)s was voided."),
        _("“%(report)s” was voided."),
    ),
}


def note_on(report: Report, event: str, *, body: str = "") -> Note:
    """What is said of a report when something becomes of it, once per version."""
    subjects = {}
    for language in ("zh-hans", "en"):
        with override(language):
            subjects[language] = _sentence(report, event)
    return Note(
        f"{event}:{report.pk}:{report.version}",
        subjects["zh-hans"],
        subjects["en"],
        body=body,
        url=f"/reports/{report.pk}/",
    )


def people_who_may(permission: str, at: datetime) -> list[Person]:
    """Everybody active who holds a role with a permission today."""
    roles = [role for role, charter in ROLES.items() if permission in charter.permissions]
    grants = RoleGrant.objects.in_force(timezone.localdate(at)).filter(role__in=roles)
    return list(Person.objects.filter(pk__in=grants.values("person"), is_active=True))


def _sentence(report: Report, event: str) -> str:
    monthly, other = SENTENCES[event]
    if report.kind == ReportKind.MONTHLY:
        return str(monthly) % {"month": Month.parse(report.period).display()}
    return str(other) % {"report": name_of(report)}
