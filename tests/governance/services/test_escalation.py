"""What is overdue goes up on the work calendar, each level told once (design §5; peers O)."""

from datetime import datetime

import pytest

from governance.models import AuditEntry, Message, Obligation
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from governance.services.escalation import escalate_obligations
from governance.services.obligation import Duty, ensure_duties, fulfil, reopen
from governance.services.setting import decide_setting
from governance.states import ObligationKind, Role
from tests.people import LONG_AGO, SETUP

pytestmark = pytest.mark.django_db


def at(text):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=local_zone())


@pytest.fixture(autouse=True)
def steps(manager):
    seed_calendar([2026], by=SETUP, at=LONG_AGO)
    for level, days in (("owner", 1), ("head", 3), ("pmo", 5), ("committee", 10)):
        decide(level, days, manager)


def decide(level, days, manager):
    decide_setting(f"escalate_{level}", days, by=manager, at=LONG_AGO, reason="试行")


def owe(person, department, *numbers, kind=ObligationKind.WEEKLY_DATA, role=""):
    """Due on Friday 26 June at 17:00."""
    duties = [
        Duty(
            kind, "6.4.2", f"thing:{number}", "2026-W25", f"事项{number}", f"Thing {number}", "/x/",
            at("06-22 09:00"), at("06-26 17:00"), responsible=person, role=role,
            department=department,
        )
        for number in numbers
    ]  # fmt: skip
    return ensure_duties(duties, at=at("06-22 09:00"))


def told():
    return [row.recipient.name for row in Message.objects.order_by("pk")]


def test_each_level_is_told_on_its_workday_and_once(specialist, head, officer, chair, operations):
    owe(specialist, operations, 1)
    days = {
        "06-26 17:01": 0,
        "06-28 10:00": 0,  # a Sunday
        "06-29 08:59": 0,
        "06-29 09:00": 1,
        "06-29 15:00": 0,
        "07-01 09:00": 1,
        "07-03 18:00": 0,
        "07-03 17:59": 1,
        "07-10 09:00": 1,
        "07-13 09:00": 0,
    }

    assert {day: escalate_obligations(at=at(day)) for day in days} == days
    assert told() == ["林小满", "杜若川", "沈知秋", "白云起"]


def test_three_weeks_of_darkness_are_one_message_for_each(
    specialist, head, officer, chair, operations
):
    owe(specialist, operations, *range(1, 31))

    assert escalate_obligations(at=at("07-17 09:00")) == 30
    assert sorted(told()) == sorted(["林小满", "杜若川", "沈知秋", "白云起"])
    note = Message.objects.get(recipient=specialist)
    assert "30" in note.subject
    assert len(note.body.splitlines()) == 13
    assert escalate_obligations(at=at("07-17 09:01")) == 0
    assert AuditEntry.objects.filter(action="governance.escalate_obligations").count() == 1


def test_a_level_without_a_number_is_not_told(specialist, head, officer, manager, operations):
    decide("head", "", manager)
    owe(specialist, operations, 1)
    escalate_obligations(at=at("07-03 10:00"))

    assert sorted(told()) == sorted(["林小满", "沈知秋"])


def test_where_no_level_has_a_number_nobody_is_told(specialist, officer, manager, operations):
    for level in ("owner", "head", "pmo", "committee"):
        decide(level, "", manager)
    owe(specialist, operations, 1)

    assert escalate_obligations(at=at("07-17 10:00")) == 0


def test_a_head_hears_only_of_the_own_department(stranger, head, development):
    owe(stranger, development, 1)
    escalate_obligations(at=at("07-01 09:00"))

    assert told() == ["秦远山"]


def test_what_a_role_owes_is_told_to_all_who_hold_it(officer, second_officer):
    owe(None, None, 1, role=Role.PMO)
    escalate_obligations(at=at("06-29 09:00"))

    assert sorted(told()) == sorted(["沈知秋", "宁静远"])


def test_what_is_done_goes_no_further_and_begins_again_when_reopened(
    specialist, officer, operations
):
    (duty,) = owe(specialist, operations, 1)
    escalate_obligations(at=at("06-29 09:00"))
    duty.refresh_from_db()
    fulfil(duty, by=specialist, at=at("06-29 10:00"), evidence="x")
    assert escalate_obligations(at=at("07-17 09:00")) == 0

    duty.refresh_from_db()
    reopen(duty, by=officer, at=at("07-17 10:00"))
    assert Obligation.objects.get().escalated == ""
    assert escalate_obligations(at=at("07-17 10:01")) == 1


def test_improvements_have_steps_of_their_own(specialist, operations):
    owe(specialist, operations, 1, kind=ObligationKind.MEASURE)

    assert escalate_obligations(at=at("07-17 09:00")) == 0
