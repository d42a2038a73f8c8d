import re
import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from governance.lib.child import Bounds
from governance.lib.pdf import CannotPrint
from governance.lib.word import (
    Cell,
    Contents,
    Cover,
    Figure,
    Figures,
    Grid,
    Heading,
    Manuscript,
    Text,
    write_word,
)

# One grey dot.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200817707fc4b0000000049454e44ae426082"
)


def manuscript(*blocks, language="zh-CN"):
    return Manuscript(
        title="监控报告",
        subject="MR-1 V1.0",
        author="示例公司",
        language=language,
        created="2026-03-06T10:00:00+08:00",
        fonts={"body": "宋体", "heading": "黑体", "note": "仿宋", "latin": "Times New Roman"},
        running={
            "number": "MR-1",
            "heading": "监控报告",
            "version": "V1.0",
            "label": "仅限内部使用",
            "before": "第 ",
            "between": " 页 共 ",
            "after": " 页",
        },
        words={"table": "表", "figure": "图"},
        blocks=blocks,
        pictures={"one": PNG},
    )


def opened(*blocks, **extra):
    return Document(BytesIO(write_word(manuscript(*blocks, **extra)).content))


def fields(element):
    return [re.sub(r"\s+", " ", each.text.strip()) for each in element.iter(qn("w:instrText"))]


def test_the_same_manuscript_gives_the_same_bytes():
    blocks = (Heading("概述"), Text("正文"), Figures([Figure("one", "趋势", "一条线")]))

    first, again = write_word(manuscript(*blocks)), write_word(manuscript(*blocks))

    assert first.sha256 == again.sha256
    with zipfile.ZipFile(BytesIO(first.content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_both_alphabets_have_their_font():
    styles = opened(Text("正文")).styles
    named = {
        name: styles[name].element.rPr.rFonts.attrib
        for name in ("Normal", "Heading 1", "Remark", "Table Text")
    }

    assert {name: fonts[qn("w:eastAsia")] for name, fonts in named.items()} == {
        "Normal": "宋体",
        "Heading 1": "黑体",
        "Remark": "仿宋",
        "Table Text": "宋体",
    }
    assert {fonts[qn("w:ascii")] for fonts in named.values()} == {"Times New Roman"}
    assert not any("Theme" in key for fonts in named.values() for key in fonts)


def test_pages_are_counted_by_word_and_the_cover_is_bare():
    section = opened(Text("正文")).sections[0]

    assert fields(section.footer._element) == ["PAGE", "NUMPAGES"]
    assert "第 1 页 共 1 页" in section.footer.paragraphs[0].text
    assert "MR-1" in section.header.paragraphs[0].text
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""


def test_contents_are_a_field_that_is_brought_up_to_date_on_opening():
    document = opened(
        Contents("目录"), Heading("概述"), Heading("事件", level=2), Heading("注", level=3)
    )
    contents = fields(document.element.body)
    anchors = [each.get(qn("w:anchor")) for each in document.element.body.iter(qn("w:hyperlink"))]
    marks = [each.get(qn("w:name")) for each in document.element.body.iter(qn("w:bookmarkStart"))]

    assert contents[0].startswith("TOC ")
    assert anchors == marks[:2]
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_headings_stand_in_the_navigation_pane():
    document = opened(Heading("概述"), Heading("事件管理", level=2, fresh=True))

    assert [(each.style.name, each.text) for each in document.paragraphs[:2]] == [
        ("Heading 1", "概述"),
        ("Heading 2", "事件管理"),
    ]
    assert document.paragraphs[1].paragraph_format.page_break_before


def test_a_table_repeats_its_head_and_spans_cells():
    grid = Grid(
        "履历",
        [[Cell("版本", down=2), Cell("编制", across=2)], [None, "作者", "日期"]],
        [["V1.0", "甲", "2026-03-06"]],
        (1, 1, 1),
    )
    table = opened(grid).tables[0]
    heads = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]  # fmt: skip

    assert heads == [True, True, False]
    assert [cell.text for cell in table.rows[0].cells] == ["版本", "编制", "编制"]
    assert [cell.text for cell in table.rows[1].cells] == ["版本", "作者", "日期"]


def kept(paragraphs):
    return [paragraph.paragraph_format.keep_with_next is True for paragraph in paragraphs]


def test_a_page_never_ends_below_a_head_nor_inside_what_is_whole():
    rows = [["一"], ["二"], ["三"]]
    found = opened(
        Grid("甲", [["头"]], rows, (1,)),
        Grid("乙", [], rows, (1,), is_whole=True),
        Text("编号\n校验值", "seal"),
        Text("报告完", "end"),
    )
    first, second = (
        kept(table.columns[0].cells[at].paragraphs[0] for at in range(len(table.rows)))
        for table in found.tables
    )

    assert first == [True, False, False, False]
    assert second == [True, True, False]
    assert kept(found.paragraphs[-3:]) == [True, True, False]


def test_captions_are_counted_and_pictures_have_words():
    document = opened(
        Grid("甲", [], [["一"]], (1,)),
        Grid("乙", [], [["二"]], (1,)),
        Figures([Figure("one", "趋势甲", "一月 1"), Figure("one", "趋势乙", "二月 2", full=True)]),
    )
    captions = [re.sub(r"\s", "", each.text) for each in document.paragraphs if each.style.name == "Caption"]  # fmt: skip
    spoken = [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))]

    assert captions == ["表1甲", "表2乙"]
    assert spoken == ["一月 1", "二月 2"]
    assert "图1\u2002趋势甲" in document.tables[2].rows[0].cells[0].text


def test_what_people_write_is_text_with_every_letter():
    text = "<b>&amp; 𠮷\x07 “”\t一"
    document = opened(Text(text), Grid("", [], [[text]], (1,)), Heading(text))

    assert [document.paragraphs[0].text, document.tables[0].cell(0, 0).text] == [
        "<b>&amp; 𠮷 “”\t一"
    ] * 2


def test_properties_say_when_the_content_was_issued():
    properties = opened(
        Cover("甲", "MR-1", "报告", "二月", [("版本", "V1.0")], ["甲 发布"])
    ).core_properties

    assert (properties.title, properties.subject) == ("监控报告", "MR-1 V1.0")
    assert f"{properties.created:%Y-%m-%d %H:%M}" == "2026-03-06 02:00"


def test_too_little_memory_is_a_reason_and_not_a_crash():
    with pytest.raises(CannotPrint):
        write_word(
            manuscript(*(Text("正文") for _each in range(2000))),
            bounds=Bounds(address_mb=0, data_mb=12, cpu_seconds=20, wall_seconds=30),
        )


def test_a_small_line_of_a_cell_is_smaller_and_a_line_of_its_own():
    cell = Cell("59.83 h\n66,171.05/1,106", align="r", is_tight=True, small=(1,))
    document = opened(Grid("数值", [["本月"]], [[cell]], [1]))

    runs = document.tables[0].rows[1].cells[0].paragraphs[0].runs
    assert [(run.text, run.font.size and run.font.size.pt) for run in runs] == [
        ("59.83 h", 8),
        ("\n", None),
        ("66,171.05/1,106", 6.5),
    ]
