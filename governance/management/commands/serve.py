"""Starts the whole system on one machine: web, worker with clock, and a broker where one is found."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run web, worker and clock together until Ctrl-C; --prepare migrates and fills an empty database first."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--prepare", action="store_true", help="run `prepare` first")
        parser.add_argument("--empty", action="store_true", help="with --prepare: no demo year")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["prepare"]:
            call_command("prepare", empty=options["empty"], stdout=self.stdout)
        self.stdout.write(f"\n  http://localhost:{options['port']}/   (Ctrl-C stops everything)\n")
        self.stdout.flush()
        sys.stdout.flush()
        # The supervisor needs nothing of Django, so this process becomes it and gives its memory back.
        os.chdir(settings.ROOT)
        words = [sys.executable, "-m", "config.supervisor", options["host"], str(options["port"])]
        os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get(
            "DJANGO_SETTINGS_MODULE", "config.settings.dev"
        )
        os.execv(sys.executable, words)  # noqa: S606 -- our own interpreter with our own arguments
