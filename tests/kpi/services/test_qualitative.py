from datetime import UTC, date, datetime, timedelta

import pytest

from governance.lib.periods import Quarter, Week
from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from kpi.formulas.entry import Typed
from kpi.formulas.grade import Grade
from kpi.models import Indicator, IndicatorValue, MeasureValue, Report
from kpi.selectors.indicator import record_of
from kpi.selectors.report_figures import grade_facts
from kpi.selectors.report_period import period_facts, period_values, read_period
from kpi.services.entry import WeekEntry
from kpi.services.indicator import (
    CannotReviseIndicator,
    CannotSetTarget,
    TargetTerms,
    adopt_indicator,
    revise_definition,
    set_target,
)
from kpi.services.qualitative import (
    CannotAddIndicator,
    NewQualitative,
    add_qualitative_indicator,
)
from kpi.services.rollup import check_rollups, rebuild_rollups
from kpi.services.submission import CannotSubmit, accept_submission, open_week, submit_week
from kpi.states import ReportKind
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.people import SETUP

AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
GRADES = (
    Grade("poor", "不合格", "poor"),
    Grade("fair", "合格", "fair", meets=True),
    Grade("good", "良好", "good", meets=True),
)


def new(process, **changes):
    facts = {
        "process": process,
        "code": "inc-q1",
        "name": "沟通评价",
        "grades": GRADES,
        "cadence": "week",
        "assessment_grain": "month",
    }
    return NewQualitative(**facts | changes)


@pytest.fixture
def graded(officer):
    row = add_qualitative_indicator(new(make_process()), by=officer, at=AT)
    return adopt_indicator(row, by=officer, at=AT, valid_from=date(2026, 1, 5))


@pytest.fixture
def place(graded, specialist, operations):
    seed_calendar([2026], by=SETUP, at=AT)
    return make_assignment(specialist, graded.process, operations, valid_from=date(2026, 1, 5))


def hand_in(place, label, grade, officer, narrative="依据例会记录"):
    week = Week.parse(label)
    at = datetime.combine(week.end + timedelta(days=1), datetime.min.time(), tzinfo=local_zone())
    cells = {
        ("inc_q1", part): Typed(grade, narrative=narrative)
        if grade
        else Typed("", no_data_reason="本周无例会")
        for part in week.slices()
    }
    row = open_week(place, week, by=place.person, at=at)
    row = submit_week(row, WeekEntry(cells), by=place.person, at=at)
    return accept_submission(row, by=officer, at=at)


def figure(label, scope="company"):
    return IndicatorValue.objects.get(indicator__code="INC-Q1", period=label, scope=scope)


def test_add_qualitative_indicator_is_a_suggestion_with_its_scale(officer):
    row = add_qualitative_indicator(new(make_process()), by=officer, at=AT)

    assert (row.code, row.kind, row.state) == ("INC-Q1", "qualitative", "suggested")
    measure = row.definitions.get().measures.get()
    assert [each["code"] for each in measure.scale] == ["poor", "fair", "good"]
    assert AuditEntry.objects.filter(action="kpi.add_qualitative_indicator").exists()


def test_add_qualitative_indicator_by_a_specialist_is_refused(specialist, officer):
    with pytest.raises(NotAllowed):
        add_qualitative_indicator(new(make_process()), by=specialist, at=AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"grades": ()},
        {"grades": GRADES[:1]},
        {"grades": GRADES[1:]},
        {"cadence": "month", "assessment_grain": "week"},
    ],
)
def test_add_qualitative_indicator_that_cannot_judge_is_refused(officer, changes):
    with pytest.raises(CannotAddIndicator):
        add_qualitative_indicator(new(make_process(), **changes), by=officer, at=AT)
    assert not Indicator.objects.exists()


def test_add_qualitative_indicator_twice_is_refused(graded, officer):
    with pytest.raises(CannotAddIndicator):
        add_qualitative_indicator(new(graded.process), by=officer, at=AT)


