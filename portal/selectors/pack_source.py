"""What belongs into an evidence pack: papers and files of a period, as its orderer may read them (R66; domain §3.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.steady_zip import plain_name
from governance.models import Document, DocumentVersion, Meeting, Person, Resolution, StoredFile
from governance.selectors.calendar import local_day
from governance.selectors.committee_paper import MINUTES, RESOLUTION, resolution_content
from governance.selectors.document_paper import facts_sha256, paper_facts
from governance.selectors.minutes import sha256_of
from governance.services.committee_paper import JOB as PRINT_COMMITTEE
from governance.services.document_paper import JOB as PRINT_DOCUMENT
from governance.services.document_paper import NAME as DOCUMENT
from governance.services.paper import PaperOrder
from governance.states import Classification, MeetingState, PaperFormat
from kpi.models import ReportIssue, SelfAssessment
from kpi.selectors.assessment_page import PAPER as ASSESSMENT
from kpi.selectors.report_name import name_of
from kpi.services.assessment_closing import JOB as PRINT_ASSESSMENT
from kpi.states import SERVICE_REPORTS, AssessmentState
from planning.models import AnnualPlan
from planning.services.plan_paper import plan_order
from planning.states import PlanDocument, PlanState
from portal.selectors.stretch import Stretch
from processes.models import AssetVersion
from reviews.models import Review
from reviews.services.signature import JOB as PRINT_REVIEW
from reviews.services.signature import PAPER as REVIEW
from reviews.states import ReviewState


@dataclass(frozen=True)
class Entry:
    """One line of the index: 编号, 名称, 版本, 日期, 条款, 路径."""

    number: str
    name: str
    version: str
    day: str
    clause: str
    path: str


@dataclass(frozen=True)
class Lack:
    """One line of the gaps: what is not in the pack or not as it should be, why, who can move it."""

    clause: str
    kind: str
    what: str
    who: str = ""


@dataclass(frozen=True)
class Sheet:
    """A printed record that belongs into the pack: how it is ordered where it is not printed yet.

    `row` is an issue of a report, which keeps its own files, where there is no order.
    """

    entry: Entry
    row: models.Model
    order: PaperOrder | None = None


@dataclass(frozen=True)
class Attached:
    """A file of the library that belongs into the pack as it was handed in."""

    entry: Entry
    file: StoredFile


@dataclass(frozen=True)
class Wish:
    """Whose pack it is, of which days, as of when, in which language."""

    person: Person
    stretch: Stretch
    at: datetime
    language: str

    @property
    def as_of(self) -> date:
        """The day whose documents in force are taken: the last of the pack, today at the latest."""
        return min(self.stretch.last, local_day(self.at))

    def within(self, field: str) -> Q:
        """Moments that lie in the days of the pack."""
        stretch = self.stretch
        return Q(**{f"{field}__gte": stretch.begins_at, f"{field}__lt": stretch.ends_before})

    def order(self, name: str, sha256: str, job: str) -> PaperOrder:
        """A PDF in the language of the pack."""
        return PaperOrder(name, sha256, job, self.language, PaperFormat.PDF)


def sheets_of(wish: Wish) -> Iterator[Sheet]:
    """Every printed record of the period: reports, reviews, decisions, documents, plans, self-assessments."""
    yield from _reports(wish)
    yield from _reviews(wish)
    yield from _resolutions(wish)
    yield from _minutes(wish)
    yield from _documents(wish)
    yield from _plans(wish)
    yield from _assessments(wish)


def attached_to(wish: Wish) -> Iterator[Attached]:
    """The files of public and internal assets that were taken into the library in the period."""
    versions = list(_versions(wish).exclude(asset__label=Classification.RESTRICTED))
    known = {str(row.pk): row for row in versions}
    folder = _("7 Process assets")
    for file in StoredFile.objects.on(*versions).filter(lost_at=None).order_by("pk"):
        row = known[file.object_key]
        name = plain_name(
            f"{row.asset.number} {row.label} {file.name.removesuffix('.' + file.kind)}"
        )
        entry = Entry(
            row.asset.number,
            f"{row.asset.title} · {file.name}",
            row.label,
            str(local_day(row.accepted_at or row.begun_at)),
            "5.2⑤",
            f"{folder}/{name}.{file.kind}",
        )
        yield Attached(entry, file)


def withheld(wish: Wish) -> Iterator[Lack]:
    """What the orderer may read but no pack carries: restricted assets and documents stay behind their own door."""
    kind = _("Restricted: handed out on its own page only")
    for row in _versions(wish).filter(asset__label=Classification.RESTRICTED):
        yield Lack("5.2⑤", kind, f"{row.asset} {row.label}", row.asset.owner.name)
    for version in _holding(wish).filter(document__classification=Classification.RESTRICTED):
        owner = said(version.document.owner)
        yield Lack("5.2①", kind, f"{said(version.document, 'title')} {version.label}", owner)


def _pdf(folder: str, *parts: str) -> str:
    return f"{folder}/{plain_name(' '.join(part for part in parts if part))}.pdf"


def _reports(wish: Wish) -> Iterator[Sheet]:
    rows = ReportIssue.objects.visible_to(wish.person).filter(
        voided_at=None,
        report__end__gte=wish.stretch.first,
        report__end__lte=wish.stretch.last,
    )
    for row in rows.select_related("report__project").order_by("report__start", "number", "pk"):
        clause = "6.2" if row.report.kind in SERVICE_REPORTS else "6.4.2③"
        path = _pdf(_("1 Monitoring reports"), row.number, row.label)
        day = str(local_day(row.issued_at))
        yield Sheet(Entry(row.number, name_of(row.report), row.label, day, clause, path), row)


def _reviews(wish: Wish) -> Iterator[Sheet]:
    rows = Review.objects.visible_to(wish.person).filter(
        state=ReviewState.SIGNED, end__gte=wish.stretch.first, end__lte=wish.stretch.last
    )
    for row in rows.order_by("start", "pk"):
        path = _pdf(_("2 Review reports"), row.number)
        entry = Entry(row.number, row.title, "", str(local_day(row.signed_at)), "6.4.3", path)
        yield Sheet(entry, row, wish.order(REVIEW, row.content_sha256, PRINT_REVIEW))


def _resolutions(wish: Wish) -> Iterator[Sheet]:
    rows = Resolution.objects.visible_to(wish.person).filter(wish.within("closed_at"))
    rows = rows.select_related("approval__proposed_by", "meeting", "closed_by")
    for row in rows.prefetch_related("conditions__responsible").order_by("closed_at", "pk"):
        path = _pdf(_("3 Committee"), row.number)
        day = str(local_day(row.closed_at))
        sha256 = sha256_of(resolution_content(row))
        entry = Entry(row.number, said(row, "title"), "", day, "5.1", path)
        yield Sheet(entry, row, wish.order(RESOLUTION, sha256, PRINT_COMMITTEE))


def _minutes(wish: Wish) -> Iterator[Sheet]:
    rows = Meeting.objects.visible_to(wish.person).filter(
        wish.within("closed_at"), state=MeetingState.CLOSED
    )
    for row in rows.order_by("closed_at", "pk"):
        path = _pdf(_("3 Committee"), row.number or row.title)
        entry = Entry(row.number, row.title, "", str(local_day(row.closed_at)), "5.1", path)
        yield Sheet(entry, row, wish.order(MINUTES, row.content_sha256, PRINT_COMMITTEE))


def _holding(wish: Wish) -> models.QuerySet[DocumentVersion]:
    rows: models.QuerySet[DocumentVersion] = (
        DocumentVersion.objects.visible_to(wish.person)
        .holding_on(wish.as_of)
        .select_related("document__owner", "resolution")
        .order_by("document__code", "pk")
    )
    return rows


def _documents(wish: Wish) -> Iterator[Sheet]:
    for row in _holding(wish).exclude(document__classification=Classification.RESTRICTED):
        document = row.document
        clause = "5.1①" if document.kind == Document.Kind.POLICY else "5.2①"
        title = said(document, "title")
        path = _pdf(_("4 Documents in force"), document.number, title, row.label)
        day = str(row.effective_on or row.approved_on or row.prepared_on or "")
        sha256 = facts_sha256(paper_facts(row))
        entry = Entry(document.number, title, row.label, day, clause, path)
        yield Sheet(entry, row, wish.order(DOCUMENT, sha256, PRINT_DOCUMENT))


def _plans(wish: Wish) -> Iterator[Sheet]:
    rows = AnnualPlan.objects.visible_to(wish.person).filter(
        state=PlanState.PUBLISHED,
        year__gte=wish.stretch.first.year,
        year__lte=wish.stretch.last.year,
    )
    for row in rows.order_by("year", "ordinal"):
        path = _pdf(_("5 Annual plans"), row.number, row.label)
        day = str(local_day(row.published_at)) if row.published_at else ""
        name = f"{PlanDocument.PLAN.label} {row.year}"
        entry = Entry(row.number, name, row.label, day, "6.4.1", path)
        yield Sheet(entry, row, plan_order(row, PlanDocument.PLAN, wish.language, PaperFormat.PDF))


def _assessments(wish: Wish) -> Iterator[Sheet]:
    rows = SelfAssessment.objects.visible_to(wish.person).filter(
        wish.within("closed_at"), state=AssessmentState.CLOSED
    )
    for row in rows.order_by("closed_at", "pk"):
        path = _pdf(_("6 Self-assessments"), row.number)
        name = _("Self-assessment %(year)s") % {"year": row.year}
        entry = Entry(row.number, name, "", str(local_day(row.closed_at)), "7", path)
        yield Sheet(entry, row, wish.order(ASSESSMENT, row.content_sha256, PRINT_ASSESSMENT))


def _versions(wish: Wish) -> models.QuerySet[AssetVersion]:
    rows: models.QuerySet[AssetVersion] = (
        AssetVersion.objects.visible_to(wish.person)
        .accepted()
        .filter(wish.within("accepted_at"))
        .select_related("asset__owner")
        .order_by("asset__number", "number")
    )
    return rows
