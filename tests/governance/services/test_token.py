from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connections

from governance.lib.workflow import NotAllowed
from governance.models import ApiToken, AuditEntry, Message, TokenUse
from governance.services import quota
from governance.services.limiter import is_locked
from governance.services.person import disable_person
from governance.services.token import (
    CannotIssueToken,
    CannotRevokeToken,
    NewToken,
    TokenLocked,
    TokenOutOfPlace,
    TokenRefused,
    authenticate_token,
    issue_token,
    revoke_token,
)
from tests.rest import READ, WRITE, make_token

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def new(owner, **changes):
    facts = {
        "name": "BI",
        "owner": owner,
        "scopes": (READ,),
        "expires_at": NOW + timedelta(days=30),
    }
    return NewToken(**facts | changes)


def reasons():
    return list(
        AuditEntry.objects.filter(action="governance.refuse_token")
        .order_by("sequence")
        .values_list("note", flat=True)
    )


def test_issue_token_keeps_only_the_hash(manager):
    token, text = issue_token(new(manager), by=manager, at=NOW)

    stored = str(ApiToken.objects.values().get(pk=token.pk))
    assert text.startswith(f"pgt_{token.prefix}_")
    assert text.rpartition("_")[2] not in stored
    assert text not in str(list(AuditEntry.objects.values()))
    assert authenticate_token(text, ip=HERE, at=NOW) == token


def test_issue_token_for_another_by_the_process_manager_is_refused(manager, specialist):
    with pytest.raises(NotAllowed):
        issue_token(new(specialist), by=manager, at=NOW)


def test_issue_token_for_another_by_the_system_administrator_tells_the_owner(
    system_admin, specialist
):
    issue_token(new(specialist, scopes=(WRITE,)), by=system_admin, at=NOW)

    assert "BI" in Message.objects.get(recipient=specialist).subject
    entry = AuditEntry.objects.get(action="governance.issue_token")
    assert entry.actor_key == system_admin.actor_key
    assert entry.after["owner"] == specialist.username


@pytest.mark.parametrize(
    "person", ["specialist", "officer", "employee", "security_admin", "auditor"]
)
def test_issue_token_without_the_right_is_refused(request, person):
    someone = request.getfixturevalue(person)
    with pytest.raises(NotAllowed):
        issue_token(new(someone), by=someone, at=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "  "},
        {"scopes": ()},
        {"scopes": (READ, "admin")},
        {"expires_at": NOW},
        {"expires_at": NOW + timedelta(days=365, seconds=1)},
        {"allowed_ips": ("somewhere",)},
        {"allowed_ips": ("10.0.0.0/8",) * 21},
    ],
)
def test_issue_token_asked_for_wrongly_is_refused(manager, changes):
    with pytest.raises(CannotIssueToken):
        issue_token(new(manager, **changes), by=manager, at=NOW)

    assert not ApiToken.objects.exists()


def test_issue_token_for_an_administrator_is_refused(system_admin):
    with pytest.raises(CannotIssueToken):
        issue_token(new(system_admin), by=system_admin, at=NOW)


def test_issue_token_twice_under_one_name_is_refused_until_it_ends(manager):
    token, _text = issue_token(new(manager), by=manager, at=NOW)
    with pytest.raises(CannotIssueToken):
        issue_token(new(manager), by=manager, at=NOW)

    revoke_token(token, by=manager, at=NOW)
    assert issue_token(new(manager), by=manager, at=NOW)


def test_revoke_token_by_its_owner_ends_it_at_once(specialist):
    token, text = make_token(specialist, at=NOW)

    revoke_token(token, by=specialist, at=NOW)

    with pytest.raises(TokenRefused):
        authenticate_token(text, ip=HERE, at=NOW)
    with pytest.raises(CannotRevokeToken):
        revoke_token(token, by=specialist, at=NOW)


def test_revoke_token_by_a_stranger_is_refused(specialist, stranger):
    token, _text = make_token(specialist, at=NOW)
    with pytest.raises(NotAllowed):
        revoke_token(token, by=stranger, at=NOW)


