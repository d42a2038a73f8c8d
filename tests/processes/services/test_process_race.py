"""A process is retired while somebody is put in charge of its data: never an assignment to what is gone (C15)."""

import pytest

from processes.models import Assignment, Process
from processes.services.assignment import NewAssignment, assign_process
from processes.services.process import retire_process
from processes.states import ProcessState
from tests.kpi.collecting import make_process
from tests.kpi.services.test_race import at_once
from tests.processes.library import AT

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def test_retired_and_assigned_at_once_leave_no_orphan(specialist, officer, manager, operations):
    for number in range(ROUNDS):
        process = make_process(f"process_{number}", prefix=f"P{number}")
        terms = NewAssignment(specialist, process, operations, AT.date())

        outcomes = at_once(
            lambda process=process: retire_process(process, note="不再运行", by=manager, at=AT),
            lambda terms=terms: assign_process(terms, by=officer, at=AT),
        )

        assert outcomes.count("won") == 1, outcomes
        assert not any("Error" in each for each in outcomes), outcomes
        is_gone = Process.objects.get(pk=process.pk).state == ProcessState.RETIRED
        assert is_gone != Assignment.objects.filter(process=process).exists()
