from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from governance.lib.periods import Week
from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Message, Obligation
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from governance.services.obligation import mark_missing
from governance.states import ObligationState
from kpi.formulas.entry import Typed
from kpi.models import IndicatorValue, Measure, MeasureValue, Submission
from kpi.selectors.rule import collection_rules
from kpi.selectors.submission import week_sheet
from kpi.services.duty import ensure_obligations
from kpi.services.entry import WeekEntry
from kpi.services.submission import (
    CannotAccept,
    CannotOpenWeek,
    CannotSubmit,
    accept_many,
    accept_submission,
    open_week,
    return_submission,
    save_draft,
    submit_week,
    withdraw_submission,
)
from kpi.states import SubmissionState
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.people import SETUP

pytestmark = pytest.mark.usefixtures("english")
W07 = Week.parse("2026-W07")


def moment(day, clock="10:00"):
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=local_zone())


MONDAY, DUE, AFTER = (
    moment("2026-02-16"),
    moment("2026-02-24", "17:00"),
    moment("2026-02-24", "17:00") + timedelta(seconds=1),
)


@pytest.fixture
def place(specialist, colleague, officer, operations):
    seed_calendar([2026], by=SETUP, at=MONDAY)
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due")
    return make_assignment(specialist, process, operations, deputy=colleague)


def numbers(met="4", due="5", week=W07, **more):
    cells = {}
    for part in week.slices():
        cells["s_met", part] = Typed(met, reason=more.get("reason", ""))
        cells["s_due", part] = Typed(due)
    return WeekEntry(cells, note=more.get("note", ""), version=more.get("version"))


def submitted(place, by, at=MONDAY, entry=None):
    return submit_week(open_week(place, W07, by=by, at=at), entry or numbers(), by=by, at=at)


def duty(place, week="2026-W07"):
    return Obligation.objects.get(subject=f"assignment:{place.pk}", period=week)


def test_submit_fulfils_the_duty_and_counts_nothing_yet(place, specialist):
    row = submitted(place, specialist)

    assert (row.state, row.is_late, row.received_at) == (SubmissionState.SUBMITTED, False, MONDAY)
    assert duty(place).state == ObligationState.DONE
    assert MeasureValue.objects.filter(submission=row).count() == 2
    assert not IndicatorValue.objects.exists()
    assert "4" in AuditEntry.objects.get(action="kpi.hand_in_values").after.values()


def test_submit_by_the_deputy_is_allowed_and_by_a_stranger_refused(place, colleague, stranger):
    with pytest.raises(NotAllowed):
        open_week(place, W07, by=stranger, at=MONDAY)

    assert submitted(place, colleague).submitted_by == colleague


def test_submit_at_the_due_second_is_on_time_even_when_the_clock_was_faster(place, specialist):
    ensure_obligations(at=MONDAY)
    mark_missing(at=AFTER)
    assert duty(place).state == ObligationState.MISSING

    row = submitted(place, specialist, at=DUE)

    assert (row.is_late, duty(place).state) == (False, ObligationState.DONE)


def test_submit_a_second_after_is_late(place, specialist):
    row = submitted(place, specialist, at=AFTER)

    assert (row.is_late, duty(place).state) == (True, ObligationState.LATE_DONE)


def test_submit_before_the_week_is_over_keeps_the_draft(place, specialist):
    sunday = moment("2026-02-15", "23:59")
    with pytest.raises(CannotSubmit, match="not over"):
        submitted(place, specialist, at=sunday)

    row = Submission.objects.get()
    assert (row.state, row.values.count()) == (SubmissionState.DRAFT, 2)


def test_submit_names_every_problem_and_keeps_what_can_be_read(place, specialist):
    entry = numbers(met="1/3", due="7")

    with pytest.raises(CannotSubmit) as refusal:
        submitted(place, specialist, entry=entry)

    assert [each.code for each in refusal.value.problems] == ["s_met"]
    assert MeasureValue.objects.get().value == 7


