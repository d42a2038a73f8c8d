"""What the tests of the services of governance share."""

import pytest
from django.utils import translation


@pytest.fixture
def english():
    """Sentences are read in English, whatever has been translated since."""
    with translation.override("en"):
        yield
