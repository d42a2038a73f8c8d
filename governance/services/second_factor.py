"""Second factors come and go on record; a lost one is taken away by the security administrator."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import NoteMissing, Refused, has_substance
from governance.models import AuditEntry, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, record


class CannotResetSecondFactor(Refused):
    """The second factor stays as it is."""

    code = "cannot_reset_second_factor"


def note_second_factor(person: Person, act: str, *, kind: str, at: datetime) -> AuditEntry:
    """Setting up, removing and renewing a second factor are in the trail, never its secret.

    `act` is one of add, remove, renew; `kind` the method as the library names it.
    """
    return record(
        f"governance.{act}_second_factor", by=person, at=at, obj=person, change=Change(note=kind)
    )


def reset_second_factor(person: Person, *, by: Person, at: datetime, reason: str) -> int:
    """Whoever lost their device is freed of it by the security administrator, with a reason; never oneself.

    The person signs in with the password alone once more and, where their role demands it, sets up a
    new one before anything else opens. Returns how many methods were removed.
    Raises `NotAllowed`, `NoteMissing`, `CannotResetSecondFactor` (own account, or nothing set up).
    """
    demand(by, Permission.SECOND_FACTOR_RESET)
    if by.pk == person.pk:
        raise CannotResetSecondFactor(_("Nobody lifts their own second factor here."))
    if not has_substance(reason):
        raise NoteMissing(_("Please give a reason."))
    with transaction.atomic():
        gone, _rows = Authenticator.objects.filter(user=person).delete()
        if not gone:
            raise CannotResetSecondFactor(_("This account has no second factor."))
        record(
            "governance.reset_second_factor",
            by=by,
            at=at,
            obj=person,
            change=Change(note=reason.strip()),
        )
    return int(gone)
