"""Controlled documents of the demo: one in force and read, its next version waiting for its day, one in approval (R1, R30)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from governance.models import ClauseText, Department, Document, DocumentVersion, Person
from governance.selectors.approval import case_of
from governance.selectors.calendar import local_day
from governance.selectors.document_case import decided_sha256
from governance.selectors.document_reading import people_asked
from governance.services.approval_vote import cast_vote
from governance.services.clause import ClauseWords, add_clause, write_clause
from governance.services.document import VersionNote, start_version, submit_version
from governance.services.document_force import publish_version
from governance.services.document_reading import confirm_reading
from governance.services.document_register import Entry, create_document
from governance.states import Ballot, Distribution, TaskState
from portal.services.demo.act import Act
from portal.services.demo.document_words import (
    CHANGE,
    CHANGE_CLAUSES,
    CHANGE_EN,
    CHANGE_NOTE,
    ESCALATION,
    FIRST_NOTE,
    INCIDENT,
    INCIDENT_CLAUSES,
    INCIDENT_EN,
    SECOND_NOTE,
    Words,
)
from processes.models import Process
from processes.services.norm import govern_process

if TYPE_CHECKING:
    from portal.services.demo.world import DemoWorld

MINUTE = timedelta(minutes=1)
MONTHS = 12
# The next version waits so many days, so that it is still waiting when the demo is opened.
WAITS = 21
# Every so many readers one has not confirmed yet.
FIRST_UNREAD, SECOND_UNREAD = 9, 2


def keep_documents(world: "DemoWorld", acts: list[Act]) -> None:
    """One chapter of the life of the demo's documents."""
    for act in acts:
        CHAPTERS[act.how](world, act)


def _issue_incident(world: "DemoWorld", act: Act) -> None:
    officer, manager, at = world.officer(0), world.manager, act.at
    document = _register(
        INCIDENT, INCIDENT_EN, "operations", ("operations", "service_desk"), act, officer
    )
    for code in ("incident", "service_desk"):
        govern_process(Process.objects.get(code=code), document, by=officer, at=at, clause="6.2")
    version = start_version(document, VersionNote(FIRST_NOTE), by=officer, at=at + MINUTE)
    _write(version, INCIDENT_CLAUSES, officer, act)
    version = _approved(version, officer, manager, act)
    publish_version(version, effective_on=local_day(at), by=manager, at=at + 90 * MINUTE)
    _read(document, act, unread=FIRST_UNREAD)


def _revise_incident(world: "DemoWorld", act: Act) -> None:
    officer, manager, at = world.officer(1), world.manager, act.at
    document = Document.objects.get(title=INCIDENT)
    version = start_version(document, VersionNote(SECOND_NOTE), by=officer, at=at + MINUTE)
    clause = ClauseText.objects.get(document_version=version, title="升级")
    words = ClauseWords(clause.title, clause.title_en, ESCALATION)
    write_clause(clause, words, seen=clause.revision, by=officer, at=at + 9 * MINUTE)
    version = _approved(version, officer, manager, act)
    day = world.stage.today + timedelta(days=WAITS)
    publish_version(version, effective_on=day, by=manager, at=at + 90 * MINUTE)
    _read(document, act, unread=SECOND_UNREAD)


def _submit_change(world: "DemoWorld", act: Act) -> None:
    officer = world.officer(0)
    document = _register(CHANGE, CHANGE_EN, "development", (), act, officer)
    process = Process.objects.get(code="change")
    govern_process(process, document, by=officer, at=act.at, clause="6.2")
    version = start_version(document, VersionNote(CHANGE_NOTE), by=officer, at=act.at + MINUTE)
    _write(version, CHANGE_CLAUSES, officer, act)
    submit_version(_stored(version), by=officer, at=act.at + 60 * MINUTE)


CHAPTERS = {
    "issue_incident": _issue_incident,
    "revise_incident": _revise_incident,
    "submit_change": _submit_change,
}


def _register(
    title: str, title_en: str, owner: str, readers: tuple[str, ...], act: Act, by: Person
) -> Document:
    departments = {row.code: row for row in Department.objects.all()}
    entry = Entry(
        kind=Document.Kind.NORM,
        title=title,
        title_en=title_en,
        owner=departments[owner],
        distribution=Distribution.DEPARTMENTS if readers else Distribution.EVERYONE,
        readers=tuple(departments[code] for code in readers),
        review_months=MONTHS,
    )
    return create_document(entry, by=by, at=act.at)


def _write(version: DocumentVersion, clauses: Iterable[Words], by: Person, act: Act) -> None:
    at = act.at + 2 * MINUTE
    for words in clauses:
        at += 2 * MINUTE
        row = add_clause(version, _said(words), by=by, at=at)
        for part in words.below:
            at += MINUTE
            add_clause(version, _said(part), where="below", beside=row.pk, by=by, at=at)


def _said(words: Words) -> ClauseWords:
    return ClauseWords(words.title, words.title_en, words.text)


def _approved(version: DocumentVersion, by: Person, manager: Person, act: Act) -> DocumentVersion:
    version = _stored(version)
    submit_version(version, by=by, at=act.at + 45 * MINUTE)
    case = case_of(version)
    assert case is not None  # noqa: S101 -- it was opened in the line before
    tasks = case.steps.get(round=case.round).tasks
    task = tasks.get(person=manager, state=TaskState.OPEN)
    version = _stored(version)
    sha = decided_sha256(version)
    cast_vote(task, Ballot.APPROVE, by=manager, at=act.at + 80 * MINUTE, seen_sha256=sha)
    return version


def _read(document: Document, act: Act, *, unread: int) -> None:
    """Most readers confirm within minutes of the message, some leave it lying."""
    version = document.versions.order_by("-pk")[0]
    document = Document.objects.get(pk=document.pk)
    for number, person in enumerate(people_asked([document])[document.pk], 1):
        if number % unread:
            confirm_reading(version, by=person, at=act.at + (100 + 7 * number) * MINUTE)


def _stored(version: DocumentVersion) -> DocumentVersion:
    found: DocumentVersion = DocumentVersion.objects.select_related("document").get(pk=version.pk)
    return found
