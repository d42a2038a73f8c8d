"""RACI of the key activities: set by the PMO with a reason, empty where nobody has said (R20, G19)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import delete_tracked, save_tracked
from governance.lib.workflow import Refused, demand_reason
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from processes.models import ActivityRole, KeyActivity, Process
from processes.services.process import take_process_version

LETTERS = {letter.value for letter in ActivityRole.Letter}


class CannotSetRoles(Refused):
    """The table contradicts itself."""


def set_activity_roles(
    process: Process,
    wanted: Mapping[tuple[int, int], str],
    *,
    seen: int,
    reason: str,
    by: Person,
    at: datetime,
) -> list[ActivityRole]:
    """Who does, answers for, is asked about and is told of each key activity; at most one answers for one.

    `wanted` holds the letters of (activity, department), "RA" being both; what is not named is taken off.
    `seen` is the version of the process that was read. Raises `NotAllowed`, `NoteMissing`, `Conflict`,
    `CannotSetRoles`.
    """
    demand(by, Permission.PROCESS_EDIT)
    demand_reason(reason)
    names = dict(KeyActivity.objects.filter(process=process).values_list("pk", "name"))
    pairs = {(place, letter) for place, letters in wanted.items() for letter in letters}
    _demand_sound(pairs, names)
    with transaction.atomic():
        hold_the_chain()
        take_process_version(process, seen)
        present = {
            ((row.activity_id, row.department_id), row.letter): row
            for row in ActivityRole.objects.filter(activity__process=process)
        }
        before = roles_told(process)
        # What goes, goes first: an answer that moves to another department would be two for a moment.
        for key in present.keys() - pairs:
            delete_tracked(present[key], by=by, at=at, reason=reason.strip())
        for place, letter in sorted(pairs - present.keys()):
            row = ActivityRole(activity_id=place[0], department_id=place[1], letter=letter)
            save_tracked(row, by=by, at=at, reason=reason.strip())
        change = Change(before=before, after=roles_told(process), note=reason.strip())
        record("processes.set_activity_roles", by=by, at=at, obj=process, change=change)
    return list(ActivityRole.objects.filter(activity__process=process))


def roles_told(process: Process) -> list[list[str]]:
    """The table as the trail keeps it: activity, department, letter."""
    rows = ActivityRole.objects.filter(activity__process=process)
    return [
        list(row)
        for row in rows.order_by("activity__position", "department__rank", "letter").values_list(
            "activity__name", "department__code", "letter"
        )
    ]


def _demand_sound(pairs: set[tuple[tuple[int, int], str]], names: Mapping[int, str]) -> None:
    answering: set[int] = set()
    for (activity, _department), letter in pairs:
        if letter not in LETTERS or activity not in names:
            raise CannotSetRoles(_("The table names something that is not known."))
        if letter == ActivityRole.Letter.ACCOUNTABLE:
            if activity in answering:
                raise CannotSetRoles(
                    _("“%(activity)s”: one department answers for it, not several.")
                    % {"activity": names[activity]}
                )
            answering.add(activity)
