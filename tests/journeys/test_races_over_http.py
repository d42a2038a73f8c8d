"""The races that matter, through the web server: fifty rounds each, one winner, nothing half done (C6–C8, X19)."""

import os
import threading
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from governance.lib.naming import object_type_of
from governance.lib.periods import Week
from governance.models import AuditEntry
from governance.selectors.calendar import local_day
from governance.services.audit import verify_chain
from governance.services.calendar import seed_calendar
from kpi.models import MeasureValue, Submission, WeekUpload
from kpi.services.correction import open_correction
from kpi.services.rollup import check_rollups
from kpi.services.submission import accept_submission, open_week, submit_week
from kpi.states import SubmissionState, UploadState
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.filing import list_csv, rows_of, stage
from tests.kpi.services.test_submission import numbers
from tests.people import SETUP

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("RACE_ROUNDS", "50"))
TOKEN = "t" * 32
ANSWERED = {302, 403}  # done or refused with a sentence; anything else is a fault
ENDS = {
    "accept": SubmissionState.ACCEPTED,
    "return": SubmissionState.RETURNED,
    "withdraw": SubmissionState.DRAFT,
}


class Desk:
    """A signed-in person's browser, as far as a form needs one."""

    def __init__(self, server, person):
        client = Client()
        client.force_login(person)
        self.place = urlsplit(server.url)
        self.headers = {
            "Cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def post(self, path, **fields):
        connection = HTTPConnection(self.place.hostname, self.place.port, timeout=180)
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
        try:
            connection.request("POST", path, body, self.headers)
            return connection.getresponse().status
        finally:
            connection.close()


def at_once(*posts):
    """All at the same moment; returns the answers in the order given."""
    barrier, answers = threading.Barrier(len(posts)), [0] * len(posts)

    def send(number, post):
        barrier.wait(60)
        answers[number] = post()

    threads = [threading.Thread(target=send, args=each) for each in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def weeks(now):
    """The latest weeks that are over, one a round."""
    running = Week.of(local_day(now))
    return [Week.of(running.start - timedelta(weeks=back)) for back in range(1, ROUNDS + 1)]


@pytest.fixture
def place(specialist, colleague, operations, weeks, now):
    first = weeks[-1].start
    seed_calendar(sorted({each.year for each in weeks}), by=SETUP, at=now)
    process = make_process()
    for code in ("s_met", "s_due"):
        make_measure(code, process)
    make_indicator("S-01", process, "s_met / s_due", adopted_on=first)
    return make_assignment(specialist, process, operations, deputy=colleague, valid_from=first)


def handed_in(place, week, now):
    row = open_week(place, week, by=place.person, at=now)
    return submit_week(row, numbers(week=week), by=place.person, at=now)


def decided(row, *steps):
    """What the trail says was done to a record, of the given steps."""
    rows = AuditEntry.objects.about(object_type_of(row), str(row.pk)).order_by("sequence")
    actions = [each.action for each in rows]
    return [step for step in steps for act in actions if act == f"kpi.{step}_submission"]


def is_sound():
    return check_rollups() == [] and verify_chain() is None


def test_accepted_returned_and_taken_back_at_once_one_of_three_wins(
    live_server, place, weeks, now, officer, manager
):
    desks = [Desk(live_server, person) for person in (officer, manager, place.person)]
    for week in weeks:
        row = handed_in(place, week, now)
        path = f"/submissions/{row.pk}"
        answers = at_once(
            lambda path=path: desks[0].post(f"{path}/accept/"),
            lambda path=path: desks[1].post(f"{path}/return/", note="请核对分母"),
            lambda path=path: desks[2].post(f"{path}/withdraw/"),
        )
        assert set(answers) <= ANSWERED, answers
        row.refresh_from_db()
        (winner,) = decided(row, "accept", "return", "withdraw")
        assert row.state == ENDS[winner]
    assert is_sound()


def test_a_correction_accepted_and_taken_back_at_once_counts_wholly_or_not_at_all(
    live_server, place, weeks, now, officer, specialist
):
    desks = [Desk(live_server, person) for person in (officer, specialist)]
    for week in weeks:
        accept_submission(handed_in(place, week, now), by=officer, at=now)
        first = Submission.objects.get(assignment=place, iso_year=week.year, iso_week=week.week)
        under_way = open_correction(first, by=specialist, at=now, reason="分母漏计一单")
        under_way = submit_week(under_way, numbers("3", week=week), by=specialist, at=now)
        answers = at_once(
            lambda row=under_way: desks[0].post(f"/submissions/{row.pk}/accept/"),
            lambda row=under_way: desks[1].post(f"/submissions/{row.pk}/withdraw/"),
        )
        assert set(answers) <= ANSWERED, answers
        first.refresh_from_db()
        (winner,) = decided(under_way, "accept", "withdraw")
        accepted = SubmissionState.ACCEPTED
        assert (first.state == accepted) is (winner == "withdraw")
        counting = Submission.objects.filter(
            assignment=place, iso_year=week.year, iso_week=week.week, state=accepted
        )
        assert counting.count() == 1
    assert is_sound()


def test_the_same_file_confirmed_twice_at_once_is_stored_once(
    live_server, place, weeks, now, specialist
):
    desks = [Desk(live_server, specialist) for _tab in range(2)]
    for week in weeks:
        file = stage(list_csv(rows_of(week.label)), specialist, now, "a.csv")
        path = f"/uploads/{file.pk}/confirm/"
        answers = at_once(*(lambda desk=desk, path=path: desk.post(path) for desk in desks))
        assert set(answers) <= ANSWERED, answers
        file = WeekUpload.objects.get(pk=file.pk)
        assert file.state == UploadState.STORED
        kept = Submission.objects.filter(iso_year=week.year, iso_week=week.week)
        assert kept.count() == 1
        cells = MeasureValue.objects.filter(submission__in=kept)
        assert cells.count() == 2 * len(week.slices())
    assert is_sound()
