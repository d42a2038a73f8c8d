"""A process with its specialist, and assets in every state."""

import pytest
from django.utils import translation

from processes.models import Asset
from processes.services.asset import AssetFacts, enter_asset
from processes.services.asset_step import accept_asset, offer_asset
from tests.kpi.collecting import make_assignment, make_process
from tests.processes.library import AT


@pytest.fixture
def store(settings, tmp_path):
    """A private store of the test's own."""
    place = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}
    place["default"]["OPTIONS"] = {"location": tmp_path / "files"}
    settings.STORAGES = place
    return tmp_path / "files"


@pytest.fixture
def place(specialist, operations):
    """The specialist reports this process for operations."""
    return make_assignment(specialist, make_process(), operations)


@pytest.fixture
def process(place):
    return place.process


@pytest.fixture
def draft(process, specialist):
    facts = AssetFacts(Asset.Kind.RECORD, "春节值守记录", process, "七天无重大事件")
    return enter_asset(facts, by=specialist, at=AT)


@pytest.fixture
def offered(draft, specialist):
    return offer_asset(draft, by=specialist, at=AT)


@pytest.fixture
def shelved(offered, officer):
    return accept_asset(offered, seen=offered.version, by=officer, at=AT)


@pytest.fixture
def english():
    with translation.override("en"):
        yield
