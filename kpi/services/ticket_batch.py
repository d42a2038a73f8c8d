"""Tickets sent by a program in batches: each is an export in the mapping's own columns (issue 3 §6, 6.4.2)."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from django.utils import timezone

from governance.models import Person
from governance.selectors.calendar import local_zone
from kpi.lib.ticket_mapping import TicketMapping
from kpi.models import DataSource, TicketImport
from kpi.services.ticket_upload import Upload, receive_export

Cell: TypeAlias = str | int | Decimal | bool | None
NAME = "rest {at:%Y-%m-%d %H.%M.%S}.csv"


def receive_tickets(
    source: DataSource,
    mapping: TicketMapping,
    rows: Sequence[Mapping[str, Cell]],
    *,
    by: Person,
    at: datetime,
) -> TicketImport:
    """A batch waits in quarantine as a CSV file of the columns the mapping needs, and is imported like any export.

    What it says of a ticket in an event log goes on where the batches before it ended: “last known”
    and “max” look at what is stored too. Batches of a source are imported in the order they came.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(mapping.needed)
    writer.writerows([[written(row[name]) for name in mapping.needed] for row in rows])
    name = NAME.format(at=timezone.localtime(at, local_zone()))
    upload = Upload(name, io.BytesIO(text.getvalue().encode()))
    return receive_export(source, upload, by=by, at=at, is_batch=True)


def written(value: Cell) -> str:
    """A value as an export would print it; what is absent is an empty cell, which every mapping reads as absent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