def test_a_month_lists_its_grades_and_is_judged_by_the_last(place, officer):
    for label, grade in (
        ("2026-W06", "good"),
        ("2026-W07", "poor"),
        ("2026-W08", "fair"),
    ):
        hand_in(place, label, grade, officer)

    week = figure("2026-W07")
    assert (week.grade, week.value, week.verdict) == ("poor", None, "not_applicable")
    month = figure("2026-02")
    assert (month.grade, month.worst_grade, month.as_of) == ("fair", "poor", date(2026, 2, 22))
    assert [each["grade"] for each in month.grades] == ["good", "poor", "fair"]
    assert (month.value, month.numerator, month.target) == (None, None, None)
    assert (month.covered, month.expected, month.verdict) == (3, 5, "incomplete")
    assert check_rollups() == []


def test_grades_that_stand_are_not_written_again(place, officer):
    hand_in(place, "2026-W06", "good", officer)
    assert figure("2026-02").grades != []

    again = rebuild_rollups(at=AT)

    assert (again.written, again.removed) == (0, 0)


def test_a_full_month_is_met_or_missed_by_the_scale(place, officer, decide):
    decide("coverage_threshold", "0.6")
    for label in ("2026-W06", "2026-W07", "2026-W08"):
        hand_in(place, label, "fair", officer)
    assert figure("2026-02").verdict == "met"
    assert figure("2026-02").narrative == "依据例会记录"

    hand_in(place, "2026-W09", "不合格", officer)
    assert (figure("2026-02").grade, figure("2026-02").verdict) == ("poor", "missed")
    assert figure("2026").verdict == "incomplete"


def test_no_data_because_is_an_answer_and_covers_nothing(place, officer):
    hand_in(place, "2026-W07", "", officer)

    found = figure("2026-W07")
    assert (found.grade, found.grades, found.covered, found.expected) == ("", [], 0, 1)
    assert found.verdict == "incomplete"


def test_a_grade_without_its_words_is_refused(place, officer):
    with pytest.raises(CannotSubmit) as refused:
        hand_in(place, "2026-W07", "good", officer, narrative="")
    assert [each.part_of_cell for each in refused.value.problems] == ["narrative"]
    assert MeasureValue.objects.get().grade == "good"


def test_a_qualitative_indicator_takes_neither_formula_nor_target(graded, officer):
    with pytest.raises(CannotReviseIndicator):
        revise_definition(
            graded, "inc_q1 * 2", valid_from=date(2026, 2, 2), note="试算", by=officer, at=AT
        )
    with pytest.raises(CannotSetTarget):
        set_target(graded, TargetTerms(">=", 2, date(2026, 2, 2), basis="试"), by=officer, at=AT)


def test_grades_are_not_put_into_a_formula_with_numbers(graded, officer):
    make_measure("n", graded.process)
    row = make_indicator("INC-99", graded.process, "n", unit="件")
    row.definitions.update(valid_from=date(2026, 1, 5))
    with pytest.raises(CannotReviseIndicator):
        revise_definition(
            row, "n + inc_q1", valid_from=date(2026, 2, 2), note="试算", by=officer, at=AT
        )


def test_a_quarter_names_its_grades_in_words(place, officer):
    hand_in(place, "2026-W07", "good", officer)
    rows = period_values(Quarter(2026, 1), scope="company")
    row = rows.get(Indicator.objects.get(code="INC-Q1"), Quarter(2026, 1))
    told = grade_facts(row, rows.scales.of(row.indicator))
    assert told["code"] == "good"
    assert told["name"] == "良好"


@pytest.mark.parametrize("kind", [ReportKind.QUARTERLY, ReportKind.SERVICE])
def test_reports_of_every_kind_freeze_a_grade_with_its_words(kind, place, officer):
    hand_in(place, "2026-W07", "good", officer)
    quarter = Quarter(2026, 1)

    rows = read_period(Report(kind=kind), quarter)

    told = next(each for each in period_facts(rows) if each["code"] == "INC-Q1")
    assert (told["grade"]["name"], told["grade"]["name_en"]) == ("良好", "good")
    assert told["grade"]["worst"]["name"] == "良好"
    assert told["passing"]["name"] == "合格"


def test_the_record_of_an_indicator_costs_three_statements(graded, django_assert_num_queries):
    with django_assert_num_queries(3):
        record = record_of(graded, on=date(2026, 2, 2))
    assert record.line.definition == record.definitions[0][0]
