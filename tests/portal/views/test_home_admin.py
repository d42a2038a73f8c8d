"""What the system and the security administrator see first: what asks for them, and one click to it."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, RoleGrant
from governance.services.account_lock import CannotUnlock, unlock_sign_in
from governance.services.person import NewPerson, create_person
from governance.states import Health
from tests.people import SETUP
from tests.rest import make_token

pytestmark = pytest.mark.django_db
HOME = reverse("portal:home")


def lock(person, *, ago=timedelta(0)):
    row = AccessAttempt.objects.create(
        username=person.username,
        ip_address="192.0.2.7",
        failures_since_start=django_settings.AXES_FAILURE_LIMIT,
    )
    AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - ago)


def desk_of(client, person):
    client.force_login(person)
    answer = client.get(HOME, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.context["front"].admin


def lights(desk):
    return {line.code: line.light for line in desk.lines}


def newcomer(number=1):
    new = NewPerson(f"new{number}", f"新人{number}", f"N-{number}")
    return create_person(new, by=SETUP, at=timezone.now())[0]


def test_the_system_administrator_sees_what_asks_for_a_hand(
    client, system_admin, specialist, colleague, manager
):
    lock(specialist)
    lock(colleague, ago=timedelta(minutes=16))
    newcomer()
    make_token(manager, days=10)

    desk = desk_of(client, system_admin)

    assert [person.pk for person in desk.locked] == [specialist.pk]
    assert [token.owner for token in desk.tokens] == [manager]
    found = lights(desk)
    assert found["locked"] == found["unused"] == found["tokens"] == Health.ATTENTION
    assert {"clock", "parked", "letters", "disk", "backup", "trail", "files"} <= found.keys()
    order = [Health.ALARM, Health.ATTENTION, Health.UNRECORDED, Health.GOOD]
    ranks = [order.index(line.light) for line in desk.lines]
    assert ranks == sorted(ranks)


def test_what_asks_for_a_hand_is_counted_beyond_the_first_that_are_listed(
    client, system_admin, manager
):
    for number in range(8):
        lock(newcomer(number))
        make_token(manager, days=10, name=f"machine {number}")

    desk = desk_of(client, system_admin)

    figures = {line.code: line.figure for line in desk.lines}
    assert (figures["locked"], figures["tokens"]) == ("8", "8")
    assert (len(desk.locked), len(desk.tokens)) == (6, 6)


def test_missing_administrators_are_listed_as_the_language_lists(client, system_admin):
    client.cookies["django_language"] = "en"
    [line] = [line for line in desk_of(client, system_admin).lines if line.code == "three"]

    assert line.figure == "nobody is: security administrator, audit administrator"


def test_the_security_administrator_sees_who_has_no_role_and_whose_ends(
    client, security_admin, specialist
):
    someone, today = newcomer(), timezone.localdate()
    RoleGrant.objects.filter(person=specialist).update(valid_to=today + timedelta(days=5))

    desk = desk_of(client, security_admin)

    assert someone in desk.without_role
    assert specialist not in desk.without_role
    assert [grant.person for grant in desk.ending] == [specialist]
    assert not desk.locked
    assert not desk.tokens
    assert lights(desk)["ending"] == Health.ATTENTION


def test_nobody_else_has_such_a_desk(client, specialist, officer, auditor):
    for person in (specialist, officer, auditor):
        assert desk_of(client, person) is None


@pytest.mark.parametrize("who", ["system_admin", "security_admin"])
def test_the_desk_costs_the_same_however_much_asks(client, request, who, manager, specialist):
    person = request.getfixturevalue(who)
    desk_of(client, person)
    with CaptureQueriesContext(connection) as few:
        desk_of(client, person)
    for number in range(3):
        lock(newcomer(number))
        make_token(manager, name=f"machine {number}", days=10)
    RoleGrant.objects.update(valid_to=timezone.localdate() + timedelta(days=5))
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)

    assert len(many) <= min(20, len(few))


def test_unlocking_lets_somebody_try_again_and_is_in_the_trail(client, system_admin, specialist):
    lock(specialist)
    client.force_login(system_admin)

    answer = client.post(reverse("governance:sign-in-unlock", args=[specialist.pk]))

    assert answer.status_code == 302
    assert not AccessAttempt.objects.exists()
    entry = AuditEntry.objects.get(action="governance.unlock_sign_in")
    assert (entry.actor_key, entry.object_key) == (system_admin.actor_key, str(specialist.pk))


def test_unlocking_is_refused_to_others_of_oneself_and_without_a_lock(
    system_admin, security_admin, specialist
):
    now = timezone.now()
    with pytest.raises(CannotUnlock):
        unlock_sign_in(specialist, by=system_admin, at=now)
    lock(specialist)
    lock(system_admin)
    with pytest.raises(NotAllowed):
        unlock_sign_in(specialist, by=security_admin, at=now)
    with pytest.raises(CannotUnlock):
        unlock_sign_in(system_admin, by=system_admin, at=now)
    assert AccessAttempt.objects.count() == 2


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"standing": "without_role"}, {"新人1"}),
        ({"standing": "unused"}, {"新人1"}),
        ({"standing": "closed"}, {"陈思齐"}),
        ({"role": "sys_admin"}, {"魏"}),
        ({"role": "process_specialist", "standing": "role_ends"}, {"林"}),
        ({"role": "no such", "standing": "nonsense"}, None),
    ],
)
def test_the_directory_is_narrowed_by_role_and_standing(
    client, system_admin, specialist, colleague, query, names
):
    newcomer()
    type(colleague).objects.filter(pk=colleague.pk).update(is_active=False)
    RoleGrant.objects.filter(person=specialist).update(
        valid_to=timezone.localdate() + timedelta(days=9)
    )
    client.force_login(system_admin)

    shown = {row.name for row in client.get(reverse("governance:people"), query).context["page"]}

    told = {"林": specialist.name, "魏": system_admin.name, "陈思齐": colleague.name}
    if names is None:
        assert {specialist.name, system_admin.name, colleague.name, "新人1"} <= shown
    else:
        assert shown == {told.get(name, name) for name in names}


def test_a_role_that_has_an_end_is_shown_while_it_holds_and_can_be_withdrawn_earlier(
    client, security_admin, specialist
):
    grant = RoleGrant.objects.get(person=specialist)
    RoleGrant.objects.filter(pk=grant.pk).update(valid_to=timezone.localdate() + timedelta(days=9))
    client.force_login(security_admin)

    listed = client.get(reverse("governance:people")).context["page"]
    page = client.get(reverse("governance:person", args=[specialist.pk])).content.decode()

    (row,) = [each for each in listed if each.pk == specialist.pk]
    assert [each.pk for each in row.open_grants] == [grant.pk]
    assert reverse("governance:role-withdraw", args=[grant.pk]) in page
