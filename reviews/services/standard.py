"""A new edition of a standard is registered; it is one of the three triggers of a review (R58, G50)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Refused, demand_reason
from governance.models import Document, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from reviews.models import StandardUpdate


class CannotRegisterStandard(Refused):
    """The document is no standard, or this edition is known."""


@dataclass(frozen=True)
class NewEdition:
    """Which edition of which standard, since when, and what it changes."""

    document: Document
    edition: str
    summary: str
    published_on: date | None = None
    effective_on: date | None = None
    source: str = ""


def register_edition(new: NewEdition, *, by: Person, at: datetime) -> StandardUpdate:
    """The PMO registers each edition of a standard once, with what it changes. Raises `CannotRegisterStandard`."""
    demand(by, Permission.REVIEW_RUN)
    demand_reason(new.summary)
    if new.document.kind != Document.Kind.STANDARD:
        raise CannotRegisterStandard(_("This document is no standard."))
    if not new.edition.strip():
        raise CannotRegisterStandard(_("Please name the edition."))
    with transaction.atomic():
        hold_the_chain()
        edition = new.edition.strip()
        if StandardUpdate.objects.filter(document=new.document, edition=edition).exists():
            raise CannotRegisterStandard(_("This edition is registered already."))
        told = {**vars(new), "edition": edition, "summary": new.summary.strip()}
        row = StandardUpdate(**told, registered_by=by, registered_at=at)
        save_tracked(row, by=by, at=at, reason="reviews.register_edition")
        change = Change(after={"document": new.document.title, "edition": edition})
        record("reviews.register_edition", by=by, at=at, obj=row, change=change)
    return row
