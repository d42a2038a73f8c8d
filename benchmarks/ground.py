"""A database of the benchmark's own: empty catalogue or a short demo, on SQLite or an own PostgreSQL."""

import os
import sys
import tempfile
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 20)


def database_asked() -> str:
    """`--postgres` on the command line, else SQLite."""
    return "postgres" if "--postgres" in sys.argv else "sqlite"


@contextmanager
def ground(*, weeks: int = 0, database: str = "", today: date = TODAY):
    """Django on a fresh database with the catalogue and, if asked, so many weeks of the demo."""
    with tempfile.TemporaryDirectory(prefix="governance-bench-") as folder:
        service = _place(folder, database or database_asked())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
        if str(ROOT) not in sys.path:
            sys.path.insert(0, str(ROOT))
        try:
            _prepare(weeks, today)
            yield Path(folder)
        finally:
            from django.db import connections

            connections.close_all()
            if service is not None:
                service.stop()


def _place(folder, database):
    os.environ["VAR_DIR"] = folder
    os.environ["PROMETHEUS_DISABLED"] = "1"
    if database == "sqlite":
        os.environ.pop("DATABASE_URL", None)
        return None
    from tests.services import Postgres

    service = Postgres()
    os.environ["DATABASE_URL"] = service.url
    os.environ["DATABASE_STATEMENT_TIMEOUT"] = "3600"
    return service


def _prepare(weeks, today):
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_catalogue", stdout=StringIO())
    if weeks:
        from portal.services.demo.year import make_year

        with translation.override("zh-hans"):
            make_year(today, weeks=weeks, tell=lambda _label: None)


def browser(username: str):
    """A test client that is signed in as one of the demo's people."""
    from django.test import Client

    from governance.models import Person

    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(username=username))
    return client
