"""Keeping files: from quarantine to the store with its row, within each person's quota (reliability §6.8, C18, D17)."""

import contextlib
import errno
import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from governance.lib.actors import SystemActor
from governance.lib.naming import object_type_of
from governance.lib.uploads import BadUpload, Quarantined, admit_upload, is_stale
from governance.lib.workflow import Refused
from governance.models import PagePicture, Person, StoredFile
from governance.models.stored_file import HELD
from governance.selectors.calendar import local_day, local_moment
from governance.services.audit import Change, hold_the_chain, record
from governance.services.file_scan import SHELF, Arrived, scan_arrival
from governance.services.job import NotYet

Check = Callable[[], None]
log = structlog.get_logger(__name__)
PAGES = "pages"
AT_A_TIME = 100
SWEEP_AFTER = timedelta(hours=1)


class QuotaSpent(Refused):
    """The person has handed in as much as one may in a day."""

    code = "quota_spent"
    status = 429


class StoreFull(BadUpload):
    """There is no room on the disk."""

    code = "store_full"
    status = 507


class FileDamaged(Refused):
    """The stored bytes are not those that were handed in."""

    code = "file_damaged"


class FileWaiting(FileDamaged, NotYet):
    """The scanner has not looked through the file yet: a person is told so, a job comes again."""

    code = "file_waits"


@dataclass(frozen=True)
class Swept:
    """What a sweep took away, and which rows have lost their bytes."""

    quarantined: int
    orphans: int
    lost: int


