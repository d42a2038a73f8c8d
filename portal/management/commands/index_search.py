"""`manage.py index_search`: the search index follows the records now; `--rebuild` reads everything anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.services.search import rebuild_search, refresh_search


class Command(BaseCommand):
    help = "Brings the search index up to the records; the clock does the same each minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild", action="store_true", help="read every record anew, whatever is known"
        )

    def handle(self, *args: Any, rebuild: bool = False, **options: Any) -> None:
        keep = rebuild_search if rebuild else refresh_search
        self.stdout.write(f"entries written or removed: {keep(at=timezone.now())}")
