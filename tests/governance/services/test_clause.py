"""Clauses edited in place: order, numbers, authors, hash, conflict, and votes that become void (R3)."""

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import (
    AuditEntry,
    Clause,
    ClauseText,
    DocumentAuthor,
    DocumentVersion,
)
from governance.selectors.clause import content_hash
from governance.services.clause import (
    LONGEST_TEXT,
    CannotEditClause,
    ClauseConflict,
    ClauseWords,
    add_clause,
    anchor_clauses,
    move_clause,
    remove_clause,
    write_clause,
)
from governance.services.document import CannotEditDocument
from governance.states import DocumentState
from tests.documents import DAY, add, tree

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def clauses(draft, officer):
    """1 目的 · 2 职责 · 2.1 办公室 · 2.2 部门 · 3 附则."""
    rows = [add(draft, title, by=officer) for title in ("目的", "职责", "附则")]
    rows.insert(2, add(draft, "办公室", "收集数据。", by=officer, where="below", beside=rows[1]))
    rows.insert(3, add(draft, "部门", by=officer, where="after", beside=rows[2]))
    return rows


def words(row, text):
    return ClauseWords(row.title, row.title_en, text)


def fresh(row):
    return ClauseText.objects.get(pk=row.pk)


def hash_of(draft):
    return DocumentVersion.objects.get(pk=draft.pk).content_sha256


def test_clauses_are_numbered_by_their_order(draft, clauses):
    assert tree(draft) == ["1 目的", "2 职责", "2.1 办公室", "2.2 部门", "3 附则"]


def test_a_clause_comes_before_another_and_the_rest_is_numbered_anew(draft, clauses, officer):
    add(draft, "范围", by=officer, where="before", beside=clauses[1])

    assert tree(draft)[1:4] == ["2 范围", "3 职责", "3.1 办公室"]


def test_a_clause_moves_with_all_below_it(draft, clauses, officer):
    move_clause(clauses[1], "up", by=officer, at=DAY)

    assert tree(draft) == ["1 职责", "1.1 办公室", "1.2 部门", "2 目的", "3 附则"]


def test_a_clause_goes_in_and_out(draft, clauses, officer):
    move_clause(clauses[4], "in", by=officer, at=DAY)
    assert tree(draft)[-1] == "2.3 附则"

    move_clause(fresh(clauses[2]), "out", by=officer, at=DAY)

    assert tree(draft) == ["1 目的", "2 职责", "2.1 部门", "2.2 附则", "3 办公室"]


def test_a_clause_that_cannot_go_further_is_told(draft, clauses, officer):
    with pytest.raises(CannotEditClause):
        move_clause(clauses[0], "up", by=officer, at=DAY)


def test_a_removed_clause_takes_all_below_it_and_the_trail_keeps_the_words(draft, clauses, officer):
    count = remove_clause(clauses[1], seen=clauses[1].revision, by=officer, at=DAY)

    assert count == 3
    assert tree(draft) == ["1 目的", "2 附则"]
    kept = AuditEntry.objects.get(action="governance.remove_clause").before
    assert [(row["number"], row["text"]) for row in kept] == [
        ("2", ""),
        ("2.1", "收集数据。"),
        ("2.2", ""),
    ]


def test_writing_leaves_the_trail_with_both_texts(clauses, officer):
    write_clause(clauses[2], words(clauses[2], "每周收集。"), seen=1, by=officer, at=DAY)

    entry = AuditEntry.objects.get(action="governance.write_clause")
    assert (entry.before["text"], entry.after["text"]) == ("收集数据。", "每周收集。")
    assert fresh(clauses[2]).edited_by == officer


def test_whoever_edits_is_an_author(draft, clauses, manager):
    write_clause(clauses[0], words(clauses[0], "为了。"), seen=1, by=manager, at=DAY)

    assert DocumentAuthor.objects.filter(version=draft, person=manager).exists()


def test_the_second_of_two_editors_is_told_with_both_texts(clauses, officer, manager):
    write_clause(clauses[2], words(clauses[2], "甲写的。"), seen=1, by=officer, at=DAY)

    with pytest.raises(ClauseConflict, match=r"clause 2\.1") as told:
        write_clause(clauses[2], words(clauses[2], "乙写的。"), seen=1, by=manager, at=DAY)

    assert (told.value.theirs.text, told.value.mine.text) == ("甲写的。", "乙写的。")
    assert fresh(clauses[2]).text == "甲写的。"
    # In sight of both, the second may save.
    write_clause(clauses[2], words(clauses[2], "合起来的。"), seen=2, by=manager, at=DAY)
    assert fresh(clauses[2]).text == "合起来的。"


