"""`manage.py backup TARGET`: database and stored files into a folder of their own, while everybody works (reliability §4.7)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.lib.workflow import Refused
from portal.services.backup import take_backup


class Command(BaseCommand):
    help = "Backs up database and stored files into TARGET/backup-<moment>, with a sealed manifest of hashes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a folder, best on another disk")
        parser.add_argument(
            "--keep", type=int, help="leave so many of the latest backups there, remove older ones"
        )

    def handle(self, *args: Any, target: Path, keep: int | None, **options: Any) -> None:
        try:
            made = take_backup(target, by=SystemActor("backup"), at=timezone.now(), keep=keep)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{made.folder}: {made.files} files, {filesizeformat(made.size)}")
        for path in made.dropped:
            self.stdout.write(f"removed {path}")
