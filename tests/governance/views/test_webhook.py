import pytest
from django.urls import reverse

from governance.models import Webhook, WebhookDelivery
from tests.governance.services.test_webhook import (  # noqa: F401 -- fixtures of the service's tests
    announce,
    hook,
    round_of,
    server,
    switched_on,
)

PAGE = "/system/webhooks/"
pytestmark = pytest.mark.django_db


def test_the_secret_is_shown_once(client, officer, server):  # noqa: F811 -- a fixture
    client.force_login(officer)
    form = {"name": "平台", "url": server.url, "events": ["report.issued"]}

    shown = client.post(f"{PAGE}new/", form).content.decode()

    assert "whsec_" in shown
    assert Webhook.objects.get().name == "平台"
    assert "whsec_" not in client.get(PAGE).content.decode()


def test_a_forbidden_address_is_told_at_the_form(client, officer):
    client.force_login(officer)
    form = {"name": "x", "url": "http://10.0.0.1/", "events": ["report.issued"]}

    page = client.post(f"{PAGE}new/", form)

    assert page.status_code == 200
    assert not Webhook.objects.exists()
    assert page.context["form"].errors


def test_the_page_lists_deliveries_and_sends_again(client, officer, hook, server):  # noqa: F811 -- fixtures
    announce()
    round_of()
    client.force_login(officer)
    row = WebhookDelivery.objects.get()
    assert row.message_id in client.get(PAGE).content.decode()

    for name, pk in (("delivery-resend", row.pk), ("webhook-try", hook[0].pk)):
        assert client.post(reverse(f"governance:{name}", args=[pk])).status_code == 302
    round_of()
    assert len(server.got) == 3
    client.post(reverse("governance:webhook-stop", args=[hook[0].pk]))
    assert Webhook.objects.get().stopped_at


def test_administrators_and_auditors_look_and_touch_nothing(
    client,
    system_admin,
    auditor,
    hook,  # noqa: F811 -- a fixture
):
    for person in (system_admin, auditor):
        client.force_login(person)
        assert client.get(PAGE).status_code == 200
        assert client.post(reverse("governance:webhook-stop", args=[hook[0].pk])).status_code == 403


def test_others_do_not_see_where_the_system_speaks_to(client, specialist, head, employee):
    for person in (specialist, head, employee):
        client.force_login(person)
        assert client.get(PAGE).status_code == 403


def test_switched_off_the_page_says_so(client, officer, settings):
    settings.WEBHOOKS = False
    client.force_login(officer)

    page = client.get(PAGE)
    assert "WEBHOOKS=1" in page.content.decode()
    assert reverse("governance:webhook-new") not in page.content.decode()
