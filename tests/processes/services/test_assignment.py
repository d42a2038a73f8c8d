"""Assignments: one open per department and process, for people who can report."""

from datetime import UTC, date, datetime

import pytest

from governance.lib.workflow import NotAllowed
from processes.models import Assignment, Process
from processes.services.assignment import (
    CannotAssign,
    NewAssignment,
    assign_process,
    end_assignment,
)
from processes.states import ProcessState

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
START = date(2026, 3, 2)


@pytest.fixture
def incident():
    return Process.objects.create(
        code="incident",
        prefix="INC",
        name="事件管理",
        name_en="Incident Management",
        category="core",
        position=4,
    )


def test_assign_process_by_the_officer(officer, specialist, colleague, incident, operations):
    new = NewAssignment(specialist, incident, operations, START, deputy=colleague)

    row = assign_process(new, by=officer, at=NOW)

    assert row.covers(date(2026, 3, 30), date(2026, 4, 5))
    assert list(Assignment.objects.of(colleague)) == [row]


def test_assign_process_by_the_specialist_is_refused(specialist, incident, operations):
    with pytest.raises(NotAllowed):
        assign_process(
            NewAssignment(specialist, incident, operations, START), by=specialist, at=NOW
        )


def test_assign_process_twice_is_refused(officer, specialist, colleague, incident, operations):
    assign_process(NewAssignment(specialist, incident, operations, START), by=officer, at=NOW)

    with pytest.raises(CannotAssign):
        assign_process(NewAssignment(colleague, incident, operations, START), by=officer, at=NOW)


def test_assign_process_to_somebody_who_cannot_report_is_refused(
    officer, employee, incident, operations
):
    with pytest.raises(CannotAssign):
        assign_process(NewAssignment(employee, incident, operations, START), by=officer, at=NOW)


def test_assign_process_with_oneself_as_deputy_is_refused(
    officer, specialist, incident, operations
):
    with pytest.raises(CannotAssign):
        assign_process(
            NewAssignment(specialist, incident, operations, START, deputy=specialist),
            by=officer,
            at=NOW,
        )


def test_assign_retired_process_is_refused(officer, specialist, incident, operations):
    Process.objects.filter(pk=incident.pk).update(state=ProcessState.RETIRED)
    incident.refresh_from_db()

    with pytest.raises(CannotAssign):
        assign_process(NewAssignment(specialist, incident, operations, START), by=officer, at=NOW)


def test_end_assignment_frees_the_place(officer, specialist, colleague, incident, operations):
    row = assign_process(NewAssignment(specialist, incident, operations, START), by=officer, at=NOW)

    end_assignment(row, last_day=date(2026, 6, 30), by=officer, at=NOW)
    assign_process(
        NewAssignment(colleague, incident, operations, date(2026, 7, 1)), by=officer, at=NOW
    )

    assert not row.covers(date(2026, 7, 1), date(2026, 7, 5))


def test_end_assignment_before_it_begins_is_refused(officer, specialist, incident, operations):
    row = assign_process(NewAssignment(specialist, incident, operations, START), by=officer, at=NOW)

    with pytest.raises(CannotAssign):
        end_assignment(row, last_day=date(2026, 3, 1), by=officer, at=NOW)
