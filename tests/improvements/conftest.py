import pytest
from django.utils import translation

from tests.improvements.world import World


@pytest.fixture
def world(operations, development):
    return World(operations, development)


@pytest.fixture(autouse=True)
def english():
    """Sentences are read in English, whatever has been translated since."""
    with translation.override("en"):
        yield
