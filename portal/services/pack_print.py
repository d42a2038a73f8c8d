"""The stored paper behind a record of an evidence pack: there, being made, or not to be had (design §5)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.models import Paper, Person
from governance.services.paper import request_paper
from governance.services.stored_file import FileDamaged
from governance.states import PaperFormat, RenderState
from kpi.models import ReportFile, ReportIssue
from kpi.services.report_file import request_document
from portal.selectors.pack_source import Sheet


@dataclass(frozen=True)
class Print:
    """The bytes of a paper when they are asked for; without them, whether they will come, else why not."""

    content: Callable[[], bytes] | None = None
    is_pending: bool = False
    reason: str = ""


def print_of(sheet: Sheet, language: str, *, by: Person, at: datetime) -> Print:
    """A record that was never printed in this language is ordered once; one that failed is not tried again."""
    rows: Any
    if sheet.order is None:
        rows = ReportFile.objects.defer("content").filter(
            issue=sheet.row, language=language, format=PaperFormat.PDF
        )
    else:
        rows = Paper.objects.on(sheet.row, sheet.order.name).filter(
            source_sha256=sheet.order.source_sha256, language=language, format=PaperFormat.PDF
        )
    row = rows.first()
    if row is None:
        _order(sheet, language, by=by, at=at)
        return Print(is_pending=True)
    if row.state == RenderState.READY:
        return Print(_reader(row))
    return Print(is_pending=row.state == RenderState.PENDING, reason=row.reason)


def _order(sheet: Sheet, language: str, *, by: Person, at: datetime) -> None:
    if sheet.order is not None:
        request_paper(sheet.row, sheet.order, by=by, at=at)
    elif isinstance(sheet.row, ReportIssue):
        request_document(sheet.row, language, by=by, at=at)


def _reader(row: Paper | ReportFile) -> Callable[[], bytes]:
    def read() -> bytes:
        kept = type(row)._default_manager.values_list("content", flat=True).get(pk=row.pk)
        content = bytes(kept or b"")
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise FileDamaged(str(row))
        return content

    return read
