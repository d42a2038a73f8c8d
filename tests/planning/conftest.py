"""What the tests of plan and trainings share."""

import pytest


@pytest.fixture
def as_(client):
    """Signs a person in, reading English."""

    def sign_in(person):
        client.logout()
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        client.cookies["django_language"] = "en"
        return client

    return sign_in
