"""The indicator pages: library, adoption, two-person changes, coverage, and the way down to the numbers."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi.models import Exemption, Indicator, Measure, Proposal, Target
from kpi.services.indicator import adopt_indicator
from tests.kpi.reporting import FEBRUARY, make_months

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
LIST, PAGE = 12, 20


@pytest.fixture(autouse=True)
def steady():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(catalogue, officer):
    return adopt_indicator(
        Indicator.objects.get(code="INC-04"), by=officer, at=NOW, valid_from=date(2026, 3, 9)
    )


def test_the_library_names_what_has_no_source_and_what_says_the_same(as_, catalogue, employee):
    client = as_(employee)
    client.get("/indicators/")
    with CaptureQueriesContext(connection) as caught:
        text = client.get("/indicators/").content.decode()

    assert text.count("no data source yet") == 2
    assert "same fact as REL-03" in text
    assert "Adopt …" not in text
    assert len(caught) <= LIST


def test_both_complements_adopted_are_warned_of_on_the_library_page(as_, catalogue, officer):
    for code in ("REL-01", "REL-03"):
        adopt_indicator(Indicator.objects.get(code=code), by=officer, at=NOW)

    text = as_(officer).get("/indicators/").content.decode()

    assert "REL-01 and REL-03 are both adopted" in text


def test_an_adoption_shows_first_and_acts_then(as_, catalogue, officer):
    client = as_(officer)
    page = client.get("/indicators/INC-06/adopt/").content.decode()
    given = {"valid_from": "2026-04-06", "reason": "asked for by the review", "value": "10"}
    looked = client.post("/indicators/INC-06/adopt/", {**given, "look": "1"}).content.decode()
    before = Indicator.objects.get(code="INC-06").state
    client.post("/indicators/INC-06/adopt/", {**given, "operator": "<="})

    row = Indicator.objects.get(code="INC-06")
    assert "Nobody reports" in page
    assert before == "suggested"
    assert "2026-04-06" in looked
    assert (row.state, row.adopted_on) == ("adopted", date(2026, 4, 6))
    assert Proposal.objects.get(indicator=row).value == 10
    assert not Target.objects.filter(indicator=row).exists()


def test_an_adoption_without_a_reason_or_source_is_refused_on_the_page(as_, catalogue, officer):
    client = as_(officer)
    client.post("/indicators/INC-06/adopt/", {"valid_from": "2026-04-06", "reason": ""})
    refused = client.post(
        "/indicators/REV-05/adopt/", {"valid_from": "2026-04-06", "reason": "we want it"}
    )

    assert Indicator.objects.filter(code__in=["INC-06", "REV-05"], state="adopted").count() == 0
    assert "No data source yet" in refused.content.decode()


def test_a_target_goes_through_two_persons_on_the_pages(as_, desk, officer, manager):
    given = {"operator": "<=", "value": "8", "valid_from": "2026-04-01", "basis": "plan 2026"}
    as_(officer).post("/indicators/INC-04/target/", given)
    (proposal,) = Proposal.objects.all()
    own = as_(officer).get("/indicators/INC-04/").content.decode()
    as_(officer).post(f"/indicators/proposals/{proposal.pk}/approve/")
    waiting = Target.objects.filter(indicator=desk).count()
    listed = as_(manager).get("/indicators/").content.decode()
    as_(manager).post(f"/indicators/proposals/{proposal.pk}/approve/")

    assert f"/indicators/proposals/{proposal.pk}/withdraw/" in own
    assert f"/indicators/proposals/{proposal.pk}/approve/" not in own
    assert f"/indicators/proposals/{proposal.pk}/approve/" in listed
    assert waiting == 0
    assert Target.objects.get(indicator=desk).value == 8


def test_a_bad_formula_stays_in_the_form_and_nothing_is_proposed(as_, desk, officer):
    answer = as_(officer).post(
        "/indicators/INC-04/formula/",
        {"formula": "inc_closed /", "valid_from": "2026-04-01", "note": "better"},
    )

    assert "breaks off at position 13" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_the_formula_is_checked_while_it_is_typed(as_, catalogue, officer, specialist):
    client = as_(officer)
    good = client.get(
        "/indicators/formula/", {"formula": "inc_closed_solved/inc_closed", "unit": "%"}
    )
    bad = client.get("/indicators/formula/", {"formula": "inc_closed $", "unit": "%"})

    assert "90.00%" in good.content.decode()
    assert "<mark>$</mark>" in bad.content.decode()
    assert as_(specialist).get("/indicators/formula/").status_code == 403


def test_an_own_measure_and_indicator_are_defined_on_the_pages(as_, catalogue, officer):
    client = as_(officer)
    process = Indicator.objects.get(code="INC-01").process_id
    client.post(
        "/indicators/measures/new/",
        {
            "process": process,
            "code": "vip_calls",
            "name": "VIP来电数",
            "unit": "次",
            "aggregation": "SUM",
        },
    )
    given = {
        "process": process,
        "name": "VIP来电占比",
        "dimension": "Q",
        "unit": "%",
        "direction": "down",
        "cadence": "week",
        "formula": "own_vip_calls / inc_opened",
    }
    looked = client.post("/indicators/new/", {**given, "look": "1"}).content.decode()
    none_yet = Indicator.objects.filter(code="INC-C01").exists()
    answer = client.post("/indicators/new/", given)

    assert Measure.objects.filter(code="own_vip_calls").exists()
    assert "90.00%" in looked
    assert not none_yet
    assert answer["Location"] == "/indicators/INC-C01/"
    assert "defined by the company" in client.get("/indicators/INC-C01/").content.decode()


def test_coverage_is_declared_seen_and_lifted(as_, catalogue, officer, employee):
    client = as_(officer)
    asked = client.get("/indicators/coverage/?exempt=configuration.S").content.decode()
    client.post("/indicators/coverage/configuration/S/", {"reason": "no outside customer"})
    seen = as_(employee).get("/indicators/coverage/").content.decode()
    exemption = Exemption.objects.get()
    as_(officer).post(f"/indicators/exemptions/{exemption.pk}/lift/")
    exemption.refresh_from_db()

    assert "Declare not applicable" in asked
    assert "no outside customer" in seen
    assert officer.name in seen
    assert "not applicable?" not in seen
    assert exemption.valid_to == date(2026, 3, 11)


@pytest.mark.parametrize(
    "address",
    [
        "/indicators/coverage/configuration/X/",
        "/indicators/coverage/nothing/S/",
        "/indicators/exemptions/999/lift/",
        "/indicators/proposals/999/approve/",
    ],
)
def test_what_does_not_exist_is_not_there(as_, catalogue, officer, address):
    assert as_(officer).post(address, {"reason": "because"}).status_code == 404


def test_a_point_opens_down_to_the_submission(as_, specialist, operations, officer):
    world = make_months(specialist, operations, FEBRUARY)
    client = as_(officer)
    with CaptureQueriesContext(connection) as page_cost:
        page = client.get("/indicators/INC-02/?grain=week").content.decode()
    with CaptureQueriesContext(connection) as figure_cost:
        figure = client.get("/indicators/INC-02/figures/2026-W07/").content.decode()

    assert "/indicators/INC-02/figures/2026-W07/" in page
    assert f"/weekly/{world.assignment.pk}/2026-W07/" in figure
    assert client.get(f"/weekly/{world.assignment.pk}/2026-W07/").status_code == 200
    assert len(page_cost) <= PAGE
    assert len(figure_cost) <= PAGE


@pytest.mark.parametrize(
    "address",
    [
        "/indicators/INC-02/figures/2030-W07/",
        "/indicators/INC-02/figures/rubbish/",
        "/indicators/INC-02/figures/2026-W07/?scope=department:nowhere",
        "/indicators/INC-02/?grain=decade",
        "/indicators/NO-01/figures/2026-W07/",
    ],
)
def test_a_figure_that_is_not_there_is_404(as_, specialist, operations, officer, address):
    make_months(specialist, operations, FEBRUARY)

    assert as_(officer).get(address).status_code == 404


def test_another_departments_figure_is_not_there_for_a_stranger(
    as_, specialist, operations, officer, stranger
):
    make_months(specialist, operations, FEBRUARY)
    own = "/indicators/INC-02/figures/2026-W07/?scope=department:operations"

    assert as_(officer).get(own).status_code == 200
    assert as_(stranger).get(own).status_code == 404


def test_a_specialist_neither_adopts_nor_proposes_nor_decides(as_, desk, specialist):
    client = as_(specialist)

    assert client.get("/indicators/INC-06/adopt/").status_code == 403
    assert client.get("/indicators/new/").status_code == 403
    for address in (
        "/indicators/INC-04/target/",
        "/indicators/INC-04/formula/",
        "/indicators/proposals/1/approve/",
        "/indicators/coverage/configuration/S/",
        f"/indicators/{desk.pk}/retire/",
    ):
        assert client.post(address, {}).status_code == 403
