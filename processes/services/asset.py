"""Process assets: entered, described, offered, taken into the library by somebody else, archived, never deleted (R16, R34)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from governance.lib.history import note_history, save_tracked
from governance.lib.workflow import (
    Conflict,
    NotAllowed,
    Refused,
    compare_and_set,
    demand_reason,
)
from governance.models import Department, Person, StoredFile
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_values
from governance.services.audit import Change, hold_the_chain, record
from governance.services.serial import take_number
from governance.services.transition import refresh_row
from processes.models import Asset, AssetReader, AssetVersion, Process
from processes.permissions import may_enter_for, may_relabel, may_write_asset
from processes.selectors.asset import PAGES, newest_version
from processes.states import AssetState, ProcessState

LONGEST_TITLE = 200
LONGEST_SUMMARY = 20_000


class CannotEnterAsset(Refused):
    """What was said of the asset is missing, too long, or not on the list."""

    code = "bad_asset"


class AssetClosed(Refused):
    """The newest version is not in preparation: what was offered or accepted stays as it is."""

    code = "asset_closed"


@dataclass(frozen=True)
class AssetFacts:
    """What is said of an asset. Without a process it belongs to the framework; without an owner, to whoever enters it.

    `departments` are those that read a restricted one; without them it is for the department of whoever enters it.
    """

    kind: str
    title: str
    process: Process | None = None
    summary: str = ""
    label: str = Asset.Label.INTERNAL
    departments: Sequence[Department] = ()
    owner: Person | None = None
    version_label: str = "V1.0"


def add_asset(  # noqa: PLR0913 -- what is left behind, by whom and when, and out of which record
    process: Process | None,
    kind: str,
    title: str,
    *,
    by: Person,
    at: datetime,
    summary: str = "",
    label: str = Asset.Label.INTERNAL,
    source: models.Model | None = None,
) -> Asset:
    """An act leaves an asset behind; `source` is the record it came out of, kept by name with its page.

    For the acts of other apps; they ask `may_enter_for` before they offer it. Raises `NotAllowed`, `CannotEnterAsset`.
    """
    facts = AssetFacts(kind, title[:LONGEST_TITLE], process, summary, label)
    return enter_asset(facts, by=by, at=at, source=source)


def enter_asset(
    facts: AssetFacts, *, by: Person, at: datetime, source: models.Model | None = None
) -> Asset:
    """An asset begins in preparation, with a number without a gap and its first version.

    The PMO enters any, a specialist those of the own processes. Raises `NotAllowed`, `CannotEnterAsset`.
    """
    _demand_sound(facts)
    if not may_enter_for(by, facts.process, local_day(at)):
        raise NotAllowed(_("You enter assets of the processes that you report."))
    if facts.process is not None and facts.process.state != ProcessState.ACTIVE:
        raise CannotEnterAsset(_("This process is retired."))
    with transaction.atomic():
        asset = Asset(
            number=_number(at),
            kind=facts.kind,
            title=facts.title.strip(),
            process=facts.process,
            label=facts.label,
            owner=facts.owner or by,
            added_by=by,
            added_at=at,
            **_named(source),
        )
        save_tracked(asset, by=by, at=at, reason="processes.enter_asset")
        version = AssetVersion(
            asset=asset,
            number=1,
            label=facts.version_label.strip(),
            summary=facts.summary.strip(),
            authors=[by.pk],
            begun_by=by,
            begun_at=at,
        )
        save_tracked(version, by=by, at=at, reason="processes.enter_asset")
        departments = _readers_wanted(facts, by)
        _set_readers(asset, departments)
        told = _told(asset) | {"departments": [row.code for row in departments]}
        record("processes.enter_asset", by=by, at=at, obj=asset, change=Change(after=told))
    return asset


def describe_asset(
    asset: Asset, facts: AssetFacts, *, seen: int, by: Person, at: datetime
) -> Asset:
    """What is in preparation is described anew by those who prepare it; `seen` is the version they read.

    Once a version is in the library, its title, kind, process and label stay: then only the text and the
    label of the new version change. Raises `NotAllowed`, `AssetClosed`, `CannotEnterAsset`, `Conflict`.
    """
    _demand_sound(facts)
    with transaction.atomic():
        hold_the_chain()
        fresh = demand_in_preparation(asset, by=by, at=at)
        before = _told(fresh)
        version = newest_version(fresh)
        changes: dict[str, Any] = {}
        if version.number == 1:
            if facts.process != fresh.process and not may_enter_for(
                by, facts.process, local_day(at)
            ):
                raise NotAllowed(_("You enter assets of the processes that you report."))
            changes = {
                "kind": facts.kind,
                "title": facts.title.strip(),
                "process": facts.process,
                "label": facts.label,
                "owner": facts.owner or fresh.owner,
            }
            _set_readers(fresh, _readers_wanted(facts, by))
        _take(fresh, seen, by=by, at=at, reason="processes.describe_asset", **changes)
        _write(version, facts, by=by, at=at)
        change = Change(before=before, after=_told(fresh))
        record("processes.describe_asset", by=by, at=at, obj=fresh, change=change)
    return fresh


def relabel_asset(
    asset: Asset, facts: AssetFacts, *, seen: int, reason: str, by: Person, at: datetime
) -> Asset:
    """Who reads an asset and who owns it is changed by the PMO with a reason, also while it is in the library.

    Whoever has the asset open under its old label has to look again before adding anything (U17).
    Raises `NotAllowed`, `NoteMissing`, `AssetClosed`, `Conflict`.
    """
    if not may_relabel(by):
        raise NotAllowed(_("You are not allowed to do this."))
    demand_reason(reason)
    _demand_label(facts.label)
    with transaction.atomic():
        hold_the_chain()
        fresh: Asset = Asset.objects.select_related("process", "owner").get(pk=asset.pk)
        if fresh.state == AssetState.ARCHIVED:
            raise AssetClosed(_("An archived asset stays as it is."))
        before = _told(fresh) | {"departments": _reader_codes(fresh)}
        changes = {"label": facts.label, "owner": facts.owner or fresh.owner}
        _take(fresh, seen, by=by, at=at, reason="processes.relabel_asset", **changes)
        _set_readers(fresh, _readers_wanted(facts, by))
        after = _told(fresh) | {"departments": _reader_codes(fresh)}
        change = Change(before=before, after=after, note=reason.strip())
        record("processes.relabel_asset", by=by, at=at, obj=fresh, change=change)
    return fresh


def log_download(asset: Asset, file: StoredFile, *, by: Person, at: datetime) -> None:
    """Every download of a restricted asset is written down: who, when, which file (5.2⑤; reliability §3.2)."""
    demand(by, Permission.ASSET_VIEW)
    if asset.is_restricted:
        change = Change(after=file.told())
        record("processes.download_asset", by=by, at=at, obj=asset, change=change)


def demand_in_preparation(asset: Asset, *, by: Person, at: datetime) -> Asset:
    """The asset as it is stored now, if its newest version is in preparation and the person prepares it.

    Raises `NotAllowed`, `AssetClosed`.
    """
    fresh: Asset = Asset.objects.select_related("process", "owner").get(pk=asset.pk)
    if not may_write_asset(by, fresh, local_day(at)):
        raise NotAllowed(_("You are not allowed to do this."))
    if fresh.state != AssetState.DRAFT:
        raise AssetClosed(
            _("This asset is “%(state)s”; it changes only through a new version.")
            % {"state": fresh.get_state_display()}
        )
    return fresh


def note_author(version: AssetVersion, *, by: Person, at: datetime, reason: str) -> None:
    """Whoever had a hand in a version is an author of it and does not take it into the library."""
    if by.pk not in version.authors:
        version.authors = [*version.authors, by.pk]
        save_tracked(version, by=by, at=at, reason=reason, fields=["authors"])


def touch_asset(asset: Asset, seen: int, *, by: Person, at: datetime, reason: str) -> None:
    """A change below the asset counts as one of it, so that two people see each other; raises `Conflict`."""
    _take(asset, seen, by=by, at=at, reason=reason)


def _take(
    asset: Asset, seen: int, *, by: Person, at: datetime, reason: str, **changes: Any
) -> None:
    if not compare_and_set(asset, state=asset.state, expected_version=seen, **changes):
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))
    refresh_row(asset)
    note_history(asset, by=by, at=at, reason=reason)


def _write(version: AssetVersion, facts: AssetFacts, *, by: Person, at: datetime) -> None:
    label = facts.version_label.strip()
    others = AssetVersion.objects.filter(asset=version.asset_id, label=label)
    if others.exclude(pk=version.pk).exists():
        raise CannotEnterAsset(_("This asset has a version of that name already."))
    version.label, version.summary = label, facts.summary.strip()
    if by.pk not in version.authors:
        version.authors = [*version.authors, by.pk]
    fields = ["label", "summary", "authors"]
    save_tracked(version, by=by, at=at, reason="processes.describe_asset", fields=fields)


def _readers_wanted(facts: AssetFacts, by: Person) -> list[Department]:
    if facts.label != Asset.Label.RESTRICTED:
        return []
    if facts.departments:
        return list(facts.departments)
    return [by.department] if by.department else []


def _set_readers(asset: Asset, departments: Sequence[Department]) -> None:
    wanted = {row.pk for row in departments}
    AssetReader.objects.filter(asset=asset).exclude(department__in=wanted).delete()
    known = set(AssetReader.objects.filter(asset=asset).values_list("department_id", flat=True))
    AssetReader.objects.bulk_create(
        [AssetReader(asset=asset, department=row) for row in departments if row.pk not in known]
    )


def _reader_codes(asset: Asset) -> list[str]:
    rows = AssetReader.objects.filter(asset=asset).order_by("department__code")
    return list(rows.values_list("department__code", flat=True))


def _demand_sound(facts: AssetFacts) -> None:
    if facts.kind not in Asset.Kind.values:
        raise CannotEnterAsset(_("An asset is a document, a record, data or a lesson."))
    _demand_label(facts.label)
    if not facts.title.strip() or len(facts.title) > LONGEST_TITLE:
        raise CannotEnterAsset(_("An asset has a title of at most 200 characters."))
    if len(facts.summary) > LONGEST_SUMMARY:
        raise CannotEnterAsset(_("The text is too long; please add it as a file."))
    if not facts.version_label.strip():
        raise CannotEnterAsset(_("Please name the version."))


def _demand_label(label: str) -> None:
    if label not in Asset.Label.values:
        raise CannotEnterAsset(_("An asset is public, internal or restricted."))


def _named(source: models.Model | None) -> dict[str, str]:
    if source is None:
        return {}
    named = {
        "source_app": source._meta.app_label,
        "source_model": source._meta.model_name or "",
        "source_key": str(source.pk),
        "source_title": str(source)[:200],
    }
    page = PAGES.get(source._meta.label_lower, "")
    try:
        return named | {"source_url": reverse(page, args=[source.pk]) if page else ""}
    except NoReverseMatch:
        return named


def _told(asset: Asset) -> dict[str, Any]:
    return {
        "number": asset.number,
        "title": asset.title,
        "kind": asset.kind,
        "process": asset.process.code if asset.process else "",
        "label": asset.label,
        "owner": asset.owner.name,
    }


def _number(at: datetime) -> str:
    settings = setting_values()
    year = local_day(at).year
    return take_number(
        f"asset.{year}",
        str(settings["asset_number_pattern"]),
        company=settings["company_code"],
        year=year,
    )
