"""Who can be assigned, and the day an assignment is offered to begin (R55, G30)."""

from datetime import date, timedelta

import pytest

from governance.services.person import grant_role
from governance.services.setting import decide_setting
from governance.states import Role
from processes.selectors.assignment import day_to_assign, people_to_assign
from tests.kpi.collecting import make_assignment, make_process
from tests.people import LONG_AGO, SETUP

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)


@pytest.mark.usefixtures("manager", "system_admin", "security_admin", "auditor", "head")
def test_people_to_assign_are_those_who_may_report(officer, specialist, colleague):
    assert list(people_to_assign(officer, TODAY)) == [colleague, specialist]


def test_people_to_assign_hold_the_role_on_the_day_or_later(officer, employee, head):
    begins = TODAY + timedelta(days=30)
    grant_role(employee, Role.PROCESS_SPECIALIST, valid_from=begins, by=SETUP, at=LONG_AGO)
    ended = TODAY - timedelta(days=1)
    grant_role(
        head,
        Role.PROCESS_SPECIALIST,
        valid_from=date(2025, 1, 1),
        valid_to=ended,
        by=SETUP,
        at=LONG_AGO,
    )

    assert list(people_to_assign(officer, TODAY)) == [employee]


def test_day_to_assign_is_the_first_week_owed_while_nobody_reports(manager, specialist, operations):
    assert day_to_assign(TODAY) == TODAY
    decide_setting("collect_from", "2026-01-05", by=manager, at=LONG_AGO, reason="begin")
    assert day_to_assign(TODAY) == date(2026, 1, 5)

    make_assignment(specialist, make_process(), operations)
    assert day_to_assign(TODAY) == TODAY
