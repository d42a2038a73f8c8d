"""Home and inbox: what each person sees first."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import Message, Obligation
from governance.services.message import Note, tell
from governance.services.obligation import Duty, ensure_duties
from portal.selectors import home

pytestmark = pytest.mark.django_db


def owe(person, *, period="2026-W09", due=None):
    now = timezone.now()
    duty = Duty(
        kind="weekly_data",
        clause="6.4.2②",
        subject=f"assignment:{person.pk}",
        period=period,
        title="事件管理周数据",
        title_en="Incident data",
        url="/weekly/",
        opens_at=now - timedelta(days=9),
        due_at=due or now + timedelta(hours=2),
        responsible=person,
        department=person.department,
    )
    [row] = ensure_duties([duty], at=now)
    return row


@pytest.mark.parametrize(
    "who", ["specialist", "officer", "manager", "chair", "employee", "auditor", "system_admin"]
)
def test_home_opens_for_everybody_at_a_constant_cost(
    client, request, who, django_assert_max_num_queries
):
    client.force_login(request.getfixturevalue(who))

    with django_assert_max_num_queries(20):
        answer = client.get(reverse("portal:home"))
    assert answer.status_code == 200


def test_home_names_what_i_owe_and_not_what_others_owe(client, specialist, stranger):
    owe(specialist)
    client.force_login(stranger)
    assert "事件管理周数据" not in client.get(reverse("portal:home")).content.decode()

    client.force_login(specialist)
    assert "事件管理周数据" in client.get(reverse("portal:home")).content.decode()


def test_inbox_puts_the_overdue_first(client, specialist):
    owe(specialist, period="2026-W10")
    owe(specialist, period="2026-W09", due=timezone.now() - timedelta(days=2))
    client.force_login(specialist)

    groups = client.get(reverse("portal:inbox")).context["groups"]

    assert groups[0].is_overdue
    assert [row.period for row in groups[0].rows] == ["2026-W09"]


def test_inbox_lists_a_duty_that_was_backfilled_with_its_mark(client, specialist):
    row = owe(specialist)
    client.force_login(specialist)

    page = client.get(reverse("portal:inbox")).content.decode()

    assert row.is_backfilled
    assert "补生成" in page


def test_message_is_marked_read_by_its_recipient_only(client, specialist, stranger):
    tell(
        Note("x:1", "月报已发布", url="/inbox/"), [specialist], at=datetime(2026, 3, 2, tzinfo=UTC)
    )
    address = reverse("portal:message-read", args=[Message.objects.get().pk])

    client.force_login(stranger)
    assert client.post(address).status_code == 404
    client.force_login(specialist)
    assert client.post(address).status_code == 302

    assert Message.objects.get().read_at is not None


def test_home_in_english_has_no_chinese_word_of_the_interface(client, employee):
    client.force_login(employee)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("portal:home")).content.decode()

    assert "What I owe" in page
    assert "我的待办" not in page


def test_a_returned_week_is_told_apart_from_a_missing_one(officer, monkeypatch):
    cells = [
        SimpleNamespace(state=state, is_late=is_late)
        for state, is_late in (
            ("returned", True),
            ("missing", False),
            ("accepted", True),
            ("on_time", False),
            ("draft", False),
            ("waived", False),
        )
    ]
    monkeypatch.setattr(home, "cells_of_week", lambda *_given: cells)

    found = home.home_of(officer, timezone.now()).collection

    assert (found.expected, found.on_time, found.late) == (5, 1, 1)
    assert (found.returned, found.missing, found.waiting) == (1, 1, 1)


def test_six_duties_of_six_people_cost_no_more_than_one(client, officer, specialist, colleague):
    def cost():
        with CaptureQueriesContext(connection) as spent:
            client.get(reverse("portal:home"))
        return len(spent)

    client.force_login(officer)
    client.get(reverse("portal:home"))
    for person in (officer, specialist, colleague):
        Obligation.objects.filter(pk=owe(person).pk).update(deputy=officer)
    several = cost()
    Obligation.objects.exclude(responsible=officer).delete()

    assert several == cost()
