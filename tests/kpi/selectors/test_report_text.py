from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from governance.lib.periods import Month
from kpi.models import IndicatorValue
from kpi.selectors.report_chart import chart_of
from kpi.selectors.report_content import report_content
from kpi.selectors.report_figures import assessed_period, figure_facts
from kpi.selectors.report_phrases import change_text, share_text, value_text
from kpi.selectors.report_text import worded
from kpi.services.report import compile_report
from kpi.services.rollup import rebuild_rollups
from processes.models import Responsibility
from tests.kpi.collecting import (
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)
from tests.kpi.reporting import FEBRUARY, MARCH_6, change_late, make_months
from tests.people import SETUP


def facts_of(report, code):
    content = report_content(report, at=MARCH_6)
    return next(
        facts
        for process in content["processes"]
        for facts in process["figures"]
        if facts["code"] == code
    )


@pytest.fixture
def drafted(specialist, operations, officer, manager):
    world = make_months(specialist, operations, Month(2025, 2), Month(2026, 1), FEBRUARY)
    return world, compile_report(FEBRUARY, by=SETUP, at=MARCH_6)


# --- month on month, year on year ------------------------------------------------------------------


def value(indicator, period, number, *, definition=None, verdict="met"):
    month = Month.parse(period)
    return IndicatorValue.objects.update_or_create(
        indicator=indicator,
        scope="company",
        grain="month",
        period=period,
        defaults={
            "definition": definition or indicator.definitions.get(number=1),
            "start": month.start,
            "end": month.end,
            "value": None if number is None else Decimal(number),
            "numerator": 1,
            "verdict": verdict,
            "covered": 4,
            "expected": 4,
        },
    )[0]


@pytest.mark.parametrize(
    ("now", "before", "unit", "shown"),
    [
        ("94.25", "95.5", "%", "−1.25 pp"),
        ("95.5", "94.25", "%", "+1.25 pp"),
        ("95.5", "95.5", "%", "0.00 pp"),
        ("8", "10", "h", "−20.0%"),
        ("3", "0", "件", "not computable"),
        ("0", "4", "件", "−100.0%"),
        ("5", None, "件", "—"),
        (None, "5", "件", "—"),
    ],
)
def test_a_figure_is_compared_with_the_month_before(
    specialist, operations, now, before, unit, shown
):
    indicator = make_indicator("T-01", make_process(), "a", unit=unit)
    value(indicator, "2026-02", now)
    value(indicator, "2026-01", before)
    report = compile_report(FEBRUARY, by=SETUP, at=MARCH_6)

    with override("en"):
        assert change_text(facts_of(report, "T-01")["mom"], unit) == shown


def test_a_figure_is_compared_with_the_same_month_of_last_year(specialist, operations):
    indicator = make_indicator("T-01", make_process(), "a", unit="件")
    value(indicator, "2026-02", "12")
    value(indicator, "2025-02", "10")

    facts = facts_of(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), "T-01")

    assert facts["yoy"] == {"period": "2025-02", "value": "10", "absolute": "2", "relative": "0.2"}
    assert facts["mom"] is None


def test_nothing_is_compared_with_an_incomplete_month_or_another_definition(specialist, operations):
    indicator = make_indicator("T-01", make_process(), "a", unit="件")
    other = indicator.definitions.create(number=2, formula="b")
    value(indicator, "2026-02", "12")
    value(indicator, "2026-01", "10", verdict="incomplete")
    value(indicator, "2025-02", "10", definition=other)

    facts = facts_of(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), "T-01")

    assert (facts["mom"], facts["yoy"]) == (None, None)
    assert facts["trend"][0][1] is None


# --- how numbers are written ------------------------------------------------------------------------


def test_a_near_miss_is_printed_on_its_own_side(drafted):
    facts = figure_of_share("94.996")

    with override("zh-hans"):
        words = worded_row(facts)

    assert words.actual == "94.996%"


def figure_of_share(number):
    return {
        "code": "T-01", "name": "率", "name_en": "Rate", "unit": "%", "unit_en": "%", "direction": "up",
        "grain": "month", "period": "2026-02", "assessed": True, "assessed_in": "month",
        "numerator": "4749.8", "denominator": "5000", "value": number,
        "month": {"numerator": None, "denominator": None, "value": None},
        "as_of": None, "covered": 5, "expected": 5, "verdict": "missed", "light": "missed",
        "target": {"operator": ">=", "value": "95", "upper": None}, "mom": None, "yoy": None,
        "trend": [["2026-01", None], ["2026-02", number]], "missed_in_a_row": 2,
        "definition": {"number": 1, "formula": "a / b", "cohort": "", "cohort_en": ""}, "details": [],
    }  # fmt: skip


def worded_row(facts):
    from kpi.selectors.report_text import _row

    return _row(facts, "过程", "部门")


