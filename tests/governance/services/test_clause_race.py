"""Several editors at the same moment: one text is saved, none is lost, and every number stands once."""

import pytest

from governance.models import ClauseText, DocumentVersion
from governance.selectors.clause import content_hash
from governance.services.clause import ClauseWords, move_clause, write_clause
from tests.documents import DAY, add, tree
from tests.kpi.services.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def test_of_two_who_save_one_clause_one_wins_and_the_other_is_told(draft, officer, manager):
    row = add(draft, "目的", by=officer)
    for round_ in range(1, ROUNDS + 1):
        acts = [
            lambda who=who, text=f"{who.username} {round_}", seen=round_: write_clause(
                row, ClauseWords("目的", "", text), seen=seen, by=who, at=DAY
            )
            for who in (officer, manager)
        ]

        outcomes = at_once(*acts)

        assert outcomes.count("won") == 1, outcomes
        assert any("Nothing was overwritten" in each or "未覆盖" in each for each in outcomes)
        assert ClauseText.objects.get(pk=row.pk).revision == round_ + 1


def test_two_who_move_and_one_who_adds_leave_every_clause_numbered_once(draft, officer, manager):
    rows = [add(draft, title, by=officer) for title in ("甲", "乙", "丙")]
    for round_ in range(ROUNDS):
        outcomes = at_once(
            lambda: move_clause(rows[0], "down", by=officer, at=DAY),
            lambda: move_clause(rows[2], "up", by=manager, at=DAY),
            lambda name=f"新{round_}": add(draft, name, by=manager),
        )

        assert not [each for each in outcomes if "Error" in each], outcomes
    numbers = [line.split()[0] for line in tree(draft)]
    assert numbers == [str(at) for at in range(1, ROUNDS + 4)]
    version = DocumentVersion.objects.get(pk=draft.pk)
    assert version.content_sha256 == content_hash(version)
