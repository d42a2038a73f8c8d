"""Reads the export of a ticket tool into measures: `import_tickets --source uci_incident file.csv.xz`."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.lib.workflow import Refused
from kpi.lib.ticket_file import sha256_of
from kpi.lib.ticket_presets import preset_names
from kpi.models import DataSource, TicketImport
from kpi.selectors.ticket import indicators_fed, mapping_of
from kpi.services.ticket import Declaration, declare_source, file_declaration, preset_declaration
from kpi.services.ticket_import import (
    Export,
    ExportFile,
    already_imported,
    import_tickets,
    register_export,
)
from kpi.states import ImportOutcome

ACTOR = SystemActor("import_tickets")


class Command(BaseCommand):
    help = "Import a ticket export (.csv, .csv.xz, .xlsx) under a preset or a mapping file."
    # Checks load every page; an operator\'s command need not wait for them.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the export")
        parser.add_argument(
            "--source",
            required=True,
            help=f"a preset ({', '.join(preset_names())}), a declared source, or a mapping file (.toml, .yaml)",
        )
        parser.add_argument("--quiet", action="store_true", help="no progress on stderr")

    def handle(self, *args: Any, path: Path, source: str, quiet: bool, **options: Any) -> None:
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        begun = time.monotonic()
        try:
            declared = self.declared(source)
            if already_imported(declared, sha256_of(path), mapping_of(declared)):
                self.stdout.write(f"{path.name}: already imported, nothing changed.")
                return
            row = register_export(
                declared, ExportFile(path, path.name), by=ACTOR, at=timezone.now()
            )
            show = None if quiet or not self.stderr.isatty() else self.show
            import_tickets(row, Export(path, show), by=ACTOR, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.tell(row, time.monotonic() - begun)

    def declared(self, name: str) -> DataSource:
        there = DataSource.objects.filter(code=name, preset="").first()
        if there is not None:
            return there
        return declare_source(self.declaration(name), by=ACTOR, at=timezone.now())

    def declaration(self, name: str) -> Declaration:
        file = Path(name)
        if file.suffix and file.is_file():
            return file_declaration(file.name, file.read_text(encoding="utf-8"))
        return preset_declaration(name)

    def show(self, done: int, total: int) -> None:
        told = f"{100 * done // total} %" if total else f"row {done}"
        self.stderr.write(f"\r{told}", ending="")

    def tell(self, row: TicketImport, seconds: float) -> None:
        self.stdout.write(
            f"{row.file_name}: {row.rows_read} rows, {row.rows_left_out} left out, {row.rows_bad} bad values, "
            f"{row.tickets_seen} tickets ({row.tickets_new} new, {row.tickets_changed} changed), "
            f"{row.cells_changed} figures counted, {seconds:.1f} s."
        )
        for bad in row.bad_rows:
            self.stderr.write(
                f"row {bad['row']}, {bad['column']}: “{bad['value']}” {bad['reason']}"
            )
        if row.outcome == ImportOutcome.REFUSED:
            raise CommandError(row.sentence)
        for indicator in indicators_fed(row.source):
            self.stdout.write(f"feeds {indicator.code} {indicator.name_en} ({indicator.state})")
        for line in row.restatements:
            self.stdout.write(f"restated: {line}")
