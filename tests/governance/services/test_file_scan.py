"""Nobody reads what was not looked through; nothing infected is kept, and the trail has it (U9)."""

import contextlib
import io
from datetime import timedelta

import pytest
from django.urls import reverse

import portal.tasks
from governance.models import AuditEntry, Job, Message, StoredFile
from governance.selectors.status_store import scanner_line
from governance.services.file_scan import CannotScan, FileInfected
from governance.services.job import run_due_jobs
from governance.services.stored_file import (
    FileDamaged,
    FileWaiting,
    first_damaged_file,
    read_file,
    sweep_files,
)
from governance.states import Health
from kpi.services.evidence import add_evidence
from kpi.services.submission import open_week
from kpi.services.upload import HandedIn, stage_weeks
from tests.clamd import EICAR, Clamd
from tests.kpi.services.test_evidence import files_in, store  # noqa: F401 -- fixture
from tests.kpi.services.test_submission import MONDAY, W07, place  # noqa: F401 -- fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "store")]
NOWHERE = "unix:///no/such/socket"


@pytest.fixture
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def clamd(settings):
    with contextlib.closing(Clamd()) as server:
        settings.SCANNER = server.address
        yield server


@pytest.fixture
def row(place, specialist):  # noqa: F811 -- the fixture above
    return open_week(place, W07, by=specialist, at=MONDAY)


def added(row, by, content=b"seen", name="a.txt"):
    return add_evidence(row, name, [content], by=by, at=MONDAY)


def worked(*, at=MONDAY):
    """A minute of the clock, and a worker that does what is due."""
    assert portal.tasks._sweep(portal.tasks.ALWAYS, at) == []
    run_due_jobs(clock=lambda: at)


def test_a_clean_file_is_read_at_once(row, specialist, clamd):
    kept = added(row, specialist)

    assert not kept.is_waiting
    assert clamd.seen == [b"seen"]
    assert read_file(kept) == b"seen"


def test_an_infected_file_is_refused_recorded_and_gone(row, specialist, clamd, store):  # noqa: F811 -- the fixture above
    with pytest.raises(FileInfected, match="Eicar-Test-Signature"):
        added(row, specialist, EICAR)

    assert not StoredFile.objects.exists()
    assert files_in(store) == []
    entry = AuditEntry.objects.get(action="governance.refuse_file")
    assert (entry.result, entry.actor_key, entry.object_key) == (
        "refused",
        specialist.actor_key,
        str(row.pk),
    )
    assert entry.after["found"] == "Eicar-Test-Signature"


def test_while_the_scanner_is_away_a_file_waits_and_is_let_through_later(
    row, specialist, settings, clamd
):
    address, settings.SCANNER = settings.SCANNER, NOWHERE
    kept = added(row, specialist)
    assert kept.is_waiting
    with pytest.raises(FileWaiting, match="waits for the virus scanner"):
        read_file(kept)
    worked()
    kept.refresh_from_db()
    assert kept.is_waiting
    assert Job.objects.get(kind="scan_files").result["waiting"] == 1

    settings.SCANNER = address
    worked(at=MONDAY + timedelta(minutes=1))

    kept.refresh_from_db()
    assert read_file(kept) == b"seen"
    assert AuditEntry.objects.filter(action="governance.release_file").count() == 1
    worked(at=MONDAY + timedelta(minutes=2))
    assert Job.objects.filter(kind="scan_files").count() == 2


def test_what_is_found_later_destroys_the_file_and_tells_its_owner(
    row,
    specialist,
    settings,
    clamd,
    store,  # noqa: F811 -- the fixture above
):
    address, settings.SCANNER = settings.SCANNER, NOWHERE
    kept = added(row, specialist, EICAR)

    settings.SCANNER = address
    worked()

    kept.refresh_from_db()
    assert (kept.is_infected, kept.is_waiting) == (True, False)
    assert files_in(store) == []
    with pytest.raises(FileDamaged, match="destroyed"):
        read_file(kept)
    assert Message.objects.get(recipient=specialist, event_key__contains="file:").subject_en
    # It was destroyed on purpose: no verification takes it for rotten, no sweep for lost.
    assert first_damaged_file() is None
    assert sweep_files(at=MONDAY + timedelta(days=1)).lost == 0


def test_a_scanner_that_was_taken_away_lets_nobody_wait_for_ever(row, specialist, settings):
    settings.SCANNER = NOWHERE
    kept = added(row, specialist)

    settings.SCANNER = ""
    worked(at=MONDAY.replace(minute=17))

    kept.refresh_from_db()
    assert read_file(kept) == b"seen"


def test_the_page_of_a_waiting_file_says_so_and_its_download_is_refused(
    client, row, specialist, settings
):
    settings.SCANNER = NOWHERE
    kept = added(row, specialist)
    client.force_login(specialist)

    form = client.get(reverse("kpi:weekly-form", args=[row.assignment_id, row.label]))
    answer = client.get(reverse("kpi:evidence", args=[row.pk, kept.pk]))

    assert 'c-badge--info"' in form.content.decode()
    assert answer.status_code == 409


def test_a_list_that_is_read_at_once_is_refused_while_the_scanner_is_away(
    row,
    specialist,
    settings,
    store,  # noqa: F811 -- the fixture above
):
    settings.SCANNER = NOWHERE
    file = HandedIn("weeks.csv", 8, io.BytesIO(b"a,b\n1,2\n"))

    with pytest.raises(CannotScan, match="hand it in again later"):
        stage_weeks(file, by=specialist, at=MONDAY)

    assert files_in(store) == []


def test_the_status_page_says_whether_files_are_scanned(row, specialist, settings, clamd):
    assert scanner_line().light == Health.GOOD
    address, settings.SCANNER = settings.SCANNER, NOWHERE
    added(row, specialist)

    assert scanner_line().light == Health.ALARM
    assert "1 file waits" in scanner_line().figure
    settings.SCANNER = address
    assert scanner_line().light == Health.ATTENTION
    settings.SCANNER = ""
    assert scanner_line().light == Health.UNRECORDED
