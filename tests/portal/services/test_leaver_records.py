"""Reviews, items, improvements and measures of a leaver pass on with everything else (6.4.3, 6.4.4; §3.3 no. 4)."""

import pytest
from django.utils import translation

from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Obligation
from governance.services.person import grant_role
from governance.states import ObligationKind, ObligationState, Role
from improvements.services.improvement import finish_improvement
from improvements.services.measure import end_action_measure
from improvements.services.verification import verify_improvement
from improvements.states import Effect
from portal.services.leaver import (
    CannotHandOverPerson,
    Choice,
    hand_over_person,
    rehearse_hand_over,
)
from portal.services.leaver_parts import still_held
from reviews.models import ReviewAttendance
from reviews.services.item import add_review_item
from tests.improvements.services.test_verification import OCTOBER, finished
from tests.improvements.world import NOW
from tests.improvements.world import World as Improving
from tests.people import SETUP, make_person
from tests.reviews.world import NOW as REVIEWED
from tests.reviews.world import World as Reviewing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def improving(operations, development):
    return Improving(operations, development)


@pytest.fixture
def reviewing(operations, development):
    return Reviewing(operations, development)


def held_by(person, at):
    return {
        held.key.partition(":")[0]: held.stays
        for group in still_held(person, at.date())
        if group.part.pass_on
        for held in group.rows
    }


def all_to(leaver, to, at):
    takers = {
        held.key: to
        for group in still_held(leaver, at.date())
        if group.part.pass_on
        for held in group.rows
        if not held.stays
    }
    return Choice(at.date(), "离职交接", takers)


def owed(person, kind):
    return Obligation.objects.filter(
        responsible=person, kind=kind, state=ObligationState.OPEN
    ).count()


def test_an_improvement_and_its_next_step_pass_to_the_successor(improving):
    row = improving.started()
    to = make_person("xin", "辛若水", improving.operations, Role.PROCESS_SPECIALIST)
    assert held_by(improving.owner, NOW) == {"improvement": ""}

    hand_over_person(
        improving.owner, all_to(improving.owner, to, NOW), by=improving.manager, at=NOW
    )

    row.refresh_from_db()
    assert row.owner == to
    assert (owed(improving.owner, ObligationKind.IMPROVEMENT), owed(to, "improvement")) == (0, 1)
    told = AuditEntry.objects.get(action="improvements.pass_on")
    assert (told.before, told.after) == ({"person": "林小满"}, {"person": "辛若水"})
    assert held_by(improving.owner, NOW) == {}


def test_a_measure_passes_on_and_is_ended_by_the_successor(improving):
    row = improving.started()
    to = make_person("xin", "辛若水", improving.operations, Role.PROCESS_SPECIALIST)
    assert held_by(improving.doer, NOW) == {"measure": ""}

    hand_over_person(improving.doer, all_to(improving.doer, to, NOW), by=improving.manager, at=NOW)

    measure = row.measures.get()
    assert (measure.responsible, owed(improving.doer, "measure"), owed(to, "measure")) == (to, 0, 1)
    with pytest.raises(NotAllowed):
        end_action_measure(measure, "finish", note="两场", by=improving.doer, at=NOW)
    end_action_measure(measure, "finish", note="两场", by=to, at=NOW)
    assert owed(to, "measure") == 0


def test_a_measure_that_is_planned_changes_the_plan_which_is_decided_anew(improving):
    row = improving.planned()
    to = make_person("xin", "辛若水", improving.operations, Role.PROCESS_SPECIALIST)
    before = row.version

    hand_over_person(improving.doer, all_to(improving.doer, to, NOW), by=improving.officer, at=NOW)

    row.refresh_from_db()
    assert row.measures.get().responsible == to
    assert row.version > before
    assert improving.officer.pk in row.planned_by


@pytest.mark.parametrize("who", ["owner", "doer"])
def test_who_passed_it_on_had_a_hand_in_it_and_does_not_verify_it(improving, who):
    leaver = getattr(improving, who)
    row = improving.started()
    to = make_person("xin", "辛若水", improving.operations, Role.PROCESS_SPECIALIST)
    hand_over_person(leaver, all_to(leaver, to, NOW), by=improving.manager, at=NOW)
    measure = row.measures.get()
    end_action_measure(measure, "finish", note="两场", by=measure.responsible, at=NOW)
    row.refresh_from_db()
    row = finish_improvement(row, note="全部完成", by=row.owner, at=NOW)
    grant_role(leaver, Role.PMO, by=SETUP, at=NOW, valid_from=NOW.date())

    with pytest.raises(NotAllowed):
        verify_improvement(row, Effect.NOT_EFFECTIVE, by=leaver, at=OCTOBER)


def test_whoever_had_nothing_to_do_with_it_verifies_it(improving):
    row = finished(improving)

    verify_improvement(row, Effect.EFFECTIVE, by=improving.officer, at=OCTOBER)


def test_who_may_not_plan_takes_no_improvement_over(improving, employee):
    improving.started()
    choice = all_to(improving.owner, employee, NOW)

    (outcome,) = rehearse_hand_over(improving.owner, choice, by=improving.manager, at=NOW)
    assert "holds no role" in outcome.refusal
    with pytest.raises(CannotHandOverPerson, match="holds no role"):
        hand_over_person(improving.owner, choice, by=improving.manager, at=NOW)


def test_a_meeting_to_come_is_led_by_the_successor_who_is_invited(reviewing):
    row = reviewing.convened()
    leaver = row.chaired_by
    to = make_person("xin", "辛若水", reviewing.operations, Role.DEPARTMENT_HEAD)
    assert held_by(leaver, REVIEWED)["review"] == ""

    hand_over_person(leaver, all_to(leaver, to, REVIEWED), by=reviewing.officer, at=REVIEWED)

    row.refresh_from_db()
    assert row.chaired_by == to
    assert ReviewAttendance.objects.filter(review=row, person=to).exists()
    assert AuditEntry.objects.filter(action="reviews.pass_on_review").count() == 1


def test_an_open_item_of_a_signed_report_passes_on_and_the_report_stays(reviewing):
    row = reviewing.signed()
    item = row.items.first()
    leaver = item.responsible
    to = make_person("xin", "辛若水", reviewing.operations, Role.PROCESS_SPECIALIST)
    before = (row.content, row.content_sha256)
    assert held_by(leaver, REVIEWED)["item"] == ""

    hand_over_person(leaver, all_to(leaver, to, REVIEWED), by=reviewing.officer, at=REVIEWED)

    item.refresh_from_db()
    row.refresh_from_db()
    assert (item.responsible, (row.content, row.content_sha256)) == (to, before)
    assert (owed(leaver, "review_item"), owed(to, "review_item")) == (0, 1)


def test_an_item_of_a_report_that_is_still_written_stays_and_says_why(reviewing):
    row = reviewing.held()
    item = add_review_item(row, reviewing.item(), by=reviewing.officer, at=REVIEWED)

    assert "not signed yet" in held_by(item.responsible, REVIEWED)["item"]
