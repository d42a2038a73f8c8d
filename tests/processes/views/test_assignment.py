"""The page of the assignments: what holds today, narrowed by words and department, and one click to a new one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import AuditEntry
from processes.models import Assignment
from processes.services.assignment import end_assignment
from tests.kpi.collecting import make_assignment, make_process

pytestmark = pytest.mark.django_db
PAGE = reverse("processes:assignments")


@pytest.fixture
def row(specialist, colleague, operations):
    return make_assignment(specialist, make_process(), operations, deputy=colleague)


def listed(client, **query):
    answer = client.get(PAGE, query, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return [each.pk for each in answer.context["page"]]


def test_an_assignment_whose_end_is_announced_is_listed_until_then(client, officer, row):
    today = timezone.localdate()
    end_assignment(row, last_day=today + timedelta(days=9), by=officer, at=timezone.now())
    client.force_login(officer)
    assert listed(client) == [row.pk]

    Assignment.objects.filter(pk=row.pk).update(valid_to=today - timedelta(days=1))

    assert listed(client) == []
    assert listed(client, ended="on") == [row.pk]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ({"q": "Incident"}, True),
        ({"q": "事件"}, True),
        ({"q": "no such thing"}, False),
        ({"department": "operations"}, True),
        ({"department": "development"}, False),
        ({"department": "no such", "q": "x" * 99}, False),
    ],
)
def test_the_list_is_narrowed_by_words_and_department(client, officer, row, query, is_found):
    client.force_login(officer)

    found = listed(client, **query)

    # Words that are too long are left out like any other value that cannot be read.
    assert found == ([row.pk] if is_found else [])


def test_the_list_is_narrowed_by_who_reports_or_stands_in(client, officer, row):
    client.force_login(officer)

    for person in (row.person, row.deputy):
        assert listed(client, q=person.name) == [row.pk]


def test_a_process_that_nobody_reports_is_one_click_from_being_assigned(client, officer, row):
    problem = make_process("problem", "PRB", "问题管理", "Problem management")
    client.force_login(officer)

    page = client.get(PAGE)
    chosen = client.get(PAGE, {"process": problem.code}).context["form"]
    nothing = client.get(PAGE, {"process": "no such"}).context["form"]

    assert f'href="?process={problem.code}#new"' in page.content.decode()
    assert chosen.initial["process"] == problem
    assert nothing.initial["process"] is None
    assert chosen.initial["valid_from"] >= date(2026, 1, 1)


def test_form_of_a_new_assignment_opens_by_its_address_and_stands_in_an_empty_list(
    client, officer, row
):
    client.force_login(officer)
    assert client.get(PAGE).context["form"] is None
    assert 'href="?new=1#new"' in client.get(PAGE).content.decode()
    assert 'id="new"' in client.get(PAGE, {"new": "1"}).content.decode()
    assert client.get(PAGE, {"q": "no such thing"}).context["form"] is None

    Assignment.objects.all().delete()
    assert client.get(PAGE).context["form"] is not None


def test_a_list_of_assignments_asks_twelve_statements_at_most(
    client, officer, row, django_assert_max_num_queries
):
    client.force_login(officer)
    client.get(PAGE)

    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_an_assignment_that_is_refused_stands_in_the_trail(client, officer, row):
    client.force_login(officer)
    again = {
        "process": row.process_id,
        "department": row.department_id,
        "person": row.person_id,
        "valid_from": (timezone.localdate() + timedelta(days=7)).isoformat(),
    }

    answer = client.post(PAGE, again)

    (told,) = answer.context["form"].non_field_errors()
    entry = AuditEntry.objects.get(action="governance.refuse_act")
    assert (entry.note, entry.actor_key) == (told, officer.actor_key)
