"""Markdown in, clean HTML out: what may stand, what never gets through, and plain text that stays plain (F21)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.lib.markdown import (
    html_of_markdown,
    images_in,
    markdown_of_lines,
    plain_of_markdown,
)

KNOWN = {"3f2a9c1b7d02": "/documents/versions/1/images/3f2a9c1b7d02/"}


def html(text):
    return html_of_markdown(text, KNOWN)


def test_tables_lists_emphasis_and_links_are_kept():
    made = html(
        "**重** *斜* ~~删~~\n\n1. 一\n2. 二\n\n- 点\n\n|指标|目标|\n|-|-:|\n|完成率|≥98%|\n\n[国标](https://example.com/a)"
    )

    assert "<strong>重</strong> <em>斜</em> <s>删</s>" in made
    assert "<ol>\n<li>一</li>\n<li>二</li>\n</ol>" in made
    assert '<td class="num">≥98%</td>' in made
    assert '<a href="https://example.com/a" rel="noopener noreferrer">国标</a>' in made


def test_a_line_end_stays_a_line_end():
    assert html("第一行\n第二行") == "<p>第一行<br>\n第二行</p>\n"


def test_four_blanks_are_an_indent_and_a_hash_is_a_hash():
    assert html("    首行缩进") == "<p>首行缩进</p>\n"
    assert html("# 标题") == "<p># 标题</p>\n"


def test_an_image_of_ours_stands_with_its_caption():
    assert html("![流程图](image:3f2a9c1b7d02)") == (
        '<figure><img src="/documents/versions/1/images/3f2a9c1b7d02/" alt="流程图">'
        "<figcaption>流程图</figcaption></figure>\n"
    )


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example/x.png",
        "//evil.example/x.png",
        "/documents/versions/9/images/aaaaaaaaaaaa/",
        "image:ffffffffffff",
        "image:../../etc",
        "data:image/png;base64,AAAA",
        "asset:secret",
    ],
)
def test_an_image_from_elsewhere_is_told_by_its_words_only(source):
    made = html(f"![图]({source})")

    assert "<img" not in made
    assert "[图]" in made or "![图]" in made


BAD = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](asset:chart-1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://e.example/x.png 'onerror=alert(1)')",
    '![" onerror="alert(1)](image:3f2a9c1b7d02)',
    "![<script>alert(1)</script>](image:3f2a9c1b7d02)",
    '[x](https://e.example/"onmouseover="alert(1))',
    '[x](https://e.example "\\" onmouseover=\\"alert(1)")',
    "|<b onclick=alert(1)>|\n|-|\n|<script>|",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--<script>-->",
    "<style>body{display:none}</style>",
    "<form action=//e.example><input name=p>",
    "{{7*7}} {% load x %} %s ${x}",
    "[a]: javascript:alert(1)\n\n[a]",
    "<math><mi xlink:href='javascript:alert(1)'>",
    "> <details open ontoggle=alert(1)>",
    "\u202e<script>",
]
# Every tag with every attribute that the list lets stand.
TAG = re.compile(
    r"</?(?:p|br|strong|em|s|ul|ol|li|table|thead|tbody|tr|blockquote|code|pre|hr|figure|figcaption)>"
    r'|</?t[hd](?: class="(?:num|mid)?"| scope="col")*>|<ol start="\d+">|</?span(?: class="lost")?>|</a>'
    r'|<a(?: (?:href="(?:https?:|mailto:|[#/])[^"<>]*"|title="[^"<>]*"|rel="noopener noreferrer"))*>'
    r'|<img src="/documents/versions/1/images/3f2a9c1b7d02/" alt="[^"]*">'
)


@pytest.mark.parametrize("text", BAD)
def test_bad_input_leaves_nothing_that_runs(text):
    made = html(text)

    rest = TAG.sub("", made)
    assert "<" not in rest, made
    assert not [tag for tag in TAG.findall(made) if re.search(r"script:|data:|file:", tag)]


@given(st.text(alphabet="<>\"'&/=!-[]()*_`|~#: \n\tsrcipthefonlad图", max_size=120))
def test_whatever_is_written_only_known_tags_come_out(text):
    assert "<" not in TAG.sub("", html(text))


def test_deep_nesting_is_borne():
    assert html(">" * 5000 + "x")
    assert html("[" * 5000 + "x")
    assert html("*a " * 3000)


def test_images_in_are_named_once_in_their_order():
    text = "![b](image:bbbbbbbbbbbb)\n\n![a](image:aaaaaaaaaaaa) ![b](image:bbbbbbbbbbbb)\n\n`![c](image:cccccccccccc)`"

    assert images_in(text) == ["bbbbbbbbbbbb", "aaaaaaaaaaaa"]


def test_plain_words_are_a_line_for_each_paragraph_point_and_row():
    text = "**甲**乙\n丙\n\n- 一\n- 二\n\n|a|b|\n|-|-|\n|1|2|"

    assert plain_of_markdown(text) == "甲乙\n丙\n一\n二\na\tb\n1\t2"


def test_lines_become_markdown_that_says_the_same():
    lines = "第一句；\n- 第一点；\n- 第二点。\n指标名称\t目标值\n完成次数\t≥1\n1. 不是列表\n#不是标题 *号* <b> a_b_c | 竖"

    made = html(markdown_of_lines(lines))

    assert made.startswith(
        "<p>第一句；</p>\n<ul>\n<li>第一点；</li>\n<li>第二点。</li>\n</ul>\n<table>"
    )
    assert "<td>≥1</td>" in made
    assert "<p>1. 不是列表</p>" in made
    assert "<p>#不是标题 *号* &lt;b&gt; a_b_c | 竖</p>" in made


LINE = (
    st.text(alphabet="甲乙 .)(*_#>+-=1234567890`~|<>[]!\\&;abc", min_size=1, max_size=30)
    .map(str.strip)
    .filter(lambda line: line and not line.startswith("- "))
)


@given(st.lists(LINE, min_size=1, max_size=6))
def test_any_plain_lines_keep_every_character(lines):
    assert plain_of_markdown(markdown_of_lines("\n".join(lines))) == "\n".join(lines)


@given(st.lists(st.lists(LINE, min_size=2, max_size=3), min_size=1, max_size=4))
def test_any_tabbed_lines_keep_every_cell(rows):
    text = "\n".join("\t".join(row) for row in rows)
    wide = max(len(row) for row in rows)

    said = plain_of_markdown(markdown_of_lines(text)).split("\n")

    want = [[" ".join(cell.split()) for cell in row] + [""] * (wide - len(row)) for row in rows]
    assert [line.split("\t") for line in said] == want
