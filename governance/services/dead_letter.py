"""Parked messages leave again, one or all, with their old identity (reliability §6.4)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import Refused
from governance.models import ChannelPost, Message, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from governance.states import DeliveryState, MessageState


class CannotResendMessages(Refused):
    """There is nothing parked that could leave again."""

    code = "cannot_resend_messages"


def resend_parked(
    *, messages: Sequence[int] = (), posts: Sequence[int] = (), by: Person, at: datetime
) -> int:
    """Parked messages wait again with all their tries before them, and leave without waiting for a morning.

    Two at once send nothing twice: what is not parked any more is left alone. Messages of one
    person leave as one e-mail. Returns how many wait again; raises `CannotResendMessages` where none.
    """
    demand(by, Permission.MESSAGE_RESEND)
    with transaction.atomic():
        mails = Message.objects.filter(pk__in=messages, state=MessageState.PARKED).update(
            state=MessageState.DUE, attempts=0, next_at=at, is_urgent=True
        )
        robots = ChannelPost.objects.filter(
            pk__in=posts, state=DeliveryState.PARKED, channel__stopped_at=None
        ).update(state=DeliveryState.DUE, attempts=0, next_at=at)
        if not mails + robots:
            raise CannotResendMessages(_("Nothing of this is parked any more."))
        after = {"emails": mails, "robots": robots}
        record("governance.resend_parked", by=by, at=at, change=Change(after=after))
    return mails + robots
