import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def hand_in(place, specialist, label, at=NOW, **more):
    week = Week.parse(label)
    return submit_week(
        open_week(place, week, by=specialist, at=at),
        numbers(week=week, **more),
        by=specialist,
        at=at,
    )


def cells(answer):
    """The weeks that stand in the board's table, not those in the queue beside it."""
    return re.findall(r'href="(/board/[^"]+)" data-panel data-cell', body(answer))


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


def test_accept_with_nothing_ticked_says_so_and_accepts_nothing(place, as_, specialist, officer):
    hand_in(place, specialist, "2026-W07")

    page = body(as_(officer).post("/board/accept/", {}, follow=True))

    assert "Tick the records to be accepted first." in page
    assert "0 records accepted" not in page
    assert Submission.objects.get().state == "submitted"


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


def test_batch_accept_takes_what_may_be_taken_and_says_why_not(place, as_, specialist, officer):
    plain = hand_in(place, specialist, "2026-W05")
    stale = hand_in(place, specialist, "2026-W06")
    own = hand_in(place, officer, "2026-W07", note="代填")
    seen = [f"{plain.pk}:{plain.version}", f"{stale.pk}:1", f"{own.pk}:{own.version}"]

    page = body(as_(officer).post("/board/accept/", {"seen": seen}, follow=True))

    assert "1 records accepted" in page
    assert "(G16)" in page
    states = dict(Submission.objects.values_list("iso_week", "state"))
    assert states == {5: "accepted", 6: "submitted", 7: "submitted"}


def test_batch_accept_of_nothing_fit_says_only_why(place, as_, officer):
    own = hand_in(place, officer, "2026-W07", note="代填")
    page = body(
        as_(officer).post("/board/accept/", {"seen": f"{own.pk}:{own.version}"}, follow=True)
    )
    assert "0 records accepted" not in page
    assert "(G16)" in page


def test_the_queue_offers_no_choice_of_ones_own(place, as_, specialist, officer):
    hand_in(place, officer, "2026-W07", note="代填")
    page = body(as_(officer).get("/board/"))
    assert "yours, so somebody else decides" in page
    assert "data-plain" not in page
    assert 'name="seen"' not in body(as_(specialist).get("/board/"))


@pytest.fixture
def other(place, colleague):
    return make_assignment(colleague, make_process("problem", "PRB"), place.department)


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("person={0}", True),
        ("person=999999", True),  # not on the board: counts as not given
        ("person={1}", False),
        ("process={2}", True),
        ("mine=1", True),
        ("mine=1&state=accepted", False),
        ("mine=1&weeks=4&to=2025-W30", False),
    ],
)
def test_the_board_is_narrowed_by_its_filter(place, other, as_, officer, query, is_there):
    hand_in(place, place.person, "2026-W07")
    asked = query.format(place.person_id, other.person_id, place.process_id)
    assert (f"/board/{place.pk}/2026-W07/" in cells(as_(officer).get(f"/board/?{asked}"))) == (
        is_there
    )


def test_what_is_mine_leaves_out_what_i_entered(place, as_, specialist, officer, manager):
    hand_in(place, officer, "2026-W07", note="代填")
    assert cells(as_(officer).get("/board/?mine=1")) == []
    assert f"/board/{place.pk}/2026-W07/" in cells(as_(manager).get("/board/?mine=1"))


def test_a_cell_opens_with_numbers_decision_and_reason(place, as_, specialist, officer):
    row = hand_in(place, specialist, "2026-W07")
    client = as_(officer)
    page = body(client.get(f"/board/{place.pk}/2026-W07/"))

    assert f"/submissions/{row.pk}/accept/" in page
    assert f"/submissions/{row.pk}/return/" in page
    assert "Last week" in page
    client.post(
        f"/submissions/{row.pk}/return/",
        {"version": row.version, "note": "请核对"},
        headers={"referer": "http://testserver/board/?weeks=4"},
    )
    assert "请核对" in body(client.get(f"/board/{place.pk}/2026-W07/"))


def test_a_cell_decides_nothing_for_who_may_not(place, as_, specialist, officer, head, stranger):
    own = hand_in(place, officer, "2026-W07", note="代填")
    url = f"/board/{place.pk}/2026-W07/"

    for person in (officer, head, specialist):
        page = body(as_(person).get(url))
        assert f"/submissions/{own.pk}/accept/" not in page
    assert as_(stranger).get(url).status_code == 404
    assert as_(officer).get(f"/board/{place.pk}/2026-W7/").status_code in {400, 404}
    assert as_(officer).get(f"/board/{place.pk}/nonsense/").status_code == 400


def test_a_missing_week_is_reminded_of_by_itself(place, as_, officer):
    client = as_(officer)
    duty = Obligation.objects.get(period="2026-W06", kind="weekly_data")
    assert f'value="{duty.pk}"' in body(client.get(f"/board/{place.pk}/2026-W06/"))

    client.post("/board/remind/", {"obligation": duty.pk})

    assert list(Obligation.objects.exclude(reminded_at=None)) == [duty]
    page = body(client.get(f"/board/{place.pk}/2026-W06/"))
    assert "again from 2026-02-24 14:00" in page
    client.post("/board/remind/", {"obligation": "x"})
    assert Obligation.objects.exclude(reminded_at=None).count() == 1


def test_the_board_costs_twelve_statements_whatever_its_size(place, as_, specialist, officer):
    hand_in(place, specialist, "2026-W07")
    client = as_(officer)
    client.get("/board/")

    def cost(query=""):
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/board/{query}")
        return len(caught)

    few = cost(), cost("?state=missing"), cost("?mine=1")
    for number in range(60):
        make_assignment(
            specialist,
            make_process(f"p{number}", f"P{number}", f"过程{number}"),
            place.department,
        )
    ensure_obligations(at=NOW)

    many = cost(), cost("?state=missing"), cost("?mine=1")
    assert few == many
    assert max(many) <= 12
