"""Whether the system lives: the last signs of life, the database, its migrations (reliability §6 item 10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.exceptions import NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Subquery

from governance.lib.folded import half_migrated
from governance.models import Heartbeat

# The clock rings every minute; three silent minutes are no coincidence.
SILENCE = timedelta(minutes=3)
# So long people wait before they are told on every page; whoever only reads hears after an hour.
DARK = timedelta(minutes=10)
LONG_DARK = timedelta(hours=1)
# Two clocks of one machine room differ by less.
LEEWAY = timedelta(minutes=1)
CLOCK = "clock"
EXPECTED = (CLOCK, "worker")


@dataclass(frozen=True)
class Darkness:
    """The clock of the system stands still: since when, and whether its last tick lies in the future."""

    since: datetime
    is_future: bool = False
    is_long: bool = False


def silent_processes(at: datetime) -> tuple[str, ...]:
    """Clock and worker must each have been heard within three minutes; the names of those that were not.

    A sign of life from the future (a clock that was set back) counts as heard for no longer.
    """
    heard = heard_last()
    return tuple(name for name in EXPECTED if name not in heard or abs(at - heard[name]) > SILENCE)


def heard_last() -> dict[str, datetime]:
    """When each process was last heard."""
    return dict(Heartbeat.objects.values_list("name", "at"))


def clock_heard() -> Subquery:
    """The last tick as a column of a question that is asked anyway."""
    return Subquery(Heartbeat.objects.filter(name=CLOCK).values("at")[:1])


def darkness(
    heard: datetime | None, *, signed_in_at: datetime | None, at: datetime
) -> Darkness | None:
    """The clock stands still when it was last heard more than ten minutes ago, or later than now.

    A system that has just been set up has no tick yet and is let be: there silence counts from the
    reader's own sign-in. None while all is well.
    """
    since = heard or signed_in_at
    if since is None:
        return None
    if heard is not None and heard - at > LEEWAY:
        return Darkness(heard, is_future=True)
    gone = at - since
    return Darkness(since, is_long=gone > LONG_DARK) if gone > DARK else None


def is_database_ready() -> bool:
    """The database answers and has every migration this code brings."""
    try:
        executor = MigrationExecutor(connection)
        whole = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return whole and not half_migrated(connection)
    except (DatabaseError, NodeNotFoundError):
        return False
