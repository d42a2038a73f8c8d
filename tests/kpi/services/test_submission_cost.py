"""How many statements a week costs (quality P5): the same for two values and for forty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models.person import roles_held
from governance.services.calendar import seed_calendar
from kpi.formulas.entry import Typed
from kpi.models import IndicatorValue
from kpi.services.duty import ensure_weekly_duty
from kpi.services.entry import WeekEntry
from kpi.services.rollup import check_rollups
from kpi.services.submission import accept_submission, open_week, submit_week
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.services.test_submission import MONDAY, W07
from tests.people import SETUP

pytestmark = pytest.mark.usefixtures("english")
# Begin and commit included; the first acceptance of a place also asks for the names of departments.
# One statement asks what surveys and the register count in place of people.
HAND_IN, ACCEPT = 20, 21


def place_of(count, specialist, operations):
    seed_calendar([2026], by=SETUP, at=MONDAY)
    process = make_process()
    codes = [f"m_{number}" for number in range(count)]
    for number, code in enumerate(codes):
        make_measure(code, process)
        make_indicator(f"S-{number:02}", process, code, unit="件")
    place = make_assignment(specialist, process, operations)
    ensure_weekly_duty(place, W07, at=MONDAY)
    return place, WeekEntry({(code, part): Typed("4") for code in codes for part in W07.slices()})


def asked(captured):
    """PostgreSQL is also told of the lock that is held already; the answer comes from its memory."""
    return sum("pg_advisory_xact_lock" not in each["sql"] for each in captured.captured_queries)


@pytest.mark.parametrize("count", [2, 40])
def test_a_week_costs_the_same_statements_for_few_and_many_values(
    count, specialist, officer, operations
):
    place, entry = place_of(count, specialist, operations)
    row = open_week(place, W07, by=specialist, at=MONDAY)
    for person in (specialist, officer):
        person.roles_of_request = roles_held(person)  # one request asks once

    with CaptureQueriesContext(connection) as handed_in:
        row = submit_week(row, entry, by=specialist, at=MONDAY)
    with CaptureQueriesContext(connection) as accepted:
        accept_submission(row, by=officer, at=MONDAY + timedelta(hours=1))

    assert IndicatorValue.objects.filter(scope="company").count() == count * 4
    assert check_rollups() == []
    assert asked(handed_in) <= HAND_IN
    assert asked(accepted) <= ACCEPT
