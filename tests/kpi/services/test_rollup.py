from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.management import CommandError, call_command

from governance.lib.periods import Month, Slice, Week, weeks_between
from governance.models import Department
from governance.states import Role
from kpi.models import DataSource, IndicatorValue, MeasureValue
from kpi.services.rollup import check_rollups, mark_final, rebuild_rollups, refresh_rollups
from kpi.states import FigureStatus, Verdict
from tests.kpi.collecting import (
    enter_week,
    make_assignment,
    make_cell,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)
from tests.people import make_person

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def desk(specialist, officer, operations):
    process = make_process()
    met, due = make_measure("t_met", process), make_measure("t_due", process)
    rate = make_indicator("T-01", process, "t_met / t_due")
    backlog = make_measure("t_backlog", process, aggregation="LAST")
    make_indicator("T-02", process, "t_backlog", unit="件")
    return {
        "process": process,
        "met": met,
        "due": due,
        "backlog": backlog,
        "rate": rate,
        "assignment": make_assignment(specialist, process, operations),
    }


def refresh(desk, first, last):
    return refresh_rollups(
        [desk["met"], desk["due"], desk["backlog"]],
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        at=NOW,
    )


def figure(code, period, **where):
    where = {"scope": "company", "dimension": ""} | where
    return IndicatorValue.objects.get(indicator__code=code, period=period, **where)


def test_refresh_takes_the_ratio_of_sums_for_every_grain(desk):
    for label, met, due in (("2026-W06", 4, 8), ("2026-W07", 2, 10), ("2026-W08", 1, 4)):
        enter_week(
            desk["assignment"], label, {desk["met"]: met, desk["due"]: due, desk["backlog"]: 9}
        )

    refresh(desk, "2026-02-02", "2026-02-22")

    assert figure("T-01", "2026-W06").value == 50
    quarter = figure("T-01", "2026-Q1")
    assert (quarter.numerator, quarter.denominator) == (7, 22)
    assert quarter.value == Decimal("31.8181818182")
    assert figure("T-01", "2026", scope="department:operations").denominator == 22
    assert figure("T-02", "2026-02").as_of == date(2026, 2, 22)


def test_a_week_across_a_months_end_counts_in_both_months_exactly(desk):
    enter_week(
        desk["assignment"],
        "2026-W14",
        {desk["met"]: [3, 5], desk["due"]: [4, 6], desk["backlog"]: [7, 8]},
    )

    refresh(desk, "2026-03-30", "2026-04-05")

    assert figure("T-01", "2026-W14").numerator == 8
    assert figure("T-01", "2026-03").numerator == 3
    assert figure("T-01", "2026-04").numerator == 5
    assert figure("T-02", "2026-03").value == 7
    assert figure("T-02", "2026-W14").value == 8


def test_by_the_thursday_rule_the_week_counts_whole_in_one_month(desk, decide):
    decide("month_rule", "thursday")
    enter_week(desk["assignment"], "2026-W14", {desk["met"]: 8, desk["due"]: 10}, split=False)

    refresh(desk, "2026-03-30", "2026-04-05")

    assert figure("T-01", "2026-04").denominator == 10
    assert not IndicatorValue.objects.filter(period="2026-03").exists()


def test_week_53_counts_in_two_years(desk):
    enter_week(desk["assignment"], "2026-W53", {desk["met"]: [1, 2], desk["due"]: [10, 20]})

    refresh(desk, "2026-12-28", "2027-01-03")

    assert figure("T-01", "2026-W53").denominator == 30
    assert (figure("T-01", "2026-12").denominator, figure("T-01", "2026").denominator) == (10, 10)
    assert (figure("T-01", "2027-01").denominator, figure("T-01", "2027").denominator) == (20, 20)
    assert check_rollups() == []


def test_a_missing_week_makes_the_month_incomplete_and_a_zero_does_not(desk):
    make_target(desk["rate"], value="50")
    for label in ("2026-W06", "2026-W07", "2026-W08"):
        enter_week(desk["assignment"], label, {desk["met"]: 5, desk["due"]: 5})
    enter_week(desk["assignment"], "2026-W05", {desk["met"]: [0, 0], desk["due"]: [0, 0]})
    refresh(desk, "2026-01-26", "2026-02-22")
    month = figure("T-01", "2026-02")
    assert (month.covered, month.expected, month.verdict) == (4, 5, Verdict.INCOMPLETE)

    enter_week(desk["assignment"], "2026-W09", {desk["met"]: [0, 0], desk["due"]: [0, 0]})
    refresh(desk, "2026-02-23", "2026-03-01")

    month.refresh_from_db()
    assert (month.covered, month.expected, month.verdict) == (5, 5, Verdict.MET)
    assert figure("T-01", "2026-W05").verdict == Verdict.NO_SAMPLE


def test_an_answered_no_data_covers_nothing(desk):
    make_cell(
        desk["met"],
        Week.parse("2026-W07").slices()[0],
        None,
        assignment=desk["assignment"],
        no_data_reason="系统停机",
    )
    make_cell(desk["due"], Week.parse("2026-W07").slices()[0], 5, assignment=desk["assignment"])

    refresh(desk, "2026-02-09", "2026-02-15")

    week = figure("T-01", "2026-W07")
    assert (week.covered, week.expected, week.value, week.verdict) == (
        0,
        1,
        None,
        Verdict.INCOMPLETE,
    )


def test_the_threshold_of_the_pmo_decides_what_is_enough(desk, decide):
    decide("coverage_threshold", "0.75")
    make_target(desk["rate"], value="50")
    for label in ("2026-W06", "2026-W07", "2026-W08"):
        enter_week(desk["assignment"], label, {desk["met"]: 5, desk["due"]: 5})
    enter_week(desk["assignment"], "2026-W05", {desk["met"]: [0, 0], desk["due"]: [0, 0]})

    refresh(desk, "2026-01-26", "2026-02-22")

    assert figure("T-01", "2026-02").verdict == Verdict.MET


def test_the_target_in_force_on_the_last_day_judges(desk):
    make_target(desk["rate"], value="60", valid_to=date(2026, 2, 14))
    later = make_target(desk["rate"], value="40", valid_from=date(2026, 2, 15))
    enter_week(desk["assignment"], "2026-W06", {desk["met"]: 5, desk["due"]: 10})
    enter_week(desk["assignment"], "2026-W07", {desk["met"]: 5, desk["due"]: 10})

    refresh(desk, "2026-02-02", "2026-02-15")

    assert figure("T-01", "2026-W06").verdict == Verdict.MISSED
    assert (figure("T-01", "2026-W07").verdict, figure("T-01", "2026-W07").target) == (
        Verdict.MET,
        later,
    )


def test_a_departments_own_target_goes_before_the_companys(desk, operations):
    make_target(desk["rate"], value="90")
    own = make_target(desk["rate"], value="40", department=operations)
    enter_week(desk["assignment"], "2026-W07", {desk["met"]: 5, desk["due"]: 10})

    refresh(desk, "2026-02-09", "2026-02-15")

    assert figure("T-01", "2026-W07").verdict == Verdict.MISSED
    assert figure("T-01", "2026-W07", scope="department:operations").target == own


def test_tickets_take_the_place_of_typed_numbers_and_carry_their_dimension(desk, operations):
    source = DataSource.objects.create(
        code="tool",
        name="工单",
        process=desk["process"],
        department=operations,
        mapping_text="",
        created_at=NOW,
    )
    week = Week.parse("2026-W07").slices()[0]
    enter_week(desk["assignment"], "2026-W07", {desk["met"]: 5, desk["due"]: 10})
    for measure, value in ((desk["met"], 7), (desk["due"], 8)):
        make_cell(measure, week, value, source=source, department=operations)
        make_cell(
            measure,
            week,
            value - 4,
            source=source,
            department=operations,
            dimension="priority",
            dimension_value="P1",
        )

    refresh(desk, "2026-02-09", "2026-02-15")

    plain = figure("T-01", "2026-W07")
    assert (plain.numerator, plain.denominator, plain.covered, plain.expected) == (7, 8, 1, 1)
    first = figure("T-01", "2026-W07", dimension="priority")
    assert (first.dimension_value, first.numerator, first.denominator) == ("P1", 3, 4)
    assert (first.covered, first.expected) == (1, 1)


