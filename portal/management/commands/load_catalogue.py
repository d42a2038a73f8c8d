"""Loads what ships: clauses, processes, indicator library (runs at every start)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.services.calendar import seed_calendar
from governance.services.catalogue import record_seeding, seed_governance
from improvements.services.catalogue import seed_causes
from kpi.services.catalogue import seed_indicators
from processes.services.catalogue import seed_processes


class Command(BaseCommand):
    help = "Loads the shipped catalogue; what somebody has changed since is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        with transaction.atomic():
            parts = {
                "governance": seed_governance(at=at),
                "processes": seed_processes(at=at),
                "indicators": seed_indicators(at=at),
                "causes": seed_causes(at=at),
            }
            total = sum(parts.values(), start=type(parts["governance"])())
            record_seeding(total, at=at)
            seed_calendar(by=SystemActor("catalogue"), at=at)
        for name, tally in parts.items():
            self.stdout.write(
                f"{name}: {tally.created} created, {tally.updated} updated, {tally.kept} left as changed"
            )
