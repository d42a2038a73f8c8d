import pytest
from django.utils import timezone

from governance.models import AuditEntry
from kpi.models import Submission
from kpi.services.submission import accept_submission
from tests.kpi.api.test_submission import DOOR, assignment, send, week_of  # noqa: F401 -- fixtures
from tests.rest import WRITE, machine, make_token

pytestmark = pytest.mark.django_db
WHY = "two tickets were counted twice"


def corrected(value="96", **more):
    body = week_of(correction_reason=WHY, **more)
    body["values"][0] = body["values"][0] | {"value": value}
    return body


@pytest.fixture
def accepted(send, officer):  # noqa: F811 -- the fixture above
    send(week_of())
    return accept_submission(Submission.objects.get(), by=officer, at=timezone.now())


def test_a_program_corrects_an_accepted_week_with_a_reason(accepted, send, manager):  # noqa: F811 -- fixture
    assert send(week_of(), 409)["existing"]["id"] == accepted.pk

    answer = send(corrected(), 201)

    assert (answer["revision"], answer["state"]) == (2, "submitted")
    assert answer["correction_reason"] == WHY
    row = Submission.objects.get(revision=2)
    assert AuditEntry.objects.get(action="kpi.open_correction").note == WHY
    accept_submission(row, by=manager, at=timezone.now())
    accepted.refresh_from_db()
    assert accepted.state == "superseded"


def test_a_draft_of_a_correction_is_filled_again_and_two_are_never_open(accepted, send):  # noqa: F811 -- fixture
    assert send(corrected(submit=False), 201)["state"] == "draft"
    assert send(corrected("97", submit=True), 200)["revision"] == 2
    assert send(corrected("98"), 409)["existing"]["state"] == "submitted"

    assert Submission.objects.count() == 2


def test_a_correction_that_says_nothing_new_or_has_no_reason_is_refused(accepted, send):  # noqa: F811 -- fixture
    send(corrected("95"), 409)
    send(corrected() | {"correction_reason": "。"}, 400)
    send(corrected() | {"correction_reason": ""}, 400)

    assert Submission.objects.count() == 1


def test_a_reason_on_a_week_that_is_still_open_is_the_week_itself(send):  # noqa: F811 -- fixture
    assert send(corrected(), 201)["revision"] == 1


def test_a_stranger_corrects_nothing(accepted, stranger):
    client = machine(make_token(stranger, WRITE)[1])

    answer = client.post(DOOR, corrected(), content_type="application/json")

    assert answer.status_code in {400, 403, 404}
    assert Submission.objects.count() == 1
