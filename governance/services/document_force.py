"""Versions are published, take effect on their day, follow one another and end (R1, R24, R30; G36, G47)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused, check_step, demand_reason, find_step
from governance.models import Document, DocumentVersion, Person
from governance.permissions import Permission, demand, demand_human
from governance.selectors.calendar import local_day
from governance.selectors.document_case import Signatures, decided_sha256, signatures_of
from governance.selectors.document_force import versions_ended, versions_taking_effect
from governance.selectors.document_review import first_review_on
from governance.services.approval import demand_approved
from governance.services.audit import Change, hold_the_chain, record
from governance.services.clause import anchor_clauses
from governance.services.document_reading import ask_readers, release_readers
from governance.services.document_review import close_reviews
from governance.services.transition import advance
from governance.states import DOCUMENT_STEPS, DocumentState

CLOCK = SystemActor("tick")
_LIVE = (DocumentState.SCHEDULED, DocumentState.IN_FORCE)


class CannotPublishDocument(Refused):
    """The version cannot be published like this."""


class CannotRetireDocument(Refused):
    """The document cannot be retired like this."""


def publish_version(
    version: DocumentVersion, *, effective_on: date, by: Person, at: datetime
) -> DocumentVersion:
    """The process manager publishes what was approved, word for word, for today or a later day.

    Signers and dates come from the trail of the case, with the committee's resolution where it decided
    (G21). The version before ends the day before; whoever is on the distribution is asked to read.
    Raises `CannotPublishDocument`, or the refusal of `demand_approved`.
    """
    demand_human(by)
    demand(by, Permission.DOCUMENT_PUBLISH)
    today = local_day(at)
    with transaction.atomic():
        hold_the_chain()
        version.refresh_from_db()
        document = Document.objects.get(pk=version.document_id)
        version.document = document
        step = find_step(DOCUMENT_STEPS, "publish")
        check_step(version, step, "")
        case = demand_approved(version, decided_sha256(version))
        _demand_day(document, effective_on, today)
        _end_earlier(document, effective_on, by=by, at=at)
        changes = {
            "published_on": today,
            "publisher": by,
            "effective_on": effective_on,
            **_signed(signatures_of(version, case)),
        }
        version = advance(version, step, by=by, at=at, changes=changes)
        if effective_on <= today:
            version = _enter_force(version, by=by, at=at)
        _plan_review(document, version, by=by, at=at)
        close_reviews(document, by=by, at=at, evidence=str(version))
        ask_readers(document, at=at)
    return version


def recall_version(
    version: DocumentVersion, *, by: Person, at: datetime, note: str
) -> DocumentVersion:
    """What was published for a later day is taken back before that day, with a reason; the one before goes on."""
    demand_human(by)
    demand(by, Permission.DOCUMENT_PUBLISH)
    demand_reason(note)
    with transaction.atomic():
        hold_the_chain()
        version.refresh_from_db()
        document, day = version.document, version.effective_on
        step = find_step(DOCUMENT_STEPS, "recall")
        version = advance(
            version, step, by=by, at=at, note=note, changes={"effective_on": None, "ended_on": None}
        )
        if day is not None:
            _go_on(document, day, by=by, at=at)
        release_readers(version, by=by, at=at, reason=note)
        _plan_review(document, _running(document), by=by, at=at)
    return version


def put_into_force(*, at: datetime) -> int:
    """A published version takes effect on its day and supersedes the one before; one whose last day has passed ends.

    Each document in its own transaction; run twice it finds nothing more. Returns how many versions
    took effect or ended.
    """
    today, count = local_day(at), 0
    for version in versions_taking_effect(today):
        with transaction.atomic():
            hold_the_chain()
            version.refresh_from_db()
            if version.state == DocumentState.SCHEDULED:
                _enter_force(version, by=CLOCK, at=at)
                count += 1
    for version in versions_ended(today):
        with transaction.atomic():
            hold_the_chain()
            version.refresh_from_db()
            if version.state == DocumentState.IN_FORCE:
                advance(version, find_step(DOCUMENT_STEPS, "expire"), by=CLOCK, at=at)
                count += 1
    return count


def retire_document(
    document: Document, *, ended_on: date, reason: str, by: Person, at: datetime
) -> Document:
    """A document is retired with a reason and a last day, today or later; the framework policy is only ever replaced.

    Until that day has come another last day may be named. Raises `CannotRetireDocument`.
    """
    demand_human(by)
    demand(by, Permission.DOCUMENT_RETIRE)
    demand_reason(reason)
    today = local_day(at)
    with transaction.atomic():
        hold_the_chain()
        document.refresh_from_db()
        _demand_retirable(document, ended_on, today)
        before = {"retired_on": str(document.retired_on or "")}
        document.retired_on, document.retire_reason = ended_on, reason.strip()[:300]
        document.next_review_on = None
        fields = ["retired_on", "retire_reason", "next_review_on"]
        save_tracked(document, by=by, at=at, reason="governance.retire_document", fields=fields)
        version = _running(document)
        if version is not None:
            _set_end(version, ended_on, by=by, at=at, reason="governance.retire_document")
        change = Change(before=before, after={"retired_on": str(ended_on)}, note=reason)
        record("governance.retire_document", by=by, at=at, obj=document, change=change)
        close_reviews(document, by=by, at=at, evidence=_("retired"))
    return document


def _enter_force(version: DocumentVersion, *, by: Actor, at: datetime) -> DocumentVersion:
    earlier = DocumentVersion.objects.filter(
        document=version.document_id, state=DocumentState.IN_FORCE
    ).first()
    if earlier is not None:
        advance(earlier, find_step(DOCUMENT_STEPS, "supersede"), by=by, at=at)
    anchor_clauses(version)
    return advance(version, find_step(DOCUMENT_STEPS, "enter_force"), by=by, at=at)


def _demand_day(document: Document, effective_on: date, today: date) -> None:
    if document.retired_on is not None:
        raise CannotPublishDocument(_("This document is retired; nothing more is published of it."))
    if effective_on < today:
        raise CannotPublishDocument(
            _("A version takes effect on the day of its publication or later.")
        )
    latest = _running(document)
    if latest is not None and latest.effective_on and latest.effective_on >= effective_on:
        raise CannotPublishDocument(
            _("Version %(label)s takes effect on %(day)s; a later version takes effect after it.")
            % {"label": latest.label, "day": latest.effective_on}
        )


def _end_earlier(document: Document, effective_on: date, *, by: Actor, at: datetime) -> None:
    earlier = _running(document)
    if earlier is not None:
        end = effective_on - timedelta(days=1)
        _set_end(earlier, end, by=by, at=at, reason="governance.publish_version")


def _go_on(document: Document, day: date, *, by: Actor, at: datetime) -> None:
    """What was to end because of a recalled version holds on."""
    end = day - timedelta(days=1)
    earlier = DocumentVersion.objects.filter(
        document=document, state__in=_LIVE, ended_on=end
    ).first()
    if earlier is None:
        return
    following = (
        DocumentVersion.objects.filter(
            document=document, state=DocumentState.SCHEDULED, effective_on__gt=day
        )
        .order_by("effective_on")
        .values_list("effective_on", flat=True)
        .first()
    )
    until = following - timedelta(days=1) if following else None
    _set_end(earlier, until, by=by, at=at, reason="governance.recall_version")


def _running(document: Document) -> DocumentVersion | None:
    """The published version after which nothing follows yet."""
    return (
        DocumentVersion.objects.filter(document=document, state__in=_LIVE)
        # An imported version states no day; whatever states one comes after it (G47).
        .order_by(F("effective_on").desc(nulls_last=True), "-pk")
        .first()
    )


def _set_end(
    version: DocumentVersion, end: date | None, *, by: Actor, at: datetime, reason: str
) -> None:
    before, version.ended_on = version.ended_on, end
    save_tracked(version, by=by, at=at, reason=reason, fields=["ended_on"])
    change = Change(
        before={"ended_on": str(before or "")},
        after={"ended_on": str(end or "")},
    )
    record("governance.set_end_of_version", by=by, at=at, obj=version, change=change)


def _plan_review(
    document: Document, version: DocumentVersion | None, *, by: Actor, at: datetime
) -> None:
    day = first_review_on(document, version)
    if day != document.next_review_on:
        document.next_review_on = day
        save_tracked(
            document, by=by, at=at, reason="governance.plan_review", fields=["next_review_on"]
        )


def _signed(signatures: Signatures) -> dict[str, Any]:
    found: dict[str, Any] = {"resolution": signatures.resolution}
    for name, who, signature in (
        ("prepared", "preparer", signatures.prepared),
        ("reviewed", "reviewer", signatures.reviewed),
        ("approved", "approver", signatures.approved),
    ):
        if signature is not None:
            found |= {
                f"{name}_by": signature.name,
                f"{name}_on": signature.on,
                who: signature.person,
            }
    return found


def _demand_retirable(document: Document, ended_on: date, today: date) -> None:
    if document.kind == Document.Kind.POLICY:
        raise CannotRetireDocument(
            _("The framework policy is not retired; the committee approves a new version of it.")
        )
    if ended_on < today:
        raise CannotRetireDocument(_("The last day is today or later."))
    if document.retired_on is not None and document.retired_on < today:
        raise CannotRetireDocument(
            _("This document ended on %(day)s.") % {"day": document.retired_on}
        )
    rows = DocumentVersion.objects.filter(
        document=document, state__in=[DocumentState.DRAFT, DocumentState.SCHEDULED]
    )
    pending = rows.first()
    if pending is not None:
        raise CannotRetireDocument(
            _("Version %(label)s is on its way; discard or recall it first.")
            % {"label": pending.label}
        )
