from datetime import UTC, date, datetime

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry, Project
from governance.states import Role
from kpi.models import CountOwner, IndicatorValue, Measure
from kpi.services.count_owner import (
    CannotOwnCount,
    CountPlace,
    declare_count_owner,
    end_count_owner,
)
from kpi.services.rollup import check_rollups, rebuild_rollups
from tests.kpi.collecting import (
    enter_week,
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
)
from tests.people import make_person

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
START = date(2026, 2, 9)


@pytest.fixture
def rate(specialist, officer, operations, development):
    """Operations counts 8 of 10, development 1 of 5, in the same week; 9/15 together."""
    process = make_process()
    met, due = make_measure("t_met", process), make_measure("t_due", process)
    rate = make_indicator("T-01", process, "t_met / t_due")
    other = make_person("wu", "吴桐", development, Role.PROCESS_SPECIALIST)
    enter_week(make_assignment(specialist, process, operations), "2026-W07", {met: 8, due: 10})
    enter_week(make_assignment(other, process, development), "2026-W07", {met: 1, due: 5})
    rebuild_rollups(at=AT)
    return rate


def declare(rate, officer, department, *, start=START, note="运维部负责登记", project=None):
    place = CountPlace(department, project)
    return declare_count_owner(rate, place, valid_from=start, note=note, by=officer, at=AT)


def company():
    return IndicatorValue.objects.get(period="2026-W07", scope="company").value


def test_declare_count_owner_takes_both_sides_of_the_quotient(rate, officer, operations):
    assert company() == 60

    owners = declare(rate, officer, operations)

    assert {owner.measure.code for owner in owners} == {"t_met", "t_due"}
    assert company() == 80
    assert check_rollups() == []
    entry = AuditEntry.objects.get(action="kpi.declare_count_owner")
    assert entry.after["department"] == "operations"


def test_declare_count_owner_again_ends_the_one_before(rate, officer, operations, development):
    declare(rate, officer, operations)
    declare(rate, officer, development, start=date(2026, 2, 16))

    ended = CountOwner.objects.filter(department=operations)
    assert set(ended.values_list("valid_to", flat=True)) == {date(2026, 2, 15)}
    assert company() == 80


def test_end_count_owner_adds_all_places_again(rate, officer, operations):
    declare(rate, officer, operations, start=date(2026, 2, 2))

    end_count_owner(rate, last_day=date(2026, 2, 8), note="改为分别统计", by=officer, at=AT)

    assert company() == 60
    assert check_rollups() == []


def test_an_owner_is_declared_and_ended_by_the_pmo_alone(rate, officer, specialist, operations):
    declare(rate, officer, operations)
    with pytest.raises(NotAllowed):
        declare(rate, specialist, operations, start=date(2026, 2, 16))
    with pytest.raises(NotAllowed):
        end_count_owner(rate, last_day=START, note="不再需要", by=specialist, at=AT)


def test_declare_count_owner_without_a_reason_is_refused(rate, officer, operations):
    with pytest.raises(NoteMissing):
        declare(rate, officer, operations, note="")
    assert not CountOwner.objects.exists()


def test_declare_count_owner_for_a_place_that_does_not_report_is_refused(rate, officer, operations):
    project = Project.objects.create(code="P", name="项目")
    with pytest.raises(CannotOwnCount):
        declare(rate, officer, operations, project=project)


def test_declare_count_owner_on_the_same_or_an_earlier_day_is_refused(rate, officer, operations):
    declare(rate, officer, operations)
    for day in (START, date(2026, 2, 2)):
        with pytest.raises(CannotOwnCount):
            declare(rate, officer, operations, start=day)


def test_end_count_owner_without_an_owner_or_before_it_began_is_refused(rate, officer, operations):
    with pytest.raises(CannotOwnCount):
        end_count_owner(rate, last_day=START, note="不再需要", by=officer, at=AT)
    declare(rate, officer, operations)
    with pytest.raises(CannotOwnCount):
        end_count_owner(rate, last_day=date(2026, 2, 1), note="不再需要", by=officer, at=AT)


def test_what_the_system_counts_or_what_is_graded_has_no_owner(rate, officer, operations):
    Measure.objects.update(entry="system")
    with pytest.raises(CannotOwnCount):
        declare(rate, officer, operations)
    Measure.objects.update(entry="person", aggregation="GRADE")
    with pytest.raises(CannotOwnCount):
        declare(rate, officer, operations)
