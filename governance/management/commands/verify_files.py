"""Verifies the stored files; exit status 1 names the first whose bytes are not those that were handed in."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from governance.services.stored_file import first_damaged_file


class Command(BaseCommand):
    help = "Verifies every stored file against the hash it was handed in with."

    def handle(self, *args: Any, **options: Any) -> None:
        bad = first_damaged_file()
        if bad is not None:
            self.stderr.write(f"file {bad.pk}: {bad.key} is damaged or gone")
            sys.exit(1)
        self.stdout.write("every file is whole")
