"""Imports the framework policy from its own text file (R1–R4)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.forms.policy_text import read_policy
from governance.lib.actors import SystemActor
from governance.lib.workflow import Refused
from governance.services.policy import import_policy


class Command(BaseCommand):
    help = "Imports the framework policy from a text file; the same file is imported once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        try:
            outcome = import_policy(
                read_policy(content), by=SystemActor("import_policy"), at=timezone.now()
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        version = outcome.version
        if not outcome.is_new:
            self.stdout.write(f"Already imported: {version.document.number} {version.label}")
            return
        self.stdout.write(
            f"Imported {version.document.number} {version.label}: "
            f"{outcome.clauses} clauses, {outcome.terms} terms"
        )
