"""Materials of a training, and the signed sheet that is kept with it (5.2⑤, R34)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.uploads import BadUpload
from governance.lib.workflow import NotAllowed
from governance.models import Person, StoredFile
from governance.services.audit import hold_the_chain
from governance.services.stored_file import Shelf, keep_file, remove_file
from planning.models import TrainingSession
from planning.permissions import may_hold_session
from planning.selectors.session import MATERIAL, RECORD


def add_training_file(
    session: TrainingSession,
    name: str,
    chunks: Iterable[bytes],
    *,
    part: str,
    by: Person,
    at: datetime,
) -> StoredFile:
    """Who runs a training adds its materials, for everybody, and its signed record, for those who run it.

    Raises `NotAllowed`, and what `keep_file` raises; then nothing was kept.
    """
    if part not in {MATERIAL, RECORD}:
        raise BadUpload(_("A file is a material or a record of the training."))

    def still_allowed() -> None:
        _demand_hold(TrainingSession.objects.get(pk=session.pk), by)

    _demand_hold(session, by)
    return keep_file(name, chunks, on=Shelf(session, part), by=by, at=at, check=still_allowed)


def remove_training_file(
    session: TrainingSession, file: StoredFile, *, by: Person, at: datetime
) -> StoredFile:
    """A file is taken off a training by who runs it; its bytes stay in the store."""
    with transaction.atomic():
        hold_the_chain()
        _demand_hold(session, by)
        return remove_file(file, by=by, at=at)


def _demand_hold(session: TrainingSession, by: Person) -> None:
    if not may_hold_session(by, session):
        raise NotAllowed(_("You are not allowed to do this."))
