"""The upload table U1–U18, as far as a file alone decides it; the numbers are the table's own."""

import io
import os
import stat
import struct
import zipfile
import zlib

import pytest
from django.utils import translation

from governance.lib.uploads import (
    BadUpload,
    TooLarge,
    admit_upload,
    display_name,
    is_stale,
    kind_of,
)

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width=2, height=2, *, after=b"", extra=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        PNG_HEAD
        + head
        + extra
        + chunk(b"IDAT", zlib.compress(b"\0" * 14))
        + chunk(b"IEND", b"")
        + after
    )


def jpg(width=16, height=16, end=b"\xff\xd9"):
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0"
        + struct.pack(">H", 16)
        + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
        + b"\xff\xc0"
        + struct.pack(">H", len(frame) + 2)
        + frame
        + b"\xff\xda"
        + struct.pack(">H", 8)
        + b"\x01\x01\0\0\x3f\0"
        + b"\x11\x22"
        + end
    )


def zipped(entries, *, compress=zipfile.ZIP_DEFLATED):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", compress) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return raw.getvalue()


TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def office(kind, *more):
    return zipped([("[Content_Types].xml", TYPES), (MAIN[kind], b"<a/>"), *more])


def pdf(*, script=b""):
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject(script.decode()),
            }
        )
    raw = io.BytesIO()
    writer.write(raw)
    return raw.getvalue()


def admit(folder, name, content, **more):
    return admit_upload(name, [content[:7], content[7:]], folder, **more)


def left(folder):
    return list(folder.iterdir()) if folder.exists() else []


SOUND = [
    ("说明.pdf", pdf()),
    ("报告.docx", office("docx")),
    ("数据.xlsx", office("xlsx")),
    ("汇报.pptx", office("pptx")),
    ("截图.PNG", png()),
    ("照片.jpeg", jpg()),
    ("记录.txt", "工单导出".encode("gb18030")),
    ("明细.csv", "\ufeff周,数\r\n7,4".encode()),
    ("纪要.md", b"# heading <script>alert(1)</script>"),
    ("打包.zip", zipped([("a/数据.csv", "周,数"), ("b.docx", office("docx"))])),
    ("utf16.txt", "报告".encode("utf-16")),
]


@pytest.mark.parametrize(("name", "content"), SOUND, ids=[name for name, _content in SOUND])
def test_every_kind_on_the_list_is_taken_and_kept_as_it_was(tmp_path, name, content):
    taken = admit(tmp_path, name, content)

    assert (taken.size, taken.is_active) == (len(content), False)
    assert taken.path.read_bytes() == content
    assert stat.S_IMODE(taken.path.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("U1 empty.txt", b"", "empty"),
        ("U3 page.pdf", b"<html>%PDF-1.4 %%EOF", "not a sound PDF"),
        ("U3 only-mark.pdf", b"%PDF-1.7\nnothing\n%%EOF\n", "not a sound PDF"),
        ("U3 tail.png", png(after=b"<html>"), "follows its end"),
        ("U3 zip.docx", zipped([("a.txt", b"x")]), "main part"),
        ("U3 docx.xlsx", office("docx"), "main part"),
        ("U3 text.zip", b"just text", "opened"),
        ("U3 broken.docx", office("docx").replace(b"PK\x01\x02", b"PK\x01\x03"), "opened"),
        ("U6 huge.png", png(30_000, 30_000), "30000 × 30000"),
        ("U6 huge.jpg", jpg(30_000, 30_000), "30000 × 30000"),
        ("U6 cut.jpg", jpg(end=b""), "end is missing"),
        ("U6 cut.png", png()[:-6], "damaged|early"),
        ("U6 flipped.png", png().replace(b"IDAT", b"IDAU"), "damaged"),
        ("U6 eps.png", b"%!PS-Adobe-3.0 EPSF-3.0", "begin"),
        ("U7 slip.zip", zipped([("../../etc/x.txt", b"x")]), "outside"),
        ("U7 absolute.zip", zipped([("/etc/x.txt", b"x")]), "outside"),
        ("U7 drive.zip", zipped([("C:\\x.txt", b"x")]), "outside"),
        ("U7 nested.zip", zipped([("in.txt", zipped([("a.txt", b"x")]))]), "archive lies inside"),
        ("U7 nested2.zip", zipped([("in.zip", b"PK")]), "another kind"),
        ("U7 bomb.zip", zipped([(f"{n}.txt", b"\0" * (21 << 20)) for n in range(5)]), "100 MB"),
        ("U7 program.zip", zipped([("setup.exe", b"MZ")]), "another kind"),
        ("U15 many.zip", zipped([(f"{n}.txt", b"x") for n in range(201)]), "201 entries"),
        ("U16 nul.txt", b"a\0b", "plain text"),
        ("U16 binary.csv", bytes(range(256)), "plain text"),
        (
            "xxe.docx",
            zipped(
                [
                    ("[Content_Types].xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
                    ("word/document.xml", b"<a/>"),
                ]
            ),
            "part of it",
        ),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_what_is_not_what_it_claims_is_refused_and_leaves_nothing(tmp_path, name, content, why):
    with pytest.raises(BadUpload, match=why):
        admit(tmp_path, name, content)

    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "name",
    [
        "a.exe",
        "a.html",
        "a.svg",
        "a.js",
        "a.php",
        "none",
        "a.pdf.exe",
        "a.exe .pdf",
        "a.html.txt",
        "a.pdf\0.exe",
        "a.exe\0.pdf",
        ".htaccess",
        "...",
        "",
        "a.PDF.lnk",
    ],
)
def test_u2_a_name_of_another_kind_is_refused(name):
    with pytest.raises(BadUpload):
        kind_of(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/x.txt", "x.txt"),
        ("C:\\Users\\x.txt", "x.txt"),
        ("CON.txt", "_CON.txt"),
        ("周报\u202etxt.pdf", "周报txt.pdf"),
        ('a\r\nb".pdf', "ab_.pdf"),
        ("....pdf", "file.pdf"),
        ("报" * 300 + ".docx", "报" * 115 + ".docx"),
        ("cafe\u0301.md", "café.md"),
    ],
)
def test_u4_the_display_name_is_cleaned(name, shown):
    assert display_name(name) == shown


