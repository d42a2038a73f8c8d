"""Several at once after the data is in (reliability C6–C9, C18, C21), and that each check can fail."""

import time
from datetime import date, datetime

import pytest

from governance.lib.periods import Week
from governance.models import Obligation, StoredFile
from governance.selectors.calendar import local_zone
from governance.services import transition
from governance.services.calendar import seed_calendar
from governance.services.obligation import mark_missing
from governance.states import ObligationState
from kpi.formulas.entry import Typed
from kpi.models import IndicatorValue, ReportIssue, Submission
from kpi.selectors.submission import submission_of
from kpi.services import report as report_service
from kpi.services import submission as submission_service
from kpi.services.correction import open_correction
from kpi.services.duty import ensure_obligations
from kpi.services.entry import WeekEntry
from kpi.services.evidence import add_evidence
from kpi.services.handover import HandOver, hand_over, move_open_work
from kpi.services.intake import Intent, take_in_week
from kpi.services.report import compile_report, issue_report, submit_report
from kpi.services.rollup import check_rollups
from kpi.services.submission import accept_submission, open_week, submit_week, withdraw_submission
from kpi.states import FigureStatus, SubmissionState
from processes.models import Assignment
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.reporting import FEBRUARY, MARCH_6, analysed, make_months
from tests.kpi.services.test_evidence import store  # noqa: F401 -- fixture
from tests.kpi.services.test_race import at_once, fresh
from tests.kpi.services.test_submission import numbers
from tests.people import SETUP

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6
ZONE = local_zone()
NOW = datetime(2026, 2, 24, 10, 0, tzinfo=ZONE)
DUE = datetime(2026, 2, 24, 17, 0, tzinfo=ZONE)
TUE, THU = datetime(2026, 3, 3, 10, tzinfo=ZONE), datetime(2026, 3, 5, 10, tzinfo=ZONE)


@pytest.fixture
def place(specialist, colleague, officer, manager, operations):
    seed_calendar([2026], by=SETUP, at=NOW)
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due", adopted_on=date(2025, 12, 29))
    return make_assignment(specialist, process, operations, valid_from=date(2025, 12, 29))


def handed_in(place, week, by, value="4", *, at=NOW):
    row = open_week(place, week, by=by, at=at)
    return submit_week(row, numbers(value, "9", week), by=by, at=at)


def never_an_error(outcomes):
    return not any("Error" in each for each in outcomes)


def three_at_once(place, week, specialist, officer, manager):
    row = handed_in(place, week, specialist)
    rows = [fresh(row) for _each in range(3)]
    return at_once(
        lambda: accept_submission(rows[0], by=officer, at=NOW),
        lambda: accept_submission(rows[1], by=manager, at=NOW),
        lambda: withdraw_submission(rows[2], by=specialist, at=NOW),
    )


def test_c6_without_its_guard_more_than_one_of_three_wins(
    place, specialist, officer, manager, monkeypatch
):
    def careless(row, *, state, expected_version, **changes):
        return type(row).objects.filter(pk=row.pk).update(state=state, **changes) == 1

    monkeypatch.setattr(transition, "compare_and_set", careless)
    won = [
        three_at_once(place, Week(2026, number), specialist, officer, manager).count("won")
        for number in range(1, ROUNDS + 1)
    ]
    assert max(won) > 1


def test_c6_a_corrections_acceptance_and_withdrawal_leave_one_that_counts(
    place, specialist, officer, manager
):
    for number in range(1, ROUNDS + 1):
        week = Week(2026, number)
        base = accept_submission(handed_in(place, week, specialist), by=officer, at=NOW)
        row = open_correction(base, reason="counted twice", by=specialist, at=NOW)
        row = submit_week(row, numbers("5", "9", week), by=specialist, at=NOW)
        rows = [fresh(row) for _each in range(3)]

        outcomes = at_once(
            lambda rows=rows: accept_submission(rows[0], by=officer, at=NOW),
            lambda rows=rows: accept_submission(rows[1], by=manager, at=NOW),
            lambda rows=rows: withdraw_submission(rows[2], by=specialist, at=NOW),
        )

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
        counting = Submission.objects.get(iso_week=number, state=SubmissionState.ACCEPTED)
        assert counting.revision == (2 if outcomes[2] != "won" else 1)
    assert check_rollups() == []


