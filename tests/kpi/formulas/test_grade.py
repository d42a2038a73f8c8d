from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.lib.periods import Slice
from kpi.formulas.entry import Field, Typed, check_cells
from kpi.formulas.figure import Verdict
from kpi.formulas.grade import BadScale, Given, grade_verdict, grades_over, scale_of

WORDS = [
    {"code": "poor", "name": "不合格", "name_en": "poor"},
    {"code": "fair", "name": "合格", "name_en": "fair", "meets": True},
    {"code": "good", "name": "良好", "name_en": "good", "meets": True},
]
SCALE = scale_of(WORDS)
PART = Slice(date(2026, 2, 16), date(2026, 2, 22))


def gave(day, grade, department=1):
    return Given(date(2026, 2, day), date(2026, 2, day), grade, department)


@pytest.mark.parametrize("typed", ["good", "良好", " GOOD ", "Good"])
def test_read_takes_a_code_or_a_word_in_either_language(typed):
    assert SCALE.read(typed).code == "good"


@pytest.mark.parametrize("typed", ["", "3", "很好", "goo"])
def test_read_knows_no_other_word(typed):
    assert SCALE.read(typed) is None


@pytest.mark.parametrize(
    "rows",
    [
        WORDS[:1],
        [WORDS[0], WORDS[0]],
        [WORDS[0], {"code": "other", "name": "不合格", "meets": True}],
        [{**each, "meets": True} for each in WORDS],
        [{**each, "meets": False} for each in WORDS],
        [WORDS[0], WORDS[1], {**WORDS[2], "meets": False}],
    ],
)
def test_a_scale_that_cannot_judge_is_refused(rows):
    with pytest.raises(BadScale):
        scale_of(rows)


def test_grades_are_listed_and_judged_by_the_last_with_the_worst_beside():
    found = grades_over(SCALE, [gave(22, "fair"), gave(8, "good"), gave(15, "poor")])
    assert [each.grade for each in found.given] == ["good", "poor", "fair"]
    assert (found.judged.grade, found.judged.on, found.worst) == (
        "fair",
        date(2026, 2, 22),
        "poor",
    )


def test_of_several_places_the_worst_last_grade_is_the_company_s():
    found = grades_over(SCALE, [gave(22, "good", 1), gave(15, "poor", 2), gave(8, "good", 2)])
    assert (found.judged.grade, found.judged.department) == ("poor", 2)


def judge(grades, *, is_assessed=True, covered=1, expected=1):
    return grade_verdict(
        SCALE,
        grades,
        is_assessed=is_assessed,
        covered=covered,
        expected=expected,
        threshold=Decimal("0.8"),
    )


def test_a_grade_is_judged_at_the_period_of_assessment_by_its_scale():
    assert judge(grades_over(SCALE, [gave(8, "fair")])) == Verdict.MET
    assert judge(grades_over(SCALE, [gave(8, "poor")])) == Verdict.MISSED
    assert judge(grades_over(SCALE, [gave(8, "gone")])) == Verdict.MISSED
    assert judge(grades_over(SCALE, [gave(8, "fair")]), is_assessed=False) == (
        Verdict.NOT_APPLICABLE
    )


def test_missing_grades_are_incomplete_as_missing_numbers_are():
    assert judge(grades_over(SCALE, [gave(8, "fair")]), covered=3, expected=4) == Verdict.INCOMPLETE
    assert judge(None, covered=0, expected=4) == Verdict.INCOMPLETE
    assert judge(None, covered=0, expected=0) == Verdict.NOT_APPLICABLE


@given(
    st.lists(
        st.tuples(st.integers(1, 28), st.sampled_from(["poor", "fair", "good"])),
        min_size=1,
        unique_by=lambda each: each[0],
    ),
    st.randoms(),
)
def test_the_order_in_which_grades_arrive_plays_no_part(pairs, random):
    given_ = [gave(day, grade) for day, grade in pairs]
    mixed = random.sample(given_, len(given_))
    assert grades_over(SCALE, given_) == grades_over(SCALE, mixed)


def graded(value, *, narrative="", no_data="", is_final=True):
    cell = Typed(value, no_data_reason=no_data, narrative=narrative)
    field = Field("g", "评价", PART, scale=SCALE)
    return check_cells([field], {("g", PART): cell}, is_final=is_final)


def test_a_grade_with_words_is_an_answer():
    checked = graded("良好", narrative="客户季度回访")
    assert checked.problems == ()
    answer = checked.answers["g", PART]
    assert (answer.value, answer.grade, answer.narrative) == (None, "good", "客户季度回访")


@pytest.mark.parametrize(
    ("cell", "part", "kind"),
    [
        ({"value": "3"}, "value", "bad"),
        ({"value": "良好"}, "narrative", "empty"),
        ({"value": ""}, "value", "empty"),
        ({"value": "良好", "narrative": "两项", "no_data": "没有"}, "no_data_reason", "bad"),
        ({"value": "良好", "narrative": "两项", "no_data": "系统停机"}, "no_data_reason", "both"),
    ],
)
def test_a_grade_without_its_words_or_beside_no_data_is_a_problem(cell, part, kind):
    if kind == "bad" and part == "no_data_reason":
        cell = {**cell, "no_data": "。"}
    problems = graded(**cell).problems
    assert [(each.part_of_cell, each.kind) for each in problems] == [(part, kind)]


def test_a_draft_keeps_a_grade_without_words_and_words_without_a_grade():
    assert graded("良好", is_final=False).problems == ()
    assert graded("", narrative="先记下来", is_final=False).answers["g", PART].narrative


def test_words_beside_a_number_are_refused():
    checked = check_cells(
        [Field("n", "数", PART)], {("n", PART): Typed("5", narrative="很好")}, is_final=True
    )
    assert [(each.part_of_cell, each.kind) for each in checked.problems] == [("narrative", "bad")]
