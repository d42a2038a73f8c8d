"""Verifies the chained trail; exit status 1 names the first entry that does not fit."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.selectors.verification import TRAIL
from governance.services.verification import verify_now


class Command(BaseCommand):
    help = "Verifies the audit trail: changed, missing and cut entries are found. The status page shows what was found."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_now(TRAIL, by=SystemActor("verify_audit"), at=timezone.now())
        if found["problem"]:
            self.stderr.write(f"entry {found['fault']}: {found['problem']}")
            sys.exit(1)
        self.stdout.write(f"the trail is whole up to entry {found['upto']}")