def test_two_editors_with_the_same_words_are_no_conflict(clauses, officer, manager):
    for person in (officer, manager):
        write_clause(clauses[2], words(clauses[2], "同样的。"), seen=1, by=person, at=DAY)

    assert AuditEntry.objects.filter(action="governance.write_clause").count() == 1


def test_two_editors_of_two_clauses_are_no_conflict(clauses, officer, manager):
    write_clause(clauses[0], words(clauses[0], "甲"), seen=1, by=officer, at=DAY)
    write_clause(clauses[2], words(clauses[2], "乙"), seen=1, by=manager, at=DAY)

    assert (fresh(clauses[0]).text, fresh(clauses[2]).text) == ("甲", "乙")


def test_a_clause_that_was_changed_meanwhile_is_not_removed(clauses, officer, manager):
    write_clause(clauses[2], words(clauses[2], "新的。"), seen=1, by=manager, at=DAY)

    with pytest.raises(ClauseConflict):
        remove_clause(clauses[2], seen=1, by=officer, at=DAY)


def test_a_removed_clause_is_not_written_any_more(clauses, officer, manager):
    remove_clause(clauses[2], seen=1, by=officer, at=DAY)

    with pytest.raises(CannotEditClause, match="removed"):
        write_clause(clauses[2], words(clauses[2], "迟了。"), seen=1, by=manager, at=DAY)


@pytest.mark.parametrize(
    "change",
    [
        lambda row, by: write_clause(row, words(row, "另一段。"), seen=1, by=by, at=DAY),
        lambda row, by: write_clause(row, ClauseWords("中心", "", row.text), seen=1, by=by, at=DAY),
        lambda row, by: write_clause(
            row, ClauseWords(row.title, "Office", row.text), seen=1, by=by, at=DAY
        ),
        lambda row, by: move_clause(row, "down", by=by, at=DAY),
        lambda row, by: move_clause(row, "out", by=by, at=DAY),
        lambda row, by: remove_clause(row, seen=1, by=by, at=DAY),
        lambda row, by: add(row.document_version, "新", by=by),
    ],
    ids=["text", "title", "English title", "order", "depth", "removed", "added"],
)
def test_the_hash_changes_with_the_content(draft, clauses, officer, change):
    before = hash_of(draft)

    change(fresh(clauses[2]), officer)

    assert hash_of(draft) != before
    assert hash_of(draft) == content_hash(DocumentVersion.objects.get(pk=draft.pk))


def test_the_hash_stays_where_the_content_stays(draft, clauses, officer, manager):
    before = hash_of(draft)

    write_clause(clauses[2], words(clauses[2], "收集数据。\r\n \n"), seen=1, by=manager, at=DAY)
    move_clause(fresh(clauses[2]), "down", by=manager, at=DAY)
    move_clause(fresh(clauses[2]), "up", by=officer, at=DAY)

    assert hash_of(draft) == before


def test_a_draft_without_a_clause_has_no_hash(draft, officer):
    row = add(draft, "目的", by=officer)
    remove_clause(row, seen=1, by=officer, at=DAY)

    assert hash_of(draft) == ""


def test_a_published_version_is_edited_by_nobody(draft, clauses, officer):
    DocumentVersion.objects.filter(pk=draft.pk).update(
        state=DocumentState.IN_FORCE, effective_on=DAY.date()
    )

    with pytest.raises(CannotEditDocument):
        write_clause(clauses[0], words(clauses[0], "改。"), seen=1, by=officer, at=DAY)
    with pytest.raises(CannotEditDocument):
        add(draft, "新", by=officer)


def test_a_specialist_edits_nothing(clauses, specialist):
    with pytest.raises(NotAllowed):
        write_clause(clauses[0], words(clauses[0], "改。"), seen=1, by=specialist, at=DAY)


@pytest.mark.parametrize("title", ["", "  ", "\u3000\u200b"])
def test_a_clause_needs_a_title(draft, officer, title):
    with pytest.raises(CannotEditClause):
        add_clause(draft, ClauseWords(title), by=officer, at=DAY)


def test_a_text_has_an_end(clauses, officer):
    with pytest.raises(CannotEditClause, match="50,000"):
        write_clause(
            clauses[0], words(clauses[0], "字" * (LONGEST_TEXT + 1)), seen=1, by=officer, at=DAY
        )


def test_a_version_in_force_says_which_clauses_there_are_to_cite(draft, clauses):
    anchor_clauses(draft)

    rows = Clause.objects.filter(document=draft.document_id).order_by("position")
    assert [(row.number, row.title) for row in rows] == [
        ("1", "目的"),
        ("2", "职责"),
        ("2.1", "办公室"),
        ("2.2", "部门"),
        ("3", "附则"),
    ]
    assert rows[2].parent == rows[1]
    assert fresh(clauses[2]).clause == rows[2]
