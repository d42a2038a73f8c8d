import re
import shutil
import subprocess
from io import BytesIO

import pytest
from pypdf import PdfReader

from governance.lib import keep
from governance.lib.booklet import Booklet, print_booklet
from governance.lib.child import Bounds
from governance.lib.fonts import font_folders
from governance.lib.keep import kept, kept_all
from governance.lib.pdf import CannotPrint

pytestmark = pytest.mark.skipif(
    not font_folders(), reason="the npm fonts are not installed (npm ci)"
)

HEAD = (
    "<title>试</title>"
    '<meta name="dcterms.created" content="2026-03-06T10:00:00+08:00">'
    '<meta name="dcterms.modified" content="2026-03-06T10:00:00+08:00">'
)
FONT = "html { font-family: 'Noto Sans SC' } .fresh { break-before: page }"
CAPTION = "caption::before { counter-increment: table; content: '表' counter(table) ' ' }"
FOLIO = """
@page { @bottom-center { content: string(before) counter(page) '/' counter(pages); font: 9pt 'Noto Sans SC' } }
.sheet-of-paper { break-after: page } .sheet-of-paper:last-child { break-after: auto }
.sheet-of-paper:first-child { string-set: before attr(data-before) }
"""
TABLE = "<table><caption>{}</caption><tr><td>一</td></tr></table>"


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    """Every test begins with an empty shelf."""
    settings.VAR = tmp_path


def booklet(*parts, front="<h1>封面</h1>"):
    return Booklet(
        head=HEAD,
        language="zh-CN",
        front=front,
        parts=parts,
        css=FONT + CAPTION,
        folio=FOLIO,
        running={"before": "页"},
    )


def chapter(name, *, pages=1, title=""):
    more = '<p class="fresh">续</p>' * (pages - 1)
    return (
        f'<section id="{name}"><h1>{title or name}</h1><p>(正文) 5 0 R @PAGES@</p>{more}</section>'
    )


def reader(printed):
    return PdfReader(BytesIO(printed.content), strict=True)


def text_of(printed, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = tmp_path / "book.pdf"
    path.write_bytes(printed.content)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_parts_that_were_kept_give_the_same_bytes_as_parts_printed_anew(tmp_path):
    first = print_booklet(booklet(chapter("a"), chapter("b")))
    again = print_booklet(booklet(chapter("a"), chapter("b")))
    shutil.rmtree(tmp_path / "kept")
    anew = print_booklet(booklet(chapter("a"), chapter("b")))

    assert first.sha256 == again.sha256 == anew.sha256


def test_only_the_part_that_changed_is_printed_again(tmp_path):
    print_booklet(booklet(chapter("a"), chapter("b")))
    before = {path.name for path in (tmp_path / "kept" / "leaves").iterdir()}

    print_booklet(booklet(chapter("a"), chapter("b", title="改")))

    after = {path.name for path in (tmp_path / "kept" / "leaves").iterdir()}
    assert len(before) == 2
    assert len(after - before) == 1


def test_contents_name_the_pages_of_every_part_and_lead_there(tmp_path):
    front = '<ol><li><a href="#a">@@page:a@@</a></li><li><a href="#b">@@page:b@@</a></li></ol>'
    printed = print_booklet(booklet(chapter("a", pages=3), chapter("b"), front=front))

    found = reader(printed)
    links = [each.get_object() for each in found.pages[0]["/Annots"]]

    assert re.sub(r"\s", "", found.pages[0].extract_text()).startswith("25")
    assert [link["/Dest"][0].get_object() == found.pages[at] for link, at in zip(links, (1, 4), strict=True)] == [True, True]  # fmt: skip


def test_every_page_carries_its_number_and_the_whole(tmp_path):
    text = text_of(print_booklet(booklet(chapter("a", pages=2), chapter("b"))), tmp_path)

    assert [f"页{page}/4" in text for page in range(1, 5)] == [True] * 4


def test_captions_are_counted_through_the_parts(tmp_path):
    parts = (TABLE.format("甲") + TABLE.format("乙"), TABLE.format("丙"))
    text = text_of(print_booklet(booklet(*parts)), tmp_path)

    assert [word in re.sub(r"\s", "", text) for word in ("表1甲", "表2乙", "表3丙")] == [True] * 3


def test_the_bound_document_is_tagged_and_has_one_outline():
    found = reader(print_booklet(booklet(chapter("a"), chapter("b", title="甲(乙)"))))
    root = found.trailer["/Root"]
    tree = root["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]

    assert root["/MarkInfo"]["/Marked"]
    assert [line.title for line in found.outline] == ["封面", "a", "甲(乙)"]
    assert [found.get_destination_page_number(line) for line in found.outline] == [0, 1, 2]
    assert [page["/StructParents"] for page in found.pages] == list(numbers[::2]) == [0, 1, 2]
    assert len(tree["/K"][0]["/K"]) == 3


def test_words_that_look_like_references_stay_words(tmp_path):
    front = "<h1>5 0 R (@PAGES@ \\)</h1>"
    printed = print_booklet(booklet(chapter("a"), front=front))

    assert reader(printed).outline[0].title == "5 0 R (@PAGES@ \\)"
    assert "(正文) 5 0 R @PAGES@" in text_of(printed, tmp_path)


def test_a_character_without_a_font_is_named():
    with pytest.raises(CannotPrint, match=r"U\+1F44D"):
        print_booklet(booklet("<p>好\U0001f44d</p>"))


def test_too_little_memory_is_a_reason_and_not_a_crash():
    with pytest.raises(CannotPrint):
        print_booklet(
            booklet(chapter("a", pages=40)),
            bounds=Bounds(address_mb=0, data_mb=40, cpu_seconds=20, wall_seconds=30),
        )


def test_what_is_kept_is_found_again_and_the_oldest_goes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(keep, "_MOST_MB", 0)
    kept("shelf", "old", b"1")
    assert kept_all("shelf", ["old"]) == {}

    monkeypatch.setattr(keep, "_MOST_MB", 1)
    kept("shelf", "new", b"22")
    assert kept_all("shelf", ["new", "never"]) == {"new": b"22"}