def test_half_a_quotient_by_a_dimension_says_nothing(desk, operations):
    source = DataSource.objects.create(
        code="tool",
        name="工单",
        process=desk["process"],
        department=operations,
        mapping_text="",
        created_at=NOW,
    )
    enter_week(desk["assignment"], "2026-W07", {desk["met"]: 5})
    by_priority = {"source": source, "department": operations, "dimension": "priority"}
    for label in ("2026-W06", "2026-W07"):
        part = Week.parse(label).slices()[0]
        make_cell(desk["due"], part, 8, source=source, department=operations)
        make_cell(desk["due"], part, 4, dimension_value="P1", **by_priority)
        make_cell(desk["backlog"], part, 2, dimension_value="P1", **by_priority)

    refresh(desk, "2026-02-02", "2026-02-15")

    assert figure("T-01", "2026-W07").value == Decimal("62.5")
    assert figure("T-02", "2026-02", dimension="priority").value == 2
    assert not IndicatorValue.objects.filter(indicator__code="T-01", dimension="priority").exists()

    make_cell(desk["met"], part, 3, dimension_value="P2", **by_priority)
    refresh(desk, "2026-02-09", "2026-02-15")

    told = IndicatorValue.objects.filter(
        indicator__code="T-01", dimension="priority", scope="company"
    )
    assert set(told.filter(grain="week").values_list("period", "dimension_value")) == {
        ("2026-W07", "P1"),
        ("2026-W07", "P2"),
    }
    assert check_rollups() == []


def test_a_suggested_indicator_is_computed_and_nobody_owes_it(desk, operations):
    process = desk["process"]
    extra = make_measure("t_extra", process)
    make_indicator("T-03", process, "t_extra", unit="件", adopted_on=None)
    make_cell(extra, Week.parse("2026-W07").slices()[0], 3, assignment=desk["assignment"])

    refresh_rollups([extra], first=date(2026, 2, 9), last=date(2026, 2, 15), at=NOW)

    month = figure("T-03", "2026-02")
    assert (month.value, month.expected, month.verdict) == (3, 0, Verdict.NOT_APPLICABLE)


def test_a_monthly_measure_is_expected_once_a_month_and_says_nothing_of_a_week(desk):
    process = desk["process"]
    survey = make_measure("t_survey", process)
    make_indicator("T-04", process, "t_survey", unit="份", cadence="month")
    make_cell(
        survey, Slice(date(2026, 2, 23), date(2026, 2, 28)), 12, assignment=desk["assignment"]
    )

    refresh_rollups([survey], first=date(2026, 2, 23), last=date(2026, 2, 28), at=NOW)

    month = figure("T-04", "2026-02")
    assert (month.value, month.covered, month.expected) == (12, 1, 1)
    assert not IndicatorValue.objects.filter(indicator__code="T-04", grain="week").exists()


def test_what_changes_after_the_issue_is_restated_and_only_that(desk):
    enter_week(
        desk["assignment"], "2026-W07", {desk["met"]: 5, desk["due"]: 10, desk["backlog"]: 4}
    )
    refresh(desk, "2026-02-09", "2026-02-15")
    mark_final(Month(2026, 2))
    assert (
        figure("T-01", "2026-02").status == figure("T-01", "2026-W07").status == FigureStatus.FINAL
    )
    assert figure("T-01", "2026-Q1").status == FigureStatus.PROVISIONAL

    enter_week(desk["assignment"], "2026-W08", {desk["met"]: 1, desk["due"]: 2, desk["backlog"]: 4})
    changed = refresh(desk, "2026-02-16", "2026-02-22")

    assert figure("T-01", "2026-02").status == FigureStatus.RESTATED
    assert figure("T-02", "2026-02").status == FigureStatus.FINAL
    assert "2026-02" in {row.period for row in changed.restated}
    assert figure("T-01", "2026-W08").status == FigureStatus.RESTATED


def test_a_quarter_is_final_with_its_last_month_and_waits_for_open_ones(desk):
    for label in ("2026-W02", "2026-W07", "2026-W11"):
        enter_week(desk["assignment"], label, {desk["met"]: 5, desk["due"]: 10})
    refresh(desk, "2026-01-05", "2026-03-15")
    mark_final(Month(2026, 1))
    mark_final(Month(2026, 3))
    assert figure("T-01", "2026-Q1").status == FigureStatus.PROVISIONAL

    mark_final(Month(2026, 2))

    assert figure("T-01", "2026-Q1").status == FigureStatus.FINAL
    assert figure("T-01", "2026").status == FigureStatus.PROVISIONAL


