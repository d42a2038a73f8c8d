"""What was issued lately: reports, documents in force, signed reviews, resolutions (6.4.2③, 6.4.3, 5.1; R56, R59)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.periods import parse_period
from governance.models import DocumentVersion, Person, Resolution
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_zone
from governance.states import DocumentState
from kpi.models import Report
from kpi.selectors.report_name import title_of
from kpi.states import ReportState
from reviews.models import Review
from reviews.states import ReviewState

MOST = 6
REPORT, DOCUMENT, REVIEW, RESOLUTION = "report", "document", "review", "resolution"
WORDS: dict[str, str | Promise] = {
    REPORT: _("monitoring report"),
    DOCUMENT: _("in force"),
    REVIEW: _("review report"),
    RESOLUTION: _("resolution"),
}
_PAGES = {
    REPORT: "kpi:report",
    DOCUMENT: "governance:document-read",
    REVIEW: "reviews:review",
    RESOLUTION: "governance:resolution",
}


@dataclass(frozen=True)
class Issue:
    """One paper that was issued: what it is, its name and number, since which day, where it is read."""

    kind: str
    name: str
    label: str
    day: date
    url: str

    @property
    def word(self) -> str:
        """What it is, in a word."""
        return str(WORDS[self.kind])


def latest_issues_for(person: Person, today: date, *, most: int = MOST) -> list[Issue]:
    """The latest papers a person may read, the newest on top; one statement over all kinds.

    A document counts from the day on which its version came into force, not from its publication.
    """
    parts = [part(person, today) for right, part in _PARTS.items() if has_permission(person, right)]
    if not parts:
        return []
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    rows: Any = whole.order_by("-day", "kind_", "-key")[:most]
    return [_issue(row) for row in rows]


def _reports(person: Person, _today: date) -> QuerySet[Any]:
    rows = Report.objects.visible_to(person).filter(state=ReportState.ISSUED)
    return _row(
        rows, REPORT, ("kind", "period", "number"), TruncDate("issued_at", tzinfo=local_zone())
    )


def _documents(person: Person, today: date) -> QuerySet[Any]:
    rows = DocumentVersion.objects.visible_to(person).filter(
        state=DocumentState.IN_FORCE, effective_on__lte=today
    )
    return _row(
        rows, DOCUMENT, ("document__title", "document__title_en", "label"), F("effective_on")
    )


def _reviews(person: Person, _today: date) -> QuerySet[Any]:
    rows = Review.objects.visible_to(person).filter(state=ReviewState.SIGNED)
    return _row(
        rows, REVIEW, ("title", "title", "number"), TruncDate("signed_at", tzinfo=local_zone())
    )


def _resolutions(person: Person, _today: date) -> QuerySet[Any]:
    rows = Resolution.objects.visible_to(person)
    names = ("title", "title_en", "number")
    return _row(rows, RESOLUTION, names, TruncDate("closed_at", tzinfo=local_zone()))


_PARTS = {
    Permission.DOCUMENT_VIEW: _documents,
    Permission.REPORT_VIEW: _reports,
    Permission.REVIEW_VIEW: _reviews,
    Permission.COMMITTEE_VIEW: _resolutions,
}


def _row(rows: QuerySet[Any], kind: str, names: tuple[str, str, str], day: Any) -> QuerySet[Any]:
    """The same six columns of whatever it is, so that one statement sorts them all."""
    title, title_en, label = names
    return rows.order_by().values(
        kind_=Value(kind, CharField()),
        key=F("pk"),
        title_=F(title),
        title_en_=F(title_en),
        label_=F(label),
        day=day,
    )


def _issue(row: dict[str, Any]) -> Issue:
    kind = row["kind_"]
    name = (
        f"{title_of(row['title_'])} · {parse_period(row['title_en_']).display()}"
        if kind == REPORT
        else said(_Named(row["title_"], row["title_en_"]), "title")
    )
    return Issue(kind, name, row["label_"], row["day"], reverse(_PAGES[kind], args=[row["key"]]))


@dataclass(frozen=True)
class _Named:
    title: str
    title_en: str
