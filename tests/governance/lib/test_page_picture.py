"""Pages drawn by a child: sound, locked, broken, long and hostile files (design §3; reliability §6.9)."""

import io

import pytest
from PIL import Image
from pypdf import PdfWriter

from governance.lib.child import Bounds
from governance.lib.page_picture import BROKEN, HEAVY, PASSWORD, CannotDrawPages, draw_pages
from tests.documents import pdf_file, pdf_of


def locked():
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("geheim")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_page_is_drawn_with_its_ink_and_as_wide_as_a_phone_needs():
    batch = draw_pages(pdf_of("0 0 0 rg 100 100 300 300 re f"), 1)

    (page,) = batch.drawn
    picture = Image.open(io.BytesIO(page.content))
    assert (batch.pages, page.number, picture.width) == (1, 1, 1080)
    assert (page.width, page.height) == picture.size
    assert picture.getpixel((450, picture.height - 450)) < (30, 30, 30)
    assert picture.getpixel((10, 10)) > (240, 240, 240)


def test_pages_are_drawn_from_where_they_are_wanted():
    batch = draw_pages(pdf_file(7), 5, most=2)

    assert (batch.pages, [page.number for page in batch.drawn]) == (7, [5, 6])


@pytest.mark.parametrize(
    ("content", "fault"),
    [(locked(), PASSWORD), (b"%PDF-1.7\nnothing\n%%EOF", BROKEN), (b"", BROKEN)],
    ids=["locked", "broken", "empty"],
)
def test_what_cannot_be_opened_says_why(content, fault):
    with pytest.raises(CannotDrawPages) as refusal:
        draw_pages(content, 1)

    assert refusal.value.fault == fault


@pytest.mark.parametrize(("width", "height"), [(14400, 14400), (5, 14400), (14400, 5), (1, 1)])
def test_a_page_of_any_measure_stays_within_the_picture(width, height):
    (page,) = draw_pages(pdf_of("", width=width, height=height), 1).drawn

    assert page.width <= 1080
    assert page.height <= 2160


def test_a_page_that_never_ends_is_stopped():
    # Each form draws the one below it ten times: ten to the ninth strokes.
    with pytest.raises(CannotDrawPages) as refusal:
        draw_pages(bomb(), 1, bounds=Bounds(0, 500, cpu_seconds=2, wall_seconds=10))

    assert refusal.value.fault == HEAVY


def bomb(depth=9):
    forms = {"F0": "0 0 m 500 500 l S " * 10}
    for level in range(1, depth):
        forms[f"F{level}"] = f"/F{level - 1} Do " * 10
    return pdf_of(f"/F{depth - 1} Do", forms=forms)
