import pytest

from governance.models import Message
from kpi.models import ReportReading
from kpi.selectors.reading import readership
from kpi.services.reading import note_reading
from kpi.states import ReadingDoor
from tests.kpi.reporting import APRIL_8, FEBRUARY, MARCH_6, issued, make_months


@pytest.fixture
def issue(specialist, operations, officer, manager, head, chair):
    make_months(specialist, operations, FEBRUARY)
    return issued(FEBRUARY, officer, manager).issues.get()


def test_a_reading_is_one_row_that_counts(issue, head):
    note_reading(issue, by=head, door=ReadingDoor.PAGE, at=MARCH_6)
    note_reading(issue, by=head, door=ReadingDoor.PAGE, at=APRIL_8)
    note_reading(issue, by=head, door=ReadingDoor.PDF, at=APRIL_8)

    rows = ReportReading.objects.order_by("door").values_list(
        "door", "times", "first_at", "last_at"
    )
    assert list(rows) == [("page", 2, MARCH_6, APRIL_8), ("pdf", 1, APRIL_8, APRIL_8)]


def test_opening_an_issue_clears_its_announcement_and_no_other(issue, head, chair):
    other = Message.objects.create(
        event_key="other:1", recipient=head, subject="另一条", created_at=MARCH_6, next_at=MARCH_6
    )
    note_reading(issue, by=head, door=ReadingDoor.PAGE, at=MARCH_6)

    told = Message.objects.filter(event_key__startswith="report-issued:")
    assert told.get(recipient=head).read_at == MARCH_6
    assert told.get(recipient=chair).read_at is None
    other.refresh_from_db()
    assert other.read_at is None


def test_the_pmo_sees_who_has_read_and_who_has_not(issue, officer, head, chair):
    note_reading(issue, by=head, door=ReadingDoor.PAGE, at=MARCH_6)
    note_reading(issue, by=head, door=ReadingDoor.DOCX, at=APRIL_8)

    found = readership(issue, officer, at=APRIL_8)
    lines = {reader.person.pk: reader for reader in found.readers}

    assert (found.read, found.expected) == (1, len(found.readers))
    assert (lines[head.pk].first_at, lines[head.pk].last_at) == (MARCH_6, APRIL_8)
    assert set(lines[head.pk].doors) == {str(ReadingDoor.PAGE.label), "Word"}
    assert lines[chair.pk].first_at is None


def test_a_reader_sees_the_own_mark_only(issue, head, chair):
    note_reading(issue, by=head, door=ReadingDoor.PAGE, at=MARCH_6)

    own, others = readership(issue, head, at=APRIL_8), readership(issue, chair, at=APRIL_8)

    assert (own.own_at, own.is_listed) == (MARCH_6, False)
    assert (others.own_at, others.readers) == (None, ())
    assert not ReportReading.objects.visible_to(chair).exists()


def test_a_person_who_left_is_no_longer_expected(issue, officer, head):
    before = readership(issue, officer, at=APRIL_8).expected
    head.is_active = False
    head.save()

    assert readership(issue, officer, at=APRIL_8).expected == before - 1
