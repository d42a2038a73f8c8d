import re
import shutil
import subprocess
from io import BytesIO

import pytest
from pypdf import PdfReader

from governance.lib.child import Bounds, ChildFailed, run_child
from governance.lib.fonts import fallback_folders, font_folders, missing_characters, named
from governance.lib.pdf import CannotPrint, Paper, print_paper

DATES = (
    '<meta name="dcterms.created" content="2026-03-06T10:00:00+08:00">'
    '<meta name="dcterms.modified" content="2026-03-06T10:00:00+08:00">'
)
STYLE = "body { font-family: 'Noto Sans SC', 'Noto Sans CJK SC' }"
SMALL = Bounds(address_mb=1024, data_mb=1024, cpu_seconds=5, wall_seconds=60)

pytestmark = pytest.mark.skipif(
    not font_folders(), reason="the npm fonts are not installed (npm ci)"
)


def page(body, *, head=""):
    return Paper(
        html=f'<html lang="zh-CN"><head><title>试</title>{DATES}{head}</head><body>{body}</body></html>',
        css=STYLE,
    )


def text_of(content, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = tmp_path / "page.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_the_same_paper_gives_the_same_bytes():
    paper = page("<h1>过程运行监控报告</h1><p>达成 95.00%</p>")

    assert print_paper(paper).sha256 == print_paper(paper).sha256


def test_every_character_comes_out_as_it_went_in(tmp_path):
    text = "鑫犇龘玥镕喆《》“”—…％①Ⅳ㎡℃≥≤●▲■○◌ABCxyz0123456789"
    if fallback_folders():
        text += "𠮷䶮㙍"

    found = text_of(print_paper(page(f"<p>{text}</p>")).content, tmp_path)

    assert re.sub(r"\s", "", found) == text


def test_fonts_are_embedded_and_the_document_is_tagged():
    reader = PdfReader(BytesIO(print_paper(page("<h1>标题</h1>")).content))
    (font,) = reader.pages[0]["/Resources"]["/Font"].values()
    described = (
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    )

    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert {"/FontFile2", "/FontFile3"} & described.keys()
    assert [line.title for line in reader.outline] == ["标题"]


def test_a_character_without_a_font_is_named_and_never_a_box():
    with pytest.raises(CannotPrint, match=r"U\+1F44D"):
        print_paper(page("<p>好\U0001f44d</p>"))


def test_missing_characters_are_told_once_and_spaces_never():
    assert missing_characters("好 \u200b\n\U0001f44d\U0001f44d") == "\U0001f44d"
    assert named("\U0001f44d") == "\U0001f44d（U+1F44D）"


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<img src="file:///etc/passwd" alt="图">', ""),
        ("<p>正文</p>", '<link rel="attachment" href="file:///etc/passwd">'),
        ("<p>正文</p>", '<link rel="stylesheet" href="file:///etc/passwd">'),
        (
            "<p>正文</p>",
            "<style>@import url(file:///etc/passwd); @font-face { font-family: x; src: url(file:///etc/passwd) }</style>",
        ),
    ],
)
def test_files_of_the_machine_stay_out(body, head):
    reader = PdfReader(BytesIO(print_paper(page(body, head=head)).content))

    assert "root:" not in reader.pages[0].extract_text()
    assert list(reader.attachments) == []


def test_no_address_is_ever_asked(tmp_path):
    import socket
    import threading

    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(8)

        def listen():
            try:
                server.accept()[0].close()
                asked.append(True)
            except OSError:
                pass

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        print_paper(
            page(
                f'<img src="{address}" alt="图"><p>正文</p>',
                head=f'<link rel="stylesheet" href="{address}">',
            )
        )

    assert asked == []


@pytest.mark.parametrize(
    "body",
    [
        '<p style="font-size:1e9px">大</p>',
        "<div>" * 3000 + "深" + "</div>" * 3000,
    ],
    ids=["font-size", "nesting"],
)
def test_poison_ends_with_a_reason_and_the_next_paper_prints(body):
    with pytest.raises(CannotPrint) as caught:
        print_paper(page(body))

    assert str(caught.value)
    assert print_paper(page("<p>下一份</p>")).pages == 1


def test_what_takes_too_long_is_ended_and_the_next_paper_prints():
    rows = "<tr><td>" + "</td><td>".join("格" * 40 for _ in range(20)) + "</td></tr>"

    with pytest.raises(CannotPrint, match="processor time"):
        print_paper(page(f"<table>{rows * 3000}</table>"), bounds=SMALL)
    assert print_paper(page("<p>下一份</p>")).pages == 1


def test_what_takes_too_much_memory_is_ended():
    tight = Bounds(address_mb=150, data_mb=60, cpu_seconds=30, wall_seconds=60)

    with pytest.raises(CannotPrint):
        print_paper(page("<p>大</p>"), bounds=tight)


def test_a_child_that_hangs_is_ended_by_the_wall_clock():
    with pytest.raises(ChildFailed, match="stopped after 1 s"):
        # It waits for an order that is never complete.
        run_child("tests.governance.lib.hanging_child", b"", bounds=Bounds(wall_seconds=1))


def test_a_child_inherits_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "nobody may see this")

    answer = run_child("tests.governance.lib.telling_child", b"", bounds=SMALL)

    assert b"nobody may see this" not in answer
    assert b"CHILD_BOUNDS" in answer


def test_an_answer_is_whole_though_its_child_crashes_afterwards():
    assert run_child("tests.governance.lib.parting_child", b"", bounds=SMALL) == b"the whole answer"


def test_a_child_that_crashed_is_asked_once_more(tmp_path):
    mark = str(tmp_path / "been-there").encode()

    assert run_child("tests.governance.lib.stumbling_child", mark, bounds=SMALL) == b"up again"


def test_a_child_that_crashes_each_time_says_so(tmp_path):
    order = f"{tmp_path / 'been-there'}\nalways".encode()

    with pytest.raises(ChildFailed, match="crashed"):
        run_child("tests.governance.lib.stumbling_child", order, bounds=SMALL)
