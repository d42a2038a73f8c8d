"""The lock after too many wrong tries, lifted by whoever keeps the accounts (reliability §4.4 A1)."""

from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import Refused
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.account_watch import locked_accounts
from governance.services.audit import record


class CannotUnlock(Refused):
    """The account is not locked, or it is one's own."""

    code = "cannot_unlock"


def unlock_sign_in(person: Person, *, by: Person, at: datetime) -> int:
    """A system administrator lets somebody try again before the lock ends by itself, never themselves.

    The password stays as it is. Returns how many counted tries were forgotten. Raises `NotAllowed`, `CannotUnlock`.
    """
    demand(by, Permission.PERSON_CREATE)
    if by.pk == person.pk:
        raise CannotUnlock(_("Nobody lifts their own lock."))
    if not locked_accounts(at).filter(pk=person.pk).exists():
        raise CannotUnlock(_("This account is not locked."))
    with transaction.atomic():
        forgotten = int(AxesProxyHandler.reset_attempts(username=person.username))
        record("governance.unlock_sign_in", by=by, at=at, obj=person)
    return forgotten
