"""What somebody who leaves still has of the framework: places they report, and processes they answer for (R55, G18)."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.models import Person
from governance.selectors.leaver import Held
from processes.models import Assignment, Process


def assignments_held(leaver: Person, on: date) -> list[Held]:
    """The assignments that have not ended, as the one who reports or as deputy; one statement.

    One with a last day already has been handed over or ends by itself.
    """
    rows = (
        Assignment.objects.of(leaver)
        .valid_between(on, date.max)
        .select_related("person", "deputy", "process", "department", "project")
    )
    return [
        _assignment(row, leaver)
        for row in rows.order_by("process__position", "department__rank", "valid_from", "pk")
    ]


def processes_held(leaver: Person, on: date) -> list[Held]:
    """The processes a person answers for as their owner; one statement."""
    rows = Process.objects.filter(owner=leaver).order_by("position")
    return [
        Held(
            key=f"process:{row.pk}",
            title=said(row),
            row=row,
            url=reverse("portal:process", args=[row.code]),
            detail=str(row.get_category_display()),
        )
        for row in rows
    ]


def _assignment(row: Assignment, leaver: Person) -> Held:
    where = " · ".join(
        part
        for part in (
            said(row.process),
            said(row.department),
            row.project.name if row.project else "",
        )
        if part
    )
    stays = ""
    if row.valid_to is not None:
        stays = _("It ends on %(day)s.") % {"day": row.valid_to.isoformat()}
    is_own = row.person_id == leaver.pk
    return Held(
        key=f"{'assignment' if is_own else 'deputy'}:{row.pk}",
        title=where,
        row=row,
        subject=row.subject,
        url=reverse("processes:assignments"),
        detail=_("reports it")
        if is_own
        else _("stands in for %(name)s") % {"name": row.person.name},
        stays=stays,
    )
