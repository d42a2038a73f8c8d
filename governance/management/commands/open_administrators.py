"""Opens the three administrators of a new system; their initial passwords are printed once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.lib.actors import SystemActor
from governance.models import Person
from governance.services.person import NewPerson, create_person
from governance.states import Sphere

ACCOUNTS = (
    ("sysadmin", "系统管理员", Sphere.SYS_ADMIN),
    ("secadmin", "安全管理员", Sphere.SEC_ADMIN),
    ("auditor", "审计管理员", Sphere.AUDITOR),
)


class Command(BaseCommand):
    help = "Opens system, security and audit administrator on a system that has no account yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if Person.objects.exists():
            raise CommandError(
                "There are accounts already; a system administrator opens further ones."
            )
        for number, (username, name, sphere) in enumerate(ACCOUNTS, start=1):
            new = NewPerson(username, name, f"ADM-{number}", sphere=sphere)
            _person, initial = create_person(new, by=SystemActor("setup"), at=timezone.now())
            self.stdout.write(f"{username:<10} {initial}")
