"""The board without a mouse: along the weeks, a week beside the board, accepted and returned by a key."""

from datetime import datetime

import pytest

from governance.lib.periods import Week
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from kpi.models import Submission
from kpi.services.duty import ensure_obligations
from kpi.services.submission import open_week, submit_week
from tests.chrome import settle
from tests.kpi.collecting import (
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)
from tests.kpi.services.test_submission import numbers
from tests.people import SETUP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 2, 24, 10, 0, tzinfo=local_zone())
NOW_STANDS_ON = "document.activeElement.getAttribute('href')"


def open_cell(page, key):
    page.keyboard.press(key)
    page.wait_for_selector("#panel[open] #panel-body [data-decide]")


def test_the_board_is_worked_by_keys(visitor, waiting, officer):
    place, first, second = waiting
    window = visitor().speak("en")
    window.sign_in(officer.username)
    page = window.go("/board/?weeks=4&to=2026-W07")
    cell = f"/board/{place.pk}/2026-W0"

    page.focus(f"a[data-cell][href='{cell}7/']")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(NOW_STANDS_ON) == f"{cell}6/"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(NOW_STANDS_ON) == f"{cell}7/"

    open_cell(page, "Enter")
    with page.expect_navigation():
        page.keyboard.press("a")
    settle(page)
    first.refresh_from_db()
    assert first.state == "accepted"
    # The place on the board is kept, so that the work goes on from there.
    assert page.evaluate(NOW_STANDS_ON) == f"{cell}7/"

    page.keyboard.press("ArrowLeft")
    open_cell(page, "r")
    page.keyboard.press("r")
    page.keyboard.type("please check")
    with page.expect_navigation():
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    second.refresh_from_db()
    assert (second.state, second.return_note) == ("returned", "please check")
    assert Submission.objects.count() == 2
    assert window.complaints == []


@pytest.fixture
def waiting(db, time_machine, specialist, colleague, operations):
    """A desk with one process, and two weeks of it handed in."""
    time_machine.move_to(NOW, tick=True)
    seed_calendar([2026], by=SETUP, at=NOW)
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_target(make_indicator("S-01", process, "s_met / s_due"), value="90")
    place = make_assignment(specialist, process, operations, deputy=colleague)
    ensure_obligations(at=NOW)
    return place, *(handed_in(place, Week(2026, number)) for number in (7, 6))


def handed_in(place, week):
    who = {"by": place.person, "at": NOW}
    return submit_week(open_week(place, week, **who), numbers(week=week), **who)
