"""Evidence packs: ordered by a person, made by a worker, the same bytes for the same records (R66; domain §3.5)."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import SystemActor
from governance.lib.paper_door import LANGUAGES
from governance.lib.sheets import CellValue, table_csv, tables_xlsx
from governance.lib.steady_zip import steady_workbook, write_steady_zip
from governance.lib.workflow import Refused
from governance.models import Job, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.audit import Change, record
from governance.services.job import (
    JobOrder,
    NotYet,
    held_lease,
    report_progress,
    request_job,
    unpark_job,
)
from governance.services.stored_file import FileDamaged, read_file
from governance.states import JobState
from portal.models import EvidencePack
from portal.selectors.pack_list import JOB
from portal.selectors.pack_register import Register, lacks_found, registers_of
from portal.selectors.pack_source import (
    Attached,
    Entry,
    Lack,
    Wish,
    attached_to,
    sheets_of,
    withheld,
)
from portal.selectors.stretch import Stretch
from portal.services.pack_print import Print, print_of

SHELF = "packs"
CHUNK = 1 << 20
# A paper that has not been printed by then is a gap; the pack does not wait for ever.
LONGEST_WAIT = timedelta(hours=2)
INDEX, INDEX_TEXT, GAPS_TEXT, MANIFEST = "index.xlsx", "index.csv", "gaps.csv", "manifest.sha256"


class CannotOrderPack(Refused):
    """There is no pack of these days or in this language."""


class PackDamaged(Refused):
    """The stored bytes are not those that were made."""


Content = Callable[[], bytes]


@dataclass
class _Folder:
    """What goes into the pack, file by file, and what is missing from it."""

    entries: list[Entry] = field(default_factory=list)
    contents: dict[str, Content] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    lacks: list[Lack] = field(default_factory=list)

    def add(self, entry: Entry, content: Content) -> None:
        """A file joins under a path of its own."""
        path, number = entry.path, 1
        stem, dot, kind = entry.path.rpartition(".")
        while path in self.contents:
            number += 1
            path = f"{stem}-{number}{dot}{kind}"
        self.entries.append(Entry(**{**vars(entry), "path": path}))
        self.contents[path] = content


def order_pack(stretch: Stretch, *, language: str, by: Person, at: datetime) -> EvidencePack:
    """Whoever may order a pack has at most one of the same days in the making; asking again hands back that one.

    Raises `NotAllowed`, `CannotOrderPack`.
    """
    demand(by, Permission.PACK_ORDER)
    if stretch.first > local_day(at):
        raise CannotOrderPack(_("These days are still to come; there is nothing to show of them."))
    if language not in LANGUAGES:
        raise CannotOrderPack(_("Evidence packs are made in Chinese and English."))
    with transaction.atomic():
        pack, is_new = EvidencePack.objects.get_or_create(
            ordered_by=by,
            first=stretch.first,
            last=stretch.last,
            language=language,
            sha256="",
            defaults={"ordered_at": at},
        )
        parked = Job.objects.filter(kind=JOB, subject=pack.subject, state=JobState.PARKED).last()
        if parked is None or not unpark_job(parked, at=at):
            request_job(JobOrder(JOB, pack.subject, {"pack": pack.pk}), by=by, at=at)
        if is_new:
            told = {"first": str(pack.first), "last": str(pack.last), "language": language}
            record("portal.order_pack", by=by, at=at, obj=pack, change=Change(after=told))
    return pack


def make_pack(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """A worker makes the pack by the rights its orderer has now; papers not printed yet are ordered and waited for.

    Raises `NotYet` while it waits, `NotAllowed` where the orderer may no longer order it.
    """
    pack = EvidencePack.objects.select_related("ordered_by").get(pk=job.payload["pack"])
    if pack.sha256:
        return {"sha256": pack.sha256}
    demand(pack.ordered_by, Permission.PACK_ORDER)
    with override(pack.language):
        wish = Wish(pack.ordered_by, Stretch(pack.first, pack.last), pack.ordered_at, pack.language)
        folder = _gathered(wish, is_last_call=clock() > job.requested_at + LONGEST_WAIT)
        _weigh(folder, job, clock)
        with tempfile.TemporaryFile() as stream:
            write_steady_zip(stream, _entries(folder, pack, job, clock))
            _keep(pack, folder, stream, job, clock)
    return {"sha256": pack.sha256, "files": pack.files, "gaps": pack.gaps}


def check_pack(pack: EvidencePack) -> IO[bytes]:
    """The stored bytes as a stream, if they are still those that were made; raises `PackDamaged`."""
    if pack.removed_at is not None:
        raise PackDamaged(
            _("The bytes of this pack were removed on %(day)s; order the same days again.")
            % {"day": local_day(pack.removed_at)}
        )
    try:
        stream: IO[bytes] = default_storage.open(pack.key, "rb")
    except FileNotFoundError as missing:
        raise PackDamaged(_("The pack is no longer in the store; please order it again.")) from (
            missing
        )
    if _sha256_of(stream) != pack.sha256:
        stream.close()
        raise PackDamaged(
            _("The stored pack no longer matches its hash; the auditor must look at it.")
        )
    return stream


def log_pack_download(pack: EvidencePack, *, by: Person, at: datetime) -> None:
    """Every download of a pack is written down: who, when, which bytes."""
    demand(by, Permission.PACK_ORDER)
    change = Change(after={"sha256": pack.sha256, "file": pack.name})
    record("portal.download_pack", by=by, at=at, obj=pack, change=change)


def _gathered(wish: Wish, *, is_last_call: bool) -> _Folder:
    folder, is_waiting = _Folder(), False
    folder.lacks += lacks_found(wish)
    folder.lacks += withheld(wish)
    for sheet in sheets_of(wish):
        found = print_of(sheet, wish.language, by=wish.person, at=wish.at)
        if found.content is not None:
            folder.add(sheet.entry, found.content)
        elif found.is_pending and not is_last_call:
            is_waiting = True
        else:
            folder.lacks.append(_unprinted(sheet.entry, found))
    if is_waiting:
        raise NotYet
    for attached in attached_to(wish):
        folder.add(attached.entry, _reader(attached))
    for register in registers_of(wish):
        folder.add(_line(register), _table(register))
    return folder


def _unprinted(entry: Entry, found: Print) -> Lack:
    what = " ".join(part for part in (entry.number, entry.name, entry.version) if part)
    return Lack(
        entry.clause, _("Not printed"), f"{what} · {found.reason}" if found.reason else what
    )


def _reader(attached: Attached) -> Content:
    return lambda: read_file(attached.file)


def _line(register: Register) -> Entry:
    folder = _("8 Registers")
    path = f"{folder}/{register.name}"
    return Entry("", register.title, "", "", register.clause, path)


def _table(register: Register) -> Content:
    content = table_csv(register.head, register.rows)
    return lambda: content


def _weigh(folder: _Folder, job: Job, clock: Callable[[], datetime]) -> None:
    """Every file is read once for its hash; one that is damaged leaves the pack and stands among the gaps."""
    total = 2 * len(folder.entries)
    for done, entry in enumerate(list(folder.entries), 1):
        try:
            content = folder.contents[entry.path]()
        except FileDamaged as damaged:
            folder.entries.remove(entry)
            del folder.contents[entry.path]
            folder.lacks.append(Lack(entry.clause, _("File damaged"), f"{entry.name} · {damaged}"))
            continue
        folder.hashes[entry.path] = hashlib.sha256(content).hexdigest()
        report_progress(job, done=done, total=total, at=clock(), message=_("reading"))


def _entries(
    folder: _Folder, pack: EvidencePack, job: Job, clock: Callable[[], datetime]
) -> Iterator[tuple[str, Content]]:
    """Index and gaps first, then every file by its path, the manifest last."""
    front = _front(folder, pack)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in front.items()}
    for name, content in front.items():
        yield name, lambda content=content: content  # type: ignore[misc]  # -- bound now
    paths = sorted(folder.contents)
    for done, path in enumerate(paths, 1):
        yield path, folder.contents[path]
        report_progress(
            job, done=len(paths) + done, total=2 * len(paths), at=clock(), message=_("writing")
        )
    lines = sorted({**folder.hashes, **hashes}.items())
    manifest = "".join(f"{sha256}  {path}\n" for path, sha256 in lines).encode()
    yield MANIFEST, lambda: manifest


def _front(folder: _Folder, pack: EvidencePack) -> dict[str, bytes]:
    """The gaps are the first sheet: what is missing is told before what is there."""
    gap_head = [_("Clause"), _("What is missing"), _("What"), _("Who can move it")]
    gap_rows: list[list[CellValue]] = [
        [row.clause, row.kind, row.what, row.who] for row in folder.lacks
    ]
    head = [_("Number"), _("Called"), _("Version"), _("Date"), _("Clause"), _("Path")]
    rows: list[list[CellValue]] = [
        [row.number, row.name, row.version, row.day, row.clause, row.path]
        for row in sorted(folder.entries, key=lambda row: row.path)
    ]
    about: list[list[CellValue]] = [
        [_("First and last day"), f"{pack.first} – {pack.last}"],
        [_("As it stood on"), str(local_day(pack.ordered_at))],
        [_("Ordered by"), pack.ordered_by.name],
        [_("Files"), len(rows)],
        [_("Gaps"), len(gap_rows)],
    ]
    sheets = [
        (_("Gaps"), gap_head, gap_rows),
        (_("Index"), head, rows),
        (_("About this file"), [_("What"), _("Value")], about),
    ]
    return {
        INDEX: steady_workbook(tables_xlsx(sheets)),
        INDEX_TEXT: table_csv(head, rows),
        GAPS_TEXT: table_csv(gap_head, gap_rows),
    }


def _keep(
    pack: EvidencePack, folder: _Folder, stream: IO[bytes], job: Job, clock: Callable[[], datetime]
) -> None:
    at, size = clock(), stream.tell()
    sha256 = _sha256_of(stream)
    # Each worker that takes the job over writes under a name of its own; only one becomes the pack's.
    key = default_storage.save(f"{SHELF}/{pack.pk}-{job.fence}.zip", File(stream))
    try:
        with held_lease(job):
            pack.key, pack.sha256, pack.size, pack.made_at = key, sha256, size, at
            pack.files, pack.gaps = len(folder.entries), len(folder.lacks)
            pack.save()
            told = {"sha256": sha256, "files": pack.files, "gaps": pack.gaps}
            record(
                "portal.make_pack",
                by=SystemActor("packer"),
                at=at,
                obj=pack,
                change=Change(after=told),
            )
    except BaseException:
        default_storage.delete(key)
        raise


def _sha256_of(stream: IO[bytes]) -> str:
    stream.seek(0)
    found = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        found.update(chunk)
    stream.seek(0)
    return found.hexdigest()
