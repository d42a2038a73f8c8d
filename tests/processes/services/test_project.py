from datetime import UTC, date, datetime

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Project
from processes.services.assignment import CannotAssign, NewAssignment, assign_process
from processes.services.project import (
    CannotKeepProject,
    ProjectNames,
    add_project,
    rename_project,
    retire_project,
)
from tests.kpi.collecting import make_assignment, make_process

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
NAMES = ProjectNames(" 城轨票务  运维 ", "Ticketing")


@pytest.fixture
def project(officer):
    return add_project("METRO", NAMES, by=officer, at=AT)


def test_add_project_keeps_a_tidy_name_and_tells_the_trail(project):
    assert (project.code, project.name) == ("METRO", "城轨票务 运维")
    assert AuditEntry.objects.filter(action="processes.add_project").exists()


def test_add_project_by_a_specialist_is_refused(specialist):
    with pytest.raises(NotAllowed):
        add_project("METRO", NAMES, by=specialist, at=AT)


@pytest.mark.parametrize("code", ["", "metro", "两字", "a b", "x" * 41])
def test_add_project_with_a_bad_or_taken_code_is_refused(project, officer, code):
    with pytest.raises(CannotKeepProject):
        add_project(code, NAMES, by=officer, at=AT)
    assert Project.objects.count() == 1


def test_rename_project_keeps_the_code(project, officer, specialist):
    rename_project(project, ProjectNames("票务"), by=officer, at=AT)

    project.refresh_from_db()
    assert (project.code, project.name, project.name_en) == ("METRO", "票务", "")
    with pytest.raises(CannotKeepProject):
        rename_project(project, ProjectNames("  "), by=officer, at=AT)
    with pytest.raises(NotAllowed):
        rename_project(project, NAMES, by=specialist, at=AT)


def test_retire_project_waits_until_nobody_reports_it(project, officer, specialist, operations):
    row = make_assignment(specialist, make_process(), operations, project=project)
    with pytest.raises(CannotKeepProject):
        retire_project(project, last_day=date(2026, 3, 1), by=officer, at=AT)

    row.valid_to = date(2026, 3, 1)
    row.save()
    project = Project.objects.get()
    retire_project(project, last_day=date(2026, 3, 1), by=officer, at=AT)

    assert Project.objects.get().retired_on == date(2026, 3, 1)
    with pytest.raises(CannotKeepProject):
        retire_project(project, last_day=date(2026, 3, 1), by=officer, at=AT)


def test_an_ended_project_takes_no_assignment(project, officer, specialist, operations):
    retire_project(project, last_day=date(2026, 3, 1), by=officer, at=AT)
    new = NewAssignment(specialist, make_process(), operations, date(2026, 3, 2), project=project)
    with pytest.raises(CannotAssign):
        assign_process(new, by=officer, at=AT)
