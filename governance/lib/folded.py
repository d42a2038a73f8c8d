"""Whether a database stopped in the middle of migrations that were folded since (docs/adr/0033)."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

_TOLD = "The database stopped at {app}.{had}, in the middle of migrations that were folded into {app}.{folded} since."
_HINT = (
    "Bring it to the end of the old chain first: "
    'git checkout "$(git rev-list -1 HEAD -- {app}/migrations/{last}.py)^", '
    "`manage.py migrate`, then come back to this version and migrate again."
)


def half_migrated(connection: Any) -> list[Error]:
    """A folded migration stands for all of its chain or for none of it; an error for each that is between.

    Django itself says it in words of nodes where another app depends on the folded one, and leaves the app
    out without a word where none does.
    """
    loader = MigrationLoader(connection, load=False)
    loader.load_disk()
    applied = MigrationRecorder(connection).applied_migrations()
    found = []
    for (app, folded), migration in loader.disk_migrations.items():
        had = [name for _app, name in migration.replaces if (app, name) in applied]
        if had and len(had) < len(migration.replaces):
            last = migration.replaces[-1][1]
            told = _TOLD.format(app=app, had=had[-1], folded=folded)
            found.append(Error(told, hint=_HINT.format(app=app, last=last), id="governance.E001"))
    return found


def check_half_migrated(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """For Django's checks of a database: `migrate` and `check --database` ask it."""
    return [problem for name in databases or () for problem in half_migrated(connections[name])]
