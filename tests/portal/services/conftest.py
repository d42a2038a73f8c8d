"""The committee of the small world of approvals, and its clock."""

import pytest
import time_machine
from django.utils import translation

from tests.governance.deciding import NOW, make_members, seat_committee


@pytest.fixture
def seated(development, officer):
    people = make_members(development, 4)
    seat_committee(people, by=officer)
    return people


@pytest.fixture
def at_that_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def english():
    """Sentences are read in English, whatever has been translated since."""
    with translation.override("en"):
        yield


@pytest.fixture
def store(settings, tmp_path):
    """A private store of the test's own."""
    place = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}
    place["default"]["OPTIONS"] = {"location": tmp_path / "files"}
    settings.STORAGES = place
    return tmp_path / "files"
