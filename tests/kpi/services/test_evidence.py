import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from governance.lib.uploads import BadUpload
from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, StoredFile
from governance.services.stored_file import (
    FileDamaged,
    QuotaSpent,
    StoreFull,
    quarantine_folder,
    read_file,
    sweep_files,
)
from kpi.selectors.evidence import evidence_of
from kpi.services.correction import discard_correction, open_correction
from kpi.services.evidence import EvidenceClosed, add_evidence, remove_evidence
from kpi.services.submission import CannotAccept, accept_submission, open_week, submit_week
from tests.governance.lib.test_uploads import SOUND
from tests.kpi.services.test_submission import MONDAY, W07, numbers, place  # noqa: F401 -- fixture

pytestmark = pytest.mark.usefixtures("english", "store")


@pytest.fixture
def store(settings, tmp_path):
    """A private store of the test's own."""
    place_ = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}
    place_["default"]["OPTIONS"] = {"location": tmp_path / "files"}
    settings.STORAGES = place_
    return tmp_path / "files"


@pytest.fixture
def row(place, specialist):  # noqa: F811 -- the fixture above
    return open_week(place, W07, by=specialist, at=MONDAY)


def added(row, by, name="a.txt", content=b"seen", *, at=MONDAY):
    return add_evidence(row, name, [content], by=by, at=at)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_a_generated_key_with_its_hash_and_trail(row, specialist, store):
    kept = added(row, specialist, "../周报 \u202e.txt", "数字".encode())

    assert (kept.name, kept.kind, kept.size) == ("周报.txt", "txt", 6)
    assert read_file(kept) == "数字".encode()
    assert [path.name for path in files_in(store)] == [Path(kept.key).name]
    assert "周报" not in kept.key
    entry = AuditEntry.objects.get(action="governance.keep_file")
    assert (entry.object_key, entry.after["sha256"]) == (str(row.pk), kept.sha256)


def test_who_may_enter_adds_and_nobody_else(row, colleague, officer, stranger, head):
    added(row, colleague)
    added(row, officer)
    for person in (stranger, head):
        with pytest.raises(NotAllowed):
            added(row, person)


def test_who_added_a_file_has_a_hand_in_it(row, specialist, officer, manager):
    added(row, officer)
    row.refresh_from_db()
    row = submit_week(row, numbers(), by=specialist, at=MONDAY)

    with pytest.raises(CannotAccept):
        accept_submission(row, by=officer, at=MONDAY)
    accept_submission(row, by=manager, at=MONDAY)


def test_u17_never_onto_what_was_handed_in_or_accepted_but_onto_a_correction(
    row, specialist, officer, manager
):
    first = added(row, specialist)
    row.refresh_from_db()
    row = submit_week(row, numbers(), by=specialist, at=MONDAY)
    with pytest.raises(EvidenceClosed, match="submitted"):
        added(row, specialist)
    row = accept_submission(row, by=officer, at=MONDAY)
    with pytest.raises(EvidenceClosed, match="accepted"):
        added(row, specialist)
    with pytest.raises(EvidenceClosed):
        remove_evidence(row, first, by=specialist, at=MONDAY)

    correction = open_correction(row, reason="a file was forgotten", by=specialist, at=MONDAY)
    added(correction, specialist, "b.txt")
    correction.refresh_from_db()
    # A file alone is something new, also where every number stays.
    correction = submit_week(correction, numbers(), by=specialist, at=MONDAY)
    correction = accept_submission(correction, by=manager, at=MONDAY)

    assert [each.file.name for each in evidence_of(correction)] == ["a.txt", "b.txt"]


def test_the_file_of_a_discarded_correction_shows_only_among_all_revisions(
    row, specialist, officer, manager
):
    row = submit_week(row, numbers(), by=specialist, at=MONDAY)
    row = accept_submission(row, by=officer, at=MONDAY)
    correction = open_correction(row, reason="a file was forgotten", by=specialist, at=MONDAY)
    added(correction, specialist)
    correction.refresh_from_db()
    discard_correction(correction, by=specialist, at=MONDAY)

    last = open_correction(row, reason="once more, rightly", by=specialist, at=MONDAY)
    assert evidence_of(last) == []
    assert len(evidence_of(last, everywhere=True)) == 1


