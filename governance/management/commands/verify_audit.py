"""Verifies the chained trail; exit status 1 names the first entry that does not fit."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from governance.services.audit import verify_chain


class Command(BaseCommand):
    help = "Verifies the audit trail: changed, missing and cut entries are found."

    def handle(self, *args: Any, **options: Any) -> None:
        fault = verify_chain()
        if fault is not None:
            self.stderr.write(f"entry {fault.sequence}: {fault.problem}")
            sys.exit(1)
        self.stdout.write("the trail is whole")