def test_two_open_a_correction_of_one_week_and_one_is_named(place, specialist, officer):
    for number in range(1, ROUNDS + 1):
        row = accept_submission(
            handed_in(place, Week(2026, number), specialist), by=officer, at=NOW
        )
        rows = [fresh(row), fresh(row)]

        outcomes = at_once(
            lambda rows=rows: open_correction(rows[0], reason="one", by=specialist, at=NOW),
            lambda rows=rows: open_correction(rows[1], reason="two", by=officer, at=NOW),
        )

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
        assert Submission.objects.correcting().filter(iso_week=number).count() == 1


def test_c7_form_and_program_hand_in_the_same_week_and_one_wins(place, specialist, officer):
    for number in range(1, ROUNDS + 1):
        week = Week(2026, number)

        def program(week=week):
            entry = WeekEntry(
                numbers("2", "9", week).cells, note="on behalf, by a program", via="rest"
            )
            take_in_week(place, week, entry, intent=Intent(submit=True), by=officer, at=NOW)

        outcomes = at_once(
            lambda week=week: handed_in(place, week, specialist, "1"), program, program
        )

        assert outcomes.count("won") == 1, outcomes
        assert never_an_error(outcomes), outcomes
        row = Submission.objects.get(iso_week=number)
        values = set(row.values.filter(measure__code="s_met").values_list("value", flat=True))
        assert values == {1 if row.submitted_by == specialist else 2}


def test_c8_at_the_deadlines_second_the_receipt_decides(place, specialist):
    for week in (Week(2026, 6), Week(2026, 7), Week(2026, 8)):
        ensure_obligations(at=DUE)
        duty = Obligation.objects.get(period=week.label)
        row = open_week(place, week, by=specialist, at=duty.due_at)

        outcomes = at_once(
            lambda row=row, week=week, duty=duty: submit_week(
                row, numbers("4", "9", week), by=specialist, at=duty.due_at
            ),
            lambda duty=duty: mark_missing(at=duty.due_at.replace(second=1)),
        )

        assert outcomes[0] == "won", outcomes
        assert never_an_error(outcomes[1:]) or "just changed" in outcomes[1]
        duty.refresh_from_db()
        assert (duty.state, fresh(row).is_late) == (ObligationState.DONE, False)


# --- C9: the freeze of a month ‖ a late acceptance -------------------------------------------------


@pytest.fixture
def month(specialist, operations, officer, manager):
    """February waits for its issue; a correction of W08 waits for its acceptance."""
    world = make_months(specialist, operations, FEBRUARY)
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    report = submit_report(report, by=officer, at=MARCH_6)
    row = open_correction(
        submission_of(world.assignment, Week(2026, 8)), reason="late", by=specialist, at=MARCH_6
    )
    cells = {
        (code, part): Typed(value, reason="counted again" if code == "late" else "")
        for part in Week(2026, 8).slices()
        for code, value in (("closed", "100"), ("late", "1"), ("major", "0"))
    }
    row = submit_week(row, WeekEntry(cells), by=specialist, at=MARCH_6)
    return world, report, row


def snapshot_and_figure(world):
    """What the issue says, and what the figure is now and is called."""
    issue = ReportIssue.objects.filter(voided_at=None).first()
    figure = IndicatorValue.objects.get(
        indicator=world.share, grain="month", period="2026-02", scope="company"
    )
    frozen = issue.figures.get(indicator=world.share).value if issue else None
    return frozen, figure.value, figure.status


def is_in_one_place(frozen, now, status):
    """In the snapshot, or a restatement of it: never both, never neither."""
    if frozen is None:
        return status == FigureStatus.PROVISIONAL
    return (frozen == now) != (status == FigureStatus.RESTATED)


