"""`manage.py tick`: what the clock does each minute, once, by hand or from a system timer."""

import argparse
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.tasks import run_jobs, sweep_all, tick


class Command(BaseCommand):
    help = "Runs every sweep once: duties, lateness, drafts, counts, messages, jobs. Running it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        # For rehearsals and tests of days of darkness; nobody needs it to keep the clock going.
        parser.add_argument("--at", default="", help=argparse.SUPPRESS)

    def handle(self, *args: Any, at: str = "", **options: Any) -> None:
        if at:
            failed = sweep_all(past_moment(at))
            run_jobs()
            if failed:
                raise CommandError(f"sweeps failed: {', '.join(failed)}")
        else:
            tick()
        self.stdout.write("The clock has ticked.")


def past_moment(text: str) -> datetime:
    """A moment with its zone that has been: what the future owes cannot be taken back."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as bad:
        raise CommandError(f"--at {text}: expected 2026-02-24T10:00:00+08:00.") from bad
    if timezone.is_naive(moment) or moment > timezone.now():
        raise CommandError(f"--at {text}: expected a past moment with its time zone.")
    return moment
