"""The trail for the auditor: found, opened, followed, verified; refusals stand in it (reliability §6.6)."""

import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from governance.lib.appendonly import guard_table, release_table
from governance.models import AuditEntry, Job
from governance.selectors.audit import FieldChange, changes_of
from governance.selectors.object_page import PAGES, page_of
from governance.services.audit import Change, record
from governance.services.job import run_due_jobs
from governance.services.setting import decide_setting
from tests.people import SETUP

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TRAIL = reverse("governance:audit")


@pytest.fixture
def decided(manager):
    """One setting was decided twice, one act was refused."""
    decide_setting("monthly_report_workday", 3, by=manager, at=NOW, reason="试行")
    decide_setting("company_code", "ABC", by=manager, at=NOW, reason="更名")
    record("tests.refused", by=SETUP, at=NOW, change=Change(result="refused", note="不允许"))


def shown(client, **wanted):
    answer = client.get(TRAIL, wanted)
    assert answer.status_code == 200
    return {row["entry"].action for row in answer.context["rows"]}


def test_trail_is_narrowed_by_record_result_actor_and_words(client, auditor, manager, decided):
    client.force_login(auditor)

    assert shown(client, kind="governance.setting") == {"governance.decide_setting"}
    assert shown(client, result="refused") == {"tests.refused"}
    assert shown(client, result="not_ok") == {"tests.refused"}
    assert "tests.refused" not in shown(client, result="ok")
    assert shown(client, actor=manager.name, q="更名") == {"governance.decide_setting"}
    first = AuditEntry.objects.filter(object_type="governance.setting").order_by("sequence").first()
    assert (
        client.get(TRAIL, {"kind": "governance.setting", "key": first.object_key})
        .context["page"]
        .paginator.count
        == 1
    )


def test_filter_of_nonsense_shows_the_trail_and_does_not_fail(client, auditor, decided):
    client.force_login(auditor)

    assert "tests.refused" in shown(client, kind="no.such")
    assert "tests.refused" in shown(client, earliest="x")


def test_entry_shows_before_and_after_and_leads_on(client, auditor, decided):
    client.force_login(auditor)
    entry = AuditEntry.objects.filter(object_label="monthly_report_workday").get()

    answer = client.get(reverse("governance:audit-entry", args=[entry.sequence]))

    assert answer.context["changes"] == [FieldChange("value", "5", "3")]
    assert answer.context["is_whole"]
    text = answer.content.decode()
    assert f"?kind=governance.setting&amp;key={entry.object_key}" in text
    assert reverse("governance:audit-entry", args=[entry.sequence - 1]) in text


def test_changes_put_what_was_changed_first():
    entry = AuditEntry(
        before={"state": "open", "note": "a"}, after={"state": "open", "note": "b", "n": 3}
    )

    assert [(row.name, row.before, row.after) for row in changes_of(entry)] == [
        ("note", "a", "b"),
        ("n", "", "3"),
        ("state", "open", "open"),
    ]
    assert changes_of(AuditEntry(before=None, after=None)) == []
    assert changes_of(AuditEntry(before=None, after=["a"])) == [FieldChange("", "", '["a"]')]


def test_entry_that_was_changed_says_so(client, auditor, decided):
    client.force_login(auditor)
    release_table(connection, "governance_auditentry")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE governance_auditentry SET note = 'x' WHERE sequence = 2")
    guard_table(connection, "governance_auditentry")

    assert not client.get(reverse("governance:audit-entry", args=[2])).context["is_whole"]
    assert client.get(reverse("governance:audit-entry", args=[3])).context["is_whole"]


@pytest.mark.parametrize("who", ["officer", "manager", "system_admin", "security_admin", "chair"])
def test_entry_is_the_auditor_s_alone(client, request, who, decided):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("governance:audit-entry", args=[1])).status_code == 403


def test_entry_that_is_not_there_is_not_found(client, auditor):
    client.force_login(auditor)

    assert client.get(reverse("governance:audit-entry", args=[99999])).status_code == 404


def test_record_of_an_entry_has_its_page():
    assert page_of("governance.person", "7") == reverse("governance:person", args=[7])
    assert page_of("governance.setting", "7") == ""
    assert page_of("no.such", "7") == page_of("governance.person", "x") == ""
    assert all(page_of(kind, "1") or not name for kind, (_words, name) in PAGES.items())


def test_verification_runs_as_a_job_and_its_result_stays(client, auditor, decided):
    client.force_login(auditor)
    client.post(reverse("governance:audit-verify"))
    running = client.get(TRAIL)
    assert running.headers["Refresh"] == "5"
    assert Job.objects.get().requested_by == auditor.actor_key

    run_due_jobs(clock=timezone.now)

    found = client.get(TRAIL).context["looked"]
    assert (found.last.is_whole, found.last.by, found.is_running) == (True, auditor.name, False)
    assert found.last.upto == AuditEntry.objects.count() - 1


def test_file_of_the_trail_has_what_the_hash_was_made_over(client, auditor, decided):
    client.force_login(auditor)

    answer = client.get(TRAIL, {"format": "csv", "kind": "governance.setting"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert json.dumps({"value": 3}).replace('"', '""') in text
    assert "tests.refused" not in text


def refused():
    return list(AuditEntry.objects.filter(action="governance.refuse_act").order_by("sequence"))


def test_act_that_was_refused_stands_in_the_trail(client, specialist):
    client.force_login(specialist)

    client.post(reverse("governance:rule-new"), {})

    (entry,) = refused()
    assert (entry.result, entry.actor_key) == ("refused", specialist.actor_key)
    assert entry.after["view"] == "governance:rule-new"


def test_refusal_told_as_a_sentence_stands_in_the_trail_with_it(client, officer):
    client.force_login(officer)
    job = Job.objects.create(
        kind="x", subject="y", state="parked", next_at=NOW, requested_by="x", requested_at=NOW
    )
    Job.objects.create(kind="x", subject="z", next_at=NOW, requested_by="x", requested_at=NOW)

    client.post(reverse("governance:verify", args=["verify_trail"]))
    client.post(reverse("governance:job-set-aside", args=[job.pk]), {"reason": ""})

    # The PMO may not verify; a form without its reason is no refusal worth a line.
    assert [entry.after["code"] for entry in refused()] == ["not_allowed"]


def test_reading_what_one_may_not_read_writes_nothing(client, specialist):
    client.force_login(specialist)

    client.get(TRAIL)
    client.post(reverse("governance:sign-in"), {"username": "x", "password": "y"})

    assert refused() == []


def test_trail_page_costs_the_same_with_a_verification(
    client, auditor, decided, django_assert_max_num_queries
):
    client.force_login(auditor)
    client.post(reverse("governance:audit-verify"))
    client.get(TRAIL)

    with django_assert_max_num_queries(12):
        client.get(TRAIL)
