from datetime import datetime, timedelta

import pytest
import time_machine

from governance.lib.periods import Week
from governance.models import AuditEntry, Message, Obligation
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from kpi.models import Submission
from kpi.services.duty import ensure_obligations
from kpi.services.submission import accept_submission, open_week, return_submission, submit_week
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.services.test_submission import numbers
from tests.people import SETUP

NOW = datetime(2026, 2, 24, 10, 0, tzinfo=local_zone())
pytestmark = pytest.mark.usefixtures("steady_now")


def hand_in(place, specialist, label, at=NOW):
    week = Week.parse(label)
    return submit_week(
        open_week(place, week, by=specialist, at=at), numbers(week=week), by=specialist, at=at
    )


def body(answer):
    return answer.content.decode()


def test_the_board_says_of_every_week_what_it_is(place, as_, specialist, officer):
    accept_submission(
        hand_in(place, specialist, "2026-W04", datetime(2026, 1, 26, 10, 0, tzinfo=local_zone())),
        by=officer,
        at=NOW,
    )
    return_submission(hand_in(place, specialist, "2026-W05"), by=officer, at=NOW, note="请核对")
    hand_in(place, specialist, "2026-W06")
    hand_in(place, specialist, "2026-W07")

    page = body(as_(officer).get("/board/?weeks=8"))

    for word in ("accepted", "returned", "late", "on time", "expected", "missing data"):
        assert word in page
    assert "Accept the plain ones (1)" in page


@pytest.mark.parametrize(
    "state", ["missing", "accepted", "late", "on_time", "expected", "draft", "returned", "waived"]
)
def test_the_board_is_filtered_by_its_address(place, as_, specialist, officer, state):
    hand_in(place, specialist, "2026-W07")
    page = body(as_(officer).get(f"/board/?state={state}&weeks=4&to=2026-W08"))

    assert ("Nothing to show" not in page) == (state in {"missing", "on_time", "expected"})


def test_an_unreadable_address_shows_the_usual_board(place, as_, officer):
    assert (
        as_(officer)
        .get("/board/?to=nonsense&weeks=1000000&department=x&page=99&state=zzz")
        .status_code
        == 200
    )


@pytest.fixture
def outsiders(stranger, employee):
    return stranger, employee


def test_everybody_sees_their_part_of_the_board(place, as_, specialist, head, chair, outsiders):
    stranger, employee = outsiders
    url = f"/board/{place.pk}/2026-W07/"
    assert url in body(as_(specialist).get("/board/"))
    assert url in body(as_(head).get("/board/"))
    assert url in body(as_(chair).get("/board/"))
    assert url not in body(as_(stranger).get("/board/"))
    assert as_(employee).get("/board/").status_code == 403


def test_accept_the_plain_ones_takes_exactly_those_that_were_seen(place, as_, specialist, officer):
    seen = hand_in(place, specialist, "2026-W07")
    client = as_(officer)
    later = hand_in(place, specialist, "2026-W08")

    client.post(
        "/board/accept/", {"seen": [f"{seen.pk}:{seen.version}", f"{later.pk}:1", "x:y", "1"]}
    )

    states = dict(Submission.objects.values_list("iso_week", "state"))
    assert states == {7: "accepted", 8: "submitted"}


def test_accept_by_a_specialist_is_refused(place, as_, specialist):
    row = hand_in(place, specialist, "2026-W07")
    assert (
        as_(specialist).post("/board/accept/", {"seen": f"{row.pk}:{row.version}"}).status_code
        == 403
    )


def test_remind_all_the_late_once_in_four_hours(place, as_, specialist, officer):
    client = as_(officer)
    client.post("/board/remind/")
    late = Obligation.objects.exclude(reminded_at=None).count()
    assert late > 1
    assert (
        Message.objects.filter(event_key__startswith="reminder:", recipient=specialist).count() == 1
    )
    client.post("/board/remind/")
    assert (
        Message.objects.filter(event_key__startswith="reminder:").count() == 2
    )  # specialist and deputy

    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        as_(officer).post("/board/remind/")

    assert Message.objects.filter(event_key__startswith="reminder:").count() == 4
    assert AuditEntry.objects.filter(action="kpi.remind_late").count() == 2


def test_remind_by_others_is_refused(place, as_, specialist, head):
    for person in (specialist, head):
        assert as_(person).post("/board/remind/").status_code == 403


@pytest.mark.performance
@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_board_costs_the_same_for_any_number_of_rows(
    as_, specialist, officer, operations, count, django_assert_max_num_queries
):
    seed_calendar([2026], by=SETUP, at=NOW)
    for number in range(count):
        process = make_process(f"p{number}", f"P{number:02}", f"过程{number}", f"Process {number}")
        make_measure(f"p{number}_a", process)
        make_indicator(f"P-{number:02}", process, f"p{number}_a")
        make_assignment(specialist, process, operations)
    ensure_obligations(at=NOW)
    client = as_(officer)
    client.get("/board/")

    with django_assert_max_num_queries(20):
        assert client.get("/board/").status_code == 200
    client = as_(specialist)
    with django_assert_max_num_queries(20):
        assert client.get("/weekly/").status_code == 200
