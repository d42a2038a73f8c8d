"""The one door through which a state changes (design §8, reliability §6.3)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import TrackedModel, note_history
from governance.lib.naming import object_type_of
from governance.lib.workflow import Conflict, Step, check_step, compare_and_set, demand_room
from governance.models import AuditEntry
from governance.services.audit import Act, Change, hold_the_chain, record, record_many

Row = TypeVar("Row", bound=models.Model)


def advance(
    row: Row,
    step: Step,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    changes: dict[str, Any] | None = None,
) -> Row:
    """A record moves one step, once: of several who try at the same time exactly one wins.

    The caller has checked who may; this checks whether the step is open, moves the state by
    compare-and-set on (id, state, version), leaves the trail and the history, and hands back the
    refreshed row. `changes` are further columns set in the same statement.
    Raises `WrongState`, `NoteMissing`, `TooLong`, or `Conflict` naming who was faster.
    """
    check_step(row, step, note)
    demand_room(row, changes or {})
    facts: Any = row  # every workflow row has state and version
    before = facts.state
    # Without a savepoint: who lost has changed nothing and is refused outside, where nothing is undone.
    with transaction.atomic(savepoint=False):
        # The trail before the row, here as everywhere: two orders would wait for each other (ADR 21).
        hold_the_chain()
        has_won = compare_and_set(
            row, state=step.target, expected_version=facts.version, **(changes or {})
        )
        if has_won:
            refresh_row(row)
            change = Change(before={"state": before}, after={"state": step.target}, note=note)
            act = f"{row._meta.app_label}.{step.name}_{row._meta.model_name}"
            record(act, by=by, at=at, obj=row, change=change)
            if isinstance(row, TrackedModel):
                note_history(row, by=by, at=at, reason=f"{row._meta.app_label}.{step.name}")
    if not has_won:
        raise Conflict(who_was_faster(row))
    return row


def advance_many(
    rows: Sequence[Any],
    step: Step,
    *,
    by: Actor,
    at: datetime,
    changes: dict[str, Any] | None = None,
) -> list[Any]:
    """Many records of one kind move the same step in one statement; those that moved meanwhile stay.

    For steps that need no reason; `changes` are further columns, the same for all. Returns the rows
    that moved.
    """
    if not rows:
        return []
    model = type(rows[0])
    before = {row.pk: row.state for row in rows}
    with transaction.atomic():
        hold_the_chain()
        still = model._default_manager.filter(pk__in=list(before), state__in=step.sources)
        # Waits for whoever moves them, in one order for all: PostgreSQL then leaves out what has moved.
        locked = still.order_by("pk").select_for_update()
        found = dict(locked.values_list("pk", "version"))
        moving = {row.pk for row in rows if found.get(row.pk) == row.version}
        changed = still.filter(pk__in=moving)
        moved_count = changed.update(state=step.target, version=F("version") + 1, **(changes or {}))
        if moved_count != len(moving):
            raise Conflict(
                _("Somebody else has just changed these records. Please look at them again.")
            )
        moved = [row for row in rows if row.pk in moving]
        record_many(
            [
                Act(
                    f"{model._meta.app_label}.{step.name}_{model._meta.model_name}",
                    row,
                    Change(before={"state": before[row.pk]}, after={"state": step.target}),
                )
                for row in moved
            ],
            by=by,
            at=at,
        )
    return moved


def refresh_row(row: models.Model) -> None:
    """The row as it is stored now; related rows that were at hand stay at hand, for its name in the trail."""
    at_hand = dict(row._state.fields_cache)  # noqa: SLF001 -- Django offers no other door to it
    row.refresh_from_db()
    for name, related in at_hand.items():
        if related is not None and getattr(row, f"{name}_id", None) == related.pk:
            setattr(row, name, related)


def who_was_faster(row: models.Model) -> str:
    """Whoever comes too late reads who has changed the record, and when."""
    entry = AuditEntry.objects.about(object_type_of(row), str(row.pk)).order_by("-sequence").first()
    if entry is None:
        return _("Somebody else has just changed this record. Please look at it again.")
    return _("%(who)s has just changed this record (%(when)s). Please look at it again.") % {
        "who": entry.actor_label,
        "when": f"{entry.at.astimezone():%m-%d %H:%M}",
    }
