"""Single sign-on: off by default, opens only the account its owner has connected, never makes one."""

import httpx
import pytest
from django.urls import reverse

from governance.models import AuditEntry, Person
from tests.oidc import Provider
from tests.people import PASSWORD

DOOR = reverse("governance:sign-in")
BEGIN = reverse("openid_connect_login", kwargs={"provider_id": "company"})
CONNECTED = reverse("socialaccount_connections")
HOME = reverse("portal:home")


@pytest.fixture
def provider(settings):
    """The company's portal, configured as an operator would."""
    server = Provider()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [server.app()], "OAUTH_PKCE_ENABLED": True}
    }
    yield server
    server.stop()


def through(client, address):
    """Follows a browser from our button to the provider and back to where we lead it."""
    away = client.post(address).headers["Location"]
    back = httpx.get(away, follow_redirects=False).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def connect(client, person):
    client.post(DOOR, {"username": person.username, "password": PASSWORD})
    return through(client, f"{BEGIN}?process=connect")


def test_door_shows_no_button_and_leads_nowhere_where_nothing_is_configured(client, db):
    assert "sign-in/with" not in client.get(DOOR).content.decode()
    assert client.get(BEGIN).status_code == 404


def test_unknown_identity_opens_nothing_and_makes_no_account(client, specialist, provider):
    before = Person.objects.count()

    answer = through(client, BEGIN)

    assert answer.headers["Location"] == reverse("socialaccount_signup")
    page = client.get(answer.headers["Location"], follow=True)
    assert "尚未绑定账号" in page.content.decode()
    assert Person.objects.count() == before
    assert client.get(HOME).status_code == 302


def test_connected_identity_signs_its_owner_in(client, specialist, provider):
    connect(client, specialist)
    client.post(reverse("governance:sign-out"))

    answer = through(client, BEGIN)

    assert answer.headers["Location"] == HOME
    assert client.get(reverse("governance:account")).context["request"].user == specialist
    acts = AuditEntry.objects.filter(actor_label=specialist.name).values_list("action", flat=True)
    assert list(acts).count("governance.sign_in") == 2
    assert "governance.add_second_factor" in acts


def test_identity_of_somebody_else_is_not_taken_over(client, specialist, colleague, provider):
    connect(client, specialist)
    client.post(reverse("governance:sign-out"))

    connect(client, colleague)

    client.post(reverse("governance:sign-out"))
    through(client, BEGIN)
    assert client.get(reverse("governance:account")).context["request"].user == specialist


def test_connection_ends_on_record(client, specialist, provider):
    connect(client, specialist)
    account = client.get(CONNECTED).context["connected"][0]

    client.post(CONNECTED, {"account": account.pk})

    assert client.get(CONNECTED).context["connected"] == []
    assert AuditEntry.objects.filter(action="governance.remove_second_factor").exists()


def test_connection_of_somebody_else_cannot_be_ended(client, specialist, colleague, provider):
    connect(client, specialist)
    account = client.get(CONNECTED).context["connected"][0]
    client.post(reverse("governance:sign-out"))
    client.post(DOOR, {"username": "he", "password": PASSWORD})

    client.post(CONNECTED, {"account": account.pk})

    client.post(reverse("governance:sign-out"))
    assert through(client, BEGIN).headers["Location"] == HOME


def test_refusal_at_the_provider_is_told_at_the_door(client, specialist, provider):
    provider.subject = ""

    answer = through(client, BEGIN)

    page = client.get(answer.headers["Location"], follow=True)
    assert page.redirect_chain[-1][0] == DOOR


def test_forged_return_is_told_at_the_door(client, specialist, provider):
    back = reverse("openid_connect_callback", kwargs={"provider_id": "company"})

    answer = client.get(back, {"code": "1", "state": "forged"})

    assert answer.headers["Location"] == reverse("socialaccount_login_error")


def test_disabled_account_is_not_opened_by_its_identity(client, specialist, provider):
    connect(client, specialist)
    client.post(reverse("governance:sign-out"))
    Person.objects.filter(pk=specialist.pk).update(is_active=False)

    through(client, BEGIN)

    assert client.get(HOME).status_code == 302