class _Arrived(File):
    """Tells the store where the bytes lie already, so that it renames instead of copying."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def quarantine_folder() -> Path:
    """Where files wait for their check: beside the store, so that a rename is enough."""
    return Path(default_storage.path("quarantine"))


@dataclass(frozen=True)
class Shelf:
    """Where a file belongs: a record, and if need be the part of it that the file stands behind."""

    row: models.Model
    part: str = ""


def keep_file(
    name: str,
    chunks: Iterable[bytes],
    *,
    on: Shelf,
    by: Person,
    at: datetime,
    check: Check | None = None,
) -> StoredFile:
    """A file that passes its check is kept on a record, whole with its row or not at all.

    Where a virus scanner is named it looks first; a file that it cannot look at just now waits, seen
    and read by nobody (`FileWaiting`), until it has.
    The caller has asked whether the person may add to the record; `check` asks again, under the
    lock of the transaction that writes the row. Raises what `check` raises, `BadUpload`, `TooLarge`, `FileInfected`, `QuotaSpent`, `StoreFull`.
    """
    with arrived_file(name, chunks, on=on.row, by=by, at=at) as arrival:
        return keep_arrived(arrival, on=on, by=by, at=at, check=check)


@dataclass(frozen=True)
class Arrival:
    """A file in quarantine that is sound, and whether the scanner has let it through."""

    file: Quarantined
    is_scanned: bool


@contextlib.contextmanager
def arrived_file(
    name: str, chunks: Iterable[bytes], *, on: models.Model, by: Person, at: datetime
) -> Iterator[Arrival]:
    """A file stands checked and scanned in quarantine, before any lock is taken; what nobody keeps is gone afterwards.

    For acts that write more than the file: the scanner is never asked while others wait for the trail,
    and what it found stays in the trail although the act is not done. `on` is what the trail names.
    """
    file: Quarantined | None = None
    try:
        file = admit_upload(name, chunks, quarantine_folder())
        told = Arrived(file.name, file.size, file.sha256)
        yield Arrival(file, scan_arrival(told, file.path, on=on, by=by, at=at))
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreFull(
                _("There is no room for the file just now. Nothing was kept.")
            ) from problem
        raise
    finally:
        if file is not None:
            file.discard()


def keep_arrived(
    arrival: Arrival, *, on: Shelf, by: Person, at: datetime, check: Check | None = None
) -> StoredFile:
    """A file that has arrived is kept on a record; what the scanner has not seen lies apart until it has."""
    place = SHELF if arrival.is_scanned else HELD
    return _shelve(arrival.file, on, place, by=by, at=at, check=check or (lambda: None))


def remove_file(row: StoredFile, *, by: Person, at: datetime) -> StoredFile:
    """A file is taken off a record; its bytes stay, nobody downloads them, and the trail says who and when."""
    with transaction.atomic():
        hold_the_chain()
        taken = StoredFile.objects.filter(pk=row.pk, removed_at=None).update(
            removed_at=at, removed_by=by
        )
        row.refresh_from_db()
        if taken:
            change = Change(before=row.told())
            record("governance.remove_file", by=by, at=at, obj=row, change=change)
    return row


def read_file(row: StoredFile) -> bytes:
    """The bytes of a file, if they are still those that were handed in; raises `FileDamaged`, `FileWaiting`."""
    if row.is_waiting:
        raise FileWaiting(
            _("This file waits for the virus scanner; it can be opened when it was looked through.")
        )
    if row.is_infected:
        raise FileDamaged(_("The virus scanner found something in this file; it was destroyed."))
    return _whole_bytes(row)


def _whole_bytes(row: StoredFile) -> bytes:
    try:
        with default_storage.open(row.key, "rb") as file:
            content: bytes = file.read()
    except FileNotFoundError as missing:
        raise FileDamaged(_("The file is no longer in the store; the auditor must look.")) from (
            missing
        )
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise FileDamaged(
            _("The stored file no longer matches its hash; the auditor must look at it.")
        )
    return content


def sweep_files(*, at: datetime) -> Swept:
    """What a cut connection or a crash has left is taken away after an hour; rows without bytes are told once."""
    before = (at - SWEEP_AFTER).timestamp()
    folder = quarantine_folder()
    stale = [each for each in folder.glob("*") if is_stale(each, before)] if folder.is_dir() else []
    for path in stale:
        path.unlink(missing_ok=True)
    shelves = ((SHELF, StoredFile), (HELD, StoredFile), (PAGES, PagePicture))
    orphans = sum(_sweep_shelf(name, model, before) for name, model in shelves)
    lost = 0
    for row in StoredFile.objects.filter(lost_at=None, uploaded_at__lt=at - SWEEP_AFTER):
        if default_storage.exists(row.key):
            continue
        with transaction.atomic():
            StoredFile.objects.filter(pk=row.pk).update(lost_at=at)
            change = Change(after=row.told(), result="lost")
            record("governance.miss_file", by=SystemActor("tick"), at=at, obj=row, change=change)
        log.error("stored_file_lost", key=row.key)
        lost += 1
    return Swept(len(stale), orphans, lost)


def first_damaged_file(told: Callable[[int], None] | None = None) -> StoredFile | None:
    """The first file whose stored bytes are no longer those that were handed in, or are gone; None if all are whole (D23).

    `told` hears every hundred files, and at the end, how many were whole.
    """
    row: StoredFile
    whole = 0
    for row in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        try:
            if not row.is_infected:
                _whole_bytes(row)
        except FileDamaged:
            return row
        whole += 1
        if told and whole % AT_A_TIME == 0:
            told(whole)
    if told:
        told(whole)
    return None


def _sweep_shelf(name: str, model: type[models.Model], before: float) -> int:
    shelf = Path(default_storage.path(name))
    if not shelf.is_dir():
        return 0
    old = {
        f"{name}/{path.parent.name}/{path.name}": path
        for path in shelf.glob("*/*")
        if path.stat().st_mtime < before
    }
    known = set(model._default_manager.filter(key__in=old).values_list("key", flat=True))
    for key in old.keys() - known:
        default_storage.delete(key)
    return len(old.keys() - known)


def _shelve(
    arrived: Quarantined, on: Shelf, place: str, *, by: Person, at: datetime, check: Check
) -> StoredFile:
    token = uuid.uuid4().hex
    key = f"{place}/{token[:2]}/{token}.{arrived.kind}"
    with transaction.atomic():
        # One after the other, so that ten uploads into room for one leave one (C18).
        hold_the_chain()
        check()
        _demand_room(arrived.size, by, at)
        with arrived.path.open("rb") as content:
            stored = default_storage.save(key, _Arrived(content, name=str(arrived.path)))
        _write_through(Path(default_storage.path(stored)).parent)
        row: StoredFile = StoredFile.objects.create(
            object_type=object_type_of(on.row),
            object_key=str(on.row.pk),
            part=on.part,
            key=stored,
            name=arrived.name,
            kind=arrived.kind,
            size=arrived.size,
            sha256=arrived.sha256,
            is_active=arrived.is_active,
            uploaded_by=by,
            uploaded_at=at,
        )
        record("governance.keep_file", by=by, at=at, obj=on.row, change=Change(after=row.told()))
    return row


def _demand_room(size: int, by: Person, at: datetime) -> None:
    midnight = local_moment(local_day(at))
    today = StoredFile.objects.filter(uploaded_by=by, uploaded_at__gte=midnight).aggregate(
        files=Count("pk"), bytes=Sum("size")
    )
    files = settings.UPLOAD_FILES_PER_DAY
    room = settings.UPLOAD_BYTES_PER_DAY
    if today["files"] + 1 > files or (today["bytes"] or 0) + size > room:
        raise QuotaSpent(
            _("You have handed in as much as is taken in one day (%(files)s files, %(size)s MB).")
            % {"files": files, "size": room >> 20}
        )


def _write_through(folder: Path) -> None:
    # A rename is on the disk only when its folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
