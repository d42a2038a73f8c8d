"""Two versions side by side: each kind of change by a worked example, and what holds for any two."""

import uuid
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.lib.outline import numbers_of, smoothed
from governance.selectors.clause_diff import changes_between, matched


@dataclass
class Part:
    number: str
    title: str
    text: str = ""
    title_en: str = ""
    lineage: uuid.UUID = field(default_factory=uuid.uuid4)


BEFORE = [
    Part("1", "目的", "为规范过程管理。"),
    Part("2", "职责"),
    Part("2.1", "办公室", "每周收集数据。"),
    Part("2.2", "部门", "提供数据。"),
    Part("3", "附则", "自发布之日起施行。"),
]


def copy(part, **changes):
    return Part(**{**vars(part), **changes})


def kinds(after, before=BEFORE):
    return {
        change.number: change.kinds for change in changes_between(before, after) if change.kinds
    }


def test_the_same_version_has_no_change():
    assert kinds([copy(part) for part in BEFORE]) == {}


def test_a_changed_text_is_told_line_by_line():
    after = [copy(BEFORE[0], text="为规范过程管理和评审。"), *BEFORE[1:]]

    (change,) = [each for each in changes_between(BEFORE, after) if each.kinds]

    assert change.kinds == ("changed",)
    assert [span.text for span in change.lines[0].after] == ["为规范过程管理", "和评审", "。"]


def test_an_added_clause_renumbers_what_follows_and_moves_nothing():
    new = Part("2", "范围")
    shifted = [copy(part, number="3" + part.number[1:]) for part in BEFORE[1:4]]
    after = [BEFORE[0], new, *shifted, copy(BEFORE[4], number="4")]

    assert kinds(after) == {
        "2": ("added",),
        "3": ("renumbered",),
        "3.1": ("renumbered",),
        "3.2": ("renumbered",),
        "4": ("renumbered",),
    }


def test_a_removed_clause_stands_where_it_stood():
    after = [BEFORE[0], BEFORE[1], copy(BEFORE[3], number="2.1"), BEFORE[4]]

    changes = changes_between(BEFORE, after)

    assert [(change.before or change.after).title for change in changes] == [
        "目的",
        "职责",
        "办公室",
        "部门",
        "附则",
    ]
    assert changes[2].kinds == ("removed",)


def test_a_clause_in_another_place_has_moved_and_its_neighbours_have_not():
    after = [
        BEFORE[0],
        BEFORE[1],
        copy(BEFORE[3], number="2.1"),
        copy(BEFORE[2], number="2.2"),
        BEFORE[4],
    ]

    found = kinds(after)

    assert sorted(found.values()) == [("moved",), ("renumbered",)]


def test_a_clause_below_another_parent_has_moved():
    after = [*BEFORE[:3], BEFORE[4], copy(BEFORE[3], number="3.1")]

    assert kinds(after) == {"3.1": ("moved",)}


def test_a_renamed_clause_shows_both_names():
    after = [*BEFORE[:4], copy(BEFORE[4], title="附件", text="自批准之日起施行。")]

    (change,) = [each for each in changes_between(BEFORE, after) if each.kinds]

    assert change.kinds == ("renamed", "changed")
    assert "".join(span.text for span in change.title[1]) == "附件"


def test_an_english_title_is_a_name_too():
    after = [*BEFORE[:4], copy(BEFORE[4], title_en="Supplement")]

    (change,) = [each for each in changes_between(BEFORE, after) if each.kinds]

    assert change.title_en == ("", "Supplement")


def test_marks_alone_are_shown_as_marks():
    after = [copy(BEFORE[0], text="为**规范**过程管理。"), *BEFORE[1:]]

    (change,) = [each for each in changes_between(BEFORE, after) if each.kinds]

    assert "**" in "".join(span.text for span in change.lines[0].after)


@pytest.mark.parametrize(
    ("after", "pair"),
    [
        (Part("2.1", "办公室", "别的"), (2, 0)),
        (Part("7", "办公室", "别的"), (2, 0)),
        (Part("2.1", "管理办公室", "别的"), (2, 0)),
        (Part("9", "完全不同", "提供数据。"), None),
    ],
    ids=["number and title", "title", "number and likeness", "nothing"],
)
def test_without_descent_a_clause_is_recognised_by_what_it_says(after, pair):
    pairs = matched([copy(part, lineage=None) for part in BEFORE], [copy(after, lineage=None)])

    assert list(pairs.items()) == ([pair] if pair else [])


@st.composite
def versions(draw):
    count = draw(st.integers(0, 6))
    depths = smoothed(draw(st.lists(st.integers(1, 3), min_size=count, max_size=count)))
    lineages = [uuid.UUID(int=at) for at in range(1, 9)]
    chosen = draw(st.permutations(lineages))[:count]
    return [
        Part(
            number,
            draw(st.sampled_from(["甲", "乙", "丙"])),
            draw(st.sampled_from(["", "一", "二"])),
            "",
            lineage,
        )
        for number, lineage in zip(numbers_of(depths), chosen, strict=True)
    ]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(versions(), versions())
def test_every_clause_of_both_sides_stands_once(before, after):
    changes = changes_between(before, after)

    assert [each.after for each in changes if each.after] == after
    lefts = [id(each.before) for each in changes if each.before]
    assert sorted(lefts) == sorted(id(part) for part in before)


@given(versions())
def test_any_version_against_itself_is_unchanged(version):
    assert not any(change.kinds for change in changes_between(version, version))
