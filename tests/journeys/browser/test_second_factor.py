"""A security key in a real Chromium: set up, asked for, and the pages hold the content security policy."""

import pytest

from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def local(window):
    """Browsers accept keys at a name only, never at a bare address."""
    window.url = window.url.replace("127.0.0.1", "localhost")
    return window


def with_key(window):
    session = window.context.new_cdp_session(window.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def test_security_key_is_set_up_and_opens_the_door(visitor, specialist):
    window = local(visitor())
    page = window.sign_in("lin", to="/account/second-factor/keys/new/")
    with_key(window)

    page.click("#passkey-button")
    page.wait_for_url("**/second-factor/codes/")
    page.goto(window.url + "/account/")
    window.context.clear_cookies()
    page.goto(window.url + "/sign-in/?next=/account/")
    page.fill("[name=username]", "lin")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url("**/sign-in/second-factor/")
    page.click("#passkey-button")
    page.wait_for_url("**/account/")

    assert window.complaints == []
