from governance.lib.word import Cell, Figures, Grid, Heading, Text
from governance.lib.word_html import parts_of_html


def test_headings_and_paragraphs_come_in_their_order_and_style():
    found = parts_of_html(
        '<section class="chapter fresh"><h1>1&ensp;概述</h1><div class="prose"><p>甲\n  乙</p></div>'
        '<p class="note">注<br>二</p><h2>重述</h2></section><div class="seal"><p>记录</p></div>'
    )

    assert found == [
        Heading("1\u2002概述", 1, fresh=True),
        Text("甲 乙", "body"),
        Text("注\n二", "note"),
        Heading("重述", 2),
        Text("记录", "seal"),
    ]


def test_a_table_keeps_spans_widths_places_and_tones():
    (grid,) = parts_of_html(
        '<table><caption>履历</caption><colgroup><col class="w22"><col><col></colgroup>'
        '<thead><tr><th rowspan="2">版本</th><th colspan="2">编制</th></tr><tr><th>作者</th><th>日期</th></tr></thead>'
        '<tbody><tr><th scope="row">V1.0</th><td class="num tight">95%<small>19/20</small></td>'
        '<td class="mid"><span class="light light--missed">■ 未达成</span></td></tr></tbody></table>'
    )

    assert isinstance(grid, Grid)
    assert (grid.caption, grid.widths[0], grid.widths[1]) == ("履历", 22.0, grid.widths[2])
    assert [cell and cell.text for cell in grid.head[1]] == [None, "作者", "日期"]
    assert grid.rows[0][1] == Cell("95%\n19/20", align="r", is_tight=True, small=(1,))
    assert grid.rows[0][2] == Cell("■ 未达成", align="c", tone="missed")


def test_figures_stand_together_with_their_words():
    (figures,) = parts_of_html(
        '<div class="figures"><figure><img src="asset:a" alt="一月 1"><figcaption>甲</figcaption></figure>'
        '<figure class="full"><img src="asset:b" alt="二月 2"><figcaption>乙</figcaption></figure></div>'
    )

    assert isinstance(figures, Figures)
    assert [(each.name, each.caption, each.alt, each.full) for each in figures.items] == [
        ("asset:a", "甲", "一月 1", False),
        ("asset:b", "乙", "二月 2", True),
    ]


def test_lines_of_a_sheet_are_kept_and_markup_stays_text():
    (grid,) = parts_of_html(
        '<table class="sheet"><tbody><tr><th>原因</th><td colspan="3">一\n二 &lt;b&gt;</td></tr></tbody></table>'
    )

    assert grid.rows[0][1].text == "一\n二 <b>"
    assert (grid.rows[0][0].is_head, grid.rows[0][1].across) == (True, 3)


def test_a_sheet_and_a_small_table_are_whole_and_a_long_sheet_is_not():
    found = [
        parts_of_html(f'<table class="{named}"><tbody><tr><td>一</td></tr></tbody></table>')[0]
        for named in ("sheet", "mini", "sheet long", "weeks", "")
    ]

    assert [grid.is_whole for grid in found] == [True, True, False, False, False]