def test_authenticate_token_tells_the_trail_why(specialist, system_admin):
    _token, short = make_token(specialist, name="short", days=1, at=NOW)
    _other, text = make_token(specialist, name="long", at=NOW)

    for wrong in ("", "nonsense", text[:-1], f"{text}x", f"pgt_0000000000_{text[15:]}"):
        with pytest.raises(TokenRefused):
            authenticate_token(wrong, ip=ELSEWHERE, at=NOW)
    with pytest.raises(TokenRefused):
        authenticate_token(short, ip=HERE, at=NOW + timedelta(days=1))
    disable_person(specialist, by=system_admin, at=NOW, reason="has left")
    with pytest.raises(TokenRefused):
        authenticate_token(text, ip=HERE, at=NOW)

    assert {"unknown", "unknown, locked", "expired", "owner_inactive"} == set(reasons())


def test_authenticate_token_from_a_foreign_address_is_refused(specialist):
    _token, text = make_token(specialist, allowed_ips=("192.0.2.0/24", "2001:db8::1"), at=NOW)

    assert authenticate_token(text, ip=HERE, at=NOW)
    assert authenticate_token(text, ip="2001:db8::1", at=NOW)
    with pytest.raises(TokenOutOfPlace):
        authenticate_token(text, ip=ELSEWHERE, at=NOW)
    assert reasons() == ["foreign_address"]


def test_a_right_token_that_is_refused_again_and_again_is_noted_once_a_minute(specialist):
    _token, text = make_token(specialist, days=1, at=NOW)

    for second in (0, 1, 59, 60):
        with pytest.raises(TokenRefused):
            authenticate_token(text, ip=HERE, at=NOW + timedelta(days=1, seconds=second))

    assert reasons() == ["expired", "expired"]
    assert not is_locked(specialist.username, ip=HERE)


def test_five_wrong_secrets_lock_the_owner_at_that_address_over_all_doors(specialist, client):
    _token, text = make_token(specialist, at=NOW)
    wrong = text[:-4] + ("AAAA" if not text.endswith("AAAA") else "BBBB")

    for _try in range(5):
        with pytest.raises(TokenRefused):
            authenticate_token(wrong, ip=HERE, at=NOW)

    with pytest.raises(TokenLocked):
        authenticate_token(text, ip=HERE, at=NOW)
    assert is_locked(specialist.username, ip=HERE)
    assert not is_locked(specialist.username, ip=ELSEWHERE)
    assert authenticate_token(text, ip=ELSEWHERE, at=NOW)


def test_guessed_prefixes_are_counted_per_address(specialist):
    _token, text = make_token(specialist, at=NOW)
    for number in range(5):
        with pytest.raises(TokenRefused):
            authenticate_token(f"pgt_{number:010x}_{'A' * 43}", ip=HERE, at=NOW)

    with pytest.raises(TokenLocked):
        authenticate_token(f"pgt_{9:010x}_{'A' * 43}", ip=HERE, at=NOW)
    # A machine with a right token behind the same address goes on working.
    assert authenticate_token(text, ip=HERE, at=NOW)


def test_the_quota_of_a_minute_is_never_passed_and_seldom_written(
    specialist, settings, django_assert_max_num_queries
):
    settings.API_REQUESTS_PER_MINUTE = 60
    token, _text = make_token(specialist, at=NOW)

    with django_assert_max_num_queries(70):
        spent = [quota.spend_request(token, at=NOW) for _request in range(65)]

    assert spent == [True] * 60 + [False] * 5
    assert TokenUse.objects.get(token=token).spent == 60
    assert quota.spend_request(token, at=NOW + timedelta(minutes=1))
    assert TokenUse.objects.get(token=token).last_used_at == NOW + timedelta(minutes=1)


def test_two_processes_share_the_quota(specialist, settings):
    settings.API_REQUESTS_PER_MINUTE = 40
    token, _text = make_token(specialist, at=NOW)

    taken = 0
    for _process in range(30):
        # Another process has a purse of its own, and asks the same row.
        quota._purses.clear()
        taken += quota.spend_request(token, at=NOW)

    assert taken == 20
    assert TokenUse.objects.get(token=token).spent == 40


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_lose_nothing_of_the_quota(specialist, settings):
    """Eight threads find the purse empty together: what each takes out of the row is spent by somebody."""
    settings.API_REQUESTS_PER_MINUTE = 200
    token, _text = make_token(specialist, at=NOW)
    quota._purses.clear()
    begin, spent = Barrier(8), []

    def spend():
        begin.wait(timeout=60)
        for _request in range(20):
            spent.append(quota.spend_request(token, at=NOW))
            sleep(0.005)  # the request itself
        connections.close_all()

    threads = [Thread(target=spend) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    while quota.spend_request(token, at=NOW):
        spent.append(True)

    assert spent.count(True) == 200
