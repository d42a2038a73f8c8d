"""The inbox: what I owe, what I have done, what I should read; every row is an obligation (design §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.models import Message, Obligation, Person
from governance.selectors.message import messages_to_read
from governance.states import FULFILLED, STILL_OWED

KEPT = 100


@dataclass(frozen=True)
class DueGroup:
    """Obligations that fall due together: overdue, today, this week, later."""

    label: str | Promise
    is_overdue: bool
    rows: tuple[Obligation, ...]


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a kind of duty, a part of the title; empty = everything."""

    kind: str = ""
    text: str = ""

    def of(self, rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
        """Those of some duties that are looked for."""
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.text:
            rows = rows.filter(Q(title__icontains=self.text) | Q(title_en__icontains=self.text))
        return rows


EVERYTHING = Wanted()


def owed_groups(person: Person, now: datetime, wanted: Wanted = EVERYTHING) -> list[DueGroup]:
    """What a person owes, the most urgent group first; empty groups are left out. One statement."""
    rows = list(wanted.of(everything_owed(person))[:KEPT])
    today = timezone.localtime(now).date()
    week_end = today + timedelta(days=6 - today.weekday())

    def day(row: Obligation) -> object:
        return timezone.localtime(row.due_at).date()

    groups = (
        DueGroup(_("Overdue"), is_overdue=True, rows=tuple(r for r in rows if r.due_at < now)),
        DueGroup(
            _("Today"),
            is_overdue=False,
            rows=tuple(r for r in rows if r.due_at >= now and day(r) == today),
        ),
        DueGroup(
            _("This week"),
            is_overdue=False,
            rows=tuple(
                r
                for r in rows
                if r.due_at >= now and today < timezone.localtime(r.due_at).date() <= week_end
            ),
        ),
        DueGroup(
            _("Later"),
            is_overdue=False,
            rows=tuple(
                r
                for r in rows
                if timezone.localtime(r.due_at).date() > week_end and r.due_at >= now
            ),
        ),
    )
    return [group for group in groups if group.rows]


def everything_owed(person: Person) -> QuerySet[Obligation]:
    """All a person owes, the earliest due first, however much it is."""
    rows: QuerySet[Obligation] = Obligation.objects.owed_by(person).filter(state__in=STILL_OWED)
    return rows.select_related("responsible", "department").order_by("due_at", "pk")


def everything_done(person: Person) -> QuerySet[Obligation]:
    """All a person owed and has done, the latest on top."""
    rows: QuerySet[Obligation] = Obligation.objects.owed_by(person).filter(state__in=FULFILLED)
    return rows.select_related("responsible", "department").order_by("-done_at", "-pk")


def done_by(person: Person, wanted: Wanted = EVERYTHING) -> Sequence[Obligation]:
    """What a person owed and has done, the latest on top."""
    return list(wanted.of(everything_done(person))[:KEPT])


def to_read(person: Person, text: str = "") -> Sequence[Message]:
    """What a person has been told and not yet read."""
    return list(told(person, text)[:KEPT])


def told(person: Person, text: str = "") -> QuerySet[Message]:
    """All a person has been told and not yet read, or that part of it that speaks of something."""
    rows = messages_to_read(person)
    if text:
        rows = rows.filter(
            Q(subject__icontains=text) | Q(subject_en__icontains=text) | Q(body__icontains=text)
        )
    return rows
