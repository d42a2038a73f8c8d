"""The second step: asked where it is set up, demanded where the role says so, counted by the one limiter."""

import hmac
import struct
import time
from base64 import b32decode
from datetime import timedelta
from hashlib import sha1

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from governance.lib.seal import SealBroken, seal, unseal
from governance.models import AuditEntry
from governance.selectors.second_factor import owes_second_factor, second_factors_of
from governance.services.second_factor import CannotResetSecondFactor, reset_second_factor
from tests.people import PASSWORD
from tests.rest import make_token

DOOR = reverse("governance:sign-in")
ACCOUNT = reverse("governance:account")
STEP = reverse("mfa_authenticate")
OVERVIEW = reverse("mfa_index")
APP = reverse("mfa_activate_totp")
CODES = reverse("mfa_view_recovery_codes")
REASON = "手机遗失，已当面核实"


def digits(secret, at=None):
    """The six digits of RFC 6238 for a secret, worked out here and not by the library under test."""
    counter = struct.pack(">Q", int(at or time.time()) // 30)
    digest = hmac.new(b32decode(secret), counter, sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def knock(client, username, password=PASSWORD):
    return client.post(DOOR, {"username": username, "password": password, "next": ACCOUNT})


def set_up(client, person):
    """Signs in, sets an app up and returns its secret with the recovery codes that were shown."""
    knock(client, person.username)
    secret = client.get(APP).context["form"].secret
    shown = client.post(APP, {"code": digits(secret)}, follow=True)
    return secret, shown.context["unused_codes"]


def test_digits_are_those_of_the_standard():
    """RFC 6238, appendix B: at 59 s the eight digits of this secret are 94287082."""
    assert digits("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=59) == "287082"


def test_app_is_set_up_with_its_code_and_the_trail_says_so(client, specialist):
    secret, codes = set_up(client, specialist)

    assert len(codes) == 10
    entry = AuditEntry.objects.get(action="governance.add_second_factor")
    assert (entry.actor_label, entry.note) == (specialist.name, "totp")
    assert secret not in str(entry.after) + entry.note


def test_app_with_a_wrong_code_is_not_set_up(client, specialist):
    knock(client, "lin")
    client.get(APP)

    client.post(APP, {"code": "000000"})

    assert not second_factors_of(specialist).is_on


def test_secret_lies_sealed_in_the_database(client, specialist):
    secret, _codes = set_up(client, specialist)

    kept = Authenticator.objects.get(user=specialist, type="totp").data["secret"]
    assert secret not in kept
    assert unseal(kept) == secret


def test_seal_of_another_key_is_broken_and_a_former_key_still_opens(settings):
    kept = seal("geheim")
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(SealBroken):
        unseal(kept)

    settings.SECRET_KEY_FALLBACKS = [former]

    assert unseal(kept) == "geheim"


def test_password_alone_opens_nothing_once_an_app_is_set_up(client, specialist):
    set_up(client, specialist)
    client.post(reverse("governance:sign-out"))

    answer = knock(client, "lin")

    assert answer.headers["Location"] == STEP
    assert client.get(ACCOUNT).status_code == 302
    assert not AuditEntry.objects.filter(action="governance.sign_in").count() > 1


def test_code_of_the_app_leads_to_the_page_that_was_asked_for(client, specialist):
    secret, _codes = set_up(client, specialist)
    client.post(reverse("governance:sign-out"))
    knock(client, "lin")

    answer = client.post(STEP, {"code": digits(secret)})

    assert answer.headers["Location"] == ACCOUNT
    assert client.get(ACCOUNT).status_code == 200


def test_recovery_code_opens_the_door_once(client, specialist):
    _secret, codes = set_up(client, specialist)
    for expected in (302, 200):
        client.post(reverse("governance:sign-out"))
        knock(client, "lin")
        assert client.post(STEP, {"code": codes[0]}).status_code == expected


def test_wrong_codes_are_counted_at_the_one_limiter(client, specialist):
    secret, _codes = set_up(client, specialist)
    client.post(reverse("governance:sign-out"))
    knock(client, "lin")
    for _try in range(5):
        client.post(STEP, {"code": "000000"})

    right = client.post(STEP, {"code": digits(secret)})

    assert right.status_code == 200
    assert knock(client, "lin").status_code == 429


def test_second_step_without_the_first_is_the_door(client, db):
    assert client.get(STEP).headers["Location"].startswith(DOOR)


def test_administrator_without_second_factor_is_led_to_it_and_nowhere_else(client, system_admin):
    knock(client, "wei")

    for path in (ACCOUNT, reverse("governance:people"), "/"):
        assert client.get(path).headers["Location"] == OVERVIEW
    assert client.get("/api/v1/processes/").json()["code"] == "second_factor"
    assert client.get(OVERVIEW).status_code == 200


def test_administrator_goes_on_once_it_is_set_up(client, system_admin):
    set_up(client, system_admin)

    assert client.get(reverse("governance:people")).status_code == 200


def test_administrator_who_removes_it_owes_it_again(client, system_admin):
    set_up(client, system_admin)

    client.post(reverse("mfa_deactivate_totp"))

    assert owes_second_factor(system_admin)
    assert client.get(ACCOUNT).headers["Location"] == OVERVIEW


def test_company_that_demands_it_of_nobody_is_obeyed(client, system_admin, manager):
    from governance.services.setting import decide_setting

    decide_setting("second_factor_roles", [], by=manager, at=timezone.now(), reason="内网试用阶段")

    knock(client, "wei")

    assert client.get(reverse("governance:people")).status_code == 200


def test_change_of_the_second_factor_asks_for_the_password_when_the_session_is_old(
    client, specialist, time_machine
):
    knock(client, "lin")
    time_machine.move_to(timezone.now() + timedelta(minutes=10))

    answer = client.get(APP)

    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_password_typed_again_leads_back(client, specialist, time_machine):
    knock(client, "lin")
    time_machine.move_to(timezone.now() + timedelta(minutes=10))
    asked = client.get(APP).headers["Location"]
    assert client.get(asked).status_code == 200

    wrong = client.post(asked, {"password": "wrong", "next": APP})
    right = client.post(asked, {"password": PASSWORD, "next": APP})

    assert wrong.status_code == 200
    assert right.headers["Location"] == APP


def test_codes_are_shown_once(client, specialist):
    _secret, codes = set_up(client, specialist)

    again = client.get(CODES)

    assert codes[0] not in again.content.decode()
    assert set(again.context["unused_codes"]) == {"****"}


def test_security_administrator_lifts_a_lost_second_factor(client, specialist, security_admin):
    set_up(client, specialist)

    reset_second_factor(specialist, by=security_admin, at=timezone.now(), reason=REASON)

    client.post(reverse("governance:sign-out"))
    assert knock(client, "lin").headers["Location"] == ACCOUNT
    assert AuditEntry.objects.get(action="governance.reset_second_factor").note == REASON


def test_lifting_by_anybody_else_is_refused(client, specialist, system_admin, manager):
    from governance.lib.workflow import NotAllowed

    set_up(client, specialist)
    for other in (system_admin, manager, specialist):
        with pytest.raises(NotAllowed):
            reset_second_factor(specialist, by=other, at=timezone.now(), reason=REASON)


def test_lifting_the_own_or_an_absent_one_is_refused(specialist, security_admin):
    for person in (security_admin, specialist):
        with pytest.raises(CannotResetSecondFactor):
            reset_second_factor(person, by=security_admin, at=timezone.now(), reason=REASON)


def test_page_of_a_person_offers_lifting_to_the_security_administrator(
    client, specialist, security_admin
):
    set_up(client, specialist)
    client.force_login(security_admin)
    page = reverse("governance:person", args=[specialist.pk])
    assert (
        reverse("governance:second-factor-reset", args=[specialist.pk])
        in client.get(page).content.decode()
    )

    client.post(reverse("governance:second-factor-reset", args=[specialist.pk]), {"note": REASON})

    assert not second_factors_of(specialist).is_on


def test_token_of_a_machine_needs_no_second_factor(client, specialist):
    """A token is no sign-in of a person: it has a scope, an end and an owner who issued it."""
    set_up(client, specialist)
    _row, text = make_token(specialist)

    answer = client.get("/api/v1/kpi/indicators/", headers={"authorization": f"Bearer {text}"})

    assert answer.status_code == 200
