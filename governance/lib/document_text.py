"""What an uploaded PDF, Word document or workbook says, read by a child process with limits (reliability §6.9)."""

import base64
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.lib.child import Bounds, ChildFailed, run_child
from governance.lib.headings import Section

# What a file of the largest size that is taken may cost; far less is usual.
READ_BOUNDS = Bounds(address_mb=0, data_mb=600, cpu_seconds=60, wall_seconds=90)
READABLE = ("pdf", "docx")
# A workbook is no document: it is read to be found, and shown by nothing but itself.
SEARCHABLE = (*READABLE, "xlsx")


class CannotReadDocument(Exception):  # noqa: N818 -- an event with a reason, as house style names refusals
    """The document could not be read; the message says why."""


@dataclass(frozen=True)
class DocumentWords:
    """The sections of a document, how many pages it has (0 = unknown), how many pictures stayed behind."""

    sections: tuple[Section, ...]
    pages: int
    pictures: int


def read_document(content: bytes, kind: str) -> DocumentWords:
    """A Word document is taken apart at its headings, a PDF page by page, a workbook sheet by sheet; tables and lists stay what they are.

    Raises `CannotReadDocument`.
    """
    if kind not in SEARCHABLE:
        raise CannotReadDocument(_("Only PDF, Word and Excel files are read."))
    order = json.dumps({"kind": kind, "content": base64.b64encode(content).decode()})
    try:
        answer = run_child("governance.lib.document_child", order.encode(), bounds=READ_BOUNDS)
    except ChildFailed as failure:
        raise CannotReadDocument(str(failure)) from failure
    told = json.loads(answer)
    sections = tuple(Section(*row) for row in told["sections"])
    return DocumentWords(sections, told["pages"], told["pictures"])
