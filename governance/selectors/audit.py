"""Reading the trail: the timeline of one record, and the whole for the auditor."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from governance.lib.naming import object_type_of
from governance.models import AuditAnchor, AuditEntry, Person
from governance.models.audit import AuditQuerySet

LATEST = 50
OK, NOT_OK = "ok", "not_ok"


@dataclass(frozen=True)
class TrailFilter:
    """What the auditor looks for."""

    text: str = ""
    actor: str = ""
    earliest: date | None = None
    latest: date | None = None
    kind: str = ""
    key: str = ""
    result: str = ""
    request: str = ""


def timeline_of(row: models.Model) -> list[AuditEntry]:
    """The acts done to a record, the latest first; the caller fetched the record through its own door."""
    return list(
        AuditEntry.objects.about(object_type_of(row), str(row.pk)).order_by("-sequence")[:LATEST]
    )


def timeline_over(rows: Sequence[models.Model]) -> list[AuditEntry]:
    """The acts done to several records of one kind, the latest first, in one question."""
    if not rows:
        return []
    about = AuditEntry.objects.filter(
        object_type=object_type_of(rows[0]), object_key__in=[str(row.pk) for row in rows]
    )
    return list(about.order_by("-sequence")[:LATEST])


def timeline_across(*kinds: Sequence[models.Model]) -> list[AuditEntry]:
    """The acts done to records of several kinds, the latest first, in one question."""
    about = Q(pk__in=[])
    for rows in kinds:
        if rows:
            keys = [str(row.pk) for row in rows]
            about |= Q(object_type=object_type_of(rows[0]), object_key__in=keys)
    return list(AuditEntry.objects.filter(about).order_by("-sequence")[:LATEST])


def trail_of(viewer: Person, wanted: TrailFilter) -> QuerySet[AuditEntry]:
    """The trail as the auditor reads it, the latest first."""
    entries = AuditEntry.objects.visible_to(viewer)
    if wanted.text:
        entries = entries.filter(
            Q(action__icontains=wanted.text)
            | Q(object_label__icontains=wanted.text)
            | Q(note__icontains=wanted.text)
        )
    if wanted.actor:
        entries = entries.filter(actor_label__icontains=wanted.actor)
    entries = _about(entries, wanted)
    if wanted.earliest:
        entries = entries.filter(at__gte=_midnight(wanted.earliest))
    if wanted.latest:
        entries = entries.filter(at__lt=_midnight(date.fromordinal(wanted.latest.toordinal() + 1)))
    return entries.order_by("-sequence")


def _about(entries: AuditQuerySet, wanted: TrailFilter) -> AuditQuerySet:
    if wanted.kind:
        entries = entries.filter(object_type=wanted.kind)
    if wanted.key:
        entries = entries.filter(object_key=wanted.key)
    if wanted.request:
        entries = entries.filter(request_id=wanted.request)
    if wanted.result == NOT_OK:
        return entries.exclude(result=OK)
    return entries.filter(result=wanted.result) if wanted.result else entries


def entry_of(viewer: Person, sequence: int) -> AuditEntry | None:
    """One entry of the trail by its number."""
    found: AuditEntry | None = (
        AuditEntry.objects.visible_to(viewer).filter(sequence=sequence).first()
    )
    return found


@dataclass(frozen=True)
class FieldChange:
    """One field of a record before and after an act, as text."""

    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the act changed it."""
        return self.before != self.after


def changes_of(entry: AuditEntry) -> list[FieldChange]:
    """What an act did, field by field: what was changed first, in the order it was written in.

    A value that is no text is shown as the JSON that the hash was made over; what is not there is empty.
    """
    before, after = _fields(entry.before), _fields(entry.after)
    names = list(dict.fromkeys([*before, *after]))
    rows = [FieldChange(name, _text(before, name), _text(after, name)) for name in names]
    return sorted(rows, key=lambda row: not row.is_changed)


def _fields(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"": value}


def _text(fields: dict[str, Any], name: str) -> str:
    if name not in fields:
        return ""
    value = fields[name]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=None)


def latest_anchor() -> AuditAnchor | None:
    """The last time the head of the chain was written down apart."""
    return AuditAnchor.objects.order_by("-day").first()


def _midnight(day: date) -> Any:
    return timezone.make_aware(datetime.combine(day, time.min))
