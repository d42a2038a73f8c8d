"""The company's service projects, as the PMO keeps them (R9, G56)."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Person, Project
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from processes.models import Assignment

CODE = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)


class CannotKeepProject(Refused):
    """The project cannot be added, renamed or retired as asked."""


@dataclass(frozen=True)
class ProjectNames:
    """What a project is called; the English name is optional."""

    name: str
    name_en: str = ""

    def clean(self) -> "ProjectNames":
        """Names without blanks around; a project without a name is none."""
        name = " ".join(self.name.split())
        if not name:
            raise CannotKeepProject(_("A project needs a name."))
        return ProjectNames(name, " ".join(self.name_en.split()))


def add_project(code: str, names: ProjectNames, *, by: Actor, at: datetime) -> Project:
    """A project is known by its code for ever: addresses and exports use it, so it is never given twice."""
    _demand(by)
    names = names.clean()
    if not CODE.fullmatch(code):
        raise CannotKeepProject(_("A code is 1 to 40 letters, digits, - or _."))
    if Project.objects.filter(code__iexact=code).exists():
        raise CannotKeepProject(_("This code is taken."))
    row = Project(code=code, name=names.name, name_en=names.name_en)
    try:
        with transaction.atomic():
            save_tracked(row, by=by, at=at, reason="processes.add_project")
            record(
                "processes.add_project",
                by=by,
                at=at,
                obj=row,
                change=Change(after={"code": code, "name": names.name}),
            )
    except IntegrityError as double:
        raise CannotKeepProject(_("This code is taken.")) from double
    return row


def rename_project(row: Project, names: ProjectNames, *, by: Actor, at: datetime) -> Project:
    """A project may get another name; its code and what was counted for it stay."""
    _demand(by)
    names = names.clean()
    before = {"name": row.name, "name_en": row.name_en}
    row.name, row.name_en = names.name, names.name_en
    with transaction.atomic():
        save_tracked(
            row, by=by, at=at, reason="processes.rename_project", fields=["name", "name_en"]
        )
        record(
            "processes.rename_project",
            by=by,
            at=at,
            obj=row,
            change=Change(before=before, after={"name": row.name, "name_en": row.name_en}),
        )
    return row


def retire_project(row: Project, *, last_day: date, by: Actor, at: datetime) -> Project:
    """A project ends with its last day, once nobody has to report it any longer; its figures stay.

    Raises `CannotKeepProject` while an assignment holds beyond that day, naming them.
    """
    _demand(by)
    if row.retired_on is not None:
        raise CannotKeepProject(_("This project has already ended."))
    with transaction.atomic():
        later = Assignment.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=last_day), project=row
        ).select_related("process", "department")
        if later:
            raise CannotKeepProject(
                _("It is still reported: %(places)s. End these assignments first.")
                % {"places": "; ".join(str(each) for each in later)}
            )
        row.retired_on = last_day
        save_tracked(row, by=by, at=at, reason="processes.retire_project", fields=["retired_on"])
        record(
            "processes.retire_project",
            by=by,
            at=at,
            obj=row,
            change=Change(after={"retired_on": last_day.isoformat()}),
        )
    return row


def _demand(by: Actor) -> None:
    if isinstance(by, Person):
        demand(by, Permission.ASSIGNMENT_EDIT)
