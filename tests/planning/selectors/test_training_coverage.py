"""Coverage counted by hand: two processes, five people, two trainings."""

from datetime import date
from decimal import Decimal

import pytest

from planning.formulas import Share
from planning.selectors.training_coverage import training_coverage
from planning.services.attendance import record_attendance
from planning.services.session import call_off_training
from tests.kpi.collecting import make_assignment, make_process
from tests.planning.teaching import (
    AFTER,
    MONDAY,
    came,
    make_held,
    make_training,
    was_away,
    with_test,
)

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 30)


@pytest.fixture
def year(officer, specialist, colleague, stranger, employee, operations):
    """Incident: lin reports, he stands in, qin is invited too; lin passes, he fails, qin is away."""
    incident = make_process()
    change = make_process("change", "CHG", "变更管理", "Change management", position=2)
    make_assignment(specialist, incident, operations, deputy=colleague)
    make_assignment(stranger, change, stranger.department)
    row = make_held(officer, [stranger], processes=[incident], **with_test())
    marks = [
        came(row, specialist, score=Decimal(80)),
        came(row, colleague, score=Decimal(40)),
        was_away(row, stranger),
    ]
    record_attendance(row, marks, by=officer, at=AFTER)
    other = make_training(officer, [employee], planned_on=date(2026, 4, 1))
    call_off_training(other, by=officer, at=MONDAY, note="讲师生病")
    make_training(officer, planned_on=date(2026, 9, 1))


def shares(lines):
    return {str(line.what): (line.covered, line.effective) for line in lines}


def test_coverage_per_process_counts_people_and_results_apart(year):
    found = shares(training_coverage(2026, on=JUNE).processes)

    assert found == {
        "事件管理": (Share(2, 3), Share(1, 2)),
        "变更管理": (Share(0, 1), Share(0, 0)),
    }


def test_coverage_per_department_counts_who_belonged_to_it(year):
    found = shares(training_coverage(2026, on=JUNE).departments)

    assert found == {"运维部": (Share(2, 2), Share(1, 2)), "研发部": (Share(0, 1), Share(0, 0))}


def test_the_three_rates_of_the_year(year):
    rates = training_coverage(2026, on=JUNE).rates

    # One held of two due; the third is due in September only.
    assert (rates.realised, rates.covered, rates.effective) == (
        Share(1, 2),
        Share(2, 3),
        Share(1, 2),
    )


def test_before_anything_is_due_nothing_is_said_of_it(year):
    assert training_coverage(2026, on=date(2026, 1, 1)).rates.realised.exact is None


def test_coverage_asks_the_same_few_questions_whatever_the_year_holds(
    year, officer, specialist, django_assert_max_num_queries
):
    for _turn in range(3):
        make_held(officer, [specialist])

    with django_assert_max_num_queries(8):
        training_coverage(2026, on=JUNE)
