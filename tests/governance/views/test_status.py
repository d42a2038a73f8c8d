"""The status page and the red bar: who sees them, and when (reliability §6 item 10)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import Heartbeat, Job, Message, Person
from governance.services.job import JobOrder, request_job, stamp_heartbeats
from governance.states import JobState
from tests.people import SETUP

pytestmark = pytest.mark.django_db
PAGE = "governance:issues"


def bar(client, person):
    client.force_login(person)
    text = client.get(reverse(PAGE)).content.decode()
    if 'class="c-alarm"' in text:
        return "red"
    return "calm" if "c-alarm--calm" in text else ""


def last_tick(ago):
    stamp_heartbeats("clock", at=timezone.now() - ago)


@pytest.mark.parametrize("who", ["officer", "manager", "auditor"])
def test_bar_is_red_once_the_clock_is_silent_for_ten_minutes(client, request, who):
    person = request.getfixturevalue(who)
    last_tick(timedelta(minutes=9))
    assert bar(client, person) == ""

    last_tick(timedelta(minutes=11))

    assert bar(client, person) == "red"


def test_bar_is_red_for_the_system_administrator_on_the_own_pages(client, system_admin):
    last_tick(timedelta(minutes=11))
    client.force_login(system_admin)

    assert 'class="c-alarm"' in client.get(reverse("governance:people")).content.decode()


def test_bar_is_red_where_the_last_ring_lies_in_the_future(client, officer):
    last_tick(timedelta(days=-1))

    assert bar(client, officer) == "red"


def test_others_hear_calmly_and_only_after_an_hour(client, specialist):
    last_tick(timedelta(minutes=30))
    assert bar(client, specialist) == ""

    last_tick(timedelta(minutes=61))

    assert bar(client, specialist) == "calm"


def test_fresh_system_does_not_cry_until_somebody_has_waited(client, officer):
    Heartbeat.objects.all().delete()
    assert bar(client, officer) == ""

    now = timezone.now()
    Person.objects.filter(pk=officer.pk).update(last_login=now - timedelta(minutes=11))

    assert 'class="c-alarm"' in client.get(reverse(PAGE)).content.decode()


def test_bar_costs_no_question(client, officer, django_assert_max_num_queries):
    last_tick(timedelta(minutes=11))
    client.force_login(officer)
    client.get(reverse(PAGE))

    with django_assert_max_num_queries(12) as dark:
        client.get(reverse(PAGE))
    last_tick(timedelta(0))
    with django_assert_max_num_queries(12) as light:
        client.get(reverse(PAGE))

    assert len(dark) == len(light)
    assert sum("heartbeat" in each["sql"] for each in light.captured_queries) == 1


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("officer", 200),
        ("manager", 200),
        ("system_admin", 200),
        ("auditor", 200),
        ("specialist", 403),
        ("chair", 403),
        ("head", 403),
        ("security_admin", 403),
    ],
)
def test_status_page_is_for_whoever_keeps_the_system(client, request, who, code):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("governance:status")).status_code == code


def parked(number=1):
    job = request_job(
        JobOrder("print_document", f"paper:{number}", {}), by=SETUP, at=timezone.now()
    )
    Job.objects.filter(pk=job.pk).update(
        state=JobState.PARKED, attempts=3, error="ValueError: 字体缺失", finished_at=timezone.now()
    )
    return job


def test_status_page_shows_failed_jobs_with_their_sentence_and_tries_them_again(
    client, system_admin
):
    job = parked()
    client.force_login(system_admin)
    assert "ValueError: 字体缺失" in client.get(reverse("governance:status")).content.decode()

    client.post(reverse("governance:job-retry", args=[job.pk]))

    job.refresh_from_db()
    assert job.state == JobState.DUE
    assert "ValueError: 字体缺失" not in client.get(reverse("governance:status")).content.decode()


def test_failed_job_is_set_aside_with_a_reason_only(client, officer):
    job = parked()
    client.force_login(officer)
    address = reverse("governance:job-set-aside", args=[job.pk])

    client.post(address, {"reason": ""})
    job.refresh_from_db()
    assert job.result == {}
    client.post(address, {"reason": "文件已作废"})

    job.refresh_from_db()
    assert job.result["set_aside"]["reason"] == "文件已作废"


def test_auditor_reads_failed_jobs_and_touches_none(client, auditor):
    job = parked()
    client.force_login(auditor)

    assert reverse("governance:job-retry", args=[job.pk]) not in (
        client.get(reverse("governance:status")).content.decode()
    )
    assert client.post(reverse("governance:job-retry", args=[job.pk])).status_code == 403


def test_verification_is_asked_for_and_the_page_looks_again(client, system_admin):
    client.force_login(system_admin)

    client.post(reverse("governance:verify", args=["verify_trail"]))
    answer = client.get(reverse("governance:status"))

    assert answer.headers["Refresh"] == "5"
    assert Job.objects.get(kind="verify_trail").requested_by == system_admin.actor_key


def test_status_page_costs_the_same_however_much_has_failed(
    client, system_admin, django_assert_max_num_queries
):
    client.force_login(system_admin)
    for number in range(6):
        parked(number)
    client.get(reverse("governance:status"))

    with django_assert_max_num_queries(20):
        client.get(reverse("governance:status"))


def test_healthz_tells_the_pmo_of_a_dead_clock_once(client, officer):
    last_tick(timedelta(minutes=11))

    client.get("/healthz")
    client.get("/healthz")

    assert Message.objects.filter(event_key__startswith="watchdog:silent").count() == 1
