"""The library of process assets: what a person finds in it, and one asset with all that belongs to it (R16, R34)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from governance.lib.naming import object_type_of
from governance.lib.workflow import Step, open_from
from governance.models import AuditEntry, Person, StoredFile
from governance.permissions import Permission, has_permission
from processes.models import Asset, AssetReader, AssetVersion, Assignment, Process
from processes.permissions import may_accept_asset
from processes.states import ASSET_STEPS, AssetState, ProcessState

FRAMEWORK = "framework"
ENTRIES = 100
RECENT = 5
SORTS = {
    "number": "number",
    "title": "title",
    "process": "process__position",
    "state": "state",
    "added": "added_at",
}
# The pages of what assets come out of, by name, since those apps lie above this one.
PAGES = {
    "governance.documentversion": "governance:document-read",
    "governance.meeting": "governance:meeting",
    "governance.resolution": "governance:resolution",
    "kpi.deviation": "kpi:deviation",
    "kpi.report": "kpi:report",
    "planning.annualplan": "planning:plan",
    "planning.trainingsession": "planning:training",
    "reviews.review": "reviews:review",
    "reviews.reviewitem": "reviews:item",
    "reviews.feedback": "reviews:feedback-one",
    "improvements.improvement": "improvements:improvement",
}


@dataclass(frozen=True)
class AssetChoice:
    """What the reader of the library has chosen; empty means all that is not archived."""

    text: str = ""
    kind: str = ""
    process: str = ""
    label: str = ""
    state: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Act:
    """A button: its step, its words and its address."""

    step: Step
    label: str
    url: str


@dataclass(frozen=True)
class VersionLine:
    """A version with its files and what its state is called."""

    version: AssetVersion
    files: list[StoredFile]
    is_current: bool
    may_add: bool = False


def assets_in_library(person: Person, chosen: AssetChoice) -> QuerySet[Asset]:
    """The latest first unless sorted otherwise; what is archived shows when it is asked for."""
    rows: QuerySet[Asset] = Asset.objects.visible_to(person).select_related("process", "owner")
    if chosen.text:
        rows = rows.filter(
            Q(title__icontains=chosen.text)
            | Q(number__icontains=chosen.text)
            | Q(pk__in=_summaries(person, chosen.text))
        )
    rows = (
        rows.filter(state=chosen.state) if chosen.state else rows.exclude(state=AssetState.ARCHIVED)
    )
    if chosen.process == FRAMEWORK:
        rows = rows.filter(process=None)
    for column, value in (
        ("process__code", "" if chosen.process == FRAMEWORK else chosen.process),
        ("kind", chosen.kind),
        ("label", chosen.label),
    ):
        if value:
            rows = rows.filter(**{column: value})
    sorted_by = SORTS.get(chosen.sort.removeprefix("-"))
    rows = with_library_version(rows)
    if sorted_by is None:
        return rows.order_by("-added_at", "-pk")
    order = F(sorted_by).desc() if chosen.sort.startswith("-") else F(sorted_by).asc()
    return rows.order_by(order, "-pk")


def with_library_version(rows: QuerySet[Asset]) -> QuerySet[Asset]:
    """Each asset with the label and the day of its newest version in the library."""
    newest = AssetVersion.objects.filter(asset=OuterRef("pk")).accepted().order_by("-number")
    return rows.annotate(
        library_label=Subquery(newest.values("label")[:1]),
        library_at=Subquery(newest.values("accepted_at")[:1]),
    )


def asset_totals(person: Person) -> dict[str, int]:
    """The numbers above the library; one question."""
    found: dict[str, int] = Asset.objects.visible_to(person).aggregate(
        library=Count("pk", filter=Q(state=AssetState.LIBRARY), distinct=True),
        offered=Count("pk", filter=Q(state=AssetState.OFFERED), distinct=True),
        lessons=Count(
            "pk",
            filter=Q(kind=Asset.Kind.LESSON) & ~Q(state=AssetState.ARCHIVED),
            distinct=True,
        ),
        restricted=Count(
            "pk",
            filter=Q(label=Asset.Label.RESTRICTED) & ~Q(state=AssetState.ARCHIVED),
            distinct=True,
        ),
    )
    return found


def latest_assets(person: Person, process_id: int, *, most: int = RECENT) -> list[Asset]:
    """The newest assets of one process for its page; one question."""
    rows = Asset.objects.visible_to(person).filter(process=process_id)
    return list(rows.exclude(state=AssetState.ARCHIVED).order_by("-added_at", "-pk")[:most])


def assets_out_of(row: models.Model, person: Person) -> list[Asset]:
    """The assets a record left behind, as far as a person may know of them."""
    rows = Asset.objects.visible_to(person).filter(
        source_app=row._meta.app_label, source_model=row._meta.model_name, source_key=str(row.pk)
    )
    return list(rows.order_by("number"))


def newest_version(asset: Asset) -> AssetVersion:
    """The version its state speaks of."""
    found: AssetVersion = AssetVersion.objects.filter(asset=asset).order_by("-number")[0]
    return found


def version_lines(asset: Asset, person: Person, *, may_write: bool = False) -> list[VersionLine]:
    """The versions a person may read, the newest first, with their files; two questions.

    Files are added to what is in preparation, by those who may write.
    """
    versions = list(
        AssetVersion.objects.visible_to(person)
        .filter(asset=asset)
        .select_related("begun_by", "accepted_by")
        .order_by("-number")
    )
    files: dict[str, list[StoredFile]] = {}
    rows = StoredFile.objects.on(*versions).select_related("uploaded_by").order_by("pk")
    for file in rows:
        files.setdefault(file.object_key, []).append(file)
    current = next((row.pk for row in versions if row.accepted_at), None)
    return [
        VersionLine(
            row,
            files.get(str(row.pk), []),
            row.pk == current,
            may_write and row.accepted_at is None,
        )
        for row in versions
    ]


def file_for(asset: Asset, pk: int, person: Person) -> StoredFile | None:
    """A file of one of its versions that a person may read, and that was not taken off."""
    versions = AssetVersion.objects.visible_to(person).filter(asset=asset)
    found: StoredFile | None = StoredFile.objects.on(*versions).filter(pk=pk).first()
    return found


def accepted_lines(asset: Asset, person: Person) -> list[VersionLine]:
    """The versions in the library with their files, the newest first."""
    return [line for line in version_lines(asset, person) if line.version.accepted_at]


def file_in_library(asset: Asset, pk: int, person: Person) -> StoredFile | None:
    """A file of one of its accepted versions that a person may read."""
    versions = AssetVersion.objects.visible_to(person).filter(asset=asset).accepted()
    found: StoredFile | None = StoredFile.objects.on(*versions).filter(pk=pk).first()
    return found


def asset_acts(asset: Asset, person: Person, *, may_write: bool) -> list[Act]:
    """The buttons of an asset: what its state allows and this person may; nobody is offered the own work to take in."""
    version = newest_version(asset)
    allowed = {
        Permission.ASSET_WRITE: may_write,
        Permission.ASSET_ACCEPT: may_accept_asset(person, version),
        Permission.ASSET_ARCHIVE: has_permission(person, Permission.ASSET_ARCHIVE),
    }
    return [
        Act(step, str(step.label), reverse("processes:asset-step", args=[asset.pk, step.name]))
        for step in open_from(ASSET_STEPS, asset.state)
        if allowed[Permission(step.permission)]
    ]


def asset_timeline(asset: Asset, versions: Sequence[AssetVersion]) -> list[AuditEntry]:
    """What was done to an asset and to those of its versions that the reader may know, newest first."""
    about = Q(object_type=object_type_of(asset), object_key=str(asset.pk))
    keys = [str(row.pk) for row in versions]
    about |= Q(object_type="processes.assetversion", object_key__in=keys)
    rows = AuditEntry.objects.filter(about).exclude(action="processes.download_asset")
    return list(rows.order_by("-sequence")[:ENTRIES])


def processes_to_enter_for(person: Person, on: date) -> list[Process]:
    """The processes a person enters assets for: the PMO all in use, a specialist the own ones."""
    rows = Process.objects.visible_to(person).filter(state=ProcessState.ACTIVE)
    if not has_permission(person, Permission.ASSET_ACCEPT):
        own = Assignment.objects.of(person).valid_between(on, on)
        rows = rows.filter(pk__in=own.values("process"))
    return list(rows.order_by("position", "pk"))


def departments_reading(asset: Asset) -> list[AssetReader]:
    """The departments a restricted asset names."""
    rows = AssetReader.objects.filter(asset=asset).select_related("department")
    return list(rows.order_by("department__rank", "pk"))


def downloads_of(asset: Asset) -> QuerySet[AuditEntry]:
    """Every download of an asset that was restricted at the time, the latest first."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.about("processes.asset", str(asset.pk)).filter(
        action="processes.download_asset"
    )
    return rows.order_by("-sequence")


def _summaries(person: Person, text: str) -> Any:
    rows = AssetVersion.objects.visible_to(person)
    return rows.filter(summary__icontains=text).values("asset")
