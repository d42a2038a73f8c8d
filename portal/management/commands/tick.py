"""`manage.py tick`: what the clock does each minute, once, by hand or from a system timer."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.tasks import tick


class Command(BaseCommand):
    help = "Runs every sweep once: duties, lateness, drafts, counts, messages, jobs. Running it twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        tick()
        self.stdout.write("The clock has ticked.")
