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


@pytest.fixture
def as_(client):
    """Signs a person in, reading English."""

    def sign_in(person):
        client.logout()
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        client.cookies["django_language"] = "en"
        return client

    return sign_in
