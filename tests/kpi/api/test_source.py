"""Figures of ticket sources by REST: the same table as the command prints, and for the same eyes."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.kpi.ticketing import import_rows, make_source
from tests.rest import check_shape, machine, make_token, signed_in

FIGURES = "/api/v1/kpi/sources/desk/figures/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def source(operations, tmp_path):
    row = make_source(department=operations)
    import_rows(row, tmp_path)
    return row


@pytest.fixture
def client(officer):
    return machine(make_token(officer)[1])


def exported(**options):
    out = StringIO()
    call_command("export_kpi", source="desk", format="json", stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ({}, {}),
        ({"grain": "month"}, {"grain": "month"}),
        ({"dimension": "priority"}, {"dimension": "priority"}),
        (
            {"grain": "week", "from": "2016-W10", "to": "2016-03"},
            {"grain": "week", "first": "2016-W10", "last": "2016-03"},
        ),
    ],
)
def test_the_door_gives_what_the_command_prints(source, client, query, options):
    items = client.get(FIGURES, query).json()["items"]

    assert items
    assert items == exported(**options)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2016-W10", "to": "2016-W09"}, "from"),
        ({"from": "2000", "to": "2099", "grain": "week"}, "to"),
        ({"from": "2016-02-30"}, "from"),
        ({"dimension": "colour"}, "dimension"),
        ({"grain": "day"}, "grain"),
        ({"page_size": "5"}, "page_size"),
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(source, client, query, field):
    assert field in check_shape(client.get(FIGURES, query), 400)["fields"]


def test_tickets_stay_in_their_department(source, head, specialist, stranger, employee):
    for seen_by in (head, specialist):
        assert signed_in(seen_by).get(FIGURES).status_code == 200
        assert len(signed_in(seen_by).get("/api/v1/kpi/sources/").json()["items"]) == 1
    check_shape(signed_in(stranger).get(FIGURES), 404)
    assert signed_in(stranger).get("/api/v1/kpi/sources/").json()["items"] == []
    check_shape(signed_in(employee).get(FIGURES), 403)
