"""Documents for tests: a norm with a draft, pictures and files that are what they claim to be."""

import io
import struct
import zlib
from datetime import UTC, datetime

import pytest
from django.utils import translation
from docx import Document as WordFile
from pypdf import PdfWriter

from governance.models import ClauseText, Document
from governance.services.clause import ClauseWords, add_clause
from governance.services.document import VersionNote, start_version
from governance.services.document_register import Entry, create_document

DAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def png(width=2, height=1, shade=90):
    rows = b"".join(b"\0" + bytes([shade] * 3 * width) for _ in range(height))

    def chunk(name, body):
        sum_ = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + sum_

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def pdf_file(pages=2):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def word_file(*rows):
    document = WordFile()
    for level, text in rows:
        if level:
            document.add_heading(text, level)
        else:
            document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.fixture
def store(settings, tmp_path):
    """A private store of the test's own."""
    place = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}
    place["default"]["OPTIONS"] = {"location": tmp_path / "files"}
    settings.STORAGES = place
    return tmp_path / "files"


@pytest.fixture
def norm(officer):
    entry = Entry(kind=Document.Kind.NORM, title="容量管理制度", title_en="Capacity norm")
    return create_document(entry, by=officer, at=DAY)


@pytest.fixture
def draft(norm, officer):
    return start_version(norm, VersionNote("首次发布"), by=officer, at=DAY)


def add(version, title, text="", *, by, where="last", beside=None):
    words = ClauseWords(title, "", text)
    beside = beside.pk if beside else None
    return add_clause(version, words, where=where, beside=beside, by=by, at=DAY)


def tree(version):
    rows = ClauseText.objects.filter(document_version=version).order_by("position")
    return [f"{row.number} {row.title}" for row in rows]


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def pdf_of(drawing, width=595, height=842, forms=None):
    """A PDF of one page with a drawing of one's own, whose forms may draw each other by name."""
    names = list(forms or {})
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    shelf = "".join(f"/{name} {5 + at} 0 R " for at, name in enumerate(names))
    font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    resources = f"/Resources << /XObject << {shelf} >> {font} >>"
    bodies.append(
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R {resources} >>"
    )
    bodies.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    for name in names:
        text = forms[name]
        kind = f"/Type /XObject /Subtype /Form /BBox [0 0 {width} {height}] {resources}"
        bodies.append(f"<< {kind} /Length {len(text)} >>\nstream\n{text}\nendstream")
    made, places = "%PDF-1.7\n", []
    for at, body in enumerate(bodies, 1):
        places.append(len(made))
        made += f"{at} 0 obj\n{body}\nendobj\n"
    start = len(made)
    made += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n"
    made += "".join(f"{place:010} 00000 n \n" for place in places)
    made += f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return made.encode()
