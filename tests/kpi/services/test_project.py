from datetime import UTC, date, datetime

import pytest

from governance.lib.periods import Week
from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry, Obligation, Project
from governance.services.calendar import seed_calendar
from kpi.models import IndicatorValue
from kpi.selectors.rule import collection_rules
from kpi.selectors.spread import spread_of
from kpi.selectors.submission import week_sheet
from kpi.services.duty import ensure_obligations
from kpi.services.indicator import CannotReviseIndicator
from kpi.services.project import require_project
from kpi.services.rollup import check_rollups, rebuild_rollups
from tests.kpi.collecting import (
    enter_week,
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
)
from tests.people import SETUP

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
START = date(2026, 2, 2)


@pytest.fixture
def projects(specialist, officer, operations):
    """One department reports a process for itself and for two projects."""
    seed_calendar([2026], by=SETUP, at=AT)
    process = make_process()
    count = make_measure("count", process)
    row = make_indicator("P-01", process, "count", unit="件")
    row.definitions.update(valid_from=date(2025, 12, 1))
    first, second = (
        Project.objects.create(code=code, name=f"项目 {code}") for code in ("ONE", "TWO")
    )
    begun = {"valid_from": date(2026, 1, 5)}
    return {
        "indicator": row,
        "count": count,
        "whole": make_assignment(specialist, process, operations, **begun),
        "one": make_assignment(specialist, process, operations, project=first, **begun),
        "two": make_assignment(specialist, process, operations, project=second, **begun),
    }


def require(projects, by, needs=True, **changes):
    terms = {"valid_from": START, "note": "按项目交付", "by": by, "at": AT} | changes
    return require_project(projects["indicator"], needs, **terms)


def enter(projects, label="2026-W07", **numbers):
    for name, number in numbers.items():
        enter_week(projects[name], label, {projects["count"]: number})
    rebuild_rollups(at=AT)


def figure(scope, label="2026-W07"):
    found = IndicatorValue.objects.get(scope=scope, period=label)
    return found.value, found.covered, found.expected


def test_projects_and_the_rest_of_a_department_add_up(projects):
    enter(projects, whole=5, one=7, two=11)

    assert figure("company") == (23, 3, 3)
    assert figure("department:operations") == (23, 3, 3)
    assert figure("project:ONE") == (7, 1, 1)


def test_require_project_counts_projects_alone_and_waits_for_them(projects, officer):
    require(projects, officer)
    enter(projects, whole=5, one=7)

    assert figure("company") == (7, 1, 2)
    assert figure("project:ONE") == (7, 1, 1)
    assert not IndicatorValue.objects.filter(scope="project:TWO").exists()
    assert check_rollups() == []
    assert AuditEntry.objects.filter(action="kpi.require_project").exists()


def test_require_project_starts_a_new_series_and_leaves_the_old_one(projects, officer):
    enter(projects, "2026-W05", whole=[5, 0], one=[7, 0])
    before = figure("company", "2026-01")

    fresh = require(projects, officer)

    assert (fresh.number, fresh.needs_project) == (2, True)
    assert figure("company", "2026-01") == before
    assert figure("company", "2026-01")[0] == 12


def test_require_project_asks_nobody_without_a_project(projects, officer):
    require(projects, officer, valid_from=date(2026, 1, 5))
    ensure_obligations(at=AT)

    owed = set(Obligation.objects.filter(period="2026-W07").values_list("subject", flat=True))
    assert f"assignment:{projects['one'].pk}" in owed
    assert f"assignment:{projects['whole'].pk}" not in owed
    sheet = week_sheet(projects["whole"], Week.parse("2026-W07"), None, collection_rules())
    assert sheet.fields() == []


def test_require_project_by_a_stranger_or_without_reason_or_change_is_refused(
    projects, officer, stranger
):
    with pytest.raises(NotAllowed):
        require(projects, stranger)
    with pytest.raises(NoteMissing):
        require(projects, officer, note=" ")
    with pytest.raises(CannotReviseIndicator):
        require(projects, officer, needs=False)
    with pytest.raises(CannotReviseIndicator):
        require(projects, officer, valid_from=date(2025, 11, 3))


def test_a_project_s_figures_are_seen_by_those_who_report_it_and_the_pmo(
    projects, officer, specialist, stranger
):
    enter(projects, one=7)
    rows = IndicatorValue.objects.filter(scope="project:ONE", period="2026-W07")

    assert rows.visible_to(officer).exists()
    assert rows.visible_to(specialist).exists()
    assert not rows.visible_to(stranger).exists()


def test_projects_stand_apart_from_departments_because_both_divide_the_same_sum(projects, officer):
    enter(projects, whole=5, one=7, two=1)

    found = spread_of(projects["indicator"], officer, period="2026-W07", unit="件")

    assert [(row.name, row.figure.numerator) for row in found.departments] == [("运维部", 13)]
    assert [row.figure.numerator for row in found.projects] == [7, 1]
