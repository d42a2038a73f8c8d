"""Around every request: who is believed about its address, when a session ends, which language."""

import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from config.middleware import SEEN, STARTED, LanguageMiddleware, RequestContextMiddleware, client_ip
from governance.lib.context import current_context


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        # Fewer hops than proxies of ours: nobody of ours has written this.
        (2, "6.6.6.6", "10.0.0.1"),
        (1, "", "0.0.0.0"),
        (1, "nonsense", "0.0.0.0"),
        (1, ", ".join(["6.6.6.6"] * 1000 + ["203.0.113.9"]), "203.0.113.9"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_client_ip_is_the_right_most_hop_that_is_not_ours(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="10.0.0.1")

    assert client_ip(request) == expected


@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, "id\nwith-break-0000"])
def test_request_id_that_could_forge_a_log_line_is_replaced(given):
    answer = RequestContextMiddleware(lambda request: HttpResponse())(
        RequestFactory().get("/", HTTP_X_REQUEST_ID=given)
    )

    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 32


def test_request_context_lives_as_long_as_the_request():
    seen = []
    middleware = RequestContextMiddleware(
        lambda request: seen.append(current_context()) or HttpResponse()
    )

    answer = middleware(RequestFactory().get("/", HTTP_X_REQUEST_ID="order-4711-abc"))

    assert seen[0].request_id == answer.headers["X-Request-ID"] == "order-4711-abc"
    assert seen[0].ip == "127.0.0.1"
    assert current_context().request_id == ""


@pytest.fixture
def signed_in(client, specialist):
    client.force_login(specialist)
    client.get("/")
    return client


def age(client, *, seen=0, started=0):
    """Make the session as old as if it had been begun and used that many seconds ago."""
    session, now = client.session, int(time.time())
    session[SEEN], session[STARTED] = now - seen, now - started
    session.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seen", "started", "alive"),
    [
        (29 * 60, 3600, True),
        (31 * 60, 3600, False),
        (10, 11 * 3600, True),
        (10, 12 * 3600 + 5, False),
    ],
)
def test_session_ends_after_half_an_idle_hour_or_twelve_hours(signed_in, seen, started, alive):
    age(signed_in, seen=seen, started=started)

    signed_in.get("/")

    assert ("_auth_user_id" in signed_in.session) is alive


@pytest.mark.django_db
def test_session_in_use_is_not_idle(signed_in):
    age(signed_in, seen=20 * 60, started=20 * 60)
    before = int(time.time())
    signed_in.get("/")

    assert signed_in.session[SEEN] >= before


class Nobody:
    is_authenticated = False


class Anna:
    is_authenticated = True
    language = "en"


@pytest.mark.parametrize(
    ("path", "user", "cookie", "wish", "expected"),
    [
        ("/", Nobody, None, "en-GB,en", "zh-hans"),
        ("/", Anna, None, "zh-CN", "en"),
        ("/", Anna, "zh-hans", "en", "zh-hans"),
        ("/", Nobody, "en", "zh-CN", "en"),
        ("/", Nobody, "tlh", "zh-CN", "zh-hans"),
        ("/api/v1/", Nobody, None, "en", "en"),
    ],
)
def test_language_is_switch_then_person_then_chinese(path, user, cookie, wish, expected):
    request = RequestFactory().get(path, HTTP_ACCEPT_LANGUAGE=wish)
    request.user = user()
    if cookie:
        request.COOKIES["django_language"] = cookie
    seen = []

    LanguageMiddleware(lambda _: seen.append(translation.get_language()) or HttpResponse())(request)

    assert seen == [expected]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [("/processes/%00/", 404), ("/api/v1/processes/%00/", 404), ("/?q=%00", 400), ("/?%00=1", 400)],
)
def test_an_address_with_a_nul_is_no_address(signed_in, address, status):
    assert signed_in.get(address).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["name", "note", "anything\0"])
def test_a_form_with_a_nul_is_no_form(signed_in, name):
    address = reverse("governance:view-save")

    assert signed_in.post(address, {"page": "kpi:board", name: "a\0"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30, 10**400])
def test_a_number_no_record_has_is_not_found(client, officer, number):
    client.force_login(officer)

    for address in (f"/sources/{number}/imports/1/", f"/sources/1/imports/{number}/"):
        assert client.get(address).status_code == 404
    assert client.get(f"/api/v1/kpi/imports/{number}/").status_code == 404
