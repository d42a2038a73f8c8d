from decimal import Decimal

import pytest

from governance.lib.periods import Week
from kpi.formulas.entry import (
    BadReason,
    Field,
    Ratio,
    Typed,
    check_cells,
    clean_note,
    clean_reason,
    is_unusual,
)
from kpi.formulas.expression import parse_formula

pytestmark = pytest.mark.usefixtures("english")
PART = Week.parse("2026-W08").slices()[0]
SHARE = [Ratio("X", "X", parse_formula("a / b")), Ratio("Y", "Y", parse_formula("(b - c) / b"))]


def field(code="a", **more):
    return Field(code, code.upper(), PART, unit="件", **more)


def judged(value="", *, is_final=True, no_data="", reason="", **more):
    return check_cells(
        [field(**more)], {("a", PART): Typed(value, no_data, reason)}, is_final=is_final
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("９８", "98"),
        (" 98 ", "98"),
        ("+98", "98"),
        ("1,000", "1000"),
        ("１，０００", "1000"),
        ("-0", "0"),
        ("98.0", "98"),
        (12, "12"),
        (Decimal(7), "7"),
        ("\u200b5\u00a0", "5"),
    ],
)
def test_what_is_understood_is_stored_as_shown(typed, kept):
    assert judged(typed).answers["a", PART].value == Decimal(kept)


@pytest.mark.parametrize(
    "typed",
    [
        "98.5%",
        "1,00",
        "1.000,5",
        "1_000",
        "٣",
        "0x10",
        "1e5",
        "三",
        "1/3",
        "≥1",
        "--",
        "N/A",
        "NaN",
        "Infinity",
        "-1",
        "1.5",
        "1" * 15,
        "\x00",
        "\ud800",
        True,
        "<script>",
        "9" * 5000,
    ],
)
def test_what_is_no_count_is_refused_in_draft_and_at_the_end(typed):
    for is_final in (True, False):
        checked = judged(typed, is_final=is_final)
        assert [problem.kind for problem in checked.problems] == ["bad"]
        assert ("a", PART) not in checked.answers


def test_decimals_are_kept_as_typed_and_never_rounded():
    assert judged("98.5", decimals=2).answers["a", PART].value == Decimal("98.5")
    assert judged("98.555", decimals=2).problems[0].kind == "bad"
    assert judged("-3", may_be_negative=True).answers["a", PART].value == -3


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u200b", "\u00a0", None])
def test_an_empty_cell_is_kept_in_a_draft_and_refused_at_the_end(blank):
    assert judged(blank, is_final=False).problems == ()
    assert [problem.kind for problem in judged(blank).problems] == ["empty"]
    assert [problem.kind for problem in judged(blank, no_data="\u3000").problems] == ["empty"]


def test_no_data_because_is_an_answer_but_not_beside_a_number():
    assert judged(no_data="系统停机").problems == ()
    assert [problem.kind for problem in judged("5", no_data="系统停机").problems] == ["both"]


@pytest.mark.parametrize("typed", ["100", "1000"])
def test_ten_times_the_usual_needs_a_reason_at_the_end_only(typed):
    usual = (Decimal(9), Decimal(10), Decimal(11))
    assert [problem.kind for problem in judged(typed, history=usual).problems] == ["implausible"]
    assert "10" in judged(typed, history=usual).problems[0].sentence
    assert judged(typed, history=usual, reason="大促").problems == ()
    assert judged(typed, history=usual, is_final=False).problems == ()
    assert judged("99", history=usual).problems == ()


@pytest.mark.parametrize(
    ("a", "b", "c", "guilty"),
    [
        ("5", "5", "0", []),
        ("6", "5", "0", ["a"]),
        ("1", "5", "6", ["c"]),
        ("0", "0", "0", []),
        ("1", "0", "0", ["a"]),
        ("6", "5", "6", ["a", "c"]),
        ("", "5", "1", []),
    ],
)
def test_a_part_larger_than_its_whole_is_doubted_and_needs_a_reason_at_the_end(a, b, c, guilty):
    typed = {(code, PART): Typed(value) for code, value in zip("abc", (a, b, c), strict=True)}
    fields = [field(code) for code in "abc"]
    draft = check_cells(fields, typed, SHARE, is_final=False)
    assert draft.problems == ()
    assert sorted(code for code, _part in draft.doubts) == guilty
    final = check_cells(fields, typed, SHARE, is_final=True)
    found = [problem for problem in final.problems if problem.kind == "ratio"]
    assert sorted(problem.code for problem in found) == guilty
    assert all(problem.part_of_cell == "reason" for problem in found)
    because = {key: Typed(cell.value, reason="含上月结转") for key, cell in typed.items()}
    said = check_cells(fields, because, SHARE, is_final=True)
    assert not [problem for problem in said.problems if problem.kind == "ratio"]
    assert sorted(code for code, _part in said.doubts) == guilty


def test_both_empty_is_two_problems_not_one():
    checked = check_cells([field("a"), field("b")], {}, SHARE[:1], is_final=True)
    assert [problem.code for problem in checked.problems] == ["a", "b"]


def test_what_nobody_asked_for_is_refused_aloud():
    checked = check_cells(
        [field()], {("a", PART): Typed("1"), ("zzz", PART): Typed("2")}, is_final=False
    )
    assert [(problem.code, problem.kind) for problem in checked.problems] == [("zzz", "unknown")]


@pytest.mark.parametrize(
    "text", ["。", "a", "\u202eevil", "a\x00b", "二\u200b字", "\ud800x", "长" * 301, "-- ", "?!"]
)
def test_a_reason_without_substance_or_with_hidden_signs_is_refused(text):
    with pytest.raises(BadReason):
        clean_reason(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  系统 停机\u3000", "系统 停机"),
        ("two\r\nlines", "two lines"),
        ("", ""),
        (None, ""),
        ("𠮷野家😀", "𠮷野家😀"),
        ("{{7*7}}<b>", "{{7*7}}<b>"),
    ],
)
def test_a_reason_is_one_readable_line(text, kept):
    assert clean_reason(text) == kept


def test_a_note_keeps_its_lines_and_loses_what_cannot_be_seen():
    assert clean_note("一\r\n二\x00\u202e") == "一\n二"
    with pytest.raises(BadReason):
        clean_note("长" * 1001)


@pytest.mark.parametrize(
    ("label", "adds_up", "is_asked"),
    [
        ("2026-W05", True, False),  # Sunday 1 February alone
        ("2026-W05", False, True),
        ("2026-W14", True, True),  # Wednesday to Sunday
    ],
)
def test_a_quiet_weekend_at_a_months_edge_asks_for_no_reason(label, adds_up, is_asked):
    part = Week.parse(label).slices()[-1]
    cell = Field("a", "A", part, history=(Decimal(40),) * 3, adds_up=adds_up)

    assert is_unusual(cell, Decimal(1)) is is_asked
    assert is_unusual(cell, Decimal(400))


@pytest.mark.parametrize(
    ("value", "adds_up", "is_asked"),
    [
        (
            1,
            True,
            False,
        ),  # half a case a week is 0.07 on one day: a single case is nothing to ask about
        (2, True, True),
        (1, False, True),
    ],
)
def test_a_single_case_in_a_part_of_a_week_asks_for_no_reason(value, adds_up, is_asked):
    part = Week.parse("2026-W05").slices()[-1]
    cell = Field("a", "A", part, history=(Decimal("0.07"),) * 3, adds_up=adds_up)

    assert is_unusual(cell, Decimal(value)) is is_asked
