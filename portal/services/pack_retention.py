"""Old evidence packs: after the days that the PMO has decided their bytes go, record and manifest stay (G52)."""

import zipfile
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from governance.lib.actors import SystemActor
from governance.selectors.setting import setting_value
from governance.services.audit import Change, hold_the_chain, record
from portal.models import EvidencePack
from portal.services.evidence_pack import MANIFEST, SHELF

BY = SystemActor("packer")
DAYS = "evidence_pack_days"
# A tick takes no longer than this many; the rest goes with the next one.
MOST = 50
# Who writes a pack names it in the database within seconds.
LEFT_OVER = timedelta(hours=24)


def drop_old_packs(*, at: datetime) -> int:
    """A pack older than the days decided loses its bytes once; where nothing is decided it is kept for ever.

    What was in it can be ordered again; that it was made, of what and with which hash, stays with the
    record, its manifest and the trail.
    """
    days = setting_value(DAYS)
    if days == "":
        return 0
    old = EvidencePack.objects.filter(
        removed_at=None, made_at__lt=at - timedelta(days=int(days))
    ).order_by("made_at", "pk")
    return sum(_drop(pack, at=at) for pack in old[:MOST])


def sweep_packs(*, at: datetime) -> int:
    """Bytes that no pack names any more, after a crash between the two, are taken away after a day."""
    if not default_storage.exists(SHELF):
        return 0
    keys = {f"{SHELF}/{name}" for name in default_storage.listdir(SHELF)[1]}
    named = set(EvidencePack.objects.filter(key__in=keys).values_list("key", flat=True))
    stray = [
        key
        for key in sorted(keys - named)
        if default_storage.get_modified_time(key) < at - LEFT_OVER
    ]
    for key in stray:
        default_storage.delete(key)
    return len(stray)


def _drop(pack: EvidencePack, *, at: datetime) -> bool:
    bytes_key = pack.key
    manifest = default_storage.save(
        f"{SHELF}/{pack.pk}.sha256", ContentFile(_manifest_of(bytes_key))
    )
    with transaction.atomic():
        hold_the_chain()
        # Two clocks at once: one removes it, the other finds it done.
        taken = EvidencePack.objects.filter(pk=pack.pk, removed_at=None).update(
            removed_at=at, key=manifest
        )
        if taken:
            told = {"sha256": pack.sha256, "bytes": pack.size, "manifest": manifest}
            record("portal.drop_pack", by=BY, at=at, obj=pack, change=Change(before=told))
    default_storage.delete(bytes_key if taken else manifest)
    return bool(taken)


def _manifest_of(key: str) -> bytes:
    """Out of the pack itself; of one that is damaged or gone nothing can be kept but the record."""
    try:
        with default_storage.open(key, "rb") as stream, zipfile.ZipFile(stream) as archive:
            return archive.read(MANIFEST)
    except (FileNotFoundError, zipfile.BadZipFile, KeyError):
        return b""
