"""Exports as files: CSV (also .xz) and XLSX become a head and rows, whatever encoding and delimiter (X1–X14)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.csvfile import ROWS_PER_REPORT, Progress, open_csv
from governance.lib.workbook import FileRefused, open_workbook
from kpi.lib.ticket_mapping import TicketMapping

KINDS = (".csv", ".csv.xz", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True)
class Export:
    """An opened export: the names of its columns, its rows with their numbers, and how it was written."""

    header: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[Any]]]
    encoding: str = ""
    delimiter: str = ""


def kind_of(name: str) -> str:
    """The kind of a file goes by its name; another kind is refused with the accepted ones."""
    lowered = name.casefold()
    for kind in sorted(KINDS, key=len, reverse=True):
        if lowered.endswith(kind):
            return kind
    raise FileRefused(
        _("This kind of file is not read; please hand in one of: %(kinds)s.")
        % {"kinds": ", ".join(KINDS)}
    )


def sha256_of(path: Path) -> str:
    """The fingerprint of a file's bytes, by which the same export is recognised."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def open_export(
    path: Path, mapping: TicketMapping, *, name: str = "", progress: Progress | None = None
) -> Iterator[Export]:
    """A file is opened only when its head has every column the mapping names, once; rows are read one by one.

    `progress` is called now and then with bytes read and bytes in all.
    """
    kind = kind_of(name or path.name)
    told = progress or (lambda done, total: None)
    if not path.stat().st_size:
        raise FileRefused(_("The file is empty."))
    if kind == ".xlsx":
        with open_workbook(path, mapping.sheet) as rows:
            yield _export(_reported(rows, told), mapping)
        return
    packed = kind.endswith(".xz")
    with open_csv(path, mapping.needed, KINDS, packed=packed, told=told) as table:
        yield _export(table.rows, mapping, table.encoding, table.delimiter)


def _reported(
    rows: Iterable[tuple[int, Sequence[Any]]], told: Progress
) -> Iterator[tuple[int, Sequence[Any]]]:
    for number, row in rows:
        if not number % ROWS_PER_REPORT:
            told(number, 0)
        yield number, row


def _export(
    rows: Iterator[tuple[int, Sequence[Any]]],
    mapping: TicketMapping,
    encoding: str = "",
    delimiter: str = "",
) -> Export:
    head = next(rows, None)
    if head is None:
        raise FileRefused(_("The file is empty."))
    header = tuple(str(cell).strip() for cell in head[1])
    _check_header(header, mapping.needed)
    first = next(rows, None)
    if first is None:
        raise FileRefused(_("The file has a head but no rows."))
    return Export(header, _chained(first, rows), encoding, delimiter)


def _chained(
    first: tuple[int, Sequence[Any]], rest: Iterator[tuple[int, Sequence[Any]]]
) -> Iterator[tuple[int, Sequence[Any]]]:
    yield first
    yield from rest


def _check_header(header: tuple[str, ...], needed: tuple[str, ...]) -> None:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise FileRefused(
            _("The head names a column twice: %(names)s.") % {"names": ", ".join(twice)}
        )
    missing = [name for name in needed if name not in header]
    if missing:
        near = {name: get_close_matches(name, header, 1) for name in missing}
        told = ", ".join(
            f"{name}（≈ {near[name][0]}?）" if near[name] else name for name in missing
        )
        raise FileRefused(
            _("The head lacks the columns: %(missing)s. It has: %(found)s.")
            % {"missing": told, "found": ", ".join(header[:40])}
        )
