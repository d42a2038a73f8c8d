"""What is late and who can move it: what each may see of it, and reminding them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.models import AuditEntry, Message, Obligation, Person
from portal.selectors.late import LateChoice, debtors_of, late_duties
from tests.portal.owing import NOW, done, let_off, owe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def look(client, reader, **query):
    client.force_login(reader)
    return client.get(reverse("portal:late"), query, headers={"accept-language": "en"})


def remind(client, by, **who):
    client.logout()
    client.force_login(by)
    return client.post(reverse("portal:late-remind"), who)


def counted(answer):
    return {each.called: each.count for each in answer.context["debtors"]}


def test_late_is_what_is_past_its_time_and_not_done(client, officer, manager, specialist):
    owe("03-02", person=specialist, number=1)
    owe("03-10", person=specialist, number=2, clock="09:59")
    owe("03-10", person=specialist, number=3, clock="10:01")
    done(owe("03-03", person=specialist, number=4), "03-04", specialist)
    let_off(owe("03-04", person=specialist, number=5), manager)

    answer = look(client, officer)

    assert counted(answer) == {"林小满": 2}
    assert [row.subject for row in answer.context["page"].object_list] == ["row:1", "row:2"]


def test_debtors_stand_by_the_oldest_they_owe_and_a_role_by_its_name(
    client, officer, specialist, colleague
):
    owe("03-04", person=specialist, number=1)
    owe("03-02", person=colleague, number=2)
    owe("03-03", number=3)

    found = look(client, officer).context["debtors"]

    assert [each.person_id for each in found] == [colleague.pk, None, specialist.pk]
    assert found[1].query == "role=pmo"


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("officer", {"林小满", "秦远山"}),
        ("auditor", {"林小满", "秦远山"}),
        ("chair", {"林小满", "秦远山"}),
        ("head", {"林小满"}),
        ("stranger", {"秦远山"}),
        ("employee", set()),
        ("system_admin", set()),
    ],
)
def test_each_sees_as_far_as_they_may(client, request, who, names, specialist, stranger):
    owe("03-02", person=specialist, number=1)
    owe("03-02", person=stranger, number=2)

    answer = look(client, request.getfixturevalue(who))

    assert {each.name for each in answer.context["debtors"]} == names
    assert {row.responsible.name for row in answer.context["page"].object_list} == names


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"kind": "milestone"}, ["row:2"]),
        ({"department": "operations"}, ["row:1"]),
        ({"q": "03-04"}, ["row:3"]),
        ({"role": "pmo"}, ["row:3"]),
        ({"kind": "nonsense", "person": "x"}, ["row:1", "row:2", "row:3"]),
    ],
)
def test_list_is_narrowed_by_what_the_address_says(
    client, officer, specialist, stranger, query, left
):
    owe("03-02", person=specialist, number=1)
    owe("03-03", person=stranger, number=2, kind="milestone")
    owe("03-04", number=3)

    rows = look(client, officer, **query).context["page"].object_list

    assert [row.subject for row in rows] == left


def test_list_of_one_debtor_holds_as_many_as_the_debtor_counts(officer, specialist, stranger):
    for number in range(3):
        owe("03-02", person=specialist, number=number)
    owe("03-02", person=stranger, number=9)
    owe("03-02", number=10)

    for each in debtors_of(late_duties(officer, NOW)):
        chosen = LateChoice(person=each.person_id, role=each.role)
        assert late_duties(officer, NOW, chosen).count() == each.count


def test_file_holds_the_list(client, officer, specialist):
    owe("03-02", person=specialist)

    text = b"".join(look(client, officer, format="csv").streaming_content).decode("utf-8-sig")

    assert "林小满" in text


def test_page_costs_the_same_for_one_and_for_many(client, officer, specialist, colleague, stranger):
    def cost():
        with CaptureQueriesContext(connection) as spent:
            client.get(reverse("portal:late"))
        return len(spent)

    owe("03-02", person=specialist)
    look(client, officer)
    one = cost()
    for number, person in enumerate((specialist, colleague, stranger, None), start=2):
        owe("03-03", person=person, number=number)

    assert cost() == one <= 12


def test_remind_one_person_tells_them_and_nobody_else(client, officer, specialist, stranger):
    mine = owe("03-02", person=specialist, number=1, kind="milestone")
    owe("03-02", person=stranger, number=2)

    remind(client, officer, person=specialist.pk)

    message = Message.objects.get(event_key__startswith="reminder:")
    assert (message.recipient, message.body) == (specialist, mine.title)
    assert Obligation.objects.exclude(reminded_at=None).get() == mine
    assert AuditEntry.objects.filter(action="kpi.remind_late").count() == 1


def test_remind_a_role_tells_its_holders_but_not_oneself(client, officer, second_officer):
    owe("03-02", number=1)

    remind(client, officer, role="pmo")

    told = Message.objects.filter(event_key__startswith="reminder:")
    assert [row.recipient for row in told] == [second_officer]


def test_remind_a_role_that_nobody_else_holds_reminds_of_nothing(client, officer):
    row = owe("03-02", number=1)

    remind(client, officer, role="pmo")

    row.refresh_from_db()
    assert row.reminded_at is None
    assert not Message.objects.filter(event_key__startswith="reminder:").exists()


def test_remind_again_waits_four_hours(client, officer, specialist):
    owe("03-02", person=specialist)
    remind(client, officer)
    remind(client, officer)
    assert Message.objects.filter(event_key__startswith="reminder:").count() == 1

    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        remind(client, officer)

    assert Message.objects.filter(event_key__startswith="reminder:").count() == 2


def test_remind_whoever_has_left_tells_nobody_and_the_list_says_so(client, officer, specialist):
    owe("03-02", person=specialist)
    Person.objects.filter(pk=specialist.pk).update(is_active=False)

    remind(client, officer)

    assert not Message.objects.filter(event_key__startswith="reminder:").exists()
    assert look(client, officer).context["debtors"][0].is_gone


@pytest.mark.parametrize("who", ["specialist", "head", "chair", "auditor", "employee"])
def test_remind_by_whoever_may_not_is_refused(client, request, who, stranger):
    owe("03-02", person=stranger)

    assert remind(client, request.getfixturevalue(who)).status_code == 403
    assert not Message.objects.filter(event_key__startswith="reminder:").exists()


def test_remind_of_a_name_that_cannot_be_read_reminds_nobody(client, officer, specialist):
    owe("03-02", person=specialist)

    for named in ({"person": "x"}, {"person": "999"}, {"role": "nobody"}):
        remind(client, officer, **named)

    assert not Message.objects.filter(event_key__startswith="reminder:").exists()
