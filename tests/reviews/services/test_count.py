"""REV-01, REV-04 and REV-06 are counted from the reviews themselves; REV-03 and REV-05 by nobody (6.4.3, G28, G31)."""

from datetime import UTC, datetime

import pytest

from governance.states import Attendance
from kpi.models import IndicatorValue, MeasureValue
from kpi.services.rollup import check_rollups
from reviews.models import ReviewAttendance
from reviews.services.count import count_reviews
from reviews.services.item import add_review_item, explain_item, finish_item
from reviews.services.meeting import Came, note_presence
from reviews.services.signature import sign_review
from tests.kpi.counting import counted, make_counted
from tests.reviews.world import NOW

FORMULAS = {
    "REV-01": "rev_on_time / rev_due",
    "REV-04": "rev_departments_present / rev_departments_invited",
    "REV-06": "rev_items_taken_up / rev_items",
}
AUGUST = datetime(2026, 8, 12, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def measured(world):
    return make_counted("rev", FORMULAS)


def pair(code, period):
    row = IndicatorValue.objects.get(indicator__code=code, period=period, scope="company")
    return row.numerator, row.denominator


def test_a_review_held_in_time_counts_where_it_was_due(world):
    world.owed()
    world.held()

    count_reviews(at=NOW)

    assert pair("REV-01", "2026-07") == (1, 1)


def test_a_review_counts_as_due_only_when_its_day_has_come(world):
    world.owed()
    count_reviews(at=NOW)
    early = counted("rev_due")

    count_reviews(at=AUGUST)

    assert early == []
    assert pair("REV-01", "2026-07") == (0, 1)


def test_a_department_is_there_when_somebody_was_present_and_sitting_in_is_not(world):
    review = world.convened()
    rows = ReviewAttendance.objects.filter(review=review)
    came = {row.pk: Came(Attendance.PRESENT) for row in rows}
    other = rows.get(person=world.other_head)
    came[other.pk] = Came(Attendance.IN_ATTENDANCE)
    note_presence(review, came, by=world.officer, at=NOW)
    world.hold(review)

    count_reviews(at=AUGUST)

    assert pair("REV-04", "2026-Q3") == (1, 2)


def test_items_are_answered_once_they_were_done_or_explained(world):
    review = world.held()
    world.write(review)
    items = [
        add_review_item(review, world.item(text=f"事项 {n}"), by=world.officer, at=NOW)
        for n in range(3)
    ]
    sign_review(review, by=world.manager, at=NOW)
    finish_item(items[0], note="夜班已增一人", by=world.specialist, at=NOW)
    explain_item(items[1], note="预算已另行解决", by=world.officer, at=NOW)

    count_reviews(at=AUGUST)

    assert pair("REV-06", "2026-07") == (2, 3)


def test_items_of_an_unsigned_report_bind_nobody_and_count_nowhere(world):
    review = world.held()
    world.write(review)
    add_review_item(review, world.item(), by=world.officer, at=NOW)

    count_reviews(at=AUGUST)

    assert counted("rev_items") == []


def test_counting_reviews_twice_writes_nothing(world):
    world.owed()
    world.signed()
    count_reviews(at=AUGUST)
    cells = set(MeasureValue.objects.values_list("pk", "value"))

    again = count_reviews(at=AUGUST)

    assert again.written == 0
    assert set(MeasureValue.objects.values_list("pk", "value")) == cells
    assert check_rollups() == []
