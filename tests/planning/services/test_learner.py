"""Who must still learn a version, and the one training for them."""

from datetime import date

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import Document, DocumentReading, DocumentVersion
from governance.states import Distribution, DocumentState
from planning.selectors.learner import learning_of, learnings
from planning.services.attendance import record_attendance
from planning.services.learner import plan_for_learners
from planning.services.session import (
    CannotPlanTraining,
    announce_training,
    edit_training,
    hold_training,
)
from tests.planning.teaching import AFTER, BEGINS, MONDAY, came, facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(specialist, colleague, stranger, officer):
    document = Document.objects.create(
        code="incident-norm",
        title="事件管理规范",
        title_en="Incident norm",
        kind=Document.Kind.NORM,
        distribution=Distribution.EVERYONE,
    )
    return DocumentVersion.objects.create(
        document=document,
        label="V2.0",
        state=DocumentState.IN_FORCE,
        effective_on=date(2026, 2, 1),
        published_on=date(2026, 2, 1),
        is_material=True,
    )


def left(person, version):
    found = learning_of(person, version.document_id)
    return {each.username for each in found.people} if found else set()


def test_who_has_read_has_learnt(version, officer, specialist):
    before = left(officer, version)

    DocumentReading.objects.create(version=version, person=specialist, at=MONDAY)

    assert before == {"lin", "he", "qin", "shen"}
    assert left(officer, version) == {"he", "qin", "shen"}


def test_a_head_sees_the_own_department_and_others_nobody(version, head, specialist, stranger):
    assert left(head, version) == {"lin", "he", "shen", "du"}
    assert learnings(specialist) == []


def test_one_step_plans_a_training_for_exactly_those_who_are_left(version, officer, specialist):
    DocumentReading.objects.create(version=version, person=specialist, at=MONDAY)

    row = plan_for_learners(learning_of(officer, version.document_id), by=officer, at=MONDAY)

    assert {person.username for person in row.people.all()} == {"he", "qin", "shen"}
    assert (row.document, row.document_version) == (version.document, "V2.0")


def test_a_second_training_for_the_same_version_is_refused(version, officer):
    plan_for_learners(learning_of(officer, version.document_id), by=officer, at=MONDAY)

    with pytest.raises(CannotPlanTraining, match="TR-2026-001"):
        plan_for_learners(learning_of(officer, version.document_id), by=officer, at=MONDAY)


def test_by_a_head_it_is_refused(version, head):
    with pytest.raises(NotAllowed):
        plan_for_learners(learning_of(head, version.document_id), by=head, at=MONDAY)


def test_who_was_taught_has_learnt_and_who_only_signed_in_has_not(
    version, officer, manager, specialist, colleague
):
    row = plan_for_learners(learning_of(officer, version.document_id), by=officer, at=MONDAY)
    given = facts(
        people=[specialist, colleague],
        document=row.document,
        document_version=row.document_version,
    )
    edit_training(row, given, seen=row.version, by=officer, at=MONDAY)
    announce_training(row, by=officer, at=MONDAY)
    hold_training(row, by=officer, at=AFTER)
    assert BEGINS < AFTER

    record_attendance(row, [came(row, specialist)], by=officer, at=AFTER)

    assert "lin" not in left(manager, version)
    assert "he" in left(manager, version)