@pytest.mark.parametrize("head_start", [0, 0.03, -0.03, 0.1, -0.1])
def test_c9_a_late_acceptance_is_in_the_snapshot_or_restated(month, officer, manager, head_start):
    world, report, row = month

    def issue():
        time.sleep(max(0, head_start))
        issue_report(report, by=manager, at=MARCH_6)

    def accept():
        time.sleep(max(0, -head_start))
        accept_submission(row, by=officer, at=MARCH_6)

    outcomes = at_once(issue, accept)

    assert outcomes[1] == "won", outcomes
    assert never_an_error(outcomes), outcomes
    assert is_in_one_place(*snapshot_and_figure(world))
    assert check_rollups() == []


def test_c9_without_the_freeze_the_check_sees_it(month, officer, manager, monkeypatch):
    world, report, row = month
    monkeypatch.setattr(report_service, "mark_final", lambda _month: 0)

    issue_report(report, by=manager, at=MARCH_6)
    accept_submission(row, by=officer, at=MARCH_6)

    assert not is_in_one_place(*snapshot_and_figure(world))


# --- C21: hand-over ‖ submit by the leaver ---------------------------------------------------------


@pytest.fixture
def desk(place):
    Assignment.objects.filter(pk=place.pk).update(valid_from=Week(2026, 9).start)
    place.refresh_from_db()
    ensure_obligations(at=TUE)
    return place


def is_one_owners(desk):
    """The record was the leaver's before the hand-over, or is open and owed by the successor."""
    row = Submission.objects.get(iso_week=9)
    duty = Obligation.objects.get(period="2026-W09")
    if row.state == SubmissionState.SUBMITTED:
        return row.submitted_by == desk.person and duty.state == ObligationState.LATE_DONE
    return duty.state in {ObligationState.OPEN, ObligationState.MISSING} and (
        duty.responsible != desk.person
    )


@pytest.mark.parametrize("head_start", [0, 0.02, -0.02])
def test_c21_a_retroactive_hand_over_and_the_leavers_submission_have_one_owner(
    desk, specialist, colleague, officer, head_start
):
    row = open_week(desk, Week(2026, 9), by=specialist, at=TUE)
    terms = HandOver(colleague, date(2026, 3, 1), "left at once")

    def over():
        time.sleep(max(0, head_start))
        hand_over(desk, terms, by=officer, at=TUE)

    def submit():
        time.sleep(max(0, -head_start))
        submit_week(row, numbers(week=Week(2026, 9)), by=specialist, at=TUE)

    outcomes = at_once(over, submit)

    assert outcomes[0] == "won", outcomes
    assert never_an_error(outcomes), outcomes
    assert is_one_owners(desk)
    assert Obligation.objects.filter(kind="weekly_data").count() == 1


def test_c21_without_the_question_the_leaver_still_hands_in(
    desk, specialist, colleague, officer, monkeypatch
):
    row = open_week(desk, Week(2026, 9), by=specialist, at=TUE)
    hand_over(desk, HandOver(colleague, date(2026, 3, 4), "moves"), by=officer, at=TUE)
    move_open_work(at=THU)
    monkeypatch.setattr(submission_service, "answering_as_stored", lambda row, _day: row)

    submit_week(row, numbers(week=Week(2026, 9)), by=specialist, at=THU)

    assert Obligation.objects.get(period="2026-W09").responsible != fresh(row).submitted_by


def test_two_hand_overs_at_once_leave_one_successor(desk, colleague, manager, officer, stranger):
    outcomes = at_once(
        lambda: hand_over(desk, HandOver(colleague, date(2026, 3, 4), "one"), by=officer, at=TUE),
        lambda: hand_over(desk, HandOver(stranger, date(2026, 3, 4), "two"), by=manager, at=TUE),
    )

    assert outcomes.count("won") == 1, outcomes
    assert never_an_error(outcomes), outcomes
    assert Assignment.objects.filter(process=desk.process, valid_to=None).count() == 1


@pytest.mark.usefixtures("store")
def test_c18_ten_files_into_room_for_one_leave_one(place, specialist, settings):
    settings.UPLOAD_FILES_PER_DAY = 1
    row = open_week(place, Week(2026, 8), by=specialist, at=NOW)

    outcomes = at_once(*[lambda: add_evidence(row, "a.txt", [b"x"], by=specialist, at=NOW)] * 10)

    assert outcomes.count("won") == 1, outcomes
    assert never_an_error(outcomes), outcomes
    assert StoredFile.objects.count() == 1
