"""A pack on order, the worker that makes it, and how a test reads the zip."""

import csv
import hashlib
import io
import zipfile
from datetime import date, timedelta

from django.core.files.storage import default_storage

from governance.models import Job
from governance.services.job import run_due_jobs
from governance.states import JobState
from portal.selectors.stretch import Stretch
from portal.services.evidence_pack import MANIFEST, order_pack
from tests.governance.deciding import NOW

MARCH = Stretch(date(2026, 3, 1), date(2026, 3, 31))
TURNS = 10


class Clock:
    """Each turn of the worker comes a little later, so that what waited is asked again."""

    def __init__(self, at=NOW):
        self.at = at

    def __call__(self):
        return self.at

    def later(self, seconds=10):
        self.at += timedelta(seconds=seconds)


def ordered(person, *, at=NOW, days=MARCH, language="en"):
    return order_pack(days, language=language, by=person, at=at)


def made(pack, *, at=NOW):
    """The worker runs until nothing is left to do."""
    clock = Clock(at)
    for _turn in range(TURNS):
        run_due_jobs(clock=clock)
        if not Job.objects.filter(state__in=[JobState.DUE, JobState.RUNNING]).exists():
            break
        clock.later()
    pack.refresh_from_db()
    return pack


def bytes_of(pack):
    with default_storage.open(pack.key, "rb") as stream:
        return stream.read()


class Opened:
    """The zip as whoever receives it reads it."""

    def __init__(self, content):
        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.names = self.archive.namelist()

    def read(self, name):
        return self.archive.read(name)

    def table(self, name):
        text = self.read(name).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def paths(self):
        return [row["Path"] for row in self.table("index.csv")]

    def manifest(self):
        lines = self.read(MANIFEST).decode().splitlines()
        return {path: sha256 for sha256, path in (line.split("  ", 1) for line in lines)}

    def hashes(self):
        return {
            name: hashlib.sha256(self.read(name)).hexdigest()
            for name in self.names
            if name != MANIFEST
        }
