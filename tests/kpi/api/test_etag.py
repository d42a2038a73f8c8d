"""What has not changed is not sent again, and never to eyes it is not for (RFC 9110 §13)."""

import pytest
from django.utils import timezone

from governance.services.job import stamp_heartbeats
from governance.services.setting import decide_setting
from kpi.states import FIGURES_BEAT
from tests.kpi.api.test_value import make_figure
from tests.kpi.collecting import make_indicator, make_measure, make_process
from tests.people import SETUP
from tests.rest import machine, make_token, signed_in

VALUES = "/api/v1/kpi/values/"
STREAMS = [f"{VALUES}?paging=none", f"{VALUES}?format=csv", "/api/v1/kpi/cells/?paging=none"]
HELD = [
    VALUES,
    "/api/v1/kpi/indicators/",
    "/api/v1/kpi/indicators/INC-04/",
    "/api/v1/kpi/sources/",
    "/api/v1/processes/",
    "/api/v1/processes/incident/",
    "/api/v1/obligations/",
    "/api/v1/kpi/reports/",
    "/api/v1/schema/",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator():
    process = make_process()
    for code in ("inc_met", "inc_all"):
        make_measure(code, process)
    row = make_indicator("INC-04", process, "inc_met / inc_all")
    make_figure(row, "2026-01")
    return row


@pytest.fixture
def client(officer):
    return machine(make_token(officer)[1])


def get(client, path, mark=None, **headers):
    headers |= {"if-none-match": mark} if mark else {}
    return client.get(path, headers=headers)


@pytest.mark.parametrize("path", [*HELD, *STREAMS])
def test_the_same_answer_is_not_sent_again(indicator, client, path):
    first = get(client, path)
    assert first.status_code == 200
    mark = first["ETag"]
    assert mark.startswith('"')
    assert first["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {each.strip() for each in first["Vary"].split(",")}

    for known in (mark, f'"other", {mark}', f"W/{mark}", "*"):
        again = get(client, path, known)
        assert again.status_code == 304
        assert again["ETag"] == mark
        assert again.content == b""
    assert get(client, path, '"other"').status_code == 200


@pytest.mark.parametrize("path", [VALUES, *STREAMS[:2]])
def test_a_changed_figure_has_another_mark(indicator, client, path):
    mark = get(client, path)["ETag"]
    make_figure(indicator, "2026-02")
    decide_setting("company_name", "x", by=SETUP, at=timezone.now(), reason="an act on record")

    assert get(client, path, mark).status_code == 200


def test_figures_the_clock_counted_have_another_mark(indicator, client):
    mark = get(client, STREAMS[0])["ETag"]
    stamp_heartbeats(FIGURES_BEAT, at=timezone.now())

    assert get(client, STREAMS[0], mark).status_code == 200


def test_the_clock_leaves_its_sign_when_it_counts(client, specialist, operations):
    from datetime import UTC, datetime, timedelta

    from governance.models import Heartbeat
    from kpi.services.duty import ensure_obligations
    from kpi.services.rhythm import count_rhythm
    from tests.kpi.collecting import make_assignment

    process = make_process()
    make_measure("inc_all", process)
    make_indicator("INC-04", process, "inc_all")
    make_assignment(specialist, process, operations)
    make_measure("mon_expected", process)
    now = datetime(2026, 3, 10, 2, tzinfo=UTC)
    ensure_obligations(at=now)
    count_rhythm(at=now)
    first = Heartbeat.objects.get(name=FIGURES_BEAT).at
    count_rhythm(at=now + timedelta(minutes=1))

    assert first == now
    assert Heartbeat.objects.get(name=FIGURES_BEAT).at == first


@pytest.mark.parametrize("path", STREAMS)
def test_other_eyes_have_other_marks(indicator, officer, head, stranger, path):
    marks = {get(signed_in(person), path)["ETag"] for person in (officer, head, stranger)}
    assert len(marks) == 3


def test_other_questions_languages_and_forms_have_other_marks(indicator, client):
    marks = {
        get(client, STREAMS[0])["ETag"],
        get(client, STREAMS[1])["ETag"],
        get(client, f"{STREAMS[0]}&grain=week")["ETag"],
        get(client, STREAMS[0], **{"accept-language": "en"})["ETag"],
    }
    assert len(marks) == 4


def test_an_error_is_not_kept(client):
    answer = get(client, "/api/v1/kpi/indicators/nothing/", "*")

    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer
