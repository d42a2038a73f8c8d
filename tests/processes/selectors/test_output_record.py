from datetime import UTC, date, datetime

import pytest

from governance.lib.periods import Year
from governance.services.obligation import mark_missing
from processes.models import Output
from processes.selectors.output_record import output_matrix, register_lines
from processes.services.output_record import (
    Expectation,
    Filing,
    expect_output,
    file_output,
    open_output_duties,
)

pytestmark = pytest.mark.usefixtures("english")
APRIL = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)


def row_of(person, **chosen):
    rows = output_matrix(person, Year(2026), on=date(2026, 4, 20), **chosen)
    return rows[0] if rows else None


@pytest.fixture
def output(process):
    return Output.objects.create(process=process, name="事件统计分析表", position=1)


def expect(output, frequency, specialist, officer):
    wanted = Expectation(frequency, specialist, 5, date(2026, 1, 1))
    expect_output(output, wanted, reason="agreed", by=officer, at=APRIL)
    open_output_duties(at=APRIL)


def file(output, period, specialist):
    url = "https://example.com"
    return file_output(output, Filing(period, url=url), by=specialist, at=APRIL)


def test_an_output_nobody_set_has_months_that_say_nothing(output, officer):
    row = row_of(officer)
    assert (row.frequency, len(row.cells), {cell.word for cell in row.cells}) == ("", 12, {""})


def test_months_are_filed_late_or_owed_and_the_future_says_nothing(output, specialist, officer):
    expect(output, "month", specialist, officer)
    file(output, "2026-01", specialist)
    words = [cell.word for cell in row_of(officer).cells]
    assert words[:5] == ["late_done", "expected", "expected", "", ""]


def test_a_quarter_is_three_months_wide_and_a_year_twelve(output, specialist, officer):
    expect(output, "quarter", specialist, officer)
    assert [cell.span for cell in row_of(officer).cells] == [3, 3, 3, 3]
    expect(output, "year", specialist, officer)
    assert [cell.span for cell in row_of(officer).cells] == [12]


def test_of_the_weeks_of_a_month_the_gravest_word_stands_with_the_count(
    output, specialist, officer
):
    expect(output, "week", specialist, officer)
    for week in ("2026-W02", "2026-W03"):
        file(output, week, specialist)
    cell = row_of(officer).cells[0]
    assert (cell.word, cell.count) == ("expected", 2)


def test_only_gaps_are_left_on_request_and_the_file_says_what_the_page_says(
    output, specialist, officer
):
    expect(output, "month", specialist, officer)
    assert row_of(officer, only_missing=True) is None
    mark_missing(at=APRIL)
    row = row_of(officer, only_missing=True)
    assert row.missing == 3
    assert [line.cell.word for line in register_lines([row])] == ["unfiled"] * 3
    assert row_of(officer, process="unknown") is None
