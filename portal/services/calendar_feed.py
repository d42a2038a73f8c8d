"""The calendar for other calendars: a private address, made and withdrawn by its owner (R19)."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from governance.lib.actors import Actor
from governance.lib.bilingual import said
from governance.models import Obligation, Person
from governance.services.audit import Change, record
from governance.states import FULFILLED
from portal.models import CalendarFeed

# A duty stands in the calendar as the half hour before it is due.
SHOWN = timedelta(minutes=30)


def open_feed(*, by: Person, at: datetime, language: str) -> str:
    """A person has one private address; a new one makes the old one worthless at once.

    Returns its secret, which is shown this once: only the hash is kept.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        feed, _is_new = CalendarFeed.objects.update_or_create(
            person=by,
            defaults={"secret_sha256": digest(secret), "language": language, "created_at": at},
        )
        record("portal.open_feed", by=by, at=at, obj=feed, change=Change(after={"of": by.username}))
    return secret


def close_feed(*, by: Person, at: datetime) -> bool:
    """The address opens nothing any more; False where there was none."""
    with transaction.atomic():
        feed = CalendarFeed.objects.filter(person=by).first()
        if feed is None:
            return False
        record("portal.close_feed", by=by, at=at, obj=feed)
        feed.delete()
    return True


def close_every_feed(*, by: Actor, at: datetime) -> int:
    """After a restore no private address of the backup opens anything: it may have been withdrawn since."""
    feeds = list(CalendarFeed.objects.order_by("pk"))
    for feed in feeds:
        record("portal.close_feed", by=by, at=at, obj=feed)
        feed.delete()
    return len(feeds)


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed a secret opens; one of somebody who has left opens nothing."""
    rows = CalendarFeed.objects.select_related("person").filter(secret_sha256=digest(secret))
    return rows.filter(person__is_active=True).first()


def digest(secret: str) -> str:
    """The secret has 256 random bits: a slow hash would protect nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def calendar_file(rows: Iterable[Obligation], language: str) -> bytes:
    """Duties as an iCalendar file (RFC 5545): title, due time and link, never a business figure.

    The same duties give the same bytes; what is done keeps its place and carries a tick.
    """
    with translation.override(language):
        calendar = Calendar()
        calendar.add("prodid", "-//process-governance//duties//")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Process governance: what I owe"))
        calendar.add("x-wr-timezone", settings.TIME_ZONE)
        calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
        for row in rows:
            calendar.add_component(_event(row))
    text: bytes = calendar.to_ical()
    return text


def _event(row: Obligation) -> Event:
    event = Event()
    done = row.state in FULFILLED
    event.add("uid", f"duty-{row.pk}@process-governance")
    # When the entry last changed, by what the ledger knows of it.
    event.add("dtstamp", row.done_at or row.opened_at)
    event.add("dtstart", row.due_at - SHOWN)
    event.add("dtend", row.due_at)
    event.add("summary", f"✓ {said(row, 'title')}" if done else said(row, "title"))
    event.add("url", f"{settings.PUBLIC_URL}{row.url}")
    event.add("transp", "TRANSPARENT")
    event.add("sequence", row.version)
    return event
