"""Before an adoption: who is asked which new questions from which week, and what it would double (G14)."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Department
from governance.services.setting import decide_setting
from kpi.models import Indicator, Submission
from kpi.selectors.adoption import adoption_of, day_offered, double_weights, first_week_asked
from kpi.services.indicator import adopt_indicator
from kpi.services.own_indicator import NewIndicator, define_indicator
from processes.models import Process
from tests.kpi.collecting import make_assignment, make_process

AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 9)


@pytest.fixture
def release(catalogue, specialist, operations):
    process = Process.objects.get(code="release")
    make_assignment(specialist, process, operations, valid_from=MONDAY)
    return process


def named(code):
    return Indicator.objects.get(code=code)


def test_only_questions_nobody_asks_yet_are_new(release, officer):
    fresh = adoption_of(named("REL-01"), officer, start=MONDAY)
    adopt_indicator(named("REL-01"), by=officer, at=AT, valid_from=MONDAY)
    after = adoption_of(named("REL-03"), officer, start=MONDAY)

    assert {row.code for row in fresh.places[0].questions} == {"rel_total", "rel_backed_out"}
    assert (after.places[0].questions, after.places[0].known) == ((), 2)
    assert fresh.first_week.label == "2026-W11"


def test_the_complement_that_is_adopted_is_named(release, officer):
    before = adoption_of(named("REL-03"), officer, start=MONDAY)
    adopt_indicator(named("REL-01"), by=officer, at=AT, valid_from=MONDAY)

    found = adoption_of(named("REL-03"), officer, start=MONDAY)

    assert before.complements == ()
    assert [row.code for row in found.complements] == ["REL-01"]
    assert double_weights(list(Indicator.objects.all())) == []
    adopt_indicator(named("REL-03"), by=officer, at=AT, valid_from=MONDAY)
    assert double_weights(list(Indicator.objects.all())) == [(named("REL-01"), named("REL-03"))]


def test_an_own_formula_that_says_the_same_is_found_by_arithmetic(release, officer):
    adopt_indicator(named("REL-02"), by=officer, at=AT, valid_from=MONDAY)
    own = define_indicator(
        NewIndicator(
            release,
            "延期发布占比",
            "E",
            "%",
            "down",
            "week",
            "(rel_planned - rel_on_time) / rel_planned",
        ),
        by=officer,
        at=AT,
    )

    assert [row.code for row in adoption_of(own, officer, start=MONDAY).complements] == ["REL-02"]


def test_a_process_nobody_reports_and_figures_nobody_counts_are_said(catalogue, officer):
    lonely = adoption_of(named("PUR-01"), officer, start=MONDAY)
    without = adoption_of(named("REV-05"), officer, start=MONDAY)

    assert [row.code for row in lonely.unassigned] == ["procurement"]
    assert {row.code for row in without.missing} == {"rev_adhoc_on_time", "rev_adhoc_triggers"}
    assert without.places == ()


@pytest.mark.parametrize(
    ("cadence", "week"),
    [("week", "2026-W11"), ("month", "2026-W14"), ("quarter", "2026-W14"), ("year", "2026-W53")],
)
def test_slower_questions_begin_in_the_last_week_of_their_period(db, cadence, week):
    assert first_week_asked(cadence, MONDAY).label == week


def test_more_assignments_cost_no_more_statements(release, officer, colleague, development):
    with CaptureQueriesContext(connection) as one:
        adoption_of(named("REL-01"), officer, start=MONDAY)
    make_assignment(colleague, release, development, valid_from=MONDAY)
    with CaptureQueriesContext(connection) as two:
        found = adoption_of(named("REL-01"), officer, start=MONDAY)

    assert len(found.places) == 2
    assert len(two) == len(one)
    assert Department.objects.count() >= 2


@pytest.mark.parametrize(
    ("begin", "offered"),
    [(None, MONDAY), ("2026-01-05", date(2026, 1, 5)), ("2026-04-06", date(2026, 4, 6))],
)
def test_day_offered_is_the_first_week_owed_while_nothing_is_accepted(manager, begin, offered):
    decide_setting("collect_from", begin, by=manager, at=AT, reason="begin")

    assert day_offered(MONDAY) == offered


def test_day_offered_is_this_monday_once_a_week_is_accepted(manager, specialist, operations):
    decide_setting("collect_from", "2026-01-05", by=manager, at=AT, reason="begin")
    Submission.objects.create(
        assignment=make_assignment(specialist, make_process(), operations),
        iso_year=2026,
        iso_week=8,
        start=date(2026, 2, 16),
        end=date(2026, 2, 22),
        state="accepted",
    )

    assert day_offered(MONDAY) == MONDAY
