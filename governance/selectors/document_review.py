"""When a document is looked at again (G52): the policy names no cycle, so only what was decided counts."""

from calendar import monthrange
from datetime import date, timedelta

from django.db.models import Q

from governance.models import Document, DocumentVersion, Obligation
from governance.selectors.setting import setting_value
from governance.states import STILL_OWED, DocumentState, ObligationKind


def add_months(day: date, months: int) -> date:
    """The same day some months later, at most the month's last: 2026-08-31 and 6 months give 2027-02-28."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def review_cycle(document: Document) -> int | None:
    """The months between two looks: the document's own, else the company's, else none."""
    return document.review_months or int(setting_value("document_review_months") or 0) or None


def first_review_on(document: Document, version: DocumentVersion | None) -> date | None:
    """The day of the next look, counted from the day on which the version took effect."""
    months = review_cycle(document)
    since = (version.effective_on or version.approved_on) if version is not None else None
    return add_months(since, months) if months and since else None


def documents_to_review(on: date) -> list[Document]:
    """The documents in force whose next look is so near that it stands in the inbox."""
    horizon = on + timedelta(days=int(setting_value("document_review_notice_days")))
    rows = Document.objects.filter(
        Q(retired_on=None) | Q(retired_on__gte=on),
        next_review_on__lte=horizon,
        pk__in=DocumentVersion.objects.filter(state=DocumentState.IN_FORCE).values("document"),
    )
    return list(rows.select_related("owner").order_by("pk"))


def review_subject(document: Document) -> str:
    """How the duty of looking at a document again is named."""
    return f"document:{document.pk}"


def open_reviews(document: Document) -> list[Obligation]:
    """The looks at a document that are still owed."""
    return list(
        Obligation.objects.filter(
            kind=ObligationKind.DOCUMENT_REVIEW,
            subject=review_subject(document),
            state__in=STILL_OWED,
        ).order_by("due_at")
    )
