"""A reason says something (F24)."""

import pytest

from governance.lib.workflow import NoteMissing, demand_reason


@pytest.mark.parametrize(
    "note", ["", "。", "。。。", "\u3000\u3000", "\u200b\u200b", "\u00a0-\u2026", "a", "a。"]
)
def test_neither_marks_nor_blanks_are_a_reason(note):
    with pytest.raises(NoteMissing):
        demand_reason(note)


@pytest.mark.parametrize("note", ["停机", " ok.", "9月", "𠮷𠮷"])
def test_two_letters_are_a_reason(note):
    demand_reason(note)
