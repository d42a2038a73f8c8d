from datetime import UTC, datetime

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing
from governance.models import AuditEntry
from processes.models import ActivityRole, KeyActivity
from processes.selectors.activity_role import raci_table
from processes.services.activity_role import CannotSetRoles, set_activity_roles
from processes.services.process import ProcessDraft, edit_process

pytestmark = pytest.mark.usefixtures("english")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def activity(process):
    return KeyActivity.objects.create(process=process, name="事件受理", position=1)


def settle(process, wanted, by, *, reason="agreed", seen=None):
    process.refresh_from_db()
    return set_activity_roles(
        process, wanted, seen=seen or process.version, reason=reason, by=by, at=AT
    )


def letters(process, person):
    rows = raci_table(process, person).rows
    return [[cell.letters for cell in row.cells if cell.letters] for row in rows]


def test_the_table_is_empty_where_nobody_has_said(process, activity, officer):
    assert letters(process, officer) == [[]]


def test_the_pmo_sets_letters_and_the_trail_keeps_both_tables(
    process, activity, operations, development, officer
):
    settle(
        process, {(activity.pk, operations.pk): "RA", (activity.pk, development.pk): "C"}, officer
    )
    settle(process, {(activity.pk, development.pk): "RA"}, officer)

    assert letters(process, officer) == [["RA"]]
    entry = AuditEntry.objects.filter(action="processes.set_activity_roles").last()
    assert len(entry.before) == 3
    assert entry.after == [["事件受理", "development", "A"], ["事件受理", "development", "R"]]


def test_one_department_answers_for_an_activity(
    process, activity, operations, development, officer
):
    wanted = {(activity.pk, operations.pk): "A", (activity.pk, development.pk): "RA"}
    with pytest.raises(CannotSetRoles, match="事件受理"):
        settle(process, wanted, officer)
    assert not ActivityRole.objects.exists()


def test_a_foreign_activity_or_letter_is_refused(process, activity, operations, officer):
    for wanted in ({(activity.pk + 99, operations.pk): "R"}, {(activity.pk, operations.pk): "X"}):
        with pytest.raises(CannotSetRoles):
            settle(process, wanted, officer)


def test_who_may_and_with_what(process, activity, operations, officer, specialist):
    wanted = {(activity.pk, operations.pk): "R"}
    with pytest.raises(NotAllowed):
        settle(process, wanted, specialist)
    with pytest.raises(NoteMissing):
        settle(process, wanted, officer, reason="")
    with pytest.raises(Conflict):
        settle(process, wanted, officer, seen=process.version + 7)


def test_an_activity_that_is_taken_off_takes_its_letters_with_it(
    process, activity, operations, officer
):
    settle(process, {(activity.pk, operations.pk): "RA"}, officer)
    process.refresh_from_db()
    nothing = ProcessDraft(process.version, {}, {}, {}, {}, {}, {})
    edit_process(process, nothing, reason="no longer done", by=officer, at=AT)

    assert not ActivityRole.objects.exists()
    assert ActivityRole.history.filter(history_type="-").count() == 2