def test_submit_an_unusual_number_needs_a_reason(place, specialist, officer):
    for week in (3, 4, 6):
        label = f"2026-W{week:02}"
        row = open_week(place, Week.parse(label), by=specialist, at=MONDAY)
        row = submit_week(row, numbers("5", "5", Week.parse(label)), by=specialist, at=MONDAY)
        accept_submission(row, by=officer, at=MONDAY)
    with pytest.raises(CannotSubmit) as refusal:
        submitted(place, specialist, entry=numbers("5", "500"))
    assert [(each.code, each.kind) for each in refusal.value.problems] == [("s_due", "implausible")]

    entry = numbers("5", "500")
    entry.cells["s_due", W07.slices()[0]] = Typed("500", reason="年末集中受理")
    assert submitted(place, specialist, entry=entry).state == SubmissionState.SUBMITTED


def accept_weeks(place, specialist, officer, labels, value):
    for label in labels:
        week = Week.parse(label)
        entry = WeekEntry(
            {(code, part): Typed(value) for code in ("s_met", "s_due") for part in week.slices()}
        )
        row = open_week(place, week, by=specialist, at=MONDAY)
        accept_submission(submit_week(row, entry, by=specialist, at=MONDAY), by=officer, at=MONDAY)


def test_a_day_at_a_months_end_is_measured_by_what_is_usual_in_a_day(place, specialist, officer):
    accept_weeks(place, specialist, officer, ["2026-W04", "2026-W06", "2026-W07"], "100")
    at, week = moment("2026-03-02"), Week.parse("2026-W09")
    days, sunday = week.slices()
    assert (days.days, sunday.days) == (6, 1)

    def hand_in(*values):
        cells = {
            (code, part): Typed(value)
            for code in ("s_met", "s_due")
            for part, value in zip((days, sunday), values, strict=True)
        }
        return submit_week(
            open_week(place, week, by=specialist, at=at), WeekEntry(cells), by=specialist, at=at
        )

    with pytest.raises(CannotSubmit) as refusal:
        hand_in("90", "150")
    assert {(each.part, each.kind) for each in refusal.value.problems} == {(sunday, "implausible")}
    assert hand_in("90", "9").state == SubmissionState.SUBMITTED


def test_a_snapshot_of_one_day_is_as_large_as_that_of_a_week(place, specialist, officer):
    Measure.objects.update(aggregation="LAST")
    accept_weeks(place, specialist, officer, ["2026-W04", "2026-W06", "2026-W07"], "100")

    sheet = week_sheet(place, Week.parse("2026-W09"), None, collection_rules())

    assert {field.history for field in sheet.fields()} == {(100, 100, 100)}


def test_no_data_because_is_an_answer_and_an_empty_cell_is_not(place, specialist):
    part = W07.slices()[0]
    empty = WeekEntry({("s_met", part): Typed(""), ("s_due", part): Typed("5")})
    with pytest.raises(CannotSubmit):
        submitted(place, specialist, entry=empty)

    entry = WeekEntry(
        {("s_met", part): Typed(no_data_reason="系统停机"), ("s_due", part): Typed("0")}
    )
    row = submitted(place, specialist, entry=entry)

    assert (
        MeasureValue.objects.get(submission=row, measure__code="s_met").no_data_reason == "系统停机"
    )


@pytest.mark.parametrize(
    ("label", "says"),
    [("2026-W09", "has not begun"), ("2023-W52", "outside"), ("2027-W01", "has not begun")],
)
def test_open_a_week_that_is_not_owed_is_refused(place, specialist, label, says):
    with pytest.raises(CannotOpenWeek, match=says):
        open_week(place, Week.parse(label), by=specialist, at=MONDAY)


def test_open_before_collection_began_is_refused(place, specialist, decide):
    decide("collect_from", "2026-02-16")
    with pytest.raises(CannotOpenWeek, match="collected"):
        open_week(place, W07, by=specialist, at=MONDAY)


