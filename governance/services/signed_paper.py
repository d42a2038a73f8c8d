"""The page that was signed by hand, scanned and kept beside the electronic act (domain §6.3)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.uploads import BadUpload
from governance.models import Person, Resolution, StoredFile
from governance.services.audit import hold_the_chain
from governance.services.meeting import demand_runner
from governance.services.stored_file import Shelf, keep_file, remove_file

SCANNED = ("pdf", "png", "jpg", "jpeg")


def attach_signed_paper(
    resolution: Resolution, name: str, chunks: Iterable[bytes], *, by: Person, at: datetime
) -> StoredFile:
    """Whoever runs the committee's meetings keeps the signed page as evidence; it changes nothing decided.

    Raises `NotAllowed`, and what `keep_file` raises; then nothing was kept.
    """
    demand_runner(by, at=at)
    if name.rpartition(".")[2].casefold() not in SCANNED:
        raise BadUpload(_("A signed page is handed in as a scan: PDF, PNG or JPG."))
    return keep_file(
        name,
        chunks,
        on=Shelf(resolution),
        by=by,
        at=at,
        check=lambda: demand_runner(by, at=at),
    )


def remove_signed_paper(
    resolution: Resolution, file: StoredFile, *, by: Person, at: datetime
) -> StoredFile:
    """A page that was attached by mistake is taken off; its bytes stay and the trail says who did it."""
    with transaction.atomic():
        hold_the_chain()
        demand_runner(by, at=at)
        return remove_file(file, by=by, at=at)
