"""Telling people about their week: what came back, what is late (6.4.2②; 催办)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.periods import Week
from governance.models import Obligation, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, record
from governance.services.message import Note, tell, tell_each
from governance.states import ObligationKind, ObligationState
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
        state__in=[ObligationState.OPEN, ObligationState.MISSING],
        due_at__lt=at,
    )
    return rows


def remind_late(obligations: Sequence[Obligation], *, by: Person, at: datetime) -> int:
    """Everybody who is late hears of it once, in one message; again after four hours at the earliest.

    Two clicks at once remind once: the moment of the reminder is taken by compare-and-set. Returns
    how many records were reminded of.
    """
    demand(by, Permission.BOARD_REMIND)
    keys = [row.pk for row in obligations]
    waiting = Q(reminded_at=None) | Q(reminded_at__lte=at - REMIND_AGAIN_AFTER)
    with transaction.atomic():
        mine = Obligation.objects.filter(waiting, pk__in=keys, due_at__lt=at)
        taken = mine.filter(state__in=[ObligationState.OPEN, ObligationState.MISSING]).update(
            reminded_at=at
        )
        if not taken:
            return 0
        rows = list(
            Obligation.objects.filter(pk__in=keys, reminded_at=at).select_related(
                "responsible", "deputy"
            )
        )
        tell_each(_reminders(rows, at), at=at)
        after = {"count": len(rows), "keys": [str(row) for row in rows][:50]}
        record("kpi.remind_late", by=by, at=at, change=Change(after=after))
    return len(rows)


def _reminders(rows: Sequence[Obligation], at: datetime) -> list[tuple[Note, Person]]:
    mine: dict[Person, list[Obligation]] = defaultdict(list)
    for row in rows:
        for person in (row.responsible, row.deputy):
            if person is not None:
                mine[person].append(row)
    return [(_reminder(late, at), person) for person, late in mine.items()]


def _reminder(late: Sequence[Obligation], at: datetime) -> Note:
    subjects = {}
    for language in (ZH, EN):
        with translation.override(language):
            subjects[language] = _("Reminder: %(count)s weekly records are late") % {
                "count": len(late)
            }
    ordered = sorted(late, key=lambda row: row.due_at)
    return Note(
        event_key=f"reminder:{at.isoformat()}",
        subject=subjects[ZH],
        subject_en=subjects[EN],
        body="\n".join(row.title for row in ordered[:LINES]),
        url=ordered[0].url if len(ordered) == 1 else reverse("kpi:weekly"),
    )
