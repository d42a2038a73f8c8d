"""No address answers a stranger, but the few that must."""

import re
import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Open on purpose, with the reason.
PUBLIC = {
    "healthz": "a machine asks whether the system lives",
    "readyz": "a machine asks whether the process is ready",
    "governance:sign-in": "where a stranger becomes a known person",
    "account_login": "the same page under the name the sign-in library looks for",
    "openid_connect_login": "begins single sign-on; not found where none is configured",
    "openid_connect_callback": "comes back from the provider; proves itself by its state",
    "governance:language": "the sign-in page has the switch too; it changes a cookie only",
}
# One sample per kind of path argument.
SAMPLES = {
    "int": 1,
    "string": "x",
    "slug": "x",
    "path": "x",
    "uuid": uuid.UUID(int=1),
    "year": 2026,
}
# What a stranger may get: to the door, refused, or nothing there.
CLOSED = {301, 302, 401, 403, 404, 405}


def named(patterns, space="", names=()):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named(
                pattern.url_patterns, inner, (*names, *pattern.pattern.converters.items())
            )
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}", dict((*names, *pattern.pattern.converters.items()))


def sample(converter):
    kind = type(converter).__name__.removesuffix("Converter").lower()
    if kind in SAMPLES:
        return SAMPLES[kind]
    # A converter of our own says what it looks like by an `example`.
    return converter.to_python(converter.example)


def addresses():
    return [
        pytest.param(name, converters, id=name)
        for name, converters in named(get_resolver().url_patterns)
    ]


def address(name, converters):
    return reverse(name, kwargs={key: sample(converter) for key, converter in converters.items()})


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "converters"), addresses())
def test_a_stranger_is_turned_away(client, name, converters):
    if name in PUBLIC:
        return
    answer = client.get(address(name, converters))
    assert answer.status_code in CLOSED
    if answer.status_code in {301, 302}:
        assert answer.headers["Location"].startswith(reverse("governance:sign-in"))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "converters"), addresses())
def test_a_stranger_changes_nothing(client, name, converters):
    if name in PUBLIC:
        return
    assert client.post(address(name, converters)).status_code in CLOSED


# Pages of the sign-in library: any other method only shows them, or asks for the password once more.
OF_THE_LIBRARY = ("mfa_", "account_", "openid_connect_", "socialaccount_")


@pytest.mark.django_db
def test_no_page_takes_another_method_than_it_names(client, manager):
    """What changes something is a POST, and nothing is done by a method that nobody wrote a page for (Q11)."""
    client.force_login(manager)
    takes = {
        name: answer.status_code
        for name, converters in named(get_resolver().url_patterns)
        if not name.startswith(("api:", *OF_THE_LIBRARY)) and name not in PUBLIC
        for answer in [client.delete(address(name, converters))]
        if answer.status_code not in {405, 403, 404}
    }
    assert takes == {}


def test_every_address_has_a_name_and_is_plain():
    """Nouns in small letters with hyphens; ids between slashes."""
    odd = [
        str(pattern.pattern)
        for pattern in flat(get_resolver().url_patterns)
        if not pattern.name
        or not re.fullmatch(
            r"(?:[a-z0-9.-]+|<[a-z_:]+>|/|\^|\$|\\.|\(\?P<format>[^)]*\))*", str(pattern.pattern)
        )
    ]
    assert odd == []


def flat(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from flat(pattern.url_patterns)
        else:
            yield pattern
