"""Home and inbox: what each person sees first."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.lib.periods import Month, Week
from governance.models import Message, Obligation
from governance.selectors.inbox import owed_count
from governance.services.message import Note, tell
from governance.services.obligation import Duty, ensure_duties
from kpi.models import Submission
from kpi.states import SubmissionState
from processes.models import Assignment, Responsibility
from tests.kpi.collecting import (
    make_assignment,
    make_cell,
    make_indicator,
    make_measure,
    make_process,
)
from tests.kpi.signalling import make_watched, put

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


ORDERS = {
    "specialist": ("owed", "lights"),
    "officer": ("steps", "control", "owed", "lights"),
    "manager": ("steps", "control", "owed", "lights"),
    "chair": ("control", "owed", "lights"),
    "head": ("department", "owed", "lights"),
    "employee": ("owed", "lights"),
    "auditor": ("audit", "control", "owed", "lights"),
    "system_admin": ("steps", "admin"),
    "security_admin": ("steps", "admin"),
}


@pytest.mark.parametrize(("who", "parts"), ORDERS.items())
def test_each_role_finds_its_own_first_on_an_empty_day(client, request, who, parts):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("portal:home")).context["front"].parts == parts


def last_week():
    return Week.at(timezone.now(), timezone.get_default_timezone()).previous()


def owe_week(person, department, **extra):
    """The weekly record of the last week, as the clock opens it: due tomorrow."""
    place = make_assignment(person, make_process(), department, **extra)
    week = last_week()
    duty = Duty(
        kind="weekly_data",
        clause="6.4.2②",
        subject=place.subject,
        period=week.label,
        title="周数据 · 事件管理",
        title_en="Weekly data · Incident",
        url="/weekly/1/",
        opens_at=timezone.now() - timedelta(days=2),
        due_at=timezone.now() + timedelta(days=1),
        responsible=person,
        department=department,
        deputy=extra.get("deputy"),
    )
    [row] = ensure_duties([duty], at=timezone.now())
    return row


def test_specialist_finds_the_week_to_fill_in_first_and_once(client, specialist, operations):
    row = owe_week(specialist, operations)
    other = owe(specialist, period="2020-W01")
    client.force_login(specialist)

    front = client.get(reverse("portal:home")).context["front"]

    assert front.parts[:2] == ("fill", "owed")
    assert [each.cell.obligation for each in front.filling] == [row]
    assert front.owed.rows == (other,)
    assert (front.owed.total, front.owed.whole) == (1, 2)


def test_specialist_sees_what_the_week_before_said_until_it_is_handed_in(
    client, specialist, officer, operations
):
    row = owe_week(specialist, operations)
    place = Assignment.objects.get()
    before = last_week().previous()
    for part, value in zip(before.slices(), (12, 30), strict=False):
        make_cell(make_measure("closed", place.process), part, value, assignment=place)
    client.force_login(specialist)

    [filling] = client.get(reverse("portal:home")).context["front"].filling

    assert filling.cell.obligation == row
    [told] = filling.before
    assert told.values == (Decimal(12), Decimal(30))[: len(before.slices())]

    Submission.objects.create(
        assignment=place,
        iso_year=before.next().year,
        iso_week=before.next().week,
        start=before.next().start,
        end=before.next().end,
        state=SubmissionState.SUBMITTED,
        received_at=timezone.now(),
    )
    [filling] = client.get(reverse("portal:home")).context["front"].filling
    assert filling.before == ()


def test_deputy_finds_the_week_too_and_the_head_only_counts_it(
    client, specialist, colleague, head, operations
):
    row = owe_week(specialist, operations, deputy=colleague)

    client.force_login(colleague)
    assert [
        each.cell.obligation for each in client.get(reverse("portal:home")).context["front"].filling
    ] == [row]
    client.force_login(head)
    front = client.get(reverse("portal:home")).context["front"]
    assert front.filling == ()
    assert front.collection.expected == 1


def test_number_in_the_frame_counts_everything_owed(client, specialist, operations):
    owe_week(specialist, operations)
    for number in range(1, 9):
        owe(specialist, period=f"2020-W0{number}")
    client.force_login(specialist)

    answer = client.get(reverse("portal:home"))

    assert answer.context["owed_count"] == owed_count(specialist) == 9
    assert answer.context["front"].owed.total == 8


def test_officer_sees_what_is_late_by_whoever_can_move_it_and_may_remind(
    client, officer, specialist, stranger
):
    owe(specialist, period="2020-W01", due=timezone.now() - timedelta(days=3))
    owe(specialist, period="2020-W02", due=timezone.now() - timedelta(days=1))
    owe(stranger, period="2020-W01", due=timezone.now() - timedelta(days=2))
    client.force_login(officer)

    answer = client.get(reverse("portal:home"))

    late = answer.context["front"].late
    assert [(each.name, each.count) for each in late.debtors] == [("林小满", 2), ("秦远山", 1)]
    assert answer.context["front"].control.late == late.duties == 3
    assert reverse("portal:late-remind") in answer.content.decode()


def test_head_sees_the_own_department_and_may_not_remind(client, head, specialist, stranger):
    owe(specialist, period="2020-W01", due=timezone.now() - timedelta(days=3))
    owe(stranger, period="2020-W01", due=timezone.now() - timedelta(days=2))
    client.force_login(head)

    answer = client.get(reverse("portal:home"))

    front = answer.context["front"]
    assert [each.name for each in front.late.debtors] == ["林小满"]
    assert front.department.late == 1
    listed = client.get(front.department.late_url).context["page"].object_list
    assert len(listed) == front.department.late
    assert reverse("portal:late-remind") not in answer.content.decode()


def test_head_sees_processes_without_a_deputy_or_without_anybody(
    client, head, specialist, operations
):
    incident, problem = make_process(), make_process("problem", "PRB", "问题管理", "Problem")
    make_measure("closed", problem)
    make_indicator("PRB-01", problem, "closed")
    place = make_assignment(specialist, incident, operations)
    for process in (incident, problem):
        Responsibility.objects.create(process=process, department=operations, kind="responsible")
    client.force_login(head)

    mine = client.get(reverse("portal:home")).context["front"].department

    assert [tile.process for tile in mine.tiles] == [incident, problem]
    assert mine.uncovered == (place,)
    assert [tile.process for tile in mine.unreported] == [problem]


def test_tile_says_which_way_a_process_went(client, officer, specialist, operations):
    month = Month.of(timezone.localdate()).previous()
    put(make_watched(specialist, operations), [80, 96], first=month.previous())
    client.force_login(officer)

    answer = client.get(reverse("portal:home"), headers={"accept-language": "en"})

    front = answer.context["front"]
    [tile] = front.lights.tiles
    assert (tile.turn, front.lights.better, front.lights.worse) == ("better", 1, 0)
    assert "比上月好转" in answer.content.decode()


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
