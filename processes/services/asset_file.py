"""Files of an asset: added to the version in preparation, never onto what was offered, accepted or relabelled (U1–U18)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.uploads import BadUpload
from governance.models import Person, StoredFile
from governance.services.audit import hold_the_chain
from governance.services.stored_file import Shelf, keep_file, remove_file
from processes.models import Asset
from processes.selectors.asset import newest_version
from processes.services.asset import demand_in_preparation, note_author, touch_asset

MOST_FILES = 20


def add_asset_file(
    asset: Asset, name: str, chunks: Iterable[bytes], *, seen: int, by: Person, at: datetime
) -> StoredFile:
    """Who prepares an asset adds files to its newest version; whoever does is an author of it from then on.

    `seen` is the version of the asset the person read: who has an accepted, archived or just
    relabelled one before them is refused (U17). Raises `NotAllowed`, `AssetClosed`, `Conflict`, and what
    `keep_file` raises; then nothing was kept.
    """
    version = newest_version(demand_in_preparation(asset, by=by, at=at))

    def still_open() -> None:
        fresh = demand_in_preparation(asset, by=by, at=at)
        if StoredFile.objects.on(version).count() >= MOST_FILES:
            raise BadUpload(_("A version takes at most 20 files."))
        touch_asset(fresh, seen, by=by, at=at, reason="processes.add_asset_file")
        note_author(newest_version(fresh), by=by, at=at, reason="processes.add_asset_file")

    return keep_file(name, chunks, on=Shelf(version), by=by, at=at, check=still_open)


def remove_asset_file(
    asset: Asset, file: StoredFile, *, seen: int, by: Person, at: datetime
) -> StoredFile:
    """A file is taken off again while its version is in preparation; its bytes stay."""
    with transaction.atomic():
        hold_the_chain()
        fresh = demand_in_preparation(asset, by=by, at=at)
        touch_asset(fresh, seen, by=by, at=at, reason="processes.remove_asset_file")
        note_author(newest_version(fresh), by=by, at=at, reason="processes.remove_asset_file")
        return remove_file(file, by=by, at=at)
