"""A small world of documents: a norm of a department, written, approved and published through the services."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from governance.selectors.approval import case_of
from governance.selectors.calendar import local_zone
from governance.selectors.document_case import decided_sha256
from governance.services.approval_vote import cast_vote
from governance.services.document import VersionNote, note_edit, start_version, submit_version
from governance.services.document_force import publish_version
from governance.services.document_register import Entry, create_document
from governance.states import Ballot, TaskState

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=local_zone())
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
TITLE = "事件管理规范"


def written(text):
    return sha256(text.encode()).hexdigest()


def make_document(by, *, kind="norm", title=TITLE, at=NOW, number="", **facts):
    return create_document(Entry(kind, title, **facts), by=by, at=at, number=number)


def make_draft(document, by, *, text="一", note="修订", material=True, at=NOW, label=""):
    version = start_version(
        document, VersionNote(note, is_material=material, label=label), by=by, at=at
    )
    return note_edit(version, content_sha256=written(text), by=by, at=at)


def agree(version, person, *, at=NOW):
    """The person answers yes to what is in approval now."""
    case = case_of(version)
    task = (
        case.steps.filter(round=case.round, state="open")
        .get()
        .tasks.get(person=person, state=TaskState.OPEN)
    )
    version.document.refresh_from_db()
    return cast_vote(task, Ballot.APPROVE, by=person, at=at, seen_sha256=decided_sha256(version))


def make_approved(document, by, manager, *, at=NOW, **facts):
    version = make_draft(document, by, at=at, **facts)
    submit_version(version, by=by, at=at)
    agree(version, manager, at=at)
    return version


def make_published(document, by, manager, *, at=NOW, effective_on=None, **facts):
    version = make_approved(document, by, manager, at=at, **facts)
    return publish_version(version, effective_on=effective_on or at.date(), by=manager, at=at)


def stored(row):
    return type(row).objects.get(pk=row.pk)
