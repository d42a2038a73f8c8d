"""The one transition service: one winner, a trail, a sentence for the loser."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from governance.lib.history import save_tracked
from governance.lib.workflow import Conflict, NoteMissing, Refused, TooLong, WrongState, find_step
from governance.models import AuditEntry, PolicyIssue
from governance.services import transition
from governance.services.transition import advance, advance_many
from governance.states import ISSUE_STEPS, IssueState

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
RULE = find_step(ISSUE_STEPS, "rule")
DISMISS = find_step(ISSUE_STEPS, "dismiss")


def issue(number=26):
    return PolicyIssue.objects.create(
        number=number,
        kind="gap",
        weight="H",
        title="周与月",
        title_en="weeks and months",
        description="…",
        description_en="…",
        treatment="切分",
        treatment_en="slices",
    )


@pytest.mark.django_db
def test_advance_moves_the_state_and_leaves_trail_and_history(manager):
    row = issue()

    advance(row, RULE, by=manager, at=NOW, note="按切分处理", changes={"ruling": "按切分处理"})

    entry = AuditEntry.objects.latest("sequence")
    assert row.state == IssueState.RULED
    assert row.version == 2
    assert entry.action == "governance.rule_policyissue"
    assert (entry.before, entry.after) == ({"state": "open"}, {"state": "ruled"})
    assert entry.actor_label == manager.name
    trace = row.history.order_by("-history_id").first()
    assert trace.ruling == "按切分处理"
    assert trace.history_user == manager


@pytest.mark.django_db
def test_advance_from_a_wrong_state_is_refused(manager):
    row = issue()
    advance(row, DISMISS, by=manager, at=NOW, note="不处理")

    with pytest.raises(WrongState):
        advance(row, RULE, by=manager, at=NOW, note="又要处理")


@pytest.mark.django_db
@pytest.mark.parametrize("note", ["", "  ", "。", "-"])
def test_advance_without_a_reason_of_substance_is_refused(manager, note):
    row = issue()

    with pytest.raises(NoteMissing):
        advance(row, RULE, by=manager, at=NOW, note=note)
    row.refresh_from_db()
    assert row.state == IssueState.OPEN


@pytest.mark.django_db
def test_advance_on_a_stale_row_names_who_was_faster(manager, officer):
    row = issue()
    stale = PolicyIssue.objects.get(pk=row.pk)
    advance(row, RULE, by=manager, at=NOW, note="按切分处理")

    with pytest.raises(Conflict, match=manager.name):
        advance(stale, DISMISS, by=officer, at=NOW, note="不处理")


@pytest.mark.django_db
def test_advance_many_moves_only_what_is_still_open(manager):
    rows = [issue(number) for number in (1, 2, 3)]
    advance(PolicyIssue.objects.get(pk=rows[1].pk), RULE, by=manager, at=NOW, note="已裁定")
    before = AuditEntry.objects.count()

    moved = advance_many(rows, DISMISS, by=manager, at=NOW)

    assert [row.number for row in moved] == [1, 3]
    assert AuditEntry.objects.count() == before + 2
    assert PolicyIssue.objects.filter(state=IssueState.DISMISSED).count() == 2


def race(row, people):
    """Everybody tries the same step on the same row at the same moment."""
    barrier, outcomes = threading.Barrier(len(people)), []

    def attempt(person):
        mine = PolicyIssue.objects.get(pk=row.pk)
        barrier.wait()
        try:
            advance(mine, RULE, by=person, at=NOW, note="同时裁定")
            outcomes.append("won")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_advance_by_several_at_once_has_one_winner(manager, officer):
    for number in range(1, 11):
        outcomes = race(issue(number), [manager, officer, manager, officer])

        assert sorted(outcomes) == ["refused", "refused", "refused", "won"]
    assert AuditEntry.objects.filter(action="governance.rule_policyissue").count() == 10


@pytest.mark.django_db(transaction=True)
def test_race_without_the_guard_has_several_winners(manager, officer, monkeypatch):
    def unguarded(row, *, state, expected_version, **changes):
        type(row).objects.filter(pk=row.pk).update(state=state, **changes)
        return True

    monkeypatch.setattr(transition, "compare_and_set", unguarded)

    winners = [race(issue(number), [manager, officer] * 2).count("won") for number in range(1, 11)]

    assert max(winners) > 1


@pytest.mark.django_db
def test_a_text_its_column_cannot_hold_is_refused_and_nothing_is_changed(manager):
    row = issue()

    with pytest.raises(TooLong, match="200"):
        advance(row, RULE, by=manager, at=NOW, note="裁定", changes={"title": "长" * 201})
    row.title_en = "x" * 201
    with pytest.raises(TooLong):
        save_tracked(row, by=manager, at=NOW, reason="governance.rule")

    row.refresh_from_db()
    assert (row.state, row.title_en) == (IssueState.OPEN, "weeks and months")
    assert not AuditEntry.objects.filter(object_type="governance.policyissue").exists()
