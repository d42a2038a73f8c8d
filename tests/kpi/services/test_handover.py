from datetime import date, timedelta

import pytest

from governance.lib.periods import Week
from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry, Message, Obligation
from governance.states import ObligationState
from kpi.models import IndicatorValue, MeasureValue, Submission
from kpi.selectors.board import own_weeks
from kpi.selectors.submission import submission_of
from kpi.services.correction import open_correction
from kpi.services.duty import ensure_obligations
from kpi.services.handover import CannotHandOver, HandOver, hand_over, move_open_work
from kpi.services.rollup import check_rollups
from kpi.services.submission import (
    CannotOpenWeek,
    accept_submission,
    open_week,
    save_draft,
    submit_week,
    withdraw_submission,
)
from kpi.states import SubmissionState
from processes.models import Assignment
from processes.selectors.assignment import answering_for
from processes.services.assignment import CannotAssign, NewAssignment, assign_process
from tests.kpi.services.test_submission import moment, numbers, place  # noqa: F401 -- fixture
from tests.people import make_person

pytestmark = pytest.mark.usefixtures("english")
W09, W10, W11 = Week(2026, 9), Week(2026, 10), Week(2026, 11)
MON, TUE, WED, THU = (moment(f"2026-03-0{day}") for day in (2, 3, 4, 5))
NEXT_MONDAY = moment("2026-03-09")
LAST = date(2026, 3, 4)


@pytest.fixture
def desk(place):  # noqa: F811 -- the fixture above
    """A place that is reported since W09 and owes W09 on Monday 03-02."""
    place.valid_from = W09.start
    place.deputy = None
    place.save()
    ensure_obligations(at=MON)
    return place


def given(desk, to, by, *, at=TUE, last=LAST):
    return hand_over(desk, HandOver(to, last, "moves to another team"), by=by, at=at)


def duties():
    return {
        (each.period, each.responsible.username)
        for each in Obligation.objects.filter(kind="weekly_data").exclude(
            state=ObligationState.WAIVED
        )
    }


def test_the_worked_example_of_the_module(desk, specialist, colleague, officer):
    save_draft(
        open_week(desk, W10, by=specialist, at=TUE), numbers("3", week=W10), by=specialist, at=TUE
    )
    successor = given(desk, colleague, officer)
    assert duties() == {("2026-W09", "lin")}
    assert answering_for(Assignment.objects.get(pk=desk.pk), LAST) == desk

    ensure_obligations(at=THU)

    assert duties() == {("2026-W09", "he")}
    draft = Submission.objects.get(iso_week=10)
    assert (draft.assignment, draft.values.count()) == (successor, 2)
    assert {cell.assignment_id for cell in draft.values.all()} == {successor.pk}
    ensure_obligations(at=NEXT_MONDAY)
    assert duties() == {("2026-W09", "he"), ("2026-W10", "he")}
    row = submit_week(draft, numbers("4", week=W10), by=colleague, at=NEXT_MONDAY)
    assert row.state == SubmissionState.SUBMITTED
    old = open_week(desk, W09, by=colleague, at=NEXT_MONDAY)
    submit_week(old, numbers("5", week=W09), by=colleague, at=NEXT_MONDAY)
    assert set(Obligation.objects.filter(kind="weekly_data").values_list("period", "state")) == {
        ("2026-W09", "late_done"),
        ("2026-W10", "done"),
    }


def test_until_the_last_day_the_leaver_reports_and_from_the_first_the_successor(
    desk, specialist, colleague, officer
):
    given(desk, colleague, officer)
    with pytest.raises(NotAllowed):
        open_week(desk, W09, by=colleague, at=WED)
    row = open_week(desk, W09, by=specialist, at=WED)
    save_draft(row, numbers("1", week=W09), by=specialist, at=WED)
    row.refresh_from_db()

    with pytest.raises(NotAllowed, match=colleague.name):
        submit_week(row, numbers("1", week=W09), by=specialist, at=THU)
    with pytest.raises(NotAllowed):
        open_correction(row, reason="after the end", by=specialist, at=THU)
    assert submit_week(row, numbers("2", week=W09), by=colleague, at=THU).submitted_by == colleague


def test_the_leaver_takes_nothing_back_after_the_hand_over(desk, specialist, colleague, officer):
    row = submit_week(
        open_week(desk, W09, by=specialist, at=TUE), numbers(week=W09), by=specialist, at=TUE
    )
    given(desk, colleague, officer)

    with pytest.raises(NotAllowed):
        withdraw_submission(row, by=specialist, at=THU)
    assert withdraw_submission(row, by=colleague, at=THU).state == SubmissionState.DRAFT
    assert duties() >= {("2026-W09", "lin")}
    move_open_work(at=THU)
    assert duties() == {("2026-W09", "he")}


def test_the_successor_corrects_what_the_leaver_reported(desk, specialist, colleague, officer):
    row = submit_week(
        open_week(desk, W09, by=specialist, at=TUE), numbers(week=W09), by=specialist, at=TUE
    )
    row = accept_submission(row, by=officer, at=TUE)
    under_way = open_correction(row, reason="counted twice", by=specialist, at=TUE)
    given(desk, colleague, officer)

    under_way = submit_week(under_way, numbers("5", week=W09), by=colleague, at=THU)

    assert under_way.submitted_by == colleague
    assert Submission.objects.visible_to(colleague).filter(pk=row.pk).exists()
    assert MeasureValue.objects.visible_to(colleague).filter(submission=row).exists()


