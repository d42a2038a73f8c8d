"""The company of the tests of clause 6.4.3."""

import pytest

from tests.reviews.world import World


@pytest.fixture
def world(operations, development):
    return World(operations, development)
