"""What the machine says of itself: free room, the day of a file, the end of a certificate, the database's clock."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from django.db import connection


@dataclass(frozen=True)
class Room:
    """The room of the disk that holds a folder, in bytes."""

    free: int
    total: int

    @property
    def percent_free(self) -> int:
        return 100 * self.free // self.total if self.total else 0


def room_at(folder: Path) -> Room:
    """How much room the disk of a folder has; a folder that is yet to be made counts as its parent."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return Room(usage.free, usage.total)


def written_at(path: Path) -> datetime | None:
    """When a file was last written; None where there is none."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except OSError:
        return None


def certificate_end(path: Path) -> datetime | None:
    """When a certificate (PEM) ends; None for a file that is none or cannot be read."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None


def database_moment() -> datetime | None:
    """What time the database server has; None where it runs in this very process and has no clock of its own."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