def test_no_figure_changes_by_a_hand_over(desk, specialist, colleague, officer):
    row = submit_week(
        open_week(desk, W09, by=specialist, at=TUE), numbers(week=W09), by=specialist, at=TUE
    )
    accept_submission(row, by=officer, at=TUE)
    before = list(IndicatorValue.objects.order_by("pk").values())

    given(desk, colleague, officer)
    ensure_obligations(at=THU)

    assert list(IndicatorValue.objects.order_by("pk").values()) == before
    assert check_rollups() == []


def test_a_hand_over_told_afterwards_moves_the_shared_week_once(
    desk, specialist, colleague, officer
):
    ensure_obligations(at=NEXT_MONDAY)
    assert ("2026-W10", "lin") in duties()

    successor = given(desk, colleague, officer, at=NEXT_MONDAY)
    ensure_obligations(at=NEXT_MONDAY + timedelta(minutes=1))

    assert duties() == {("2026-W09", "he"), ("2026-W10", "he")}
    owed = Obligation.objects.get(period="2026-W10")
    assert (owed.subject, str(successor.pk) in owed.url) == (successor.subject, True)


def test_a_shared_week_that_was_handed_in_stays_the_leavers(desk, specialist, colleague, officer):
    submit_week(
        open_week(desk, W10, by=specialist, at=NEXT_MONDAY),
        numbers(week=W10),
        by=specialist,
        at=NEXT_MONDAY,
    )

    with pytest.raises(CannotHandOver, match="2026-03-08"):
        given(desk, colleague, officer, at=NEXT_MONDAY)
    given(desk, colleague, officer, at=NEXT_MONDAY, last=W10.end)
    assert submission_of(desk, W10).submitted_by == specialist


def test_a_plain_assignment_does_not_begin_inside_a_past_week_of_somebody_else(
    desk, specialist, colleague, officer
):
    Assignment.objects.filter(pk=desk.pk).update(valid_to=LAST)
    new = NewAssignment(colleague, desk.process, desk.department, LAST + timedelta(days=1))

    with pytest.raises(CannotAssign, match="hand-over"):
        assign_process(new, by=officer, at=NEXT_MONDAY)
    assert assign_process(new, by=officer, at=THU).person == colleague


def test_a_gap_leaves_the_leaver_until_somebody_begins(desk, specialist, colleague, officer):
    Assignment.objects.filter(pk=desk.pk).update(valid_to=W09.end)
    row = open_week(desk, W09, by=specialist, at=THU)
    new = NewAssignment(colleague, desk.process, desk.department, W11.start)
    assign_process(new, by=officer, at=THU)

    submit_week(row, numbers(week=W09), by=specialist, at=THU)
    with pytest.raises(CannotOpenWeek):
        open_week(Assignment.objects.get(pk=desk.pk), W10, by=specialist, at=NEXT_MONDAY)


def test_the_person_itself_a_reason_and_the_right(desk, specialist, colleague, officer):
    with pytest.raises(NotAllowed):
        given(desk, colleague, specialist)
    with pytest.raises(CannotHandOver):
        given(desk, specialist, officer)
    with pytest.raises(NoteMissing):
        hand_over(desk, HandOver(colleague, LAST, "-"), by=officer, at=TUE)
    given(desk, colleague, officer)
    with pytest.raises(CannotHandOver, match="ended"):
        given(desk, colleague, officer)


def test_both_are_told_and_the_trail_has_it(desk, specialist, colleague, officer):
    successor = given(desk, colleague, officer)

    told = Message.objects.filter(event_key=f"handover:{successor.pk}")
    assert {message.recipient for message in told} == {specialist, colleague}
    entry = AuditEntry.objects.get(action="kpi.hand_over")
    assert (entry.before["person"], entry.after["person"]) == (specialist.name, colleague.name)


def piles(person, at):
    return {
        name: [(each.week.label, each.assignment.person) for each in rows]
        for name, rows in own_weeks(person, at).items()
    }


def test_the_leavers_weeks_are_in_the_successors_list_and_nobody_elses(
    desk, specialist, colleague, officer
):
    given(desk, colleague, officer)
    assert piles(specialist, TUE)["to_do"] == [("2026-W09", specialist)]
    assert piles(colleague, TUE)["to_do"] == []
    move_open_work(at=THU)

    assert not any(piles(specialist, THU).values())
    theirs = piles(colleague, THU)
    assert theirs["to_do"] == [("2026-W09", specialist)]
    assert theirs["coming"] == [("2026-W10", colleague)]


def test_a_deputy_who_takes_over_sees_the_shared_week_once(desk, specialist, colleague, officer):
    Assignment.objects.filter(pk=desk.pk).update(deputy=colleague)
    given(desk, colleague, officer)
    move_open_work(at=THU)

    assert piles(colleague, THU)["coming"] == [("2026-W10", colleague)]


def test_moving_twice_moves_nothing_more(desk, colleague, officer):
    given(desk, colleague, officer)
    assert move_open_work(at=THU) == 1

    assert move_open_work(at=THU) == 0


def test_two_hand_overs_in_one_week_leave_the_week_to_the_last(
    desk, specialist, colleague, officer, operations
):
    third = make_person("zhou", "周一", operations, "process_specialist")
    second = given(desk, colleague, officer, at=TUE, last=date(2026, 3, 3))
    last = given(second, third, officer, at=WED, last=date(2026, 3, 5))

    ensure_obligations(at=NEXT_MONDAY)

    assert duties() == {("2026-W09", "zhou"), ("2026-W10", "zhou")}
    assert answering_for(Assignment.objects.get(pk=desk.pk), W10.end) == last