def test_a_file_taken_off_stays_in_the_store_and_on_the_trail(row, specialist, store):
    kept = added(row, specialist)

    remove_evidence(row, kept, by=specialist, at=MONDAY)

    assert evidence_of(row) == []
    assert len(files_in(store)) == 1
    assert AuditEntry.objects.filter(action="governance.remove_file").count() == 1


def test_u5_same_name_and_same_bytes_twice_are_two_records(row, specialist):
    one, two = added(row, specialist), added(row, specialist)

    assert (one.sha256, one.name) == (two.sha256, two.name)
    assert one.key != two.key


def test_a_refused_file_leaves_no_row_and_no_byte(row, specialist, store):
    with pytest.raises(BadUpload):
        added(row, specialist, "a.pdf", b"<html>")

    assert not StoredFile.objects.exists()
    assert files_in(store) == []


def test_the_quota_of_files_and_of_bytes_holds_for_one_day(row, specialist, settings, store):
    settings.UPLOAD_FILES_PER_DAY, settings.UPLOAD_BYTES_PER_DAY = 2, 100
    added(row, specialist)
    with pytest.raises(QuotaSpent):
        added(row, specialist, content=b"x" * 97)
    added(row, specialist)
    with pytest.raises(QuotaSpent):
        added(row, specialist)

    assert len(files_in(store)) == 2
    added(row, specialist, at=MONDAY + timedelta(days=1))


def test_a_full_disk_is_a_sentence_and_leaves_nothing(row, specialist, store, monkeypatch):
    added(row, specialist)

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFull):
        added(row, specialist)
    assert (StoredFile.objects.count(), len(files_in(store))) == (1, 1)


def test_bytes_that_changed_in_the_store_are_not_handed_out(row, specialist):
    kept = added(row, specialist)
    Path(default_storage.path(kept.key)).write_bytes(b"seem")

    with pytest.raises(FileDamaged, match="hash"):
        read_file(kept)


def test_the_sweep_takes_orphans_and_leftovers_and_tells_lost_bytes_once(row, specialist, store):
    kept, gone = added(row, specialist), added(row, specialist)
    Path(default_storage.path(gone.key)).unlink()
    orphan = store / "stored" / "00" / "orphan.txt"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    half = quarantine_folder() / "half.upload"
    half.write_bytes(b"x")
    fresh = quarantine_folder() / "fresh.upload"
    fresh.write_bytes(b"x")
    now = MONDAY + timedelta(hours=2)
    for path in (orphan, half, Path(default_storage.path(kept.key))):
        os.utime(path, (MONDAY.timestamp(), MONDAY.timestamp()))
    os.utime(fresh, (now.timestamp(), now.timestamp()))

    first, second = sweep_files(at=now), sweep_files(at=now)

    assert (first.quarantined, first.orphans, first.lost) == (1, 1, 1)
    assert (second.quarantined, second.orphans, second.lost) == (0, 0, 0)
    assert read_file(kept) == b"seen"
    assert fresh.exists()
    assert AuditEntry.objects.get(action="governance.miss_file").object_key == str(gone.pk)


@pytest.mark.parametrize(("name", "content"), SOUND, ids=[name for name, _content in SOUND])
def test_every_kind_goes_in_and_comes_out_to_the_byte(row, specialist, name, content):
    assert read_file(added(row, specialist, name, content)) == content


def test_a_file_stands_behind_one_number_of_the_week(row, specialist):
    add_evidence(row, "a.txt", [b"seen"], by=specialist, at=MONDAY, measure="s_met")

    (kept,) = evidence_of(row)
    assert (kept.file.part, kept.measure.code) == ("s_met", "s_met")
    assert AuditEntry.objects.get(action="governance.keep_file").after["part"] == "s_met"


def test_a_file_for_a_number_that_is_not_asked_is_refused(row, specialist):
    with pytest.raises(BadUpload):
        add_evidence(row, "a.txt", [b"seen"], by=specialist, at=MONDAY, measure="nothing")

    assert evidence_of(row) == []
