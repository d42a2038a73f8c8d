"""The drawings of causes and measures: nothing overlaps, nothing is lost, whatever the texts."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from improvements.formulas.fishbone import LINE, Bone, Twig, fishbone
from improvements.formulas.gantt import CHART, NAME, Bar, drawn_bars, gantt
from improvements.formulas.pareto import pareto
from improvements.formulas.whytree import GAP, Why, why_tree
from improvements.formulas.words import NEVER_FIRST, lines_of, width_of

texts = st.text("事件处置，。SLA vpn-gateway 12", min_size=1, max_size=90)


def test_a_chinese_text_breaks_anywhere_and_a_latin_word_nowhere():
    assert lines_of("夜间值班人员未接受VPN-gateway故障培训", 10) == (
        "夜间值班人员未接受",
        "VPN-gateway故障培",
        "训",
    )


@given(text=texts, em=st.integers(3, 20))
def test_lines_hold_the_whole_text_and_fit(text, em):
    lines = lines_of(text, em)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line.rstrip("".join(NEVER_FIRST))) <= em for line in lines)


twigs = st.builds(
    Twig, st.integers(1, 99), texts, st.just("open"), st.sampled_from([1, 2]), st.integers(0, 3)
)
bones = st.lists(st.builds(Bone, st.just("人"), st.lists(twigs, max_size=5).map(tuple)), max_size=7)


@given(problem=texts, given_bones=bones)
def test_fishbone_lies_in_its_frame_and_no_texts_overlap(problem, given_bones):
    drawn = fishbone(problem, given_bones)

    for bone in drawn.bones:
        rows = sorted(y for twig in bone.twigs for _x, y, _text in twig.lines)
        assert all(later - earlier >= LINE - 0.01 for earlier, later in pairwise(rows))
        assert all(0 < y < drawn.height for y in rows)
        side = (lambda y: y <= drawn.spine_y) if bone.is_upper else (lambda y: y >= drawn.spine_y)
        assert all(side(y) for y in rows)
    assert sum(len(bone.twigs) for bone in drawn.bones) == sum(
        len(bone.twigs) for bone in given_bones
    )


@st.composite
def trees(draw):
    whys = []
    for key in range(1, draw(st.integers(0, 12)) + 1):
        parent = draw(st.integers(0, key - 1))
        whys.append(Why(key, parent, draw(texts), "open"))
    return whys


@given(problem=texts, whys=trees())
def test_why_tree_shows_every_answer_once_and_boxes_keep_apart(problem, whys):
    drawn = why_tree(problem, whys)

    assert {box.key for box in drawn.boxes} == {0, *(why.key for why in whys)}
    assert len(drawn.links) == len(whys)
    for level in {box.level for box in drawn.boxes}:
        column = sorted((box for box in drawn.boxes if box.level == level), key=lambda box: box.y)
        assert all(
            later.y - (earlier.y + earlier.height) >= GAP - 0.01
            for earlier, later in pairwise(column)
        )
    assert all(box.y + box.height <= drawn.height for box in drawn.boxes)


def test_an_answer_stands_right_of_what_it_explains():
    drawn = why_tree("断网", [Why(1, 0, "交换机重启", "confirmed"), Why(2, 1, "固件缺陷", "open")])

    assert [(box.key, box.level) for box in drawn.boxes] == [(0, 0), (1, 1), (2, 2)]


def test_pareto_counts_the_frequent_first_and_runs_up_to_all():
    rows = pareto({"流程缺失": 1, "培训不足": 3, "从未": 0})

    assert [(row.name, row.count, row.share, row.running) for row in rows] == [
        ("培训不足", 3, Fraction(3, 4), Fraction(3, 4)),
        ("流程缺失", 1, Fraction(1, 4), Fraction(1)),
    ]
    assert pareto({}) == ()


@given(counts=st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1))
def test_pareto_falls_and_ends_at_the_whole(counts):
    rows = pareto(counts)

    assert [row.count for row in rows] == sorted(counts.values(), reverse=True)
    assert rows[-1].running == 1


def test_gantt_spans_whole_months_and_counts_the_last_day():
    drawn = gantt([Bar("培训", date(2026, 3, 10), date(2026, 3, 10), "open")], date(2026, 3, 31))

    day = CHART / 31
    assert drawn.bars[0].x == NAME + 9 * day
    assert drawn.bars[0].width == day
    assert drawn.today_x == NAME + 30 * day
    assert [first for _x, first, _named in drawn.months] == [date(2026, 3, 1)]


spans = st.builds(
    lambda start, days: Bar("x", start, start + timedelta(days=days), "open"),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 200),
)


@given(
    bars=st.lists(spans, min_size=1, max_size=6), today=st.dates(date(2024, 1, 1), date(2029, 1, 1))
)
def test_gantt_bars_lie_inside(bars, today):
    drawn = gantt(bars, today)

    assert all(bar.x >= NAME and bar.x + bar.width <= NAME + CHART + 3.01 for bar in drawn.bars)


def test_gantt_of_nothing_is_none():
    assert gantt([], date(2026, 1, 1)) is None
    assert drawn_bars([], date(2026, 1, 1)) is None


def test_gantt_of_a_year_names_as_many_months_as_have_room():
    year = [Bar("培训", date(2026, 1, 5), date(2026, 12, 20), "open")]
    drawn = drawn_bars(year, date(2026, 3, 31))

    # 640 ÷ 12 = 53.3 holds a name of 52; 312 ÷ 12 = 26 holds every second.
    assert [named for _x, _first, named in drawn.wide.months] == [True] * 12
    assert [named for _x, _first, named in drawn.narrow.months] == [True, False] * 6
    assert drawn.narrow.bars[0].x < NAME
