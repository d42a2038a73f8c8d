"""Field history for readers; evidence is the chained trail (design §8)."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from governance.lib.actors import Actor
from governance.lib.workflow import demand_room


class TrackedModel(models.Model):
    """A row whose earlier states can be read back field by field."""

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True


def save_tracked(
    row: Any, *, by: Actor, at: Any, reason: str, fields: list[str] | None = None
) -> None:
    """A tracked row is saved with who, when and why, so that its history reads as a log of acts.

    `fields` narrows the UPDATE to those columns; leave it out for a new row. Raises `TooLong`.
    """
    columns = fields or [column.name for column in row._meta.concrete_fields]
    demand_room(row, {name: vars(row).get(name) for name in columns})
    row._history_user = by if by.actor_kind == "person" else None
    row._history_date = at
    row._change_reason = reason[:100]
    if fields is None:
        row.save()
    else:
        row.save(update_fields=fields)


def create_tracked(rows: list[Any], *, by: Actor, at: Any, reason: str) -> list[Any]:
    """Many new rows of one kind are saved with who, when and why, in two statements."""
    if not rows:
        return []
    created: list[Any] = bulk_create_with_history(
        rows,
        type(rows[0]),
        default_user=by if by.actor_kind == "person" else None,
        default_change_reason=reason[:100],
        default_date=at,
    )
    return created


def delete_tracked(row: Any, *, by: Actor, at: Any, reason: str) -> None:
    """A line that is taken off a list leaves the table with who, when and why; its history stays."""
    row._history_user = by if by.actor_kind == "person" else None
    row._history_date = at
    row._change_reason = reason[:100]
    row.delete()


def note_history(row: Any, *, by: Actor, at: Any, reason: str) -> None:
    """A row changed by compare-and-set leaves its history here, since UPDATE leaves none."""
    type(row).history.bulk_history_create(
        [row],
        update=True,
        default_user=by if by.actor_kind == "person" else None,
        default_change_reason=reason[:100],
        default_date=at,
    )
