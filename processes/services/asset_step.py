"""The way of an asset: offered, taken in by somebody else, revised, archived (5.2⑤; reliability §3.3 no. 7)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.human import demand_human
from governance.lib.workflow import (
    NotAllowed,
    Refused,
    check_step,
    demand_seen,
    find_step,
)
from governance.models import Person, StoredFile
from governance.permissions import demand
from governance.selectors.calendar import local_day
from governance.services.audit import hold_the_chain
from governance.services.message import Note, tell
from governance.services.transition import advance
from processes.models import Asset, AssetVersion
from processes.permissions import may_accept_asset, may_write_asset
from processes.selectors.asset import newest_version
from processes.states import ASSET_STEPS


class CannotOfferAsset(Refused):
    """There is nothing in it yet."""


class CannotAcceptAsset(Refused):
    """Whoever had a hand in a version does not take it in."""


def offer_asset(asset: Asset, *, note: str = "", by: Person, at: datetime) -> Asset:
    """An asset with a text or a file is offered to the library by who prepares it; the PMO decides.

    Raises `NotAllowed`, `CannotOfferAsset`, `WrongState`.
    """
    with transaction.atomic():
        fresh = _written_by(asset, by, at)
        version = newest_version(fresh)
        if not version.summary and not StoredFile.objects.on(version).exists():
            raise CannotOfferAsset(_("Please write a text or add a file first."))
        return advance(fresh, find_step(ASSET_STEPS, "offer"), by=by, at=at, note=note)


def withdraw_asset(asset: Asset, *, note: str = "", by: Person, at: datetime) -> Asset:
    """What was offered is taken back before the PMO has decided."""
    with transaction.atomic():
        fresh = _written_by(asset, by, at)
        return advance(fresh, find_step(ASSET_STEPS, "withdraw"), by=by, at=at, note=note)


def accept_asset(asset: Asset, *, seen: int, note: str = "", by: Person, at: datetime) -> Asset:
    """The PMO takes the newest version into the library; nobody takes in what they wrote or uploaded.

    `seen` is the version of the asset they read: what was taken back and changed since is not what they
    accept. From then on the version and its files stay as they are.
    Raises `NotAllowed`, `CannotAcceptAsset`, `WrongState`, `Conflict`.
    """
    step = find_step(ASSET_STEPS, "accept")
    with transaction.atomic():
        fresh = _stored(asset)
        version = _judged(fresh, step.permission, by)
        check_step(fresh, step, note)
        demand_seen(fresh, seen)
        row = advance(fresh, step, by=by, at=at, note=note)
        version.accepted_by, version.accepted_at = by, at
        fields = ["accepted_by", "accepted_at"]
        save_tracked(version, by=by, at=at, reason="processes.accept_asset", fields=fields)
        _tell_author(row, version, ("已入库", "In the library"), at=at)
        return row


def return_asset(asset: Asset, *, note: str = "", by: Person, at: datetime) -> Asset:
    """The PMO gives an offered asset back with a reason; who wrote it corrects it and offers it again."""
    step = find_step(ASSET_STEPS, "return")
    with transaction.atomic():
        fresh = _stored(asset)
        demand_human(by)
        demand(by, step.permission)
        row = advance(fresh, step, by=by, at=at, note=note)
        _tell_author(row, newest_version(row), ("已退回修改", "Returned for correction"), at=at)
        return row


def revise_asset(asset: Asset, *, note: str = "", by: Person, at: datetime) -> Asset:
    """A new version begins with a reason, from the text of the one in the library, which stays readable meanwhile."""
    with transaction.atomic():
        fresh = _written_by(asset, by, at)
        row = advance(fresh, find_step(ASSET_STEPS, "revise"), by=by, at=at, note=note)
        latest = newest_version(row)
        version = AssetVersion(
            asset=row,
            number=latest.number + 1,
            label=_label_after(row, latest.number + 1),
            summary=latest.summary,
            note=note.strip()[:300],
            authors=[by.pk],
            begun_by=by,
            begun_at=at,
        )
        save_tracked(version, by=by, at=at, reason="processes.revise_asset")
        return row


def archive_asset(asset: Asset, *, note: str = "", by: Person, at: datetime) -> Asset:
    """The process manager archives an asset with a reason; it stays readable and takes nothing more."""
    step = find_step(ASSET_STEPS, "archive")
    demand_human(by)
    demand(by, step.permission)
    with transaction.atomic():
        return advance(_stored(asset), step, by=by, at=at, note=note)


def _stored(asset: Asset) -> Asset:
    hold_the_chain()
    found: Asset = Asset.objects.select_related("process", "owner").get(pk=asset.pk)
    return found


def _written_by(asset: Asset, by: Person, at: datetime) -> Asset:
    fresh = _stored(asset)
    if not may_write_asset(by, fresh, local_day(at)):
        raise NotAllowed(_("You are not allowed to do this."))
    return fresh


def _judged(asset: Asset, permission: str, by: Person) -> AssetVersion:
    demand_human(by)
    demand(by, permission)
    version = newest_version(asset)
    if not may_accept_asset(by, version):
        raise CannotAcceptAsset(
            _("You had a hand in this version; somebody else of the PMO takes it into the library.")
        )
    return version


def _label_after(asset: Asset, number: int) -> str:
    taken = set(AssetVersion.objects.filter(asset=asset).values_list("label", flat=True))
    while f"V{number}.0" in taken:
        number += 1
    return f"V{number}.0"


def _tell_author(
    asset: Asset, version: AssetVersion, words: tuple[str, str], *, at: datetime
) -> None:
    note = Note(
        f"asset:{asset.pk}:{asset.version}",
        f"过程资产{words[0]} · {asset.number}",
        f"{words[1]} · {asset.number}",
        body=asset.title,
        url=reverse("processes:asset", args=[asset.pk]),
    )
    tell(note, [version.begun_by], at=at)
