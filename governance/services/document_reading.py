"""Whoever is on a distribution reads a new version and confirms it; the confirmation is kept for ever (R30; G52)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.workflow import Refused
from governance.models import Document, DocumentReading, DocumentVersion, Obligation, Person
from governance.permissions import Permission, demand, demand_human
from governance.selectors.calendar import local_day, local_moment, work_calendar
from governance.selectors.document_reading import (
    ReadingTask,
    documents_on_distribution,
    open_readings,
    people_asked,
    reading_subject,
    reading_tasks,
    readings_enough,
    readings_owed,
)
from governance.selectors.setting import setting_value
from governance.services.approval_notice import in_both
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell_each
from governance.services.obligation import Duty, ensure_duties, fulfil, let_fall
from governance.states import STILL_OWED, DocumentState, ObligationKind

CLOSES = time(17)
REMIND_AGAIN_AFTER = timedelta(hours=4)
# Who joins later than this after a publication has the whole time from the day of joining.
JOINED_AFTER = timedelta(days=2)
CLOCK = SystemActor("tick")


class CannotConfirmReading(Refused):
    """The version is not one to confirm."""


def ask_readers(document: Document, *, at: datetime) -> list[Obligation]:
    """Everybody on the distribution owes the reading of what is published, unless they have read enough of it.

    Only a change its author called material asks those again who have read before; what an earlier
    version left unread is then owed no more, because the new text takes its place.
    """
    tasks = reading_tasks([document])
    created = _ask(tasks, at=at)
    for task in tasks:
        earlier = [row for row in readings_owed(document) if row.period != task.base.label]
        if earlier:
            reason, _english = in_both(
                lambda label=task.base.label: (
                    _("%(label)s is to be read instead.")  # type: ignore[misc]  # -- bound now
                    % {"label": label}
                )
            )
            let_fall(earlier, by=CLOCK, at=at, reason=reason)
    return created


def ask_all_readers(*, at: datetime) -> int:
    """Whoever has come onto a distribution since, owes the reading too; run twice it asks nobody twice."""
    return len(_ask(reading_tasks(documents_on_distribution()), at=at))


def ask_to_read(
    version: DocumentVersion, people: Sequence[Person], *, at: datetime
) -> list[Obligation]:
    """People whom a published version concerns owe its reading, beside its distribution, unless they have read it.

    Who cannot see the document is not asked. Run twice it asks nobody twice.
    """
    if version.state not in {DocumentState.SCHEDULED, DocumentState.IN_FORCE}:
        return []
    task = ReadingTask(version.document, version, version, frozenset({version.pk}))
    readers = [
        person
        for person in people
        if person.is_active
        and DocumentVersion.objects.visible_to(person).filter(pk=version.pk).exists()
    ]
    return _ask([task], at=at, asked={version.document_id: readers})


def confirm_reading(version: DocumentVersion, *, by: Person, at: datetime) -> DocumentReading:
    """A person confirms having read a version that is published; confirmed once, it stays for ever.

    Fulfils what the person owed for the document. Raises `CannotConfirmReading`.
    """
    demand_human(by)
    demand(by, Permission.DOCUMENT_VIEW)
    with transaction.atomic():
        hold_the_chain()
        if not DocumentVersion.objects.visible_to(by).filter(pk=version.pk).exists():
            raise CannotConfirmReading(_("You cannot read this document."))
        version.refresh_from_db()
        if version.state not in {DocumentState.SCHEDULED, DocumentState.IN_FORCE}:
            raise CannotConfirmReading(
                _("Only a version that is published and not replaced is confirmed as read.")
            )
        reading, is_new = DocumentReading.objects.get_or_create(
            version=version,
            person=by,
            defaults={"at": at, "content_sha256": version.content_sha256},
        )
        if is_new:
            after = {"version": version.label, "sha256": version.content_sha256}
            change = Change(after=after)
            record("governance.confirm_reading", by=by, at=at, obj=version, change=change)
        for duty in open_readings(version.document, by):
            fulfil(duty, by=by, at=at, evidence=str(version))
    return reading


def remind_readers(document: Document, *, by: Person, at: datetime) -> int:
    """Whoever has not read yet is reminded once, and again after four hours at the earliest; returns how many.

    PMO and process manager remind all.
    """
    demand(by, Permission.BOARD_REMIND)
    keys = [row.pk for row in readings_owed(document)]
    waiting = Q(reminded_at=None) | Q(reminded_at__lte=at - REMIND_AGAIN_AFTER)
    with transaction.atomic():
        hold_the_chain()
        taken = Obligation.objects.filter(waiting, pk__in=keys, state__in=STILL_OWED)
        if not taken.update(reminded_at=at):
            return 0
        rows = list(
            Obligation.objects.filter(pk__in=keys, reminded_at=at).select_related("responsible")
        )
        tell_each([(_reminder(document, row, at), row.responsible) for row in rows], at=at)
        after = {"count": len(rows), "people": [row.responsible.name for row in rows][:50]}
        change = Change(after=after)
        record("governance.remind_readers", by=by, at=at, obj=document, change=change)
    return len(rows)


def release_readers(version: DocumentVersion, *, by: Actor, at: datetime, reason: str) -> int:
    """What was asked for a version that is taken back need not be read."""
    owed = [row for row in readings_owed(version.document) if row.period == version.label]
    return let_fall(owed, by=by, at=at, reason=reason)


def _ask(
    tasks: Sequence[ReadingTask],
    *,
    at: datetime,
    asked: Mapping[int, Sequence[Person]] | None = None,
) -> list[Obligation]:
    if not tasks:
        return []
    asked = people_asked([task.document for task in tasks]) if asked is None else asked
    read = readings_enough(tasks)
    days, calendar = int(setting_value("document_reading_workdays")), work_calendar()
    today = local_day(at)
    duties = []
    for task in tasks:
        published = task.base.published_on or today
        start = published if today - published <= JOINED_AFTER else today
        due_at = local_moment(calendar.add_workdays(start, days), CLOSES)
        duties += [
            _duty(task, person, at, due_at)
            for person in asked[task.document.pk]
            if (task.document.pk, person.pk) not in read
        ]
    return ensure_duties(duties, at=at)


def _duty(task: ReadingTask, person: Person, at: datetime, due_at: datetime) -> Duty:
    document, label = task.document, task.base.label
    title, title_en = _titles(document, label)
    return Duty(
        kind=ObligationKind.DOCUMENT_READING,
        clause="5.2",
        subject=reading_subject(document, person.pk),
        period=label,
        title=title,
        title_en=title_en,
        url=reverse("governance:document-detail", args=[document.code]),
        opens_at=at,
        due_at=due_at,
        responsible=person,
        department=person.department,
    )


def _titles(document: Document, label: str) -> tuple[str, str]:
    title, _unused = in_both(
        lambda: _("To read: %(title)s") % {"title": f"《{document.title}》{label}"}
    )
    english = f"{document.title_en or document.title} {label}"
    _unused, title_en = in_both(lambda: _("To read: %(title)s") % {"title": english})
    return title, title_en


def _reminder(document: Document, duty: Obligation, at: datetime) -> Note:
    title, _unused = in_both(lambda: _("Reminder: %(title)s") % {"title": duty.title})
    _unused, title_en = in_both(lambda: _("Reminder: %(title)s") % {"title": duty.title_en})
    key = f"document:{document.pk}:remind:{at.isoformat()}"
    return Note(key, title, title_en, url=duty.url)
