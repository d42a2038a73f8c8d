"""What the tests of the annual plan share."""

import pytest
from django.utils import translation

from tests.planning.world import make_company


@pytest.fixture
def company(specialist, stranger, officer, manager, operations, development):
    return make_company(specialist, stranger, officer, manager, operations, development)


@pytest.fixture
def english():
    """Sentences are read in English, whatever has been translated since."""
    with translation.override("en"):
        yield