def test_open_week_53_and_a_handed_over_week(place, specialist, colleague, stranger, operations):
    january = moment("2027-01-04")
    assert open_week(place, Week.parse("2026-W53"), by=specialist, at=january).end == date(
        2027, 1, 3
    )
    place.valid_to = date(2026, 2, 11)
    place.save()
    make_assignment(colleague, place.process, operations, valid_from=date(2026, 2, 12))

    with pytest.raises(CannotOpenWeek, match=colleague.name):
        open_week(place, W07, by=specialist, at=MONDAY)


def test_open_twice_gives_the_same_record(place, specialist, colleague):
    assert open_week(place, W07, by=specialist, at=MONDAY) == open_week(
        place, W07, by=colleague, at=MONDAY
    )


def test_enter_on_behalf_needs_a_reason_and_bars_the_acceptance(place, officer, manager):
    with pytest.raises(NoteMissing):
        submitted(place, officer)
    row = submit_week(
        Submission.objects.get(), numbers(note="专员休假，代填"), by=officer, at=MONDAY
    )

    with pytest.raises(CannotAccept):
        accept_submission(row, by=officer, at=MONDAY)
    assert accept_submission(row, by=manager, at=MONDAY).accepted_by == manager


def test_accept_makes_the_values_count_and_freezes_them(place, specialist, officer):
    row = submitted(place, specialist)

    row = accept_submission(row, by=officer, at=MONDAY)

    assert IndicatorValue.objects.get(period="2026-W07", scope="company").value == 80
    with pytest.raises(WrongState):
        save_draft(row, numbers("1", "9"), by=specialist, at=MONDAY)
    assert MeasureValue.objects.get(submission=row, measure__code="s_met").value == 4
    assert AuditEntry.objects.get(action="kpi.accept_submission").note == "G16"


def test_accept_by_specialist_head_or_submitter_is_refused(place, specialist, head, auditor):
    row = submitted(place, specialist)
    for person in (specialist, head, auditor):
        with pytest.raises(NotAllowed):
            accept_submission(row, by=person, at=MONDAY)


@pytest.mark.parametrize("act", [accept_submission, withdraw_submission])
def test_wrong_state_is_refused_with_a_sentence(place, specialist, officer, act):
    row = open_week(place, W07, by=specialist, at=MONDAY)
    by = officer if act is accept_submission else specialist
    with pytest.raises(WrongState, match="not possible"):
        act(row, by=by, at=MONDAY)


def test_return_needs_a_reason_tells_the_specialist_and_reopens_the_duty(
    place, specialist, colleague, officer
):
    row = submitted(place, specialist)
    for note in ("", "。"):
        with pytest.raises(NoteMissing):
            return_submission(row, by=officer, at=MONDAY, note=note)

    row = return_submission(row, by=officer, at=MONDAY, note="分母与工单不符")

    assert (row.state, row.return_count, duty(place).state) == ("returned", 1, ObligationState.OPEN)
    told = Message.objects.filter(event_key=f"returned:{row.pk}:1")
    assert {message.recipient for message in told} == {specialist, colleague}


def test_a_returned_record_that_comes_again_stays_on_time(place, specialist, officer):
    row = return_submission(submitted(place, specialist), by=officer, at=MONDAY, note="请核对")

    row = submit_week(row, numbers("5", "5"), by=specialist, at=AFTER)

    assert (row.is_late, row.received_at, row.submitted_at) == (False, MONDAY, AFTER)
    assert duty(place).state == ObligationState.DONE


def test_a_record_taken_back_is_received_anew(place, specialist):
    row = withdraw_submission(submitted(place, specialist), by=specialist, at=MONDAY)
    assert (row.received_at, duty(place).state) == (None, ObligationState.OPEN)

    assert submit_week(row, numbers(), by=specialist, at=AFTER).is_late


