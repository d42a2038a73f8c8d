from dataclasses import replace
from datetime import date

import pytest

from governance.lib.workflow import Conflict, NotAllowed
from kpi.models import Deviation
from kpi.services.deviation import Analysis, CannotSettleDeviation, settle_deviation
from kpi.services.report import compile_report, submit_report
from kpi.states import DeviationState
from tests.kpi.reporting import ANALYSIS, FEBRUARY, MARCH_6, change_late, make_months
from tests.people import SETUP


@pytest.fixture
def world(specialist, operations, officer, manager):
    return make_months(specialist, operations, FEBRUARY)


@pytest.fixture
def report(world):
    return compile_report(FEBRUARY, by=SETUP, at=MARCH_6)


def test_analysis_alone_leaves_the_decision_open(world, report, officer):
    row = settle_deviation(
        report, world.share, Analysis(cause="人员不足", impact="客户等待"), by=officer, at=MARCH_6
    )

    assert row.state == DeviationState.ANALYSED
    assert report.authors == [officer.pk]


def test_analysis_with_decision_is_decided_and_says_by_whom(world, report, officer):
    row = settle_deviation(report, world.share, ANALYSIS, by=officer, at=MARCH_6)

    assert (row.state, row.decision, row.decided_by) == (DeviationState.DECIDED, "accept", officer)


def test_by_a_specialist_is_refused(world, report, specialist):
    with pytest.raises(NotAllowed):
        settle_deviation(report, world.share, ANALYSIS, by=specialist, at=MARCH_6)


@pytest.mark.parametrize(
    "lack",
    [
        {"cause": "。"},
        {"impact": "  "},
        {"decision_reason": "？"},
        {"decision": "watch"},
        {"decision": "adhoc_review"},
        {"decision": "improvement"},
        {"decision": "improvement", "due_on": date(2026, 3, 31)},
    ],
)
def test_a_decision_lacking_what_it_needs_is_refused(world, report, officer, lack):
    with pytest.raises(CannotSettleDeviation):
        settle_deviation(report, world.share, replace(ANALYSIS, **lack), by=officer, at=MARCH_6)

    assert Deviation.objects.get().state == DeviationState.OPEN


def test_an_improvement_with_measure_person_and_day_is_decided(world, report, officer, head):
    found = replace(
        ANALYSIS,
        decision="improvement",
        measure="增加值守",
        responsible=head,
        due_on=date(2026, 3, 31),
    )

    assert settle_deviation(report, world.share, found, by=officer, at=MARCH_6).responsible == head


def test_somebody_elses_later_text_is_not_overwritten(world, report, officer, manager):
    settle_deviation(report, world.share, ANALYSIS, seen=0, by=officer, at=MARCH_6)

    with pytest.raises(Conflict):
        settle_deviation(report, world.share, ANALYSIS, seen=1, by=manager, at=MARCH_6)


def test_an_indicator_that_met_its_target_has_no_deviation(world, report, officer):
    with pytest.raises(CannotSettleDeviation):
        settle_deviation(report, world.count, ANALYSIS, by=officer, at=MARCH_6)


def test_a_red_that_vanishes_lapses_and_comes_back(world, report, officer):
    settle_deviation(report, world.share, ANALYSIS, by=officer, at=MARCH_6)
    for cell in world.measures["late"].values.all():
        cell.value = 0
        cell.save()
    change_late(world, FEBRUARY.start, 0)
    submit_report(report, by=officer, at=MARCH_6)

    assert Deviation.objects.get().state == DeviationState.LAPSED
