"""What documents, people, processes, assets and resolutions are found by (R3, R16, R34, 5.1)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils import timezone

from governance.lib.markdown import plain_of_markdown
from governance.models import (
    ClauseText,
    Document,
    DocumentVersion,
    Person,
    Resolution,
    ResolutionCondition,
)
from governance.selectors.clause import CONTENT_PART
from governance.states import ContentKind
from portal.selectors.search_part import (
    Stamps,
    Words,
    file_stamps,
    file_words,
    last_changes,
    lines,
    plain_of_reading,
    stamped,
)
from processes.models import Asset, AssetVersion, KeyActivity, Process
from processes.states import AssetState


def process_stamps(_on: date) -> Stamps:
    """Every process of the catalogue."""
    keys = Process.objects.values_list("pk", flat=True)
    return stamped(keys, last_changes(Process), last_changes(KeyActivity, "process_id"))


def process_words(keys: Sequence[int], _on: date) -> Iterator[Words]:
    """A process by its names, goal, boundary and key activities."""
    for row in Process.objects.filter(pk__in=keys).prefetch_related("activities"):
        activities = [f"{each.name} {each.name_en}" for each in row.activities.all()]
        parts = (row.goal, row.goal_en, row.boundary, row.boundary_en, *activities)
        yield Words(
            row.pk,
            row.name,
            row.name_en,
            aliases=(row.code, *map(str, row.aliases)),
            body=lines(parts),
            url=reverse("portal:process", args=[row.code]),
        )


def document_stamps(on: date) -> Stamps:
    """Every document of the register, with the version that holds."""
    holding = dict(DocumentVersion.objects.holding_on(on).values_list("document_id", "pk"))
    files = file_stamps(DocumentVersion)
    read = {document: files.get(version) for document, version in holding.items()}
    return stamped(
        Document.objects.values_list("pk", flat=True),
        last_changes(Document),
        last_changes(DocumentVersion, "document_id"),
        holding,
        read,
    )


def document_words(keys: Sequence[int], on: date) -> Iterator[Words]:
    """A document by its names and number, and by the text that holds today: never by a draft."""
    versions = DocumentVersion.objects.holding_on(on).filter(document__in=keys)
    holding = {row.document_id: row for row in versions}
    written = [row.pk for row in holding.values() if row.content_kind != ContentKind.FILE]
    clauses: dict[int, list[str]] = {}
    texts = ClauseText.objects.filter(document_version__in=written).order_by("position")
    for text in texts:
        said = f"{text.number} {text.title} {text.title_en}\n{plain_of_markdown(text.text)}"
        clauses.setdefault(text.document_version_id, []).append(said)
    uploaded = [row.pk for row in holding.values() if row.content_kind == ContentKind.FILE]
    files = file_words(DocumentVersion, uploaded, part=CONTENT_PART)
    for row in Document.objects.filter(pk__in=keys):
        version = holding.get(row.pk)
        held = version.pk if version else 0
        # The latest file is the content; an earlier one is on its way out.
        read = [plain_of_reading(reading) for _file, reading in files.get(held, [])[-1:]]
        yield Words(
            row.pk,
            row.title,
            row.title_en,
            aliases=(row.number, row.code, *map(str, row.aliases)),
            body=lines([*clauses.get(held, ()), *read]),
            url=reverse("governance:document-detail", args=[row.code]),
            dated_on=version.effective_on if version else None,
        )


def resolution_stamps(_on: date) -> Stamps:
    """Every resolution; it is frozen, its conditions go on living."""
    keys = Resolution.objects.values_list("pk", flat=True)
    return stamped(keys, last_changes(ResolutionCondition, "resolution_id"))


def resolution_words(keys: Sequence[int], _on: date) -> Iterator[Words]:
    """A resolution by its number and title, what was decided and on which conditions; not by who dissented."""
    for row in Resolution.objects.filter(pk__in=keys).prefetch_related("conditions"):
        conditions = [each.text for each in row.conditions.all()]
        yield Words(
            row.pk,
            row.title,
            row.title_en,
            aliases=(row.number,),
            body=lines([row.text, *conditions]),
            url=reverse("governance:resolution", args=[row.pk]),
            dated_on=timezone.localdate(row.closed_at),
        )


def person_stamps(_on: date) -> Stamps:
    """Everybody whose account is open."""
    columns = ("pk", "name", "department__name", "department__name_en")
    rows = {row[0]: row for row in Person.objects.filter(is_active=True).values_list(*columns)}
    return stamped(rows, rows)


def person_words(keys: Sequence[int], _on: date) -> Iterator[Words]:
    """A person by name and department, which everybody may know; by nothing else."""
    for row in Person.objects.filter(pk__in=keys).select_related("department"):
        department = row.department
        yield Words(
            row.pk,
            row.name,
            body=f"{department.name} {department.name_en}" if department else "",
            url=reverse("governance:person", args=[row.pk]),
        )


def asset_stamps(_on: date) -> Stamps:
    """Every asset that is not archived, with the files of its versions."""
    keys = Asset.objects.exclude(state=AssetState.ARCHIVED).values_list("pk", flat=True)
    files = file_stamps(AssetVersion)
    lying: dict[int, list[object]] = {}
    for version, asset in AssetVersion.objects.order_by("pk").values_list("pk", "asset_id"):
        lying.setdefault(asset, []).append(files.get(version))
    return stamped(keys, last_changes(Asset), last_changes(AssetVersion, "asset_id"), lying)


def asset_words(keys: Sequence[int], _on: date) -> Iterator[Words]:
    """An asset by its names and by what everybody who sees it may read.

    That is its newest version in the library, or its first one while none is: then only those who prepare
    it see it at all. Nothing of a restricted one is quoted: its files are read on its page, where each
    download is logged.
    """
    shown: dict[int, AssetVersion] = {}
    versions = AssetVersion.objects.filter(asset__in=keys)
    for version in versions.order_by("number"):
        if version.accepted_at is not None or version.asset_id not in shown:
            shown[version.asset_id] = version
    files = file_words(AssetVersion, [row.pk for row in shown.values()])
    for row in Asset.objects.filter(pk__in=keys).select_related("process"):
        version = shown[row.pk]
        read = [
            f"{file.name}\n{plain_of_reading(reading)}"
            for file, reading in files.get(version.pk, ())
        ]
        yield Words(
            row.pk,
            row.title,
            aliases=(row.number,),
            body=lines([version.summary, *read]),
            url=reverse("processes:asset", args=[row.pk]),
            dated_on=timezone.localdate(version.accepted_at or version.begun_at),
            is_quoted=not row.is_restricted,
        )
