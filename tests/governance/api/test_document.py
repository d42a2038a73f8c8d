"""Documents in force for machines: by the day, with the rights of the token's owner, never a draft."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.governance.writing import make_document, make_draft, make_published
from tests.rest import check_shape, machine, make_token

URL = "/api/v1/documents/"
pytestmark = pytest.mark.django_db


def reader(person):
    return machine(make_token(person)[1])


@pytest.fixture
def now(db):
    return timezone.now()


@pytest.fixture
def norm(officer, manager, operations, now):
    document = make_document(officer, owner=operations, at=now)
    day = timezone.localdate(now)
    make_published(document, officer, manager, at=now, effective_on=day)
    later = day + timedelta(days=30)
    make_published(document, officer, manager, at=now, text="二", effective_on=later)
    return document


def held(client, **query):
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    return [(row["document"]["title"], row["label"]) for row in answer.json()["items"]]


def test_the_list_names_what_holds_on_the_day(norm, employee, now):
    client, day = reader(employee), timezone.localdate(now)

    assert held(client) == [("事件管理规范", "V1.0")]
    assert held(client, on=(day + timedelta(days=30)).isoformat()) == [("事件管理规范", "V2.0")]
    assert held(client, on=(day - timedelta(days=1)).isoformat()) == []
    assert held(client, kind="policy") == []


def test_one_document_carries_its_published_versions_and_no_draft(norm, employee, officer):
    make_draft(norm, officer, text="三", label="V3.0")

    body = reader(employee).get(f"{URL}{norm.code}/").json()

    assert [row["label"] for row in body["versions"]] == ["V2.0", "V1.0"]
    assert body["in_force"]["label"] == "V1.0"
    assert (body["number"], body["owner"]) == ("YNTD-ITSS-0601", "operations")


def test_a_restricted_document_is_not_there_for_a_stranger(officer, manager, stranger, now):
    document = make_document(officer, classification="restricted", at=now)
    day = timezone.localdate(now)
    make_published(document, officer, manager, at=now, effective_on=day)

    outside = reader(stranger)
    assert held(outside) == []
    check_shape(outside.get(f"{URL}{document.code}/"), 404)
    assert held(reader(officer)) == [("事件管理规范", "V1.0")]


def test_a_day_that_is_none_is_refused_with_its_field(officer):
    body = check_shape(reader(officer).get(URL, {"on": "morgen"}), 400)

    assert "on" in body["fields"]


def test_documents_are_only_read(officer, norm):
    assert reader(officer).post(URL, {}).status_code in {403, 405}
