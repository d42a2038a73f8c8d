"""The pages of collection and reporting at their edges: nothing there yet, nonsense in the address, the 53rd week."""

from datetime import date, datetime
from decimal import Decimal
from itertools import product

import pytest
import time_machine

from governance.lib.periods import Week
from governance.selectors.calendar import local_zone
from kpi.models import IndicatorValue, Submission
from kpi.services.rollup import check_rollups

W53 = Week.parse("2026-W53")  # 2026-12-28 to 2027-01-03: two months, two quarters, two years
NEW_YEAR = datetime(2027, 1, 5, 10, 0, tzinfo=local_zone())
LISTS = (
    "/board/",
    "/weekly/",
    "/weekly/upload/",
    "/board/history/",
    "/indicators/",
    "/indicators/coverage/",
    "/sources/",
    "/deviations/",
    "/reports/",
    "/reports/new/",
    "/reports/compare/",
    "/reports/template/",
)
NONSENSE = (
    "to=2026-W99&weeks=0",
    "to=2027-W53",
    "state=%00&process=%00&department=x",
    "page=99999999999999999999",
    "page=-1&sort=-nothing",
    "kind=nothing&year=x",
    "before=x&after=99999999999",
    "text=%F0%9F%98%80%25'%22--",
    "format=exe",
)


@pytest.fixture
def new_year():
    with time_machine.travel(NEW_YEAR, tick=False):
        yield NEW_YEAR


@pytest.mark.django_db
@pytest.mark.parametrize("page", LISTS)
def test_a_page_without_any_data_opens_or_says_who_may(page, as_, officer, employee):
    assert as_(officer).get(page).status_code == 200
    assert as_(employee).get(page).status_code in {200, 403}


@pytest.mark.parametrize(("page", "query"), list(product(LISTS, NONSENSE)))
def test_nonsense_in_the_address_is_answered_not_an_error(page, query, place, as_, officer):
    answer = as_(officer).get(f"{page}?{query}")

    assert answer.status_code in {200, 302, 400, 404}, answer.status_code


@pytest.mark.usefixtures("new_year", "english")
def test_the_53rd_week_is_handed_in_as_two_years_and_counted_in_each(
    place, as_, specialist, officer
):
    page = f"/weekly/{place.pk}/2026-W53/"
    old, new = (part.start for part in W53.slices())
    assert (old, new) == (date(2026, 12, 28), date(2027, 1, 1))
    typed = {"v.s_met.20261228": "6", "v.s_due.20261228": "8"}
    typed |= {"v.s_met.20270101": "1", "v.s_due.20270101": "2", "act": "submit"}

    assert as_(specialist).get(page).status_code == 200
    assert as_(specialist).post(page, typed).status_code == 302
    row = Submission.objects.get(iso_year=2026, iso_week=53)
    answer = as_(officer).post(f"/submissions/{row.pk}/accept/", {"version": row.version})

    row.refresh_from_db()
    assert (answer.status_code, row.state) == (302, "accepted")
    figures = IndicatorValue.objects.filter(scope="company")
    told = {each.period: (each.numerator, each.denominator) for each in figures}
    assert told["2026-W53"] == (Decimal(7), Decimal(10))
    assert told["2026-12"] == told["2026-Q4"] == told["2026"] == (Decimal(6), Decimal(8))
    assert told["2027-01"] == told["2027-Q1"] == told["2027"] == (Decimal(1), Decimal(2))
    assert check_rollups() == []


@pytest.mark.usefixtures("new_year")
@pytest.mark.parametrize(
    "page",
    [
        "/board/?to=2026-W53&weeks=8",
        "/board/{place}/2026-W53/",
        "/weekly/{place}/2026-W53/template/",
        "/indicators/S-01/",
    ],
)
def test_pages_of_the_53rd_week_open_for_who_may_and_for_nobody_else(
    page, place, as_, officer, stranger
):
    path = page.format(place=place.pk)

    assert as_(officer).get(path).status_code == 200
    assert as_(stranger).get(path).status_code in {200, 403, 404}
    if "{place}" in page:
        assert as_(stranger).get(path).status_code in {403, 404}


@pytest.mark.usefixtures("new_year")
def test_the_week_after_the_53rd_is_the_first_of_the_new_year(place, as_, specialist):
    assert W53.next().label == "2027-W01"
    assert as_(specialist).get(f"/weekly/{place.pk}/2027-W53/").status_code == 400
    assert as_(specialist).get(f"/weekly/{place.pk}/2027-W01/").status_code == 200
