"""People of the committee, a private store, and a clock that stands where the small world of approvals does."""

import pytest
import time_machine

from tests.governance.deciding import NOW, make_members, seat_committee


@pytest.fixture
def members(development):
    return make_members(development, 4)


@pytest.fixture
def seated(members, officer):
    seat_committee(members, by=officer)
    return members


@pytest.fixture
def at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def store(settings, tmp_path):
    """A private store of the test's own."""
    place = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}
    place["default"]["OPTIONS"] = {"location": tmp_path / "files"}
    settings.STORAGES = place
    return tmp_path / "files"
