"""`manage.py check_rollups`: every kept figure is compared with the one computed from its cells."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kpi.services.rollup import check_rollups, rebuild_rollups

SHOWN = 20


class Command(BaseCommand):
    help = "Compares every kept figure with the one computed afresh; --apply rebuilds what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="rebuild what differs")

    def handle(self, *args: Any, apply: bool = False, **options: Any) -> None:
        differences = check_rollups()
        if not differences:
            self.stdout.write("All figures equal their cells.")
            return
        for difference in differences[:SHOWN]:
            self.stdout.write(f"  {difference}")
        if apply:
            done = rebuild_rollups(at=timezone.now())
            self.stdout.write(f"{done.written} figures rebuilt, {done.removed} removed.")
            return
        raise CommandError(f"{len(differences)} figures differ from their cells (see above).")
