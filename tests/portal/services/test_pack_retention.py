"""Old evidence packs: kept for ever until the PMO decides, then bytes go and the record stays (G52)."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

import portal.tasks
from governance.models import AuditEntry
from governance.services.setting import decide_setting
from portal.models import EvidencePack
from portal.services.evidence_pack import MANIFEST, PackDamaged, check_pack
from portal.services.pack_retention import drop_old_packs, sweep_packs
from tests.governance.deciding import NOW
from tests.portal.packing import Opened, bytes_of, made, ordered

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english", "store", "at_that_time"),
]
LONG_AFTER = NOW + timedelta(days=4000)


@pytest.fixture
def pack(manager):
    return made(ordered(manager))


def decided(manager, days):
    decide_setting("evidence_pack_days", days, by=manager, at=NOW, reason="档案室已存一份")


def test_without_a_decision_a_pack_is_kept_for_ever(pack):
    assert drop_old_packs(at=LONG_AFTER) == 0
    assert bytes_of(pack)[:2] == b"PK"


def test_a_pack_loses_its_bytes_after_the_days_decided_and_keeps_its_manifest(pack, manager):
    decided(manager, 90)
    manifest = Opened(bytes_of(pack)).read(MANIFEST)
    bytes_key, sha256, day = pack.key, pack.sha256, timedelta(days=90)

    assert drop_old_packs(at=pack.made_at + day) == 0
    assert drop_old_packs(at=pack.made_at + day + timedelta(seconds=1)) == 1
    assert drop_old_packs(at=LONG_AFTER) == 0

    pack.refresh_from_db()
    assert (pack.sha256, pack.removed_at) == (sha256, pack.made_at + day + timedelta(seconds=1))
    assert not default_storage.exists(bytes_key)
    assert bytes_of(pack) == manifest
    entry = AuditEntry.objects.get(action="portal.drop_pack")
    assert (entry.object_key, entry.before["sha256"]) == (str(pack.pk), sha256)
    with pytest.raises(PackDamaged, match="removed on"):
        check_pack(pack)


def test_a_pack_whose_bytes_are_gone_already_still_becomes_a_removed_record(pack, manager):
    decided(manager, 1)
    default_storage.delete(pack.key)

    assert drop_old_packs(at=LONG_AFTER) == 1

    pack.refresh_from_db()
    assert pack.removed_at == LONG_AFTER
    assert bytes_of(pack) == b""


def test_a_pack_that_is_being_made_is_let_be(manager):
    decided(manager, 1)
    unmade = ordered(manager)

    assert drop_old_packs(at=LONG_AFTER) == 0
    unmade.refresh_from_db()
    assert unmade.removed_at is None


def test_bytes_that_no_pack_names_go_after_a_day(pack):
    stray = default_storage.save("packs/9-9.zip", ContentFile(b"PK"))
    then = NOW.timestamp()
    for key in (stray, pack.key):
        os.utime(default_storage.path(key), (then, then))

    assert sweep_packs(at=NOW + timedelta(hours=23)) == 0
    assert sweep_packs(at=NOW + timedelta(hours=25)) == 1

    assert not default_storage.exists(stray)
    assert default_storage.exists(pack.key)


def test_the_clock_removes_what_is_old(pack, manager):
    decided(manager, 1)

    assert portal.tasks.sweep_all(pack.made_at + timedelta(days=2)) == []

    assert EvidencePack.objects.get().removed_at is not None
