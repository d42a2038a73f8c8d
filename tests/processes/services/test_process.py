"""Editing the catalogue: with a reason, from the version seen, with history and trail."""

from dataclasses import replace

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Department
from processes.models import KeyActivity, Output, Process, ProcessLink
from processes.services.assignment import (
    CannotAssign,
    NewAssignment,
    assign_process,
    end_assignment,
)
from processes.services.process import (
    CannotEditProcess,
    ProcessDraft,
    edit_process,
    restore_process,
    retire_process,
)
from processes.states import ProcessState
from tests.people import LONG_AGO


@pytest.fixture
def process(catalogue):
    return Process.objects.get(code="release")


@pytest.fixture
def draft(process):
    desk = Department.objects.get(code="service_desk")
    return ProcessDraft(
        version=process.version,
        columns={"goal": "发布不出错"},
        activities={
            "测试验证": {"name_en": "Testing", "position": 1},
            "上线评审": {"name_en": "Go-live review", "position": 2},
        },
        outputs={
            "发布计划": {
                "name_en": "Release Plan",
                "kind": "document",
                "cadence": "monthly",
                "position": 1,
                "gaps": [],
            }
        },
        links={Process.objects.get(code="change").pk: {}},
        norms={},
        departments={desk.pk: {"kind": "responsible"}},
    )


def test_edit_process_writes_columns_and_lists_with_history_and_one_entry(process, draft, officer):
    edit_process(process, draft, reason="agreed in May", by=officer, at=LONG_AGO)

    process.refresh_from_db()
    assert (process.goal, process.version) == ("发布不出错", draft.version + 1)
    assert set(KeyActivity.objects.filter(process=process).values_list("name", flat=True)) == {
        "测试验证",
        "上线评审",
    }
    assert Output.objects.get(process=process).cadence == "monthly"
    assert [link.target.code for link in ProcessLink.objects.filter(source=process)] == ["change"]
    latest = process.history.latest("history_id")
    assert (latest.history_change_reason, latest.history_user) == ("agreed in May", officer)
    entry = AuditEntry.objects.get(action="processes.edit_process")
    assert entry.note == "agreed in May"
    assert entry.before["goal"] == "规范发布流程, 确保发布质量"
    assert entry.after["departments"] == [["service_desk", "responsible"]]


def test_a_line_taken_off_a_list_stays_in_its_history(process, draft, officer):
    edit_process(process, draft, reason="agreed in May", by=officer, at=LONG_AGO)

    gone = KeyActivity.history.filter(name="灰度发布", history_type="-").get()
    assert (gone.history_change_reason, gone.history_user) == ("agreed in May", officer)


@pytest.mark.parametrize("reason", ["", " ", "。"])
def test_edit_process_without_a_reason_is_refused(process, draft, officer, reason):
    with pytest.raises(NoteMissing):
        edit_process(process, draft, reason=reason, by=officer, at=LONG_AGO)


def test_edit_process_from_an_older_version_is_refused_and_changes_nothing(process, draft, officer):
    edit_process(process, draft, reason="the first", by=officer, at=LONG_AGO)

    with pytest.raises(Conflict):
        edit_process(
            process,
            replace(draft, columns={"goal": "second"}),
            reason="the second",
            by=officer,
            at=LONG_AGO,
        )

    assert Process.objects.get(pk=process.pk).goal == "发布不出错"


def test_edit_process_linked_to_itself_is_refused(process, draft, officer):
    with pytest.raises(CannotEditProcess):
        edit_process(
            process,
            replace(draft, links={process.pk: {}}),
            reason="a loop",
            by=officer,
            at=LONG_AGO,
        )


def test_edit_process_by_a_specialist_is_refused(process, draft, specialist):
    with pytest.raises(NotAllowed):
        edit_process(process, draft, reason="mine", by=specialist, at=LONG_AGO)


def test_retire_process_keeps_the_row_and_restore_brings_it_back(process, manager):
    retire_process(process, note="no longer run", by=manager, at=LONG_AGO)
    process.refresh_from_db()
    assert process.state == ProcessState.RETIRED
    assert process.retired_on is not None
    with pytest.raises(WrongState):
        retire_process(process, note="again", by=manager, at=LONG_AGO)

    restore_process(process, note="run again", by=manager, at=LONG_AGO)

    process.refresh_from_db()
    assert (process.state, process.retired_on) == (ProcessState.ACTIVE, None)


def test_retire_process_that_is_still_reported_is_refused_until_nobody_does(
    process, manager, officer, specialist, operations
):
    terms = NewAssignment(specialist, process, operations, LONG_AGO.date())
    reported = assign_process(terms, by=officer, at=LONG_AGO)
    with pytest.raises(CannotEditProcess, match="运维部"):
        retire_process(process, note="no longer run", by=manager, at=LONG_AGO)
    end_assignment(reported, last_day=LONG_AGO.date(), by=officer, at=LONG_AGO)

    retired = retire_process(process, note="no longer run", by=manager, at=LONG_AGO)

    assert retired.state == ProcessState.RETIRED
    with pytest.raises(CannotAssign):
        # The row was read before it was retired.
        assign_process(replace(terms, process=process), by=officer, at=LONG_AGO)


def test_retire_process_without_a_reason_is_refused(process, manager):
    with pytest.raises(NoteMissing):
        retire_process(process, note="", by=manager, at=LONG_AGO)


def test_retire_process_by_the_officer_is_refused(process, officer):
    with pytest.raises(NotAllowed):
        retire_process(process, note="no longer run", by=officer, at=LONG_AGO)
