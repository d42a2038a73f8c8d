"""What is measured, how it went, what stands behind it and how two issues differ, as files of the page's own rows."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from governance.lib.periods import Week
from kpi.models import Indicator
from kpi.selectors.report_compare import compare_issues
from kpi.services.exemption import declare_exemption
from kpi.services.indicator import adopt_indicator
from kpi.services.rollup import rebuild_rollups
from kpi.states import Dimension
from processes.models import Process
from tests.kpi.collecting import make_assignment, make_cell
from tests.kpi.reporting import FEBRUARY, MARCH_6, make_months
from tests.kpi.selectors.test_report_compare import two_versions  # noqa: F401 -- a fixture
from tests.kpi.views.test_exports import both, csv_rows, sheet

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(specialist, operations, officer):
    return make_months(specialist, operations, FEBRUARY)


def test_the_coverage_matrix_is_a_file_with_its_gaps_and_reasons(as_, catalogue, officer, employee):
    adopt_indicator(Indicator.objects.get(code="INC-04"), by=officer, at=NOW)
    process = Process.objects.get(code="incident")
    declare_exemption(
        process, Dimension.SATISFACTION, reason="由服务台统一调查", by=officer, at=NOW
    )

    as_csv, as_xlsx = both(as_(employee), "/indicators/coverage/")
    rows = csv_rows(as_csv)

    assert len(rows) == 3 * Process.objects.count() == sheet(as_xlsx).max_row - 1
    mine = {row["Dimension"]: row for row in rows if row["Process"] == process.name_en}
    states = {row["State"] for row in mine.values()}
    assert states == {"measured", "not applicable", "gap"}
    assert "INC-04" in mine["efficiency"]["Adopted indicators"]
    told = mine["customer satisfaction"]
    assert (told["Reason"], told["Declared by"]) == ("由服务台统一调查", officer.name)


def test_the_course_of_an_indicator_is_a_file_of_exact_numbers(as_, world, officer):
    as_csv, as_xlsx = both(as_(officer), f"/indicators/{world.share.code}/?grain=month")

    row = next(row for row in csv_rows(as_csv) if row["Period"] == "2026-02")
    # Five slices of 100, ten late in each.
    assert (row["Numerator"], row["Denominator"], row["As shown"]) == ("450", "500", "90.00%")
    assert Decimal(row["Value"]) == 90
    cells = [cell for line in sheet(as_xlsx).iter_rows(min_row=2) for cell in line]
    assert 450 in [cell.value for cell in cells if cell.data_type == "n"]


def test_the_numbers_behind_a_figure_are_a_file_that_hides_what_the_page_hides(
    as_, world, officer, stranger, development
):
    other = make_assignment(stranger, world.process, development)
    part = Week.parse("2026-W07").slices()[0]
    for name, number in (("closed", 50), ("late", 5), ("major", 0)):
        make_cell(world.measures[name], part, number, assignment=other)
    rebuild_rollups(at=MARCH_6)
    url = f"/indicators/{world.share.code}/figures/2026-W07/"

    whole = csv_rows(both(as_(officer), url)[0])
    own = csv_rows(both(as_(stranger), url)[0])

    closed = [row for row in whole if row["Measure"] == world.measures["closed"].code]
    assert [(row["Value"], row["Total"]) for row in closed] == [("100", "150"), ("50", "150")]
    assert [row["Value"] for row in own] == ["50", "", "5", ""]
    assert own[1]["Remarks"].startswith("1 cells of others")


def test_two_issues_compared_are_a_file_of_the_rows_shown(as_, two_versions, manager):  # noqa: F811 -- a fixture
    first, second = two_versions
    url = f"/reports/compare/?before={first.pk}&after={second.pk}"

    every = csv_rows(both(as_(manager), url)[0])
    changed = csv_rows(both(as_(manager), f"{url}&changed=on")[0])

    assert len(every) == len(compare_issues(first, second).figures)
    assert [row["Code"] for row in changed] == ["INC-02"]
    assert {"90.00%", "91.00%"} <= set(changed[0].values())
    assert changed[0]["Changed"] == "yes"
