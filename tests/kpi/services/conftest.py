"""The small place whose weeks are handed in by file."""

import pytest

from governance.lib.periods import Week
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.filing import template_of
from tests.kpi.services.test_submission import AFTER


@pytest.fixture
def place(specialist, colleague, officer, manager, operations):
    process = make_process()
    make_measure("s_met", process, help_text="达标的件数", help_text_en="Cases in time")
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due")
    return make_assignment(specialist, process, operations, deputy=colleague)


@pytest.fixture
def template(place):
    return template_of([(place, Week.parse("2026-W07"))], AFTER)