def test_u1_one_byte_too_many_is_refused_while_it_comes_in(tmp_path):
    read = []

    def endless():
        for number in range(100):
            read.append(number)
            yield b"x" * 1024

    with pytest.raises(TooLarge):
        admit_upload("a.txt", endless(), tmp_path, most=10 * 1024)
    assert (len(read), left(tmp_path)) == (11, [])
    assert admit(tmp_path, "a.txt", b"x" * 10 * 1024, most=10 * 1024).size == 10 * 1024


def test_u7_links_and_passwords_in_a_zip_are_refused(tmp_path):
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(BadUpload, match="link"):
        admit(tmp_path, "a.zip", zipped([(link, b"/etc/passwd")]))
    locked = bytearray(zipped([("a.txt", b"x")]))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    with pytest.raises(BadUpload, match="password"):
        admit(tmp_path, "a.zip", bytes(locked))


def test_u7_a_zip_that_lies_about_its_sizes_is_weighed(tmp_path):
    honest = zipped([("a.txt", b"\0" * (101 << 20))])
    lying = honest.replace(struct.pack("<I", 101 << 20), struct.pack("<I", 10))

    with pytest.raises(BadUpload):
        admit(tmp_path, "a.zip", lying)


def test_u15_zip64_sizes_of_the_universe_are_refused(tmp_path):
    raw = bytearray(zipped([("a.txt", b"x")]))
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = b"\xff\xff\xff\xff"

    with pytest.raises(BadUpload):
        admit(tmp_path, "a.zip", bytes(raw))


def test_u15_names_in_gbk_do_no_harm(tmp_path):
    raw = zipped([("aa.txt", b"x")]).replace(b"aa.txt", "报.txt".encode("gbk"))

    assert admit(tmp_path, "a.zip", raw).kind == "zip"


def test_u8_active_content_is_taken_with_its_mark(tmp_path):
    remote = b'<Relationships><Relationship Type="x/attachedTemplate" TargetMode="External" Target="http://x/"/></Relationships>'
    for name, content in (
        ("a.pdf", pdf(script=b"app.alert(1)")),
        ("a.docx", office("docx", ("word/vbaProject.bin", b"x"))),
        ("b.docx", office("docx", ("word/_rels/settings.xml.rels", remote))),
    ):
        assert admit(tmp_path, name, content).is_active, name


def test_a_protected_pdf_is_refused(tmp_path):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    raw = io.BytesIO()
    writer.write(raw)

    with pytest.raises(BadUpload, match=r"password|read"):
        admit(tmp_path, "a.pdf", raw.getvalue())


def test_u10_a_cut_connection_leaves_nothing(tmp_path):
    def cut():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        admit_upload("a.txt", cut(), tmp_path)
    assert left(tmp_path) == []


def test_a_leftover_is_stale_after_its_time_and_only_then(tmp_path):
    taken = admit(tmp_path, "a.txt", b"x")
    os.utime(taken.path, (1_000, 1_000))

    assert is_stale(taken.path, 2_000)
    assert not is_stale(taken.path, 500)
