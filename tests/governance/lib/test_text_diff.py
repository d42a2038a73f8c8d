"""What changed within a line and between lines: worked examples, and that nothing of either side is lost."""

from hypothesis import given
from hypothesis import strategies as st

from governance.lib.text_diff import COME, GONE, SAME, Span, likeness, lines_between, spans_between

TEXTS = st.text(alphabet="目标值达成率 95%8.≥abc，\n", max_size=40)


def said(spans):
    return "".join(span.text for span in spans or ())


def test_a_changed_number_is_told_as_a_whole():
    before, after = spans_between("目标值≥95%，每月", "目标值≥98.5%，每月")

    assert before == (Span(SAME, "目标值≥"), Span(GONE, "95%"), Span(SAME, "，每月"))
    assert after == (Span(SAME, "目标值≥"), Span(COME, "98.5%"), Span(SAME, "，每月"))


def test_chinese_is_told_by_characters_and_one_equal_sign_between_changes_is_no_island():
    before, after = spans_between("由部门负责人审批", "由委员会主任批准")

    assert said([span for span in before if span.kind == SAME]) == "由"
    assert said(after) == "由委员会主任批准"


def test_an_added_line_stands_alone_beside_nothing():
    pairs = lines_between("一\n三", "一\n二\n三")

    assert [(said(pair.before), said(pair.after)) for pair in pairs] == [
        ("一", "一"),
        ("", "二"),
        ("三", "三"),
    ]
    assert pairs[1].before is None


def test_a_changed_line_stands_beside_what_it_was():
    pairs = lines_between(
        "每周收集数据；\n每月形成报告。", "每周收集数据；\n每月第5个工作日形成报告。"
    )

    assert len(pairs) == 2
    assert pairs[0].is_same
    assert Span(COME, "第5个工作日") in pairs[1].after


def test_lines_that_share_nothing_are_one_gone_and_one_come():
    pairs = lines_between("完全不同的一行", "xyz")

    assert [pair.after is None for pair in pairs] == [True, False]


def test_a_very_long_line_is_told_whole():
    before, after = spans_between("甲" * 15_000, "乙" * 15_000)

    assert (len(before), len(after)) == (1, 1)


@given(TEXTS, TEXTS)
def test_each_side_put_together_is_the_text_it_was(before, after):
    left, right = spans_between(before, after)

    assert (said(left), said(right)) == (before, after)
    assert not any(span.kind == COME for span in left)
    assert not any(span.kind == GONE for span in right)


@given(TEXTS, TEXTS)
def test_no_line_is_lost(before, after):
    pairs = lines_between(before, after)

    lefts = [said(pair.before) for pair in pairs if pair.before is not None]
    rights = [said(pair.after) for pair in pairs if pair.after is not None]
    assert lefts == (before.split("\n") if before else [])
    assert rights == (after.split("\n") if after else [])


@given(TEXTS)
def test_the_same_text_has_no_change(text):
    assert all(pair.is_same for pair in lines_between(text, text))
    assert likeness(text, text) == 1
