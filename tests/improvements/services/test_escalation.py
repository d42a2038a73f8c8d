"""What is late goes up, level by level, on workdays and once (6.4.4③, R63)."""

from datetime import datetime

import pytest

from governance.models import AuditEntry, Message
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from governance.services.setting import decide_setting
from governance.states import EscalationLevel, ObligationKind
from improvements.selectors.improvement import RegisterChoice, improvements_in_register
from improvements.selectors.overdue import overdue_improvements
from improvements.services.escalation import escalate_overdue
from improvements.services.improvement import finish_improvement
from improvements.services.measure import end_action_measure
from tests.improvements.world import NOW
from tests.people import LONG_AGO, SETUP


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=local_zone())


@pytest.fixture
def late(world):
    """Started on 1 June; the measure is due on Friday 26 June at 17:00."""
    seed_calendar([2026], by=SETUP, at=LONG_AGO)
    return world.started()


def told():
    rows = Message.objects.filter(event_key__startswith="escalation:").order_by("pk")
    return [(row.event_key.rsplit(":", 1)[-1], row.recipient.name) for row in rows]


def test_nothing_is_told_before_it_is_late(late):
    assert escalate_overdue(at=at("06-26 16:59")) == 0
    assert overdue_improvements(at=at("06-26 16:59")) == {}


def test_each_level_is_told_on_its_workday_in_the_morning(late):
    days = {
        "06-28 10:00": 0,  # a Sunday
        "06-29 08:59": 0,
        "06-29 09:00": 1,
        "07-01 09:00": 1,
        "07-03 09:00": 1,
    }
    assert {day: escalate_overdue(at=at(day)) for day in days} == days
    assert told() == [("owner", "何青禾"), ("head", "杜若川"), ("pmo", "沈知秋")]


def test_the_committee_hears_last(late):
    escalate_overdue(at=at("07-10 09:00"))

    levels = [level for level, _name in told()]
    assert levels.index("committee") > levels.index("pmo")
    assert ("committee", "白云起") in told()


def test_a_clock_that_stood_still_tells_every_level_at_once_and_nobody_twice(late):
    first = escalate_overdue(at=at("07-10 09:00"))
    before = told()

    assert first > 0
    assert escalate_overdue(at=at("07-10 09:01")) == 0
    assert told() == before


@pytest.mark.parametrize("moment", ["07-10 08:59", "07-10 18:00", "07-11 10:00"])
def test_nobody_is_told_at_night_or_on_a_day_off(late, moment):
    assert escalate_overdue(at=at(moment)) == 0


def test_what_is_done_goes_no_further(world, late):
    escalate_overdue(at=at("06-29 09:00"))
    done = {"by": world.doer, "at": at("06-29 10:00")}
    end_action_measure(late.measures.get(), "finish", note="补做完成", **done)

    assert escalate_overdue(at=at("07-01 09:00")) == 0


def test_a_level_without_a_number_is_not_told(world, late):
    decide_setting("improvement_escalate_head", "", by=world.manager, at=NOW, reason="先不报")
    escalate_overdue(at=at("07-01 09:00"))

    assert told() == [("owner", "何青禾")]


def test_the_words_name_no_figure_and_no_title(late):
    escalate_overdue(at=at("06-29 09:00"))
    row = Message.objects.get(event_key__startswith="escalation:")

    assert late.number in row.subject
    assert row.subject_en.startswith("Overdue for 1 workdays")
    assert late.title not in row.subject + row.body
    assert row.body == ""


def test_every_level_stands_on_the_trail_of_the_improvement(late):
    escalate_overdue(at=at("07-03 09:00"))
    acts = AuditEntry.objects.about("improvements.improvement", str(late.pk)).filter(
        action="improvements.escalate_improvement"
    )

    assert [row.after["level"] for row in acts.order_by("sequence")] == ["owner", "head", "pmo"]


def test_the_register_shows_how_late_and_how_far_up(world, late):
    found = overdue_improvements(at=at("07-01 10:00"))

    assert (found[late.pk].workdays, found[late.pk].level) == (3, EscalationLevel.HEAD)
    assert found[late.pk].kind == ObligationKind.MEASURE
    rows = improvements_in_register(world.officer, RegisterChoice(stage="overdue"), late=found)
    assert list(rows) == [late]


def test_each_late_measure_counts_for_its_own_improvement(world, late):
    """Keys of duties are of several kinds; the key of a measure is not taken for that of an improvement."""
    other = world.started()

    found = overdue_improvements(at=at("07-01 10:00"))

    assert {key: each.kind for key, each in found.items()} == {
        late.pk: ObligationKind.MEASURE,
        other.pk: ObligationKind.MEASURE,
    }


def test_a_verification_is_not_late_before_its_window_has_ended(world, late):
    end_action_measure(late.measures.get(), "finish", note="完成", by=world.doer, at=NOW)
    finish_improvement(late, note="全部完成", by=world.owner, at=NOW)

    assert overdue_improvements(at=at("09-27 18:00")) == {}
    assert overdue_improvements(at=at("11-30 18:00"))
