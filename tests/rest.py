"""What the tests of the REST doors share: tokens, and clients that carry them."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from governance.services.token import NewToken, issue_token
from governance.states import Scope, Sphere
from tests.people import make_person

READ, WRITE = Scope.KPI_READ.value, Scope.DATA_WRITE.value


def issuer():
    """A system administrator, who may issue a token for anybody of the business."""
    from governance.models import Person

    return Person.objects.filter(username="issuer").first() or make_person(
        "issuer", "发证", None, sphere=Sphere.SYS_ADMIN
    )


def make_token(owner, *scopes, name="", days=30, allowed_ips=(), at=None):
    """A token that acts as the owner; returns the row and its text."""
    at = at or timezone.now()
    new = NewToken(
        name or f"machine of {owner.username} {'+'.join(scopes)}",
        owner,
        scopes or (READ,),
        at + timedelta(days=days),
        tuple(allowed_ips),
    )
    return issue_token(new, by=issuer(), at=at)


def machine(text, **extra):
    """A client that sends the token with every request, and wants no exception but an answer."""
    return Client(headers={"authorization": f"Bearer {text}", **extra})


def signed_in(person):
    """A person's browser, with the protection against forged requests switched on."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def check_shape(answer, status):
    """Every refusal has the one shape, and names the request that the log names."""
    assert answer.status_code == status, answer.content
    body = answer.json()
    assert {"code", "message", "fields", "request_id"} <= body.keys()
    assert body["message"]
    assert body["code"]
    assert body["request_id"] == answer["X-Request-ID"]
    assert all(isinstance(each, list) for each in body["fields"].values())
    return body
