import errno
import os
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from governance.lib.uploads import BadUpload, TooLarge
from governance.lib.workflow import Conflict, NotAllowed
from governance.models import AuditEntry, StoredFile
from governance.services.stored_file import FileDamaged, QuotaSpent, StoreFull, read_file
from processes.models import Asset
from processes.selectors.asset import newest_version
from processes.services.asset import AssetClosed, AssetFacts, log_download, relabel_asset
from processes.services.asset_file import MOST_FILES, add_asset_file, remove_asset_file
from processes.services.asset_step import (
    accept_asset,
    archive_asset,
    offer_asset,
    revise_asset,
)
from tests.processes.library import AT, with_file

pytestmark = pytest.mark.usefixtures("english", "store")


def added(asset, by, name="a.txt", content=b"seen", *, seen=None):
    return add_asset_file(asset, name, [content], seen=seen or asset.version, by=by, at=AT)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_who_prepares_an_asset_adds_files_and_is_an_author(draft, officer, stranger):
    with pytest.raises(NotAllowed):
        added(draft, stranger)
    added(draft, officer)

    assert officer.pk in newest_version(draft).authors


def test_u17_nothing_is_added_to_what_was_offered_accepted_or_archived(
    offered, specialist, officer, manager
):
    with pytest.raises(AssetClosed, match="offered"):
        added(offered, specialist)
    row = accept_asset(offered, seen=offered.version, by=officer, at=AT)
    with pytest.raises(AssetClosed, match="library"):
        added(row, specialist)
    row = archive_asset(row, note="outdated", by=manager, at=AT)
    with pytest.raises(AssetClosed, match="archived"):
        added(row, specialist)

    assert not StoredFile.objects.exists()


def test_u17_nothing_is_added_to_what_was_just_relabelled(draft, specialist, officer, store):
    seen = draft.version
    facts = AssetFacts("", "", label=Asset.Label.RESTRICTED)
    relabel_asset(draft, facts, seen=seen, reason="names of people", by=officer, at=AT)

    with pytest.raises(Conflict):
        added(draft, specialist, seen=seen)
    assert files_in(store) == []


def test_a_version_in_the_library_keeps_its_files_and_the_new_one_begins_empty(
    draft, specialist, officer
):
    kept = with_file(draft, specialist)
    row = offer_asset(draft, by=specialist, at=AT)
    row = accept_asset(row, seen=row.version, by=officer, at=AT)
    with pytest.raises(AssetClosed):
        remove_asset_file(row, kept, seen=row.version, by=specialist, at=AT)
    row = revise_asset(row, note="new numbers", by=specialist, at=AT)

    assert list(StoredFile.objects.on(newest_version(row))) == []
    added(row, specialist, "b.txt")
    assert StoredFile.objects.count() == 2


def test_a_file_taken_off_keeps_its_bytes_and_its_author(draft, officer, store):
    kept = with_file(draft, officer)
    remove_asset_file(draft, kept, seen=draft.version, by=officer, at=AT)

    assert list(StoredFile.objects.on(newest_version(draft))) == []
    assert len(files_in(store)) == 1
    assert officer.pk in newest_version(draft).authors


def test_u1_empty_too_large_and_one_too_many(draft, specialist, monkeypatch):
    with pytest.raises(BadUpload, match="empty"):
        added(draft, specialist, content=b"")
    with pytest.raises(TooLarge):
        added(draft, specialist, content=b"x" * ((20 << 20) + 1))
    monkeypatch.setattr("processes.services.asset_file.MOST_FILES", 1)
    with_file(draft, specialist)
    with pytest.raises(BadUpload, match="20"):
        added(draft, specialist)
    assert MOST_FILES == 20


def test_u5_the_same_twice_is_two_records(draft, specialist):
    one, two = with_file(draft, specialist), with_file(draft, specialist)
    assert (one.sha256, one.key == two.key) == (two.sha256, False)


def test_u18_the_day_has_its_quota(draft, specialist, settings, store):
    settings.UPLOAD_FILES_PER_DAY = 1
    with_file(draft, specialist)
    with pytest.raises(QuotaSpent):
        added(draft, specialist)
    assert len(files_in(store)) == 1


def test_the_quota_is_two_gigabytes_and_five_hundred_files(settings):
    assert (settings.UPLOAD_FILES_PER_DAY, settings.UPLOAD_BYTES_PER_DAY) == (500, 2 << 30)


def test_d17_a_full_disk_is_a_sentence_and_leaves_nothing(draft, specialist, store, monkeypatch):
    before = draft.version

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StoreFull):
            added(draft, specialist)
    draft.refresh_from_db()
    assert (draft.version, StoredFile.objects.count(), files_in(store)) == (before, 0, [])

    added(draft, specialist)


def test_d23_a_rotten_byte_is_not_handed_out(draft, specialist):
    kept = with_file(draft, specialist)
    Path(default_storage.path(kept.key)).write_bytes(b"seem")

    with pytest.raises(FileDamaged, match="hash"):
        read_file(kept)


def test_only_downloads_of_restricted_assets_are_logged(draft, specialist, officer):
    kept = with_file(draft, specialist)
    log_download(draft, kept, by=officer, at=AT)
    assert not AuditEntry.objects.filter(action="processes.download_asset").exists()

    facts = AssetFacts("", "", label=Asset.Label.RESTRICTED)
    row = relabel_asset(draft, facts, seen=draft.version, reason="names", by=officer, at=AT)
    log_download(row, kept, by=officer, at=AT)

    entry = AuditEntry.objects.get(action="processes.download_asset")
    assert (entry.actor_key, entry.after["sha256"]) == (officer.actor_key, kept.sha256)
