"""The report of a closed self-assessment as PDF and Word, in both languages (R66; domain §5.1)."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from kpi.services.assessment_paper import drawn_assessment
from tests.kpi.assessing import Assessing


@pytest.fixture
def content(operations, development):
    row = Assessing(operations, development).closed()
    return row.content, row.content_sha256


@pytest.mark.parametrize(
    ("language", "title"), [("zh-hans", "自评估报告"), ("en", "Self-assessment")]
)
def test_the_pdf_says_items_findings_and_hash(content, language, title):
    printed = drawn_assessment(*content, language, "pdf")

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert title in text
    assert "看到的情况" in text
    assert content[1][:40] in text.replace("\n", "")


def test_the_word_file_says_the_same(content):
    printed = drawn_assessment(*content, "zh-hans", "docx")

    document = Document(io.BytesIO(printed.content))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert any("问题有根因" in text for text in cells)
