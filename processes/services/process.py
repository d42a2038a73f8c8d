"""Editing the catalogue: every change has a reason, a history and an entry in the trail; nothing is deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import delete_tracked, save_tracked
from governance.lib.workflow import (
    Conflict,
    NoteMissing,
    Refused,
    demand_reason,
    find_step,
    has_substance,
)
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from processes.models import (
    ActivityRole,
    Assignment,
    KeyActivity,
    Norm,
    Output,
    OutputExpectation,
    OutputRecord,
    Process,
    ProcessLink,
    Responsibility,
)
from processes.states import PROCESS_STEPS

REASON = "processes.edit_process"


class CannotEditProcess(Refused):
    """The change contradicts itself."""


@dataclass(frozen=True)
class ProcessDraft:
    """A process as its editor left it; `version` is the one that was read.

    `columns` are fields of the process itself; the others replace the lists below it, keyed by
    what identifies a line: name of an activity or output, id of a process, document, department.
    """

    version: int
    columns: Mapping[str, Any]
    activities: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Mapping[str, Any]]
    links: Mapping[int, Mapping[str, Any]]
    norms: Mapping[int, Mapping[str, Any]]
    departments: Mapping[int, Mapping[str, Any]]


def edit_process(
    process: Process, draft: ProcessDraft, *, reason: str, by: Actor, at: datetime
) -> Process:
    """A process changes only with a reason, and only from the version its editor has seen.

    Lines that are gone from the lists leave the tables but stay in history and trail.
    Raises `NoteMissing`, `Conflict`, `CannotEditProcess`.
    """
    if isinstance(by, Person):
        demand(by, Permission.PROCESS_EDIT)
    if not has_substance(reason):
        raise NoteMissing(_("Please give a reason."))
    if process.pk in draft.links:
        raise CannotEditProcess(_("A process is not linked to itself."))
    with transaction.atomic():
        _demand_removable(process, draft)
        before = process_facts(process)
        take_process_version(process, draft.version)
        for name, value in draft.columns.items():
            setattr(process, name, value)
        save_tracked(process, by=by, at=at, reason=reason)
        lists = (
            (KeyActivity, "name", draft.activities),
            (Output, "name", draft.outputs),
            (ProcessLink, "target_id", draft.links),
            (Norm, "document_id", draft.norms),
            (Responsibility, "department_id", draft.departments),
        )
        for model, key, wanted in lists:
            _settle(model, process, key, wanted, _Stamp(by, at, reason))
        after = process_facts(process)
        changed = [name for name in after if after[name] != before[name]]
        record(
            REASON,
            by=by,
            at=at,
            obj=process,
            change=Change(
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
                note=reason.strip(),
            ),
        )
    return process


def retire_process(process: Process, *, note: str, by: Person, at: datetime) -> Process:
    """A process that is no longer run is retired with a reason, once nobody has to report it; its past stays readable.

    Raises `CannotEditProcess` while an assignment holds beyond that day, naming them: what is owed for
    a process that is gone would be owed for ever.
    """
    step = find_step(PROCESS_STEPS, "retire")
    demand(by, step.permission)
    last_day = timezone.localdate(at)
    with transaction.atomic():
        # Whoever is assigned at this moment comes before it ends, or is refused (C15).
        hold_the_chain()
        later = Assignment.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=last_day), process=process
        ).select_related("process", "department")
        if later:
            raise CannotEditProcess(
                _("It is still reported: %(places)s. End these assignments first.")
                % {"places": "; ".join(str(each) for each in later)}
            )
        return advance(process, step, by=by, at=at, note=note, changes={"retired_on": last_day})


def restore_process(process: Process, *, note: str, by: Person, at: datetime) -> Process:
    """A retired process comes back with a reason."""
    step = find_step(PROCESS_STEPS, "restore")
    demand(by, step.permission)
    return advance(process, step, by=by, at=at, note=note, changes={"retired_on": None})


def change_owner(
    process: Process, owner: Person, *, reason: str, by: Person, at: datetime
) -> Process:
    """A process is answered for by somebody else from now on, with a reason.

    Raises `NotAllowed`, `NoteMissing`, `Conflict` where it was edited since it was read.
    """
    demand(by, Permission.PROCESS_EDIT)
    demand_reason(reason)
    with transaction.atomic():
        before = process.owner_id
        take_process_version(process, process.version)
        process.owner = owner
        save_tracked(process, by=by, at=at, reason=reason)
        change = Change({"owner_id": before}, {"owner_id": owner.pk}, reason.strip())
        record("processes.change_owner", by=by, at=at, obj=process, change=change)
    return process


def process_facts(process: Process) -> dict[str, Any]:
    """What the trail keeps of a process: its columns and the lists below it, in JSON values."""
    columns = (
        "name",
        "name_en",
        "aliases",
        "category",
        "goal",
        "goal_en",
        "boundary",
        "boundary_en",
        "owner_id",
    )
    facts: dict[str, Any] = {name: getattr(process, name) for name in columns}
    facts["activities"] = _lines(KeyActivity, process, "position", "name", "name_en")
    facts["outputs"] = _lines(Output, process, "position", "name", "name_en", "kind", "cadence")
    facts["links"] = _lines(ProcessLink, process, "target__code", "target__code", "what")
    facts["norms"] = _lines(Norm, process, "document__code", "document__code")
    facts["departments"] = _lines(
        Responsibility, process, "department__code", "department__code", "kind"
    )
    return facts


@dataclass(frozen=True)
class _Stamp:
    by: Actor
    at: datetime
    reason: str


def take_process_version(process: Process, seen: int) -> None:
    """Of two who read the same process one changes it; raises `Conflict` for the other."""
    won = Process.objects.filter(pk=process.pk, version=seen).update(version=seen + 1)
    if not won:
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))
    process.version = seen + 1


def _demand_removable(process: Process, draft: ProcessDraft) -> None:
    """What was filed of an output, or is owed of it, stands: such an output is not taken off the list."""
    held = Output.objects.filter(process=process).filter(
        Exists(OutputRecord.objects.filter(output=OuterRef("pk")))
        | Exists(OutputExpectation.objects.filter(output=OuterRef("pk")))
    )
    gone = held.exclude(name__in=list(draft.outputs)).first()
    if gone is not None:
        raise CannotEditProcess(
            _("《%(name)s》 stands in the outputs register; it cannot be taken off or renamed.")
            % {"name": gone.name}
        )


def _lines(model: Any, process: Process, order: str, *fields: str) -> list[Any]:
    key = "source" if model is ProcessLink else "process"
    return [
        list(row)
        for row in model.objects.filter(**{key: process}).order_by(order).values_list(*fields)
    ]


def _settle(
    model: Any, process: Process, key: str, wanted: Mapping[Any, Mapping[str, Any]], stamp: _Stamp
) -> None:
    """The rows below a process become what is wanted; only what differs is written."""
    parent = "source" if model is ProcessLink else "process"
    present = {getattr(row, key): row for row in model.objects.filter(**{parent: process})}
    for identity in present.keys() - wanted.keys():
        if model is KeyActivity:
            for role in ActivityRole.objects.filter(activity=present[identity]):
                delete_tracked(role, by=stamp.by, at=stamp.at, reason=stamp.reason)
        delete_tracked(present[identity], by=stamp.by, at=stamp.at, reason=stamp.reason)
    for identity, values in wanted.items():
        row = present.get(identity) or model(**{parent: process, key: identity})
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        save_tracked(row, by=stamp.by, at=stamp.at, reason=stamp.reason)