@pytest.mark.parametrize(
    ("denominator", "sample"), [("9", "8/9"), ("10", ""), ("0", ""), (None, "")]
)
def test_below_ten_the_two_numbers_are_shown(denominator, sample):
    facts = figure_of_share("88.89") | {"numerator": "8", "denominator": denominator}

    assert worded_row(facts).sample == sample


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        ("12", "件", "12 件"),
        ("7.25", "h", "7.25 h"),
        ("95", "%", "95.00%"),
        (None, "%", "—"),
        ("-3", "", "−3"),
        ("1234", "件", "1,234 件"),
    ],
)
def test_value_text(number, unit, shown):
    assert value_text(number, unit) == shown


def test_share_text_shows_its_two_numbers():
    assert share_text(46, 48) == "95.83% (46/48)"
    assert share_text(0, 0) == "—"


# --- the whole --------------------------------------------------------------------------------------


def test_the_summary_is_drawn_from_the_numbers(drafted):
    _world, report = drafted

    with override("en"):
        summary = worded(report_content(report, at=MARCH_6)).summary

    assert "2 indicators of 1 processes" in summary
    assert "1 met their target, 1 missed it" in summary
    assert "50.00% (1/2)" in summary


def test_the_details_add_up_to_the_month(drafted):
    _world, report = drafted
    facts = facts_of(report, "INC-02")

    assert sum(int(part["numerator"]) for part in facts["details"]) == int(
        facts["month"]["numerator"]
    )
    assert facts["details"][0]["start"] == "2026-02-01"
    assert len(facts["details"]) == 5


def test_the_month_says_how_it_was_formed(drafted, decide):
    _world, report = drafted
    with override("en"):
        slices = worded(report_content(report, at=MARCH_6)).formed
        decide("month_rule", "thursday")
        thursday = worded(report_content(report, at=MARCH_6, detail=False)).formed

    assert "5 slices, 2026-W05 to 2026-W09" in slices
    assert "02-01" in slices
    assert "4 whole weeks, 2026-W06 to 2026-W09" in thursday


def test_a_draft_follows_its_data(drafted):
    world, report = drafted
    change_late(world, FEBRUARY.start, 0)

    assert facts_of(report, "INC-02")["value"] == "92"


@pytest.mark.parametrize(
    ("grain", "month", "period", "assessed"),
    [
        ("month", 2, "2026-02", True),
        ("quarter", 2, "2026-02", False),
        ("quarter", 3, "2026-Q1", True),
        ("year", 11, "2026-11", False),
        ("year", 12, "2026", True),
    ],
)
def test_an_indicator_is_judged_when_its_assessment_period_ends(db, grain, month, period, assessed):
    indicator = make_indicator("T-01", make_process(), "a", assessment_grain=grain)

    found, judged = assessed_period(indicator, Month(2026, month))

    assert (found.label, judged) == (period, assessed)


def test_what_people_owe_and_is_not_there_is_incomplete(specialist, operations, officer, manager):
    process = make_process()
    make_measure("a", process)
    indicator = make_indicator("T-01", process, "a", unit="件")
    make_target(indicator, "<=", "1")
    make_assignment(specialist, process, operations)
    rebuild_rollups(at=MARCH_6)

    facts = facts_of(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), "T-01")

    assert (facts["verdict"], facts["value"]) == ("incomplete", None)


def test_a_chart_has_the_target_and_thirteen_months(drafted):
    _world, report = drafted
    chart = chart_of(facts_of(report, "INC-02"))

    assert chart.target == 95
    assert len(chart.labels) == 13
    assert chart.labels[-1] == date(2026, 2, 1).strftime("%Y-%m")


def test_the_report_reads_in_both_languages(drafted):
    _world, report = drafted
    content = report_content(report, at=MARCH_6)
    with override("en"):
        english = worded(content)
    with override("zh-hans"):
        chinese = worded(content)

    assert english.blocks[0].name == "Incident management"
    assert chinese.blocks[0].name == "事件管理"


def test_facts_of_a_figure_are_plain_data(drafted):
    import json

    _world, report = drafted

    assert json.loads(json.dumps(report_content(report, at=MARCH_6))) == report_content(
        report, at=MARCH_6
    )
    assert figure_facts.__doc__


def test_who_reports_a_process_stands_in_where_the_policy_names_nobody(
    drafted, operations, development
):
    world, report = drafted

    with override("en"):
        assigned = worded(report_content(report, at=MARCH_6)).blocks[0]
        Responsibility.objects.create(
            process=world.process,
            department=development,
            kind=Responsibility.Kind.RESPONSIBLE,
            source_clause="5.3",
        )
        named = worded(report_content(report, at=MARCH_6)).blocks[0]

    assert (assigned.departments, assigned.by_assignment) == (operations.name_en, True)
    assert assigned.rows[0].by_assignment
    assert (named.departments, named.by_assignment) == (development.name_en, False)


def test_an_issue_from_before_the_stand_in_is_still_read(drafted):
    _world, report = drafted
    content = report_content(report, at=MARCH_6)
    for process in content["processes"]:
        del process["by_assignment"]

    assert not worded(content).blocks[0].by_assignment
