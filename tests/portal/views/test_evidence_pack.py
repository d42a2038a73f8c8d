"""The page of evidence packs: order, progress, download; each sees the own ones alone."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

import portal.tasks  # noqa: F401 -- the worker learns its jobs there
from governance.models import AuditEntry, Job
from governance.services.setting import decide_setting
from governance.states import JobState
from portal.models import EvidencePack
from portal.services.pack_retention import drop_old_packs
from tests.governance.deciding import NOW
from tests.portal.packing import bytes_of, made, ordered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
PAGE = "/evidence-packs/"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def store(settings, tmp_path):
    """A private store of the test's own."""
    place = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}
    place["default"]["OPTIONS"] = {"location": tmp_path / "files"}
    settings.STORAGES = place
    return tmp_path / "files"


def look(client, person):
    client.force_login(person)
    return client.get(PAGE, headers={"accept-language": "en"})


def download(client, person, pack):
    client.force_login(person)
    return client.get(reverse("portal:pack-file", args=[pack.pk]))


def test_order_shows_the_progress_and_looks_again(client, manager):
    client.force_login(manager)
    answer = client.post(PAGE, {"period": "2026-02"})
    assert answer.status_code == 302
    pack = EvidencePack.objects.get()
    Job.objects.filter(subject=pack.subject).update(progress_done=3, progress_total=8)

    answer = look(client, manager)

    assert (str(pack.first), str(pack.last)) == ("2026-02-01", "2026-02-28")
    assert answer["Refresh"] == "3"
    assert "3 / 8" in answer.content.decode()


def test_wrong_days_are_told_and_nothing_is_ordered(client, manager):
    client.force_login(manager)

    answer = client.post(PAGE, {"earliest": "2026-03-02", "latest": "2026-03-01"})

    assert answer.status_code == 422
    assert not EvidencePack.objects.exists()


def test_a_made_pack_is_downloaded_whole_and_the_trail_says_so(client, manager):
    pack = made(ordered(manager))

    page, answer = look(client, manager), download(client, manager, pack)

    assert "Refresh" not in page
    assert b"".join(answer.streaming_content) == bytes_of(pack)
    assert answer["Content-Type"] == "application/zip"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "evidence-2026-03-01_2026-03-31.zip" in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(action="portal.download_pack")
    assert (entry.actor_key, entry.after["sha256"]) == (manager.actor_key, pack.sha256)


def test_head_reads_nothing_and_is_not_on_the_trail(client, manager):
    pack = made(ordered(manager))
    client.force_login(manager)

    answer = client.head(reverse("portal:pack-file", args=[pack.pk]))

    assert (answer.status_code, answer["Content-Length"]) == (200, str(pack.size))

    assert not AuditEntry.objects.filter(action="portal.download_pack").exists()


def test_the_pack_of_another_is_not_found(client, manager, officer, specialist):
    pack = made(ordered(manager))

    assert download(client, officer, pack).status_code == 404
    assert download(client, specialist, pack).status_code == 403
    assert str(pack.hash_start) not in look(client, officer).content.decode()
    assert not AuditEntry.objects.filter(action="portal.download_pack").exists()


def test_a_pack_in_the_making_is_not_found(client, manager):
    assert download(client, manager, ordered(manager)).status_code == 404


def test_changed_bytes_are_not_handed_out(client, manager):
    pack = made(ordered(manager))
    default_storage.delete(pack.key)
    default_storage.save(pack.key, ContentFile(b"other"))

    answer = download(client, manager, pack)

    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(action="portal.download_pack").exists()


def test_a_worker_that_gave_up_is_told_with_what_to_do(client, manager):
    pack = ordered(manager)
    Job.objects.filter(subject=pack.subject).update(state=JobState.PARKED, error="Fault: no room")

    answer = look(client, manager)

    assert "Refresh" not in answer
    assert "Fault: no room" in answer.content.decode()


def removed(pack, person):
    decide_setting("evidence_pack_days", 1, by=person, at=NOW, reason="档案室已存一份")
    drop_old_packs(at=NOW + timedelta(days=2))
    pack.refresh_from_db()
    return pack


def test_a_removed_pack_says_when_and_is_made_again_by_one_click(client, manager):
    pack = removed(made(ordered(manager)), manager)

    page = look(client, manager).content.decode()
    again = client.post(PAGE, {"earliest": f"{pack.first}", "latest": f"{pack.last}"})

    assert f'name="earliest" value="{pack.first}"' in page
    assert reverse("portal:pack-manifest", args=[pack.pk]) in page
    assert reverse("portal:pack-file", args=[pack.pk]) not in page
    assert again.status_code == 302
    anew = EvidencePack.objects.exclude(pk=pack.pk).get()
    assert (anew.first, anew.last, anew.sha256) == (pack.first, pack.last, "")


def test_the_manifest_of_a_removed_pack_is_its_owners_alone(client, manager, officer):
    pack = made(ordered(manager))
    address = reverse("portal:pack-manifest", args=[pack.pk])
    client.force_login(manager)
    assert client.get(address).status_code == 404
    removed(pack, manager)

    answer = client.get(address)
    refused = download(client, manager, pack)
    client.force_login(officer)

    assert b"index.csv" in answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    assert refused.status_code == 302
    assert client.get(address).status_code == 404
