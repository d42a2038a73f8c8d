"""Telling people about their week: what came back, what is late (6.4.2②; 催办)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.periods import Week
from governance.models import Obligation, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.selectors.person import people_in_role
from governance.services.audit import Change, record
from governance.services.message import Note, tell, tell_each
from governance.states import STILL_OWED, ObligationKind
from kpi.models import Submission

REMIND_AGAIN_AFTER = timedelta(hours=4)
ZH, EN = "zh-hans", "en"
LINES = 12


def tell_returned(submission: Submission, *, at: datetime) -> None:
    """Specialist, deputy and submitter hear at once that a record came back, and why."""
    assignment = submission.assignment
    week = Week(submission.iso_year, submission.iso_week)
    people = {
        person.pk: person
        for person in (assignment.person, assignment.deputy, submission.submitted_by)
        if person is not None
    }
    subjects = {}
    for language in (ZH, EN):
        with translation.override(language):
            process = assignment.process
            subjects[language] = _("Returned: %(process)s, %(week)s") % {
                "process": process.name if language == ZH else process.name_en,
                "week": week.display(),
            }
    note = Note(
        event_key=f"returned:{submission.pk}:{submission.return_count}",
        subject=subjects[ZH],
        subject_en=subjects[EN],
        body=submission.return_note,
        url=reverse("kpi:weekly-form", args=[assignment.pk, week.label]),
    )
    tell(note, people.values(), at=at)


def late_weeks(at: datetime) -> QuerySet[Obligation]:
    """Weekly data past its due time that has not come in."""
    rows: QuerySet[Obligation] = Obligation.objects.filter(
        kind=ObligationKind.WEEKLY_DATA,
        state__in=STILL_OWED,
        due_at__lt=at,
    )
    return rows


def remind_late(obligations: Sequence[Obligation], *, by: Person, at: datetime) -> int:
    """Everybody who can move what is late hears of it once, in one message; again after four hours at the earliest.

    What a person owes is told to them and their deputy, what a role owes to whoever holds it but the
    one who reminds; whoever has left hears nothing. Two clicks at once remind once: the moment of the reminder is taken by
    compare-and-set. Returns how many duties were reminded of.
    """
    demand(by, Permission.BOARD_REMIND)
    holders = cache(lambda role: people_in_role(role, on=local_day(at)))
    people = {row.pk: _movers(row, by, holders) for row in _with_people(obligations)}
    keys = [pk for pk, movers in people.items() if movers]
    waiting = Q(reminded_at=None) | Q(reminded_at__lte=at - REMIND_AGAIN_AFTER)
    with transaction.atomic():
        mine = Obligation.objects.filter(waiting, pk__in=keys, due_at__lt=at)
        taken = mine.filter(state__in=STILL_OWED).update(reminded_at=at)
        if not taken:
            return 0
        rows = list(Obligation.objects.filter(pk__in=keys, reminded_at=at).order_by("due_at", "pk"))
        tell_each(_reminders(rows, people, at), at=at)
        after = {"count": len(rows), "keys": [str(row) for row in rows][:50]}
        record("kpi.remind_late", by=by, at=at, change=Change(after=after))
    return len(rows)


def _with_people(obligations: Sequence[Obligation]) -> list[Obligation]:
    keys = [row.pk for row in obligations]
    rows = Obligation.objects.filter(pk__in=keys).select_related("responsible", "deputy")
    return list(rows)


def _movers(row: Obligation, by: Person, holders: Callable[[str], list[Person]]) -> list[Person]:
    if row.responsible_id is None:
        return [person for person in holders(row.responsible_role) if person.pk != by.pk]
    named = (row.responsible, row.deputy)
    return [person for person in named if person is not None and person.is_active]


def _reminders(
    rows: Sequence[Obligation], people: Mapping[int, Sequence[Person]], at: datetime
) -> list[tuple[Note, Person]]:
    mine: dict[Person, list[Obligation]] = defaultdict(list)
    for row in rows:
        for person in people[row.pk]:
            mine[person].append(row)
    return [(_reminder(late, at), person) for person, late in mine.items()]


def _reminder(late: Sequence[Obligation], at: datetime) -> Note:
    weekly = all(row.kind == ObligationKind.WEEKLY_DATA for row in late)
    subjects = {}
    for language in (ZH, EN):
        with translation.override(language):
            text = (
                _("Reminder: %(count)s weekly records are late")
                if weekly
                else _("Reminder: %(count)s duties are late")
            )
            subjects[language] = text % {"count": len(late)}
    everything = reverse("kpi:weekly") if weekly else reverse("portal:inbox")
    return Note(
        event_key=f"reminder:{at.isoformat()}",
        subject=subjects[ZH],
        subject_en=subjects[EN],
        body="\n".join(row.title for row in late[:LINES]),
        url=late[0].url if len(late) == 1 else everything,
    )
