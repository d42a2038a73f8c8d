"""Issues an access token from the shell, for scripted installations; the secret is printed once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.lib.workflow import Refused
from governance.models import Person
from governance.services.token import NewToken, issue_token
from governance.states import Scope


class Command(BaseCommand):
    help = "Issues a token that acts as a process manager, within the scopes given; printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the token is for, e.g. “data warehouse”")
        parser.add_argument(
            "--owner", required=True, help="login of the process manager it acts as"
        )
        parser.add_argument(
            "--scope", action="append", choices=Scope.values, help="repeatable; default kpi:read"
        )
        parser.add_argument("--days", type=int, default=90, help="how long it holds, 365 at most")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        owner = Person.objects.filter(username=options["owner"].casefold()).first()
        if owner is None:
            raise CommandError(f"There is no account {options['owner']!r}.")
        scopes = tuple(options["scope"] or [Scope.KPI_READ])
        new = NewToken(options["name"], owner, scopes, now + timedelta(days=options["days"]))
        try:
            _token, text = issue_token(new, by=owner, at=now)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(text)
