"""The register of controlled documents: entries, their numbers, owners, readers and review cycles (R1, R4, G51, G52)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Department, Document, DocumentReader, DocumentVersion, Person
from governance.permissions import Permission, demand
from governance.selectors.approval import running_case
from governance.selectors.calendar import local_day
from governance.selectors.document_force import holding_version
from governance.selectors.document_review import first_review_on
from governance.selectors.setting import setting_value
from governance.services.audit import Change, hold_the_chain, record
from governance.services.serial import take_number
from governance.states import Classification, Distribution, DocumentState

_PATTERNS = {
    Document.Kind.POLICY: "document_number_pattern_policy",
    Document.Kind.NORM: "document_number_pattern_norm",
    Document.Kind.REFERENCE: "document_number_pattern_reference",
}
_UNPUBLISHED = (DocumentState.DRAFT, DocumentState.DISCARDED)


class CannotRegisterDocument(Refused):
    """The entry cannot be made or changed like this."""


class CannotNumberDocument(Refused):
    """The document cannot get this number."""


@dataclass(frozen=True)
class Entry:
    """What the register says of a document; `readers` are the departments of its distribution."""

    kind: str
    title: str
    title_en: str = ""
    owner: Department | None = None
    classification: str = Classification.INTERNAL
    distribution: str = Distribution.NOBODY
    readers: tuple[Department, ...] = field(default=())
    review_months: int | None = None
    note: str = ""


def create_document(entry: Entry, *, by: Person, at: datetime, number: str = "") -> Document:
    """A document stands in the register once, under one title; there is one framework policy.

    `number` is one it already has; without it the number is given at the first submission. Raises
    `CannotRegisterDocument`, `CannotNumberDocument`.
    """
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        hold_the_chain()
        _demand_new(entry)
        document = Document(code=_free_code(entry.kind), kind=entry.kind)
        _take_over(document, entry)
        if number.strip():
            document.number = _free_number(number.strip())
        save_tracked(document, by=by, at=at, reason="governance.create_document")
        _set_readers(document, entry.readers)
        change = Change(after=_facts(document, entry.readers))
        record("governance.create_document", by=by, at=at, obj=document, change=change)
    return document


def describe_document(document: Document, entry: Entry, *, by: Person, at: datetime) -> Document:
    """Owner, readers, classification and review cycle are the PMO's to keep; kind and title stand once it is published.

    Raises `CannotRegisterDocument`.
    """
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        hold_the_chain()
        document.refresh_from_db()
        before = _facts(document, departments_of(document))
        if (entry.kind, entry.title.strip()) != (document.kind, document.title):
            _demand_unpublished(document)
            _demand_new(entry, known=document)
        if (entry.kind, entry.title.strip(), entry.title_en.strip()) != (
            document.kind,
            document.title,
            document.title_en,
        ):
            _demand_undecided(document)
        _take_over(document, entry)
        document.next_review_on = _next_review(document, before, on=local_day(at))
        save_tracked(document, by=by, at=at, reason="governance.describe_document")
        _set_readers(document, entry.readers)
        after = _facts(document, entry.readers)
        if after != before:
            change = Change(before=before, after=after)
            record("governance.describe_document", by=by, at=at, obj=document, change=change)
    return document


def number_document(document: Document, *, by: Person, at: datetime, number: str = "") -> Document:
    """A number is given once and stays with its document for ever; empty means the next one of its kind."""
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        hold_the_chain()
        document.refresh_from_db()
        if document.number:
            raise CannotNumberDocument(
                _("This document has the number %(number)s; a number is never changed.")
                % {"number": document.number}
            )
        if number.strip():
            _store_number(document, _free_number(number.strip()), by=by, at=at)
        else:
            give_number(document, by=by, at=at)
    return document


def give_number(document: Document, *, by: Actor, at: datetime) -> None:
    """A document that has no number gets the next one of its kind, without a gap (G51).

    Given at the first submission: what is decided on bears its number, and a draft that is thrown away
    before uses none up. Numbers somebody has typed in are passed over. Called inside the act's
    transaction; raises `CannotNumberDocument` for a kind whose numbers others give or for which no
    pattern is decided.
    """
    if document.number:
        return
    key = _PATTERNS.get(Document.Kind(document.kind))
    pattern = str(setting_value(key)).strip() if key else ""
    if not pattern:
        raise CannotNumberDocument(
            _("The number of this kind of document is printed on it; please type it in.")
        )
    company = setting_value("company_code")
    number = take_number(f"document.{document.kind}", pattern, company=company)
    while Document.objects.filter(number=number).exists():
        following = take_number(f"document.{document.kind}", pattern, company=company)
        if following == number:  # a pattern without a serial would never end
            raise CannotNumberDocument(
                _("The pattern of numbers has no serial; please correct the setting.")
            )
        number = following
    _store_number(document, number, by=by, at=at)


def departments_of(document: Document) -> list[Department]:
    """The departments on the distribution list."""
    return [row.department for row in document.readers.select_related("department").order_by("pk")]


def _store_number(document: Document, number: str, *, by: Actor, at: datetime) -> None:
    document.number = number
    save_tracked(document, by=by, at=at, reason="governance.number_document", fields=["number"])
    change = Change(after={"number": number})
    record("governance.number_document", by=by, at=at, obj=document, change=change)


def _free_number(number: str) -> str:
    holder = Document.objects.filter(number=number).first()
    if holder is not None:
        raise CannotNumberDocument(
            _("The number %(number)s belongs to 《%(title)s》.")
            % {"number": number, "title": holder.title}
        )
    return number


def _free_code(kind: str) -> str:
    code = take_number("document.code", "{kind}-{serial}", kind=kind)
    while Document.objects.filter(code=code).exists():
        code = take_number("document.code", "{kind}-{serial}", kind=kind)
    return code


def _demand_new(entry: Entry, known: Document | None = None) -> None:
    others = Document.objects.all()
    if known is not None:
        others = others.exclude(pk=known.pk)
    if not entry.title.strip():
        raise CannotRegisterDocument(_("A document has a title."))
    title = entry.title.strip()
    if any(title in (row.title, *row.aliases) for row in others.only("title", "aliases")):
        raise CannotRegisterDocument(
            _("《%(title)s》 is already in the register.") % {"title": title}
        )
    is_policy = entry.kind == Document.Kind.POLICY
    if is_policy and others.filter(kind=Document.Kind.POLICY).exists():
        raise CannotRegisterDocument(_("There is one framework policy; write a new version of it."))


def _demand_unpublished(document: Document) -> None:
    published = DocumentVersion.objects.filter(document=document).exclude(state__in=_UNPUBLISHED)
    if published.exists() or document.kind == Document.Kind.POLICY:
        raise CannotRegisterDocument(
            _("Kind and title of a published document stay as they were published.")
        )


def _demand_undecided(document: Document) -> None:
    """Title and kind are part of what is being decided on."""
    draft = DocumentVersion.objects.filter(document=document, state=DocumentState.DRAFT).first()
    if draft is not None and running_case(draft) is not None:
        raise CannotRegisterDocument(_("Its approval is still running; withdraw it first."))


def _take_over(document: Document, entry: Entry) -> None:
    document.kind, document.title = entry.kind, entry.title.strip()
    document.title_en, document.note = entry.title_en.strip(), entry.note.strip()
    document.owner, document.classification = entry.owner, entry.classification
    document.distribution, document.review_months = entry.distribution, entry.review_months


def _next_review(document: Document, before: dict[str, Any], *, on: date) -> date | None:
    """Another cycle counts anew from the version in force; the same one leaves the day as it is."""
    if document.review_months == before["review_months"] and document.next_review_on is not None:
        return document.next_review_on
    return first_review_on(document, holding_version(document, on))


def _set_readers(document: Document, wanted: Iterable[Department]) -> None:
    rows = {row.department_id: row for row in document.readers.all()}
    keys = {row.pk for row in wanted}
    DocumentReader.objects.filter(
        pk__in=[row.pk for key, row in rows.items() if key not in keys]
    ).delete()
    DocumentReader.objects.bulk_create(
        DocumentReader(document=document, department_id=key) for key in sorted(keys - set(rows))
    )


def _facts(document: Document, readers: Iterable[Department]) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "title": document.title,
        "title_en": document.title_en,
        "owner": document.owner.code if document.owner else "",
        "classification": document.classification,
        "distribution": document.distribution,
        "readers": sorted(row.code for row in readers),
        "review_months": document.review_months,
        "note": document.note,
    }
