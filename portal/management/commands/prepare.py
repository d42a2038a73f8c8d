"""Brings the embedded database to where a newcomer can look around, or a company can begin: schema, catalogue, demo or administrators."""

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from governance.lib.folded import half_migrated
from governance.models import Person
from portal.services.demo.year import is_demo


class Command(BaseCommand):
    help = (
        "Migrate, load the policy's catalogue and, once on an empty database, make the demo year; "
        "with --empty open the three administrators of a company that begins instead."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="a company of its own, no demo")

    def handle(self, *args: Any, **options: Any) -> None:
        self.discard_unfinished_demo()
        self.refuse_half_migrated()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_catalogue", stdout=StringIO())
        if options["empty"]:
            self.begin_company()
        elif not Person.objects.exists():
            self.stdout.write("Making the demo year; this takes a minute or two, once.")
            self.stdout.flush()
            self.unfinished.touch()
            call_command("seed_demo", stdout=self.stdout)
            self.unfinished.unlink()
        elif is_demo():
            # Changes nothing the second time; says the accounts again.
            call_command("seed_demo", stdout=self.stdout)

    def begin_company(self) -> None:
        """The administrators open everything else by hand; a demo is never turned into a company."""
        if is_demo():
            raise CommandError(
                "This database holds the demo year. Start your company with a folder of its own: "
                "VAR_DIR=var-company make company"
            )
        if Person.objects.exists():
            return
        self.stdout.write("Initial passwords, shown once; each is changed at the first sign-in:\n")
        call_command("open_administrators", stdout=self.stdout)

    def refuse_half_migrated(self) -> None:
        """A database from the middle of the old migrations is left as it is, with a sentence what to do."""
        for problem in half_migrated(connection):
            raise CommandError(f"{problem.msg} {problem.hint}")

    @property
    def unfinished(self) -> Path:
        return Path(settings.VAR) / "demo-unfinished"

    def discard_unfinished_demo(self) -> None:
        """A demo that was interrupted is made anew: until it is complete, the database holds nothing else."""
        if not self.unfinished.exists():
            return
        database = Path(str(connection.settings_dict["NAME"]))
        if connection.vendor != "sqlite" or Path(settings.VAR) not in database.parents:
            raise CommandError(
                "Making the demo was interrupted. Empty the database, delete "
                f"{self.unfinished} and start again."
            )
        connection.close()
        for path in database.parent.glob(f"{database.name}*"):
            path.unlink()
        self.unfinished.unlink()
