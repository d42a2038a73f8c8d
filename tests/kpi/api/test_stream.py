"""All rows in one answer: the same texts as the pages, written by the database, for the same eyes."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.lib.periods import Slice, Week
from kpi.models import IndicatorValue, MeasureValue
from kpi.services.submission import accept_submission
from kpi.states import Origin
from tests.kpi.api.test_value import make_figure, make_weeks
from tests.kpi.collecting import make_indicator, make_measure, make_process, make_target
from tests.rest import check_shape, machine, make_token, signed_in

VALUES, CELLS = "/api/v1/kpi/values/", "/api/v1/kpi/cells/"
pytestmark = pytest.mark.django_db
# Fits into max_digits 24, decimal_places 10; SQLite keeps 15 of its digits, and both ways must say so alike.
NUMBERS = st.decimals(
    min_value=Decimal(-99999999999999), max_value=Decimal(99999999999999), places=10
)


@pytest.fixture
def indicator():
    process = make_process()
    for code in ("inc_met", "inc_all"):
        make_measure(code, process)
    return make_indicator("INC-04", process, "inc_met / inc_all")


@pytest.fixture
def client(officer):
    return machine(make_token(officer)[1])


def paged(client, path, **query):
    items, answer = [], client.get(path, {"page_size": 7, **query}).json()
    while True:
        items += answer["items"]
        if answer["next"] is None:
            return items
        answer = client.get(answer["next"]).json()


def streamed(client, path, **query):
    answer = client.get(path, {"paging": "none", **query})
    assert answer.streaming
    return b"".join(answer)


def lines(client, path, **query):
    text = b"".join(client.get(path, {"format": "csv", **query})).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_stream_is_the_pages_in_one(indicator, client):
    target = make_target(indicator, value="95.5")
    make_weeks(indicator)
    make_figure(
        indicator,
        "2026-W20",
        "94.3661971831",
        numerator=Decimal(134),
        denominator=Decimal("142.5"),
        target=target,
    )
    make_figure(indicator, "2026-W21", None, numerator=Decimal(0), denominator=Decimal(0))

    body = json.loads(streamed(client, VALUES, grain="week"))

    assert body == {"items": paged(client, VALUES, grain="week"), "next": None}
    assert len(body["items"]) == 12
    assert list(body["items"][0]) == list(paged(client, VALUES, grain="week")[0])


def test_an_empty_stream_is_an_empty_page(client):
    assert json.loads(streamed(client, VALUES)) == {"items": [], "next": None}
    assert lines(client, VALUES) == []


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(numbers=st.lists(NUMBERS, min_size=1, max_size=20))
def test_numbers_have_the_same_text_in_page_stream_and_file(indicator, client, numbers):
    IndicatorValue.objects.all().delete()
    for place, number in enumerate(numbers):
        scope = {"scope": f"department:d{place}", "numerator": round(number, 6)}
        make_figure(indicator, "2026-01", str(number), **scope)

    pages = paged(client, VALUES, scope="all")
    items = json.loads(streamed(client, VALUES, scope="all"))["items"]
    table = lines(client, VALUES, scope="all")

    for name in ("numerator", "value"):
        texts = [item[name] for item in pages]
        assert [item[name] for item in items] == texts
        assert [line[name] for line in table] == texts


@pytest.mark.parametrize(
    "number",
    ["0", "-0", "1E+3", "0.0000000001", "-0.0000000001", "99999.9999999999", "100000", "100000.5",
     "123456.1234567895", "99999999999999", "-12345678901234.5", "1E+13"],
)  # fmt: skip
def test_numbers_at_the_edges_have_the_same_text_everywhere(indicator, client, number):
    make_figure(indicator, "2026-01", number, numerator=round(Decimal(number), 6))

    (page,) = paged(client, VALUES)
    (item,) = json.loads(streamed(client, VALUES))["items"]
    (line,) = lines(client, VALUES)

    assert page == item
    assert (line["value"], line["numerator"]) == (page["value"], page["numerator"])


@pytest.mark.parametrize(
    "text",
    ['say "hi", 再见', "back\\slash", "line\nbreak", "tab\tinside", "𠮷 \u2028 %s", "\\.", "'q'"],
)
def test_any_text_comes_through_unharmed(indicator, client, text):
    make_figure(indicator, "2026-01", dimension="priority", dimension_value=text)
    make_figure(indicator, "2026-02", dimension="priority", dimension_value="plain")

    body = json.loads(streamed(client, VALUES, dimension="priority"))
    table = lines(client, VALUES, dimension="priority")

    assert [item["dimension_value"] for item in body["items"]] == [text, "plain"]
    assert [line["dimension_value"] for line in table] == [text, "plain"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_of_a_file_is_a_formula(indicator, client, text):
    make_figure(indicator, "2026-01", dimension="priority", dimension_value=text)

    (line,) = lines(client, VALUES, dimension="priority")
    assert line["dimension_value"] == f"'{text}"


def test_everything_at_once_is_not_paged(client):
    for query in ({"paging": "none", "page_size": "5"}, {"paging": "none", "cursor": "x"}):
        assert set(query) - {"paging"} <= set(check_shape(client.get(VALUES, query), 400)["fields"])
    assert "paging" in check_shape(client.get(VALUES, {"paging": "some"}), 400)["fields"]


@pytest.mark.parametrize(("who", "seen"), [("officer", 3), ("head", 2), ("stranger", 2)])
def test_a_stream_is_for_the_same_eyes(request, indicator, operations, development, who, seen):
    make_figure(indicator, "2026-01", "1")
    for department in (operations, development):
        make_figure(
            indicator, "2026-01", scope=f"department:{department.code}", department=department
        )

    client = signed_in(request.getfixturevalue(who))
    assert len(json.loads(streamed(client, VALUES, scope="all"))["items"]) == seen


@pytest.fixture
def cells(indicator, operations, development):
    """A counted cell for the company, and one for each department, each of a whole week."""
    measure = indicator.process.measures.get(code="inc_all")
    for place, department in enumerate((None, operations, development)):
        part = Slice.of(Week(2026, 6 + place).start)
        MeasureValue.objects.create(
            measure=measure,
            origin=Origin.SYSTEM,
            department=department,
            start=part.start,
            end=part.end,
            iso_year=2026,
            iso_week=6 + place,
            value=Decimal("12.500000"),
        )


@pytest.mark.parametrize(
    ("who", "weeks"), [("officer", [6, 7, 8]), ("specialist", [7]), ("stranger", [8])]
)
def test_cells_are_for_those_who_may_see_them(request, cells, who, weeks):
    client = signed_in(request.getfixturevalue(who))

    found = paged(client, CELLS)

    assert [item["iso_week"] for item in found] == weeks
    assert json.loads(streamed(client, CELLS))["items"] == found
    assert [line["iso_week"] for line in lines(client, CELLS)] == [str(week) for week in weeks]
    assert {item["value"] for item in found} == {"12.5"}
    assert found[0]["slice_end"] == (Week(2026, weeks[0]).end + timedelta(days=1)).isoformat()


def test_staff_see_no_cells(employee, cells):
    check_shape(signed_in(employee).get(CELLS), 403)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"measure": "nothing"}, "measure"),
        ({"process": "nothing"}, "process"),
        ({"from": "2026-W08", "to": "2026-W07"}, "from"),
        ({"scope": "all"}, "scope"),
    ],
)
def test_a_question_about_cells_that_cannot_be_meant_is_refused(cells, client, query, field):
    assert field in check_shape(client.get(CELLS, query), 400)["fields"]


def test_cells_are_narrowed_by_measure_process_and_time(cells, client):
    assert len(paged(client, CELLS, measure="inc_all", process="incident")) == 3
    assert paged(client, CELLS, measure="inc_met") == []
    (item,) = paged(client, CELLS, **{"from": "2026-W07", "to": "2026-W07"})
    assert item["department"] == "operations"


def test_only_accepted_entries_count(cells, client, officer, handed_in):
    assert len(paged(client, CELLS)) == 3

    accept_submission(handed_in, by=officer, at=handed_in.received_at)

    entered = [item for item in paged(client, CELLS) if item["origin"] == "entry"]
    assert {item["submission"] for item in entered} == {handed_in.pk}
    assert {item["department"] for item in entered} == {"operations"}


@pytest.fixture
def handed_in(specialist, operations, indicator, time_machine):
    from kpi.models import Submission
    from tests.kpi.api.test_submission import week_of
    from tests.kpi.collecting import make_assignment
    from tests.rest import WRITE

    time_machine.move_to("2026-03-10T10:00:00+08:00")
    make_assignment(specialist, indicator.process, operations)
    answer = machine(make_token(specialist, WRITE)[1]).post(
        "/api/v1/kpi/submissions/", week_of(), content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    return Submission.objects.get()
