from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from governance.models import AuditEntry
from processes.models import Asset
from processes.services.asset import AssetFacts, relabel_asset
from processes.services.asset_step import accept_asset, offer_asset
from tests.processes.library import AT, with_file
from tests.rest import check_shape, machine, make_token

ASSETS = "/api/v1/assets/"
pytestmark = pytest.mark.usefixtures("english", "store")


@pytest.fixture
def kept(draft, specialist):
    return with_file(draft, specialist)


@pytest.fixture
def row(kept, draft, specialist, officer):
    offered = offer_asset(draft, by=specialist, at=AT)
    return accept_asset(offered, seen=offered.version, by=officer, at=AT)


def client_of(person):
    return machine(make_token(person)[1])


def test_the_library_is_listed_by_the_rights_of_the_tokens_person(row, stranger, officer):
    client = client_of(stranger)
    assert [each["number"] for each in client.get(ASSETS).json()["items"]] == [row.number]
    facts = AssetFacts("", "", label=Asset.Label.RESTRICTED)
    relabel_asset(row, facts, seen=row.version, reason="names", by=officer, at=AT)
    assert client.get(ASSETS).json()["items"] == []
    check_shape(client.get(f"{ASSETS}{row.pk}/"), 404)


def test_filters_are_the_declared_ones(row, stranger):
    client = client_of(stranger)
    assert len(client.get(ASSETS, {"kind": "record", "process": "incident"}).json()["items"]) == 1
    assert client.get(ASSETS, {"state": "archived"}).json()["items"] == []
    check_shape(client.get(ASSETS, {"kind": "song"}), 400)


def test_one_asset_tells_its_versions_and_files(row, kept, stranger):
    told = client_of(stranger).get(f"{ASSETS}{row.pk}/").json()
    assert told["library_version"] == "V1.0"
    assert told["versions"][0]["files"][0]["sha256"] == kept.sha256


def test_a_file_comes_as_its_bytes_and_a_restricted_one_is_logged(row, kept, officer):
    client, address = client_of(officer), f"{ASSETS}{row.pk}/files/{kept.pk}/"
    assert client.get(address).content == b"seen"
    assert not AuditEntry.objects.filter(action="processes.download_asset").exists()
    facts = AssetFacts("", "", label=Asset.Label.RESTRICTED)
    relabel_asset(row, facts, seen=row.version, reason="names", by=officer, at=AT)
    client.get(address)

    entry = AuditEntry.objects.get(action="processes.download_asset")
    assert entry.via.startswith("token:")


def test_what_is_in_preparation_and_what_is_rotten_is_not_handed_out(draft, kept, officer, row):
    client = client_of(officer)
    check_shape(client.get(f"{ASSETS}{row.pk}/files/999/"), 404)
    Path(default_storage.path(kept.key)).write_bytes(b"seem")
    check_shape(client.get(f"{ASSETS}{row.pk}/files/{kept.pk}/"), 409)
