"""Words are found whatever their width and case, and shown in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.lib.words import excerpt, folded, marked, terms_of


@pytest.mark.parametrize(
    ("text", "plain"),
    [("ＳＬＡ", "sla"), ("Ｖ１．０", "v1.0"), ("事件（一）", "事件(一)"), ("ﬁ", "ﬁ"), ("İ", "İ")],
)
def test_width_and_case_are_taken_away(text, plain):
    assert folded(text) == plain


@given(st.text())
def test_every_letter_keeps_its_place(text):
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


def test_the_sixth_word_and_a_repeated_one_are_left_out():
    assert terms_of("A b　Ａ c d e f") == ("a", "b", "c", "d", "e")


@given(st.text(), st.text(min_size=1))
def test_pieces_make_the_whole_again(text, term):
    assert "".join(piece.text for piece in marked(text, terms_of(term))) == text


def test_an_excerpt_stands_around_the_longest_word():
    text = "甲" * 300 + "备用机房" + "乙" * 300

    pieces = excerpt(text, ("甲", "备用机房"))

    assert [piece.text for piece in pieces if piece.text == "备用机房"] == ["备用机房"]
    assert (pieces[0].text, pieces[-1].text) == ("…", "…")
    assert excerpt(text, ("丙",)) == excerpt("", ("甲",)) == ()
