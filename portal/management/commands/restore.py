"""`manage.py restore FROM`: an empty system becomes a backup again; everything is checked before anything is touched."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.lib.workflow import Refused
from portal.selectors.backup import Manifest
from portal.services.restore import Restored, check_backup, restore_backup, settle_restore

BY = SystemActor("restore")


class Command(BaseCommand):
    help = "Restores a backup into an empty system, brings it up to this version and verifies it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="FROM", help="the folder backup-<moment>")
        parser.add_argument(
            "--verify-only", action="store_true", help="check the backup and change nothing"
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="a system that is not empty: back it up, then replace it",
        )

    def handle(
        self, *args: Any, source: Path, verify_only: bool, replace: bool, **options: Any
    ) -> None:
        try:
            if verify_only:
                self.tell(check_backup(source))
                return
            restored = restore_backup(source, replace=replace, by=BY, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.tell(restored.manifest)
        self.settle(restored)

    def tell(self, manifest: Manifest) -> None:
        self.stdout.write(
            f"backup of {manifest.made_at}: {manifest.files} files, "
            f"{sum(manifest.counts.values())} rows, trail up to entry {manifest.head[0]}"
        )

    def settle(self, restored: Restored) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        problems = settle_restore(restored, by=BY, at=timezone.now())
        if restored.safety:
            self.stdout.write(f"the system of before lies in {restored.safety}")
        if problems:
            raise CommandError(" ".join(problems))
        self.stdout.write(
            "Restored: trail, stored files and figures are whole. Everybody signs in anew; issue tokens anew."
        )
