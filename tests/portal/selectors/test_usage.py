"""Usage statistics: what is counted, in which week, and what is never invented."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.lib.actors import SystemActor
from governance.lib.periods import Month, Week, Year
from governance.models import Message
from governance.selectors.calendar import local_zone
from governance.services.audit import record
from governance.services.message import Note, tell
from governance.services.session import note_sign_in
from kpi.models import MeasureValue, Submission
from kpi.states import Origin, SubmissionState
from portal.formulas import median_of
from portal.selectors.stretch import Stretch
from portal.selectors.usage import usage_of, weeks_of
from tests.kpi.collecting import make_assignment, make_measure, make_process
from tests.portal.owing import NOW, done, let_off, missed, moment, owe

FEBRUARY = Stretch.of(Month(2026, 2))
WEEK = Week(2026, 7)


def at(day, clock="10:00"):
    return moment(day, clock)


def owe_week(week, due, *, person=None, number=1):
    row = owe(due, person=person, number=number)
    type(row).objects.filter(pk=row.pk).update(period=week.label)
    row.refresh_from_db()
    return row


def receive(place, by, *, week=WEEK, via="form", state=SubmissionState.ACCEPTED, **extra):
    return Submission.objects.create(
        assignment=place,
        iso_year=week.year,
        iso_week=week.week,
        start=week.start,
        end=week.end,
        entered_via=via,
        state=state,
        received_at=at("02-16"),
        submitted_by=by,
        **extra,
    )


def accepted(by, **extra):
    return {"accepted_at": at("02-17"), "accepted_by": by} | extra


@pytest.mark.parametrize(
    ("stretch", "first", "last"),
    [
        # The Thursday of a week decides, as with the weeks of an ISO year.
        (Stretch.of(Year(2026)), date(2025, 12, 29), date(2027, 1, 3)),
        (FEBRUARY, date(2026, 2, 2), date(2026, 3, 1)),
        (Stretch(date(2026, 2, 12), date(2026, 2, 12)), date(2026, 2, 9), date(2026, 2, 15)),
        (Stretch(date(2026, 2, 13), date(2026, 2, 14)), date(2026, 2, 9), date(2026, 2, 15)),
    ],
)
def test_weeks_of_a_stretch_are_whole_ones(stretch, first, last):
    found = weeks_of(stretch)

    assert (found.first, found.last) == (first, last)


@given(st.dates(date(2001, 1, 1), date(2090, 12, 31)), st.integers(4, 400), st.integers(4, 400))
def test_neighbouring_stretches_share_no_week_and_lose_none(first, days, more):
    middle = first + timedelta(days=days)
    one = weeks_of(Stretch(first, middle))
    other = weeks_of(Stretch(middle + timedelta(days=1), middle + timedelta(days=1 + more)))

    if days >= 7 and more >= 7:
        assert other.first - one.last == timedelta(days=1)


@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), max_size=9))
def test_median_has_as_many_below_as_above(spans):
    middle = median_of(spans)

    if not spans:
        assert middle is None
    else:
        assert sum(each < middle for each in spans) <= len(spans) // 2
        assert sum(each > middle for each in spans) <= len(spans) // 2


@pytest.mark.django_db
def test_people_are_counted_once_a_week_and_once_over_all(specialist, colleague):
    for day, person in (
        ("02-09", specialist),
        ("02-10", specialist),
        ("02-10", colleague),
        ("02-17", specialist),
    ):
        note_sign_in(person, at=at(day))
    record("tests.look", by=SystemActor("clock"), at=at("02-10"))

    found = usage_of(FEBRUARY, at=NOW)

    assert [(row.week.label, row.people, row.sign_ins, row.acts) for row in found.weeks] == [
        ("2026-W07", 2, 3, 3),
        ("2026-W08", 1, 1, 1),
    ]
    assert (found.people, found.sign_ins) == (2, 4)


@pytest.mark.django_db
def test_day_of_the_company_decides_the_week(specialist):
    late_sunday = datetime(2026, 2, 15, 23, 59, tzinfo=local_zone())
    note_sign_in(specialist, at=late_sunday)
    note_sign_in(specialist, at=late_sunday + timedelta(minutes=1))

    assert [row.week.label for row in usage_of(FEBRUARY, at=NOW).weeks] == ["2026-W07", "2026-W08"]


@pytest.mark.django_db
def test_weekly_data_counts_for_its_own_week_and_not_for_the_day_it_is_due(specialist, manager):
    done(owe_week(WEEK, "02-16", person=specialist, number=1), "02-16", specialist)
    done(owe_week(WEEK, "02-16", person=specialist, number=2), "02-18", specialist)
    let_off(owe_week(WEEK, "02-16", person=specialist, number=3), manager)
    owe_week(WEEK, "02-16", person=specialist, number=4)
    missed()
    owe_week(Week(2026, 10), "03-09", person=specialist, number=5)

    [row] = [each for each in usage_of(FEBRUARY, at=NOW).weeks if each.duties.owed]

    assert row.week == WEEK
    assert (row.duties.owed, row.duties.in_time, row.duties.late, row.duties.missing) == (
        3,
        1,
        1,
        1,
    )
    assert row.in_time.shown == Decimal("33.33")


@pytest.mark.django_db
def test_what_is_not_due_yet_lowers_no_share(specialist):
    now = at("02-16", "12:00")
    done(owe_week(WEEK, "02-16", person=specialist, number=1), "02-16", specialist)
    owe_week(WEEK, "02-16", person=specialist, number=2)

    found = usage_of(FEBRUARY, at=now)

    assert found.in_time.shown == 100
    assert found.duties.running == 1


@pytest.mark.django_db
def test_returned_once_is_not_accepted_the_first_time_and_a_correction_counts_no_second_time(
    specialist, stranger, officer, operations, development
):
    process = make_process()
    mine = make_assignment(specialist, process, operations)
    first = receive(
        mine, specialist, state=SubmissionState.SUPERSEDED, **accepted(officer, return_count=0)
    )
    receive(
        mine,
        specialist,
        revision=2,
        corrects=first,
        correction_reason="错录",
        **accepted(officer),
    )
    receive(
        make_assignment(stranger, process, development),
        stranger,
        **accepted(officer, return_count=1),
    )

    found = usage_of(FEBRUARY, at=NOW)

    assert (found.at_once.part, found.at_once.whole) == (1, 2)


@pytest.mark.django_db
def test_doors_count_records_numbers_and_who_stood_in(
    specialist, colleague, officer, operations, development
):
    process = make_process()
    mine = make_assignment(specialist, process, operations, deputy=colleague)
    other = make_assignment(specialist, process, development)
    typed = receive(mine, colleague)
    receive(other, officer, via="sheet")
    measure = make_measure("closed", process)
    common = {
        "measure": measure,
        "start": WEEK.start,
        "end": WEEK.end,
        "iso_year": WEEK.year,
        "iso_week": WEEK.week,
        "value": Decimal(3),
    }
    MeasureValue.objects.create(
        origin=Origin.ENTRY, submission=typed, assignment=mine, department=operations, **common
    )
    MeasureValue.objects.create(origin=Origin.TICKETS, department=development, **common)

    found = {
        each.code: (each.records, each.values, each.on_behalf)
        for each in usage_of(FEBRUARY, at=NOW).doors
    }

    assert found == {
        "form": (1, 1, 0),
        "sheet": (1, 0, 1),
        "rest": (0, 0, 0),
        "tickets": (0, 1, 0),
        "history": (0, 0, 0),
    }


@pytest.mark.django_db
def test_time_of_filling_is_known_only_of_what_was_saved_before(
    specialist, stranger, operations, development
):
    process = make_process()
    saved = receive(make_assignment(specialist, process, operations), specialist)
    at_once = receive(make_assignment(stranger, process, development), stranger)
    record("kpi.open_submission", by=specialist, at=at("02-16", "09:48"), obj=saved)
    record("kpi.open_submission", by=stranger, at=at_once.received_at, obj=at_once)

    filling = usage_of(FEBRUARY, at=NOW).filling

    assert (filling.records, filling.median) == (1, timedelta(minutes=12))


@pytest.mark.django_db
def test_nothing_recorded_gives_no_week_and_no_share(db):
    found = usage_of(FEBRUARY, at=NOW)

    assert (found.weeks, found.people, found.in_time.shown) == ((), 0, None)
    assert found.filling.median is None


@pytest.mark.django_db
def test_messages_are_counted_by_what_became_of_them(specialist, colleague):
    tell(Note("x:1", "月报已发布"), [specialist, colleague], at=at("02-10"))
    tell(Note("x:2", "月报已发布"), [specialist], at=at("03-10"))
    Message.objects.filter(recipient=colleague).update(state="parked", read_at=at("02-11"))

    found = usage_of(FEBRUARY, at=NOW)

    assert (found.messages["parked"], found.read) == (1, 1)
    assert sum(found.messages.values()) == 2
