"""Exports are imported whole or not at all; what they change is counted again and made known (policy 6.4.2)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.csvfile import Progress
from governance.lib.history import note_history
from governance.lib.workflow import Conflict, Refused
from governance.services.audit import Change, record
from kpi.lib.ticket_file import kind_of, open_export, sha256_of
from kpi.lib.ticket_mapping import TicketMapping
from kpi.lib.ticket_rows import Reading, read_tickets
from kpi.models import DataSource, Measure, Ticket, TicketImport
from kpi.selectors.restatement import (
    issued_figures,
    latest_day_of,
    restatements_between,
)
from kpi.selectors.ticket import mapping_of
from kpi.services.rollup import refresh_rollups
from kpi.services.ticket import measures_fed
from kpi.services.ticket_store import (
    Recount,
    Stored,
    continued,
    recount_source,
    store_tickets,
)
from kpi.states import ImportOutcome

MOST_RESTATEMENTS = 500
DONE = (ImportOutcome.IMPORTED, ImportOutcome.UNCHANGED)


@dataclass(frozen=True)
class ExportFile:
    """An export on disk: where it lies, the name its owner gave it, and its place in quarantine if it has one."""

    path: Path
    name: str
    stored_as: str = ""


@dataclass(frozen=True)
class Export:
    """An export on its way in: its bytes, who is told of the progress, and whether it goes on where others ended."""

    path: Path
    progress: Progress | None = None
    is_batch: bool = False


def register_export(
    source: DataSource, export: ExportFile, *, by: Actor, at: datetime
) -> TicketImport:
    """An export is on record from the moment it is handed in, by the fingerprint of its bytes."""
    kind_of(export.name)
    return TicketImport.objects.create(
        source=source,
        file_name=export.name[:200],
        stored_as=export.stored_as,
        size=export.path.stat().st_size,
        sha256=sha256_of(export.path),
        asked_by=by.actor_key,
        asked_by_label=by.actor_label,
        asked_at=at,
    )


def import_tickets(
    row: TicketImport, export: "Export | Path", *, by: Actor, at: datetime
) -> TicketImport:
    """An export changes everything it must or nothing at all; one bad row stops it unless the mapping says otherwise.

    The file is read before the transaction is opened, so that progress can be seen and nobody waits.
    The file that was applied last is recognised and left alone. Returns the import with its outcome.
    """
    export = Export(export) if isinstance(export, Path) else export
    mapping = mapping_of(row.source)
    row.mapping_sha256 = mapping.sha256
    if already_imported(row.source, row.sha256, mapping):
        return _finish(
            row,
            ImportOutcome.UNCHANGED,
            _("This file is already imported; nothing was changed."),
            at,
        )
    try:
        with open_export(
            export.path, mapping, name=row.file_name, progress=export.progress
        ) as opened:
            reading = read_tickets(opened.header, opened.rows, mapping)
        _note_reading(row, reading)
        if reading.bad_count and not mapping.skip_bad_rows:
            return _finish(row, ImportOutcome.REFUSED, _bad_sentence(reading), at)
        if not reading.tickets:
            return _finish(
                row,
                ImportOutcome.REFUSED,
                _("No row of the file is a ticket under this mapping."),
                at,
            )
        if export.is_batch:
            reading.tickets = continued(row.source, reading.tickets, mapping)
        return _apply(row, mapping, reading, by=by, at=at)
    except Conflict as conflict:
        if export.is_batch:
            # Nobody waits at a page for a batch: its job tries again by itself.
            raise
        return _finish(row, ImportOutcome.REFUSED, str(conflict), at)
    except Refused as refusal:
        return _finish(row, ImportOutcome.REFUSED, str(refusal), at)


def already_imported(source: DataSource, sha256: str, mapping: TicketMapping) -> bool:
    """A file is already imported when it is, byte for byte, the one applied last under the same mapping."""
    latest = (
        TicketImport.objects.filter(source=source, outcome__in=DONE)
        .order_by("-finished_at", "-pk")
        .first()
    )
    return latest is not None and (latest.sha256, latest.mapping_sha256) == (sha256, mapping.sha256)


def _note_reading(row: TicketImport, reading: Reading) -> None:
    row.rows_read, row.rows_left_out = reading.rows, reading.left_out
    row.rows_bad, row.bad_rows = reading.bad_count, [asdict(bad) for bad in reading.bad]
    row.tickets_seen = len(reading.tickets)


def _bad_sentence(reading: Reading) -> str:
    return _("Values that cannot be understood: %(count)s. Nothing was imported.") % {
        "count": reading.bad_count
    }


def _apply(
    row: TicketImport, mapping: TicketMapping, reading: Reading, *, by: Actor, at: datetime
) -> TicketImport:
    with transaction.atomic():
        _take_turn(row.source, by=by, at=at)
        measures = measures_fed(row.source, mapping, by=by, at=at)
        stored = store_tickets(row.source, reading.tickets.values())
        recount = recount_source(row.source, mapping, measures)
        _note_changes(row, stored, recount)
        row.restatements = _refresh(row, recount, measures, at=at)
        outcome = (
            ImportOutcome.IMPORTED
            if stored != Stored() or recount.cells
            else ImportOutcome.UNCHANGED
        )
        _finish(row, outcome, _done_sentence(row), at)
        record("kpi.import_tickets", by=by, at=at, obj=row, change=Change(after=_summary(row)))
    return row


def _refresh(
    row: TicketImport, recount: Recount, measures: dict[str, Measure], *, at: datetime
) -> list[dict[str, str]]:
    """Figures follow their cells; what had been issued and now differs is listed, old value beside new (§4.3j).

    Where a source begins to feed a measure, whom its later weeks are expected from changes too.
    """
    if recount.first is None or recount.last is None:
        return []
    touched = [measure for measure in measures.values() if measure.pk in recount.measures]
    last = max(recount.last, latest_day_of(recount.begun) or recount.last)
    issued = issued_figures(touched, recount.first, last)
    refreshed = refresh_rollups(touched, first=recount.first, last=last, at=at)
    return restatements_between(issued, refreshed.restated)[:MOST_RESTATEMENTS]


def _take_turn(source: DataSource, *, by: Actor, at: datetime) -> None:
    """Of two imports into one source at once, one wins and the other is told (X19)."""
    won = DataSource.objects.filter(pk=source.pk, version=source.version).update(
        version=F("version") + 1
    )
    if not won:
        raise Conflict(
            _("Another import into this source has just finished; please hand the file in again.")
        )
    source.version += 1
    note_history(source, by=by, at=at, reason="kpi.import_tickets")


def _note_changes(row: TicketImport, stored: Stored, recount: Recount) -> None:
    row.tickets_new, row.tickets_changed = stored.new, stored.changed
    row.cells_changed = recount.cells
    row.first_day, row.last_day = recount.first, recount.last


def _done_sentence(row: TicketImport) -> str:
    if not (row.tickets_new or row.tickets_changed or row.cells_changed):
        return _("Everything in this file was already known; nothing was changed.")
    return _(
        "%(new)s new and %(changed)s changed tickets out of %(seen)s; %(cells)s figures were counted again."
    ) % {
        "new": row.tickets_new,
        "changed": row.tickets_changed,
        "seen": row.tickets_seen,
        "cells": row.cells_changed,
    }


def _summary(row: TicketImport) -> dict[str, object]:
    names = (
        "file_name",
        "sha256",
        "rows_read",
        "rows_bad",
        "tickets_seen",
        "tickets_new",
        "tickets_changed",
    )
    return {
        **{name: getattr(row, name) for name in (*names, "cells_changed")},
        "tickets": Ticket.objects.filter(source=row.source).count(),
        "restatements": len(row.restatements),
    }


def _finish(row: TicketImport, outcome: str, sentence: str, at: datetime) -> TicketImport:
    """An import ends once: a worker that comes too late finds the outcome of the one that was faster."""
    if not TicketImport.objects.filter(pk=row.pk, outcome=ImportOutcome.WAITING).exists():
        row.refresh_from_db()
        return row
    row.outcome, row.sentence, row.finished_at = outcome, sentence, at
    row.save()
    return row