def test_withdraw_by_a_stranger_or_the_pmo_is_refused(place, specialist, stranger, officer):
    row = submitted(place, specialist)
    for person in (stranger, officer):
        with pytest.raises(NotAllowed):
            withdraw_submission(row, by=person, at=MONDAY)


def test_a_second_editor_on_a_stale_screen_gets_the_conflict_with_the_name(
    place, specialist, colleague
):
    row = open_week(place, W07, by=specialist, at=MONDAY)
    seen = row.version
    save_draft(row, numbers("1", "2", version=seen), by=specialist, at=MONDAY)

    with pytest.raises(Conflict, match=specialist.name):
        save_draft(
            Submission.objects.get(), numbers("3", "4", version=seen), by=colleague, at=MONDAY
        )

    save_draft(Submission.objects.get(), numbers("9", "9", version=seen), by=specialist, at=MONDAY)
    assert MeasureValue.objects.get(measure__code="s_met").value == 9


def test_a_submission_from_two_hands_has_one_winner(place, specialist, colleague):
    row = open_week(place, W07, by=specialist, at=MONDAY)
    twin = Submission.objects.get()
    submit_week(row, numbers(), by=specialist, at=MONDAY)

    with pytest.raises(Conflict, match=specialist.name):
        submit_week(twin, numbers("5", "5"), by=colleague, at=MONDAY)
    assert MeasureValue.objects.get(measure__code="s_met").value == 4


def test_accept_many_takes_what_it_may_and_says_why_not(place, specialist, officer):
    mine = submitted(place, specialist)
    other = open_week(place, Week.parse("2026-W06"), by=specialist, at=MONDAY)

    batch = accept_many([mine, other], by=officer, at=MONDAY)

    assert [row.pk for row in batch.accepted] == [mine.pk]
    assert "not possible" in batch.refused[0][1]
    assert IndicatorValue.objects.filter(period="2026-W07").count() == 2


def test_the_values_of_the_split_week_are_kept_apart(place, specialist, officer):
    week = Week.parse("2026-W14")
    at = moment("2026-04-07")
    first, second = week.slices()
    cells = {
        (code, part): Typed(value)
        for code in ("s_met", "s_due")
        for part, value in ((first, "3"), (second, "8"))
    }
    row = open_week(place, week, by=specialist, at=at)
    accept_submission(submit_week(row, WeekEntry(cells), by=specialist, at=at), by=officer, at=at)

    figures = dict(
        IndicatorValue.objects.filter(scope="company").values_list("period", "denominator")
    )
    assert (figures["2026-W14"], figures["2026-03"], figures["2026-04"]) == (11, 3, 8)


@pytest.mark.performance
def test_a_week_of_eighty_values_is_accepted_in_at_most_twenty_statements(
    place, specialist, officer, django_assert_max_num_queries
):
    for number in range(40):
        make_measure(f"e_{number:02}_a", place.process)
        make_measure(f"e_{number:02}_b", place.process)
        make_indicator(f"E-{number:02}", place.process, f"e_{number:02}_a / e_{number:02}_b")
    row = open_week(place, W07, by=specialist, at=MONDAY)
    part = W07.slices()[0]
    codes = [f"e_{number:02}_{side}" for number in range(40) for side in "ab"]
    entry = WeekEntry({(code, part): Typed("5") for code in [*codes, "s_met", "s_due"]})
    row = submit_week(row, entry, by=specialist, at=MONDAY)

    with django_assert_max_num_queries(30) as spent:
        accept_submission(row, by=officer, at=MONDAY)

    # PostgreSQL is also told of the lock that is held already; the answer comes from its memory.
    free = ("SAVEPOINT", "pg_advisory_xact_lock")
    statements = [
        each for each in spent.captured_queries if not any(word in each["sql"] for word in free)
    ]
    assert len(statements) <= 20, "\n".join(each["sql"][:150] for each in statements)
    assert IndicatorValue.objects.filter(period="2026-W07", value=Decimal(100)).count() == 80 + 2
