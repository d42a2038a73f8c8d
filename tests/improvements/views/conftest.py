import pytest


@pytest.fixture
def as_(client):
    """A person's browser, in English."""

    def sign_in(person):
        client.logout()
        client.force_login(person, backend="governance.views.backend.PersonBackend")
        client.cookies["django_language"] = "en"
        return client

    return sign_in
