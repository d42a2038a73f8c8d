"""A week that will never come is waived on the page where it is seen to be missing."""

import pytest

from governance.lib.periods import Week
from governance.models import AuditEntry, Obligation
from governance.services.obligation import mark_missing
from kpi.services.submission import open_week, submit_week
from tests.kpi.services.test_submission import numbers
from tests.kpi.views.conftest import NOW

pytestmark = pytest.mark.usefixtures("steady_now")
WEEK = "2026-W05"


@pytest.fixture
def duty(place):
    mark_missing(at=NOW)
    return Obligation.objects.get(kind="weekly_data", period=WEEK)


def cell(place):
    return f"/board/{place.pk}/{WEEK}/"


def address(duty):
    return f"/obligations/{duty.pk}/waive/"


def test_waive_on_the_board_keeps_state_and_reason(place, duty, as_, manager):
    page = as_(manager)
    assert address(duty) in page.get(cell(place)).content.decode()

    answer = page.post(
        address(duty),
        {"note": "the tool was replaced, nothing was kept"},
        headers={"referer": f"http://testserver{cell(place)}"},
    )

    duty.refresh_from_db()
    assert answer["Location"].endswith(cell(place))
    assert (duty.state, duty.waive_reason) == ("waived", "the tool was replaced, nothing was kept")
    assert AuditEntry.objects.latest("sequence").actor_label.startswith(manager.name)
    assert address(duty) not in page.get(cell(place)).content.decode()


def test_waive_without_a_reason_is_refused(duty, as_, manager):
    as_(manager).post(address(duty), {"note": " "})

    duty.refresh_from_db()
    assert duty.state == "missing"


def test_waive_by_the_officer_is_refused(place, duty, as_, officer):
    page = as_(officer)

    assert address(duty) not in page.get(cell(place)).content.decode()
    assert page.post(address(duty), {"note": "not needed"}).status_code == 403


def test_what_was_handed_in_is_not_waived(place, as_, manager, specialist):
    week = Week.parse(WEEK)
    row = open_week(place, week, by=specialist, at=NOW)
    submit_week(row, numbers(week=week), by=specialist, at=NOW)
    duty = Obligation.objects.get(kind="weekly_data", period=WEEK)
    page = as_(manager)

    assert address(duty) not in page.get(cell(place)).content.decode()
    page.post(address(duty), {"note": "not needed"})

    duty.refresh_from_db()
    assert duty.state == "late_done"
