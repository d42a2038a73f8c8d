"""What the tests of collecting and reporting share."""

import pytest
from django.utils import translation

from governance.services.setting import decide_setting
from tests.people import LONG_AGO, SETUP


@pytest.fixture
def decide(db):
    """The PMO decides a setting."""

    def _decide(key, value):
        return decide_setting(key, value, by=SETUP, at=LONG_AGO, reason="decided for the test")

    return _decide


@pytest.fixture
def english():
    """Sentences are read in English, whatever has been translated since."""
    with translation.override("en"):
        yield
