"""Makes the demo year: an invented company with a year behind it, through the services (issue 2 §9)."""

import time
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from governance.lib.numbers import BadDate, parse_date
from governance.models import Person
from portal.services.demo.evidence import order_last_quarter
from portal.services.demo.people import ADMINISTRATORS, BUSINESS, COMPANY, PASSWORD
from portal.services.demo.year import Made, data_folder, is_demo, make_year
from processes.models import Process

TRUTH = {
    "incidents": "incidents and SLA: UCI event log 498 (CC BY 4.0), weeks 2016-W09…W22 in rotation",
    "changes": "changes: OpenStack project-config, 2019",
    "releases": "releases: GOV.UK, 2023-W45…2024-W44",
}


class Command(BaseCommand):
    help = "Fill an empty database with the demo year; on the demo itself it changes nothing."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--today", default="", help="the day the year ends before, YYYY-MM-DD (default: today)"
        )
        parser.add_argument("--weeks", type=int, help="so many weeks instead of a year")
        parser.add_argument(
            "--invented", action="store_true", help="use no open data, even where it is at hand"
        )

    def handle(
        self, *args: Any, today: str, weeks: int | None, invented: bool, **options: Any
    ) -> None:
        if is_demo():
            self.stdout.write("The demo year is already there; nothing was changed.")
            self.tell_accounts()
            return
        if Person.objects.exists():
            raise CommandError(
                "This database already has people. The demo goes into an empty one only."
            )
        if not Process.objects.exists():
            call_command("load_catalogue", stdout=self.stdout)
        begun = time.monotonic()
        folder = None if invented else data_folder()
        with translation.override("zh-hans"):
            made = make_year(self.day(today), weeks=weeks, folder=folder, tell=self.tell_month)
            if not today:
                # A pack is of the living: its worker waits two hours for papers, counted from the order.
                order_last_quarter(at=timezone.now())
        self.tell_made(made, time.monotonic() - begun)
        self.tell_accounts()

    def day(self, text: str) -> date:
        try:
            return parse_date(text or None) or timezone.localdate()
        except BadDate as bad:
            raise CommandError(f"--today: {bad}") from bad

    def tell_month(self, label: str) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r  {label}", style_func=str, ending="")

    def tell_made(self, made: Made, seconds: float) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r", style_func=str, ending="")
        self.stdout.write(
            f"Demo year of {COMPANY}: {made.weeks} weeks, {made.acts} acts in {seconds:.0f} s."
        )
        for name in made.real:
            self.stdout.write(f"  real figures · {TRUTH[name]}")
        self.stdout.write("  all other figures, people and texts are invented")

    def tell_accounts(self) -> None:
        self.stdout.write(f"\nDemo accounts, all with the password  {PASSWORD}")
        for character in (*BUSINESS, *ADMINISTRATORS):
            self.stdout.write(
                f"  {character.login:<7} {character.name}  {character.see} · {character.see_en}"
            )
