"""A person chooses how they hear of messages outside the inbox (issue 6 §3)."""

from datetime import datetime

from django.db import transaction

from governance.models import MailChoice, Person
from governance.services.audit import Change, record
from governance.states import MailRhythm


def choose_mail(rhythm: str, *, by: Person, at: datetime) -> MailChoice:
    """Everybody chooses for themselves; the inbox has every message whatever was chosen.

    Choosing what holds already changes nothing. ValueError for an unknown rhythm.
    """
    wanted = MailRhythm(rhythm)
    with transaction.atomic():
        row, is_new = MailChoice.objects.get_or_create(
            person=by, defaults={"rhythm": wanted, "chosen_at": at}
        )
        before = MailRhythm.DIGEST if is_new else MailRhythm(row.rhythm)
        if before != wanted:
            row.rhythm, row.chosen_at = wanted, at
            row.save(update_fields=["rhythm", "chosen_at"])
            record(
                "governance.choose_mail",
                by=by,
                at=at,
                obj=row,
                change=Change(before={"rhythm": before}, after={"rhythm": wanted}),
            )
    return row
