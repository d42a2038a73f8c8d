import pytest
from django.utils import translation


@pytest.fixture
def as_(client):
    """A person's browser, in English."""

    def sign_in(person):
        client.force_login(person)
        client.cookies.load({"django_language": "en"})
        return client

    yield sign_in
    translation.deactivate()
