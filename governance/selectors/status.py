"""The machine at a glance: each part with its light, its figure, since when, and what to do (reliability §6 item 10)."""

from datetime import datetime

from governance.models import Watermark
from governance.selectors.health import heard_last
from governance.selectors.status_line import (
    Marks,
    StatusLine,
    clock_line,
    jobs_line,
    ledger_line,
    letters_line,
    outbox_line,
    parked_line,
    queue_line,
)
from governance.selectors.status_store import (
    backup_line,
    calendar_line,
    certificate_line,
    database_line,
    disk_line,
    files_line,
    scanner_line,
    trail_line,
)
from governance.selectors.verification import FILES, TRAIL, Verifying, verifications
from governance.states import Health

# A mark of this name stands while a part has failed: since when, and at which entry of the trail.
ALARM = "alarm:"


def status_lines(at: datetime, looked: dict[str, Verifying] | None = None) -> list[StatusLine]:
    """Every part in the order in which one depends on the other; the certificate only where one is known.

    `looked` is how the verifications stand, for who has asked already.
    """
    marks = dict(Watermark.objects.values_list("name", "at"))
    heard = heard_last()
    looked = looked or verifications()
    lines = [
        clock_line(heard, at),
        ledger_line(marks, heard, at),
        jobs_line(heard, at),
        queue_line(at),
        parked_line(),
        outbox_line(at),
        letters_line(),
        disk_line(),
        database_line(at),
        backup_line(at),
        trail_line(looked[TRAIL], at),
        files_line(looked[FILES], at),
        scanner_line(),
        calendar_line(at),
        certificate_line(at),
    ]
    return [_since_its_alarm(line, marks) for line in lines if line is not None]


def worst_of(lines: list[StatusLine]) -> Health:
    """The light of the whole: one fault is a fault, one thing that asks for attention asks for it."""
    for light in (Health.ALARM, Health.ATTENTION):
        if any(line.light == light for line in lines):
            return light
    return Health.GOOD


def alarms_open() -> dict[str, datetime]:
    """The parts whose alarm has been raised and not ended, and since when."""
    rows = Watermark.objects.filter(name__startswith=ALARM).values_list("name", "at")
    return {name.removeprefix(ALARM): at for name, at in rows}


def _since_its_alarm(line: StatusLine, marks: Marks) -> StatusLine:
    known = marks.get(f"{ALARM}{line.code}")
    return line.dated(known) if known and line.since is None else line
