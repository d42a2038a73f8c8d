"""Whether the system lives: the last signs of life, the database, its migrations."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor

from governance.lib.folded import half_migrated
from governance.models import Heartbeat

# The clock rings every minute; three silent minutes are no coincidence.
SILENCE = timedelta(minutes=3)
EXPECTED = ("clock", "worker")


def silent_processes(at: datetime) -> tuple[str, ...]:
    """Clock and worker must each have been heard within three minutes; the names of those that were not.

    A sign of life from the future (a clock that was set back) counts as heard for no longer.
    """
    heard = dict(Heartbeat.objects.filter(name__in=EXPECTED).values_list("name", "at"))
    return tuple(name for name in EXPECTED if name not in heard or abs(at - heard[name]) > SILENCE)


def is_database_ready() -> bool:
    """The database answers and has every migration this code brings."""
    try:
        executor = MigrationExecutor(connection)
        whole = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return whole and not half_migrated(connection)
    except (DatabaseError, NodeNotFoundError):
        return False
