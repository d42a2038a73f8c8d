"""A text taken apart at its headings: Markdown, plain numbered lines, and Word."""

import io

import pytest
from docx import Document

from governance.lib.document_child import sections_of_docx as read_docx
from governance.lib.headings import sections_of_text, title_without_number


def told(text):
    return [(row.depth, row.title, row.text) for row in sections_of_text(text)]


def test_markdown_headings_become_sections():
    text = "前面的话\n\n## 1 目的\n为了…\n\n### 1.1 范围\n- 一\n- 二\n\n## 职责\n"

    assert told(text) == [
        (0, "", "前面的话"),
        (1, "目的", "为了…"),
        (2, "范围", "- 一\n- 二"),
        (1, "职责", ""),
    ]


def test_a_hash_in_a_code_block_is_no_heading():
    assert told("# 一\n```\n# 不是\n```") == [(1, "一", "```\n# 不是\n```")]


def test_numbered_lines_are_headings_as_far_as_they_follow_one_another():
    text = "1. 目的\n为了什么。\n2 职责\n2.1 办公室\n负责：\n1. 收集数据；\n3. 核对。\n2.2 部门\n3. 附则"

    assert told(text) == [
        (1, "目的", "为了什么。"),
        (1, "职责", ""),
        (2, "办公室", "负责：\n1. 收集数据；\n3. 核对。"),
        (2, "部门", ""),
        (1, "附则", ""),
    ]


def test_a_date_or_a_figure_at_the_beginning_of_a_line_is_no_heading():
    assert told("1. 目的\n2025.1.7发布\n98.5 为目标值") == [
        (1, "目的", "2025.1.7发布\n98.5 为目标值")
    ]


def test_a_text_without_headings_is_one_section():
    assert told("只有一段话。") == [(0, "", "只有一段话。")]
    assert told("  \n\n") == []


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("6.4.1 年度规划", "年度规划"),
        ("1. 目的", "目的"),
        ("第三章 职责", "职责"),
        ("一、总则", "总则"),
        ("（二）要求", "要求"),
        ("**4 指标**", "指标"),
        ("2025年度计划", "2025年度计划"),
        ("3", "3"),
    ],
)
def test_a_title_loses_its_own_number(title, plain):
    assert title_without_number(title) == plain


def word_file():
    document = Document()
    document.add_heading("1 目的", 1)
    document.add_paragraph("第一段。")
    paragraph = document.add_paragraph("按")
    paragraph.add_run("次周").bold = True
    paragraph.add_run("*提交*")
    document.add_heading("1.1 要求", 2)
    document.add_paragraph("一", style="List Bullet")
    document.add_paragraph("二", style="List Bullet")
    table = document.add_table(2, 2)
    for at, text in enumerate(["指标", "目标", "完成率", "≥98%"]):
        table.cell(at // 2, at % 2).text = text
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_a_word_file_keeps_headings_lists_tables_and_bold():
    sections, pictures = read_docx(word_file())

    assert [(row.depth, row.title) for row in sections] == [(1, "目的"), (2, "要求")]
    assert sections[0].text == "第一段。\n\n按**次周**\\*提交\\*"
    assert sections[1].text == "- 一\n- 二\n\n| 指标 | 目标 |\n| --- | --- |\n| 完成率 | ≥98% |"
    assert pictures == 0
