"""Verification is a job: asked for once, kept with what it found, done every night (D23)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

import governance.tasks
from governance.lib.appendonly import guard_table, release_table
from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Job
from governance.selectors.verification import FILES, TRAIL, verifications
from governance.services.audit import record
from governance.services.job import run_due_jobs
from governance.services.verification import CannotVerify, request_nightly, request_verification
from governance.states import JobState
from tests.people import SETUP

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TABLE = "governance_auditentry"


def write(count):
    for number in range(count):
        record(f"tests.act_{number}", by=SETUP, at=NOW)


def tamper(sequence):
    release_table(connection, TABLE)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET note = 'x' WHERE sequence = %s", [sequence])
    guard_table(connection, TABLE)


def look(kind, by):
    request_verification(kind, by=by, at=NOW)
    run_due_jobs(clock=lambda: NOW)
    return verifications([kind])[kind].last


def test_verification_says_who_when_and_up_to_which_entry(auditor):
    write(3)
    head = AuditEntry.objects.count()

    found = look(TRAIL, auditor)

    assert (found.is_whole, found.upto, found.by, found.at) == (True, head, auditor.name, NOW)
    entry = AuditEntry.objects.order_by("-sequence").first()
    assert (entry.action, entry.result) == ("governance.verify_trail", "ok")
    assert entry.after == {"by": auditor.name, "upto": head}


def test_verification_of_a_broken_trail_names_the_first_entry(auditor):
    write(5)
    tamper(3)

    found = look(TRAIL, auditor)

    assert (found.is_whole, found.fault, found.problem) == (False, 3, "changed")
    assert AuditEntry.objects.order_by("-sequence").first().result == "fault"


def test_verification_asked_for_twice_is_one_job(auditor):
    first = request_verification(TRAIL, by=auditor, at=NOW)

    assert request_verification(TRAIL, by=auditor, at=NOW) == first
    assert verifications([TRAIL])[TRAIL].is_running


def test_verification_shows_how_far_it_is(auditor, monkeypatch):
    write(4)
    monkeypatch.setattr("governance.services.audit.CHUNK", 2)
    seen = []
    monkeypatch.setattr(
        "governance.services.verification.report_progress",
        lambda _job, done, total, at: seen.append((done, total)),
    )

    look(TRAIL, auditor)

    total = AuditEntry.objects.count() - 1  # its own entry comes last
    assert seen[0] == (0, total)
    assert (total, total) in seen
    assert len(seen) > 3


@pytest.mark.parametrize("who", ["specialist", "officer", "manager", "security_admin"])
def test_verification_is_not_for_everybody(request, who):
    with pytest.raises(NotAllowed):
        request_verification(TRAIL, by=request.getfixturevalue(who), at=NOW)


def test_verification_of_nothing_known_is_refused(auditor):
    with pytest.raises(CannotVerify):
        request_verification("print_document", by=auditor, at=NOW)


def test_night_verifies_once_however_often_it_is_asked():
    early = datetime(2026, 3, 2, 1, 59, tzinfo=timezone.get_default_timezone())

    asked = [len(request_nightly(at=early + timedelta(minutes=each))) for each in (0, 1, 2, 600)]

    assert asked == [0, 2, 0, 0]


def test_night_made_good_later_is_one_verification():
    noon = datetime(2026, 3, 5, 12, tzinfo=timezone.get_default_timezone())

    assert [job.kind for job in request_nightly(at=noon)] == [TRAIL, FILES]


def test_operator_s_own_look_is_kept_too():
    write(2)

    call_command("verify_audit")
    call_command("verify_files")

    found = verifications()
    assert found[TRAIL].last.by == "system:verify_audit"
    assert found[FILES].last.upto == 0
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_every_verification_has_its_worker():
    from governance.services.job import JOB_HANDLERS

    assert JOB_HANDLERS[TRAIL] is governance.tasks.look_through_everything
    assert JOB_HANDLERS[FILES] is governance.tasks.look_through_everything
