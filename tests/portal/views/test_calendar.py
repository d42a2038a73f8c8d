"""The calendar: what falls due on which day, for whom; and the feed that other calendars read."""

from datetime import datetime, timedelta

import icalendar
import pytest
import time_machine
from django.urls import reverse

from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from governance.services.obligation import Duty, ensure_duties
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.people import SETUP

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 25, 10, tzinfo=local_zone())


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def owe(person, due, *, period="2026-W07", title="事件管理周数据"):
    duty = Duty(
        kind="weekly_data",
        clause="6.4.2②",
        subject=f"assignment:{person.pk}",
        period=period,
        title=title,
        title_en="Incident data",
        url="/weekly/",
        opens_at=min(due, NOW) - timedelta(days=9),
        due_at=due,
        responsible=person,
        department=person.department,
    )
    [row] = ensure_duties([duty], at=NOW)
    return row


def at(day, clock="17:00"):
    return datetime.fromisoformat(f"2026-{day}T{clock}:00").replace(tzinfo=local_zone())


def look(client, person, **query):
    client.force_login(person)
    return client.get(reverse("portal:calendar"), query)


def day_of(answer, day):
    return next(cell for cell in answer.context["sheet"].days if str(cell.day) == f"2026-{day}")


def test_one_duty_of_a_day_leads_straight_to_its_act(client, specialist):
    owe(specialist, at("02-24"))

    [chip] = day_of(look(client, specialist), "02-24").chips

    assert (chip.text, chip.count, chip.url) == ("事件管理周数据", "", "/weekly/")


def test_several_duties_of_a_kind_are_one_line_with_their_count(
    client, specialist, colleague, officer
):
    owe(colleague, at("02-24"))
    owe(specialist, at("02-24"))

    [chip] = day_of(look(client, officer), "02-24").chips

    assert (chip.count, chip.tone) == ("0/2", "overdue")
    assert "day=2026-02-24" in chip.url


def test_a_duty_at_half_past_midnight_stands_on_its_day_in_shanghai(client, specialist):
    owe(specialist, at("02-24", "00:30"))

    answer = look(client, specialist)

    assert day_of(answer, "02-24").chips
    assert not day_of(answer, "02-23").chips


def test_a_stranger_sees_only_their_own(client, specialist, stranger):
    owe(specialist, at("02-24"))

    answer = look(client, stranger, scope="all")

    assert not day_of(answer, "02-24").chips


def test_days_off_and_days_worked_instead_are_marked(client, officer):
    seed_calendar([2026], by=SETUP, at=NOW)

    answer = look(client, officer)

    assert day_of(answer, "02-17").nature == "holiday"
    assert day_of(answer, "02-28").nature == "makeup"
    assert answer.context["sheet"].workdays == 16


def test_the_rhythm_to_come_stands_there_before_the_ledger_has_it(
    client, specialist, operations, officer
):
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due")
    make_assignment(specialist, process, operations)

    answer = look(client, officer, month="2026-03")

    assert [(chip.text, chip.tone) for chip in day_of(answer, "03-02").chips] == [
        ("周数据 · 2026年第9周（02-23—03-01）", "future")
    ]
    # The fifth workday of March, for February.
    assert "2026年2月" in day_of(answer, "03-06").chips[0].text


def test_a_day_chosen_lists_its_duties_and_keeps_the_filter(client, specialist):
    owe(specialist, at("02-24"))

    answer = look(client, specialist, day="2026-02-24", scope="mine")

    assert [row.title for row in answer.context["rows"]] == ["事件管理周数据"]
    assert "scope=mine" in answer.content.decode()


def test_the_year_names_the_worst_of_each_day(client, specialist):
    owe(specialist, at("02-24"))
    owe(specialist, at("11-30"), period="2026-W48")

    answer = look(client, specialist, view="year", month="2026-02")
    [february, november] = [answer.context["sheets"].sheets[number] for number in (1, 10)]

    assert {cell.tone for cell in february.days} == {"", "overdue"}
    assert {cell.tone for cell in november.days} == {"", "open"}


@pytest.mark.parametrize("view", ["month", "year"])
def test_a_hundred_duties_cost_no_more_than_one(
    client, officer, specialist, view, django_assert_max_num_queries
):
    for number in range(100):
        owe(specialist, at("02-24"), period=f"2026-{number}")
    client.force_login(officer)

    with django_assert_max_num_queries(20):
        client.get(reverse("portal:calendar"), {"view": view})


@pytest.mark.parametrize(
    "query", ["month=99", "month=2026-13", "day=x", "view=x", "scope=x", "kind=x"]
)
def test_an_address_that_says_nonsense_shows_the_present_month(client, specialist, query):
    client.force_login(specialist)

    answer = client.get(f"{reverse('portal:calendar')}?{query}")

    assert answer.context["sheet"].month.label == "2026-02"


def make_feed(client, person):
    client.force_login(person)
    address = client.post(reverse("portal:feed-open")).context["address"]
    client.logout()
    return address


def test_the_feed_holds_what_the_person_owes_and_nothing_of_others(client, specialist, colleague):
    row = owe(specialist, at("02-24"))
    owe(colleague, at("02-24"), title="别人的")
    address = make_feed(client, specialist)

    answer = client.get(address)
    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")

    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert str(event["summary"]) == "事件管理周数据"
    assert event["dtend"].dt == row.due_at
    assert str(event["url"]).endswith("/weekly/")


def test_a_new_address_makes_the_old_one_worthless(client, specialist):
    old = make_feed(client, specialist)
    new = make_feed(client, specialist)

    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_a_withdrawn_address_opens_nothing(client, specialist):
    address = make_feed(client, specialist)
    client.force_login(specialist)
    client.post(reverse("portal:feed-close"))

    assert client.get(address).status_code == 404


def test_the_address_of_somebody_who_left_opens_nothing(client, specialist):
    address = make_feed(client, specialist)
    type(specialist).objects.filter(pk=specialist.pk).update(is_active=False)

    assert client.get(address).status_code == 404


def test_the_secret_stands_nowhere_but_in_the_answer(client, specialist):
    from portal.models import CalendarFeed

    secret = make_feed(client, specialist).rsplit("/", 1)[1].removesuffix(".ics")
    feed = CalendarFeed.objects.get()

    assert secret not in str(vars(feed))


def test_the_same_duties_give_the_same_bytes(client, specialist):
    owe(specialist, at("02-24"))
    address = make_feed(client, specialist)

    assert client.get(address).content == client.get(address).content