def test_check_names_what_differs_and_rebuild_heals_it(desk):
    enter_week(desk["assignment"], "2026-W07", {desk["met"]: 5, desk["due"]: 10})
    refresh(desk, "2026-02-09", "2026-02-15")
    IndicatorValue.objects.filter(period="2026-02", scope="company").update(numerator=99)
    IndicatorValue.objects.filter(period="2026-W07").delete()

    found = check_rollups()

    assert len(found) == 3
    assert any("numerator: 99" in str(each) for each in found)
    assert rebuild_rollups(at=NOW).written == 3
    assert check_rollups() == []


def test_a_cell_that_is_gone_takes_its_figures_with_it(desk):
    enter_week(desk["assignment"], "2026-W07", {desk["met"]: 5, desk["due"]: 10})
    refresh(desk, "2026-02-09", "2026-02-15")
    MeasureValue.objects.all().delete()

    removed = refresh(desk, "2026-02-09", "2026-02-15").removed

    assert removed == 8
    assert IndicatorValue.objects.count() == 0


@pytest.mark.performance
def test_a_week_of_eighty_values_costs_a_constant_number_of_statements(
    desk, officer, operations, django_assert_max_num_queries
):
    process = desk["process"]
    measures = [make_measure(f"m_{number:02}", process) for number in range(80)]
    for number in range(40):
        make_indicator(f"M-{number:02}", process, f"m_{2 * number:02} / m_{2 * number + 1:02}")
    for week in range(1, 9):
        enter_week(desk["assignment"], f"2026-W{week:02}", dict.fromkeys(measures, 5))

    with django_assert_max_num_queries(14):
        refresh_rollups(measures, first=date(2026, 2, 16), last=date(2026, 2, 22), at=NOW)

    assert IndicatorValue.objects.filter(period="2026-W08").count() == 80


def test_departments_are_kept_apart_and_add_up_for_the_company(desk):
    other = Department.objects.create(code="second", name="二部", name_en="Second")
    person = make_person("ye", "叶一", other, Role.PROCESS_SPECIALIST)
    second = make_assignment(person, desk["process"], other)
    enter_week(
        desk["assignment"], "2026-W07", {desk["met"]: 1, desk["due"]: 2, desk["backlog"]: 40}
    )
    enter_week(second, "2026-W07", {desk["met"]: 99, desk["due"]: 100, desk["backlog"]: 9})

    refresh(desk, "2026-02-09", "2026-02-15")

    assert figure("T-01", "2026-W07").value == Decimal("98.0392156863")
    assert figure("T-01", "2026-W07", scope="department:second").value == 99
    assert figure("T-02", "2026-02").value == 49
    assert timedelta(0) == figure("T-02", "2026-02").as_of - date(2026, 2, 15)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_order_the_weeks_arrive_in_the_rebuild_agrees(desk, seed):
    weeks = weeks_between(date(2025, 12, 22), date(2027, 1, 10))
    chosen = Random(seed)
    chosen.shuffle(weeks)
    for week in weeks[:20]:
        parts = len(week.slices())
        enter_week(
            desk["assignment"],
            week.label,
            {
                desk["met"]: [chosen.randint(0, 9) for _each in range(parts)],
                desk["due"]: [chosen.randint(0, 20) for _each in range(parts)],
                desk["backlog"]: [chosen.randint(0, 99) for _each in range(parts)],
            },
        )
        refresh(desk, week.start.isoformat(), week.end.isoformat())

    assert check_rollups() == []
    again = rebuild_rollups(at=NOW)
    assert (again.written, again.removed) == (0, 0)


def test_the_command_fails_on_a_difference_and_names_it(desk, capsys):
    enter_week(desk["assignment"], "2026-W07", {desk["met"]: 5, desk["due"]: 10})
    refresh(desk, "2026-02-09", "2026-02-15")
    call_command("check_rollups")
    IndicatorValue.objects.filter(period="2026-Q1", scope="company").update(covered=99)
    with pytest.raises(CommandError, match="1 figures differ"):
        call_command("check_rollups")
    assert "covered: 99" in capsys.readouterr().out

    call_command("check_rollups", apply=True)

    assert check_rollups() == []
