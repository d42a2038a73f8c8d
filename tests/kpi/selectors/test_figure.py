"""A figure opens to exactly the cells it was computed from (6.4.2②)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.lib.periods import Week
from kpi.models import IndicatorValue, MeasureValue
from kpi.selectors.figure import figure_behind
from kpi.services.rollup import rebuild_rollups
from tests.kpi.collecting import make_assignment, make_cell
from tests.kpi.reporting import FEBRUARY, MARCH_6, make_months


@pytest.fixture
def world(db, specialist, operations, officer):
    return make_months(specialist, operations, FEBRUARY)


def figure(world, period, scope="company"):
    rows = IndicatorValue.objects.select_related("indicator", "definition", "department")
    return rows.get(indicator=world.share, period=period, scope=scope, dimension="")


@pytest.mark.parametrize("period", ["2026-W07", "2026-02", "2026-Q1", "2026"])
def test_the_totals_of_the_cells_give_the_figure_again(world, officer, period):
    row = figure(world, period)

    behind = figure_behind(row, officer)

    closed, late = behind.parts
    assert (closed.total - late.total, closed.total) == (row.numerator, row.denominator)
    assert sum(cell.value for cell in closed.cells) == closed.total
    assert closed.side == "abovebelow"
    assert late.side == "above"


def test_only_the_slice_inside_the_month_is_shown(world, officer):
    behind = figure_behind(figure(world, "2026-02"), officer)

    days = [cell.slice.start for cell in behind.parts[0].cells]
    assert (min(days), max(days)) == (date(2026, 2, 1), date(2026, 2, 23))


def test_each_cell_leads_to_its_submission(world, officer):
    cell = figure_behind(figure(world, "2026-W07"), officer).parts[0].cells[0]

    assert (cell.assignment, cell.week) == (world.assignment, "2026-W07")


def test_cells_of_others_are_counted_and_not_shown(world, officer, stranger, development):
    other = make_assignment(stranger, world.process, development)
    part = Week.parse("2026-W07").slices()[0]
    for name, number in (("closed", 50), ("late", 5), ("major", 0)):
        make_cell(world.measures[name], part, number, assignment=other)
    rebuild_rollups(at=MARCH_6)

    mine = figure_behind(figure(world, "2026-W07"), stranger).parts[0]

    assert [cell.assignment for cell in mine.cells] == [other]
    assert (mine.total, mine.hidden) == (150, 1)


def test_a_departments_figure_holds_its_own_cells_only(world, officer, stranger, development):
    other = make_assignment(stranger, world.process, development)
    part = Week.parse("2026-W07").slices()[0]
    for name, number in (("closed", 50), ("late", 5)):
        make_cell(world.measures[name], part, number, assignment=other)
    rebuild_rollups(at=MARCH_6)

    behind = figure_behind(figure(world, "2026-W07", "department:development"), officer)

    assert [part.total for part in behind.parts] == [50, 5]


def test_a_year_costs_as_many_statements_as_a_week(world, officer):
    rows = [figure(world, "2026-W07"), figure(world, "2026")]
    counts = []
    for row in rows:
        with CaptureQueriesContext(connection) as caught:
            figure_behind(row, officer)
        counts.append(len(caught))

    assert counts[0] == counts[1]
    assert MeasureValue.objects.count() > 10
