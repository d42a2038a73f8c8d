"""The catalogue of causes, kept by the PMO: what counts as the same in the Pareto (6.4.4①)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from improvements.models import CauseKind


class CannotAddCauseKind(Refused):
    """The name is taken."""


def add_cause_kind(name: str, name_en: str, *, by: Person, at: datetime) -> CauseKind:
    """A kind of cause has a name of its own; one that was retired comes back by its name."""
    demand(by, Permission.IMPROVEMENT_VERIFY)
    with transaction.atomic():
        hold_the_chain()
        known = CauseKind.objects.filter(name=name.strip()).first()
        if known is not None and known.is_active:
            raise CannotAddCauseKind(_("“%(name)s” is in the catalogue.") % {"name": known.name})
        row = known or CauseKind(name=name.strip())
        row.name_en, row.is_active = name_en.strip(), True
        save_tracked(row, by=by, at=at, reason="improvements.add_cause_kind")
        change = Change(after={"name": row.name})
        record("improvements.add_cause_kind", by=by, at=at, obj=row, change=change)
    return row


def retire_cause_kind(kind: CauseKind, *, by: Person, at: datetime) -> CauseKind:
    """A retired kind is not offered any more; causes that have it keep it."""
    demand(by, Permission.IMPROVEMENT_VERIFY)
    with transaction.atomic():
        hold_the_chain()
        row: CauseKind = CauseKind.objects.get(pk=kind.pk)
        row.is_active = False
        save_tracked(
            row, by=by, at=at, reason="improvements.retire_cause_kind", fields=["is_active"]
        )
        record("improvements.retire_cause_kind", by=by, at=at, obj=row)
    return row
