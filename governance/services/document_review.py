"""Documents are looked at again in their cycle: confirmed without a change, or revised (5.2①; G52)."""

from datetime import datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import Refused, demand_reason
from governance.models import Document, Person
from governance.permissions import Permission, demand, demand_human
from governance.selectors.calendar import local_day, local_moment
from governance.selectors.document_force import holding_version
from governance.selectors.document_review import (
    add_months,
    documents_to_review,
    open_reviews,
    review_cycle,
    review_subject,
)
from governance.services.approval_notice import in_both
from governance.services.audit import Change, hold_the_chain, record
from governance.services.obligation import Duty, ensure_duties, fulfil
from governance.states import ObligationKind, Role

CLOSES = time(17)


class CannotConfirmDocument(Refused):
    """There is nothing in force to confirm."""


def open_document_reviews(*, at: datetime) -> int:
    """Some days before a document's next look the PMO owes it; run twice it is owed once."""
    duties = [_duty(document, at) for document in documents_to_review(local_day(at))]
    return len(ensure_duties(duties, at=at))


def confirm_document(document: Document, *, by: Person, at: datetime, reason: str) -> Document:
    """A document was looked at and stays as it is, with a reason; the next look counts from today.

    Raises `CannotConfirmDocument`, `NoteMissing`.
    """
    demand_human(by)
    demand(by, Permission.DOCUMENT_WRITE)
    demand_reason(reason)
    today = local_day(at)
    with transaction.atomic():
        hold_the_chain()
        document.refresh_from_db()
        version = holding_version(document, today)
        if version is None:
            raise CannotConfirmDocument(_("No version of this document is in force."))
        before = document.next_review_on
        months = review_cycle(document)
        document.next_review_on = add_months(today, months) if months else None
        save_tracked(
            document,
            by=by,
            at=at,
            reason="governance.confirm_document",
            fields=["next_review_on"],
        )
        change = Change(
            before={"next_review_on": str(before or "")},
            after={
                "version": version.label,
                "next_review_on": str(document.next_review_on or ""),
            },
            note=reason,
        )
        record("governance.confirm_document", by=by, at=at, obj=document, change=change)
        close_reviews(document, by=by, at=at, evidence=_("reviewed, no change"))
    return document


def close_reviews(document: Document, *, by: Actor, at: datetime, evidence: str) -> None:
    """Looking at a document, or publishing a version of it, fulfils what was owed."""
    for duty in open_reviews(document):
        fulfil(duty, by=by, at=at, evidence=evidence)


def _duty(document: Document, at: datetime) -> Duty:
    day = document.next_review_on
    assert day is not None  # noqa: S101 -- only documents with a day are asked for
    title, _unused = in_both(
        lambda: _("Review of a document: %(title)s") % {"title": f"《{document.title}》"}
    )
    english = document.title_en or document.title
    _unused, title_en = in_both(lambda: _("Review of a document: %(title)s") % {"title": english})
    return Duty(
        kind=ObligationKind.DOCUMENT_REVIEW,
        clause="5.2",
        subject=review_subject(document),
        period=day.isoformat(),
        title=title,
        title_en=title_en,
        url=reverse("governance:document-detail", args=[document.code]),
        opens_at=at,
        due_at=local_moment(day, CLOSES),
        role=Role.PMO,
        department=document.owner,
    )
