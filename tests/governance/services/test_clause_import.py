"""A text that is written already becomes clauses; nothing is taken over that cannot be (R3)."""

import pytest

from governance.lib.headings import Section, sections_of_text
from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, ClauseText
from governance.services.clause import LONGEST_TEXT, CannotEditClause
from governance.services.clause_import import faults_of, take_over_text
from tests.documents import DAY, add, tree

pytestmark = pytest.mark.usefixtures("english")
TEXT = "写在前面。\n\n# 1 目的\n为了。\n\n# 2 职责\n## 2.1 办公室\n每周。"


def test_headings_become_the_clauses_of_an_empty_draft(draft, officer):
    take_over_text(draft, sections_of_text(TEXT), by=officer, at=DAY)

    assert tree(draft) == ["1 Foreword", "2 目的", "3 职责", "3.1 办公室"]
    assert ClauseText.objects.get(document_version=draft, title="目的").text == "为了。"


def test_a_second_text_replaces_the_first_and_the_trail_keeps_it(draft, officer):
    row = add(draft, "目的", "旧的。", by=officer)

    take_over_text(draft, sections_of_text("# 范围\n新。\n# 目的\n新的。"), by=officer, at=DAY)

    assert tree(draft) == ["1 范围", "2 目的"]
    assert ClauseText.objects.get(document_version=draft, number="2").lineage == row.lineage
    entry = AuditEntry.objects.get(action="governance.take_over_text")
    assert entry.before == [{"number": "1", "title": "目的", "text": "旧的。"}]


@pytest.mark.parametrize(
    ("sections", "word"),
    [
        ([], "No text"),
        ([Section(1, "长", "字" * (LONGEST_TEXT + 1))], "divide"),
        ([Section(1, str(at), "") for at in range(1001)], "at most 1000"),
    ],
    ids=["nothing", "too long", "too many"],
)
def test_what_cannot_be_taken_over_is_told_and_nothing_changes(draft, officer, sections, word):
    row = add(draft, "目的", by=officer)

    assert word in faults_of(sections)[0].problem
    with pytest.raises(CannotEditClause):
        take_over_text(draft, sections, by=officer, at=DAY)

    assert list(ClauseText.objects.filter(document_version=draft)) == [row]


def test_a_specialist_takes_nothing_over(draft, specialist):
    with pytest.raises(NotAllowed):
        take_over_text(draft, sections_of_text(TEXT), by=specialist, at=DAY)
