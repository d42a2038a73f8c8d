"""The company's departments beside those the policy names (clauses 2 and 5.3; G15)."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.bilingual import in_turn
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Department, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from processes.models import Assignment

CODE = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)


class CannotKeepDepartment(Refused):
    """The department cannot be added, renamed or retired as asked."""


@dataclass(frozen=True)
class DepartmentNames:
    """What a department is called; the English name is optional."""

    name: str
    name_en: str = ""

    def clean(self) -> "DepartmentNames":
        """Names without blanks around; a department without a name is none."""
        name = " ".join(self.name.split())
        if not name:
            raise CannotKeepDepartment(_("A department needs a name."))
        return DepartmentNames(name, " ".join(self.name_en.split()))


def add_department(code: str, names: DepartmentNames, *, by: Actor, at: datetime) -> Department:
    """A department is known by its code for ever and by a name of its own; neither is given twice.

    Raises `NotAllowed`, `CannotKeepDepartment`.
    """
    _demand(by)
    names = names.clean()
    if not CODE.fullmatch(code):
        raise CannotKeepDepartment(_("A code is 1 to 40 small letters, digits, - or _."))
    if Department.objects.filter(Q(code=code) | Q(name=names.name)).exists():
        raise CannotKeepDepartment(_("This code or this name is taken."))
    row = Department(code=code, name=names.name, name_en=names.name_en)
    after = {"code": code, "name": names.name, "name_en": names.name_en}
    try:
        with transaction.atomic():
            save_tracked(row, by=by, at=at, reason="processes.add_department")
            record("processes.add_department", by=by, at=at, obj=row, change=Change(after=after))
    except IntegrityError as double:
        raise CannotKeepDepartment(_("This code or this name is taken.")) from double
    return row


def rename_department(
    row: Department, names: DepartmentNames, *, by: Actor, at: datetime
) -> Department:
    """A department may get another name; its code, its people and what it reported stay."""
    _demand(by)
    names = names.clean()
    if Department.objects.filter(name=names.name).exclude(pk=row.pk).exists():
        raise CannotKeepDepartment(_("This code or this name is taken."))
    before = {"name": row.name, "name_en": row.name_en}
    row.name, row.name_en = names.name, names.name_en
    with transaction.atomic():
        save_tracked(
            row, by=by, at=at, reason="processes.rename_department", fields=["name", "name_en"]
        )
        after = {"name": row.name, "name_en": row.name_en}
        change = Change(before=before, after=after)
        record("processes.rename_department", by=by, at=at, obj=row, change=change)
    return row


def retire_department(row: Department, *, last_day: date, by: Actor, at: datetime) -> Department:
    """A department ends with its last day, once nobody reports for it or belongs to it any longer.

    Its figures and records stay. Committee and PMO are bodies of the policy (5.1, 5.2) and never end.
    Raises `NotAllowed`, `CannotKeepDepartment` naming what still hangs on it.
    """
    _demand(by)
    if row.retired_on is not None or row.kind == Department.Kind.BODY:
        raise CannotKeepDepartment(_("This department has ended already, or never does."))
    with transaction.atomic():
        # Who comes at this moment comes before it ends, or is refused.
        hold_the_chain()
        later = Assignment.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=last_day), department=row
        ).select_related("process", "department")
        people = Person.objects.filter(department=row, is_active=True).order_by("rank", "pk")
        left = [*map(str, later), *(person.name for person in people)]
        if left:
            raise CannotKeepDepartment(
                _("Still there: %(names)s. It ends once nobody reports for it or belongs to it.")
                % {"names": in_turn(left)}
            )
        row.retired_on = last_day
        save_tracked(row, by=by, at=at, reason="processes.retire_department", fields=["retired_on"])
        change = Change(after={"retired_on": last_day.isoformat()})
        record("processes.retire_department", by=by, at=at, obj=row, change=change)
    return row


def _demand(by: Actor) -> None:
    if isinstance(by, Person):
        demand(by, Permission.ASSIGNMENT_EDIT)
