"""Readers are asked, confirm, and are asked again only for a material change (R30; G52)."""

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import DocumentReading, Message, Obligation, Person
from governance.selectors.document_reading import (
    people_asked,
    readership_of,
    reading_matrix,
)
from governance.services.document_force import recall_version
from governance.services.document_reading import (
    CannotConfirmReading,
    ask_all_readers,
    ask_readers,
    confirm_reading,
    remind_readers,
)
from governance.states import ObligationKind, ObligationState
from tests.governance.writing import (
    DAY,
    NOW,
    TODAY,
    make_document,
    make_draft,
    make_published,
    stored,
)
from tests.people import make_person

pytestmark = pytest.mark.django_db
LATER = TODAY + 30 * DAY


def duties(person, *, state=ObligationState.OPEN):
    rows = Obligation.objects.filter(
        kind=ObligationKind.DOCUMENT_READING, responsible=person, state=state
    )
    return [row.period for row in rows.order_by("pk")]


@pytest.fixture
def for_operations(officer, operations):
    return make_document(officer, distribution="departments", readers=(operations,))


def test_publication_asks_the_departments_named_and_nobody_else(
    for_operations, officer, manager, specialist, stranger, auditor
):
    make_published(for_operations, officer, manager)

    assert duties(specialist) == ["V1.0"]
    assert duties(stranger) == duties(auditor) == []
    due = Obligation.objects.get(responsible=specialist).due_at
    # Monday 03-02, five workdays on: Monday 03-09, 17:00.
    assert f"{due.astimezone(NOW.tzinfo):%m-%d %H:%M}" == "03-09 17:00"


def test_nobody_is_asked_where_the_register_says_nobody(officer, manager, specialist):
    make_published(make_document(officer), officer, manager)

    assert duties(specialist) == []


def test_confirm_reading_fulfils_the_duty_and_is_kept_with_the_hash(
    for_operations, officer, manager, specialist
):
    version = make_published(for_operations, officer, manager)

    reading = confirm_reading(version, by=specialist, at=NOW)
    again = confirm_reading(version, by=specialist, at=NOW + DAY)

    assert (again.pk, again.at) == (reading.pk, NOW)
    assert reading.content_sha256 == version.content_sha256
    assert duties(specialist) == []
    assert duties(specialist, state=ObligationState.DONE) == ["V1.0"]


def test_confirm_reading_after_the_due_time_is_late(for_operations, officer, manager, specialist):
    version = make_published(for_operations, officer, manager)

    confirm_reading(version, by=specialist, at=NOW + 20 * DAY)

    assert duties(specialist, state=ObligationState.LATE_DONE) == ["V1.0"]


def test_confirm_reading_of_a_draft_or_a_replaced_version_is_refused(
    for_operations, officer, manager, specialist
):
    first = make_published(for_operations, officer, manager)
    make_published(for_operations, officer, manager, text="二", at=NOW + DAY)
    draft = make_draft(for_operations, officer, text="三")

    for version, who in ((first, specialist), (draft, officer), (draft, specialist)):
        with pytest.raises(CannotConfirmReading):
            confirm_reading(version, by=who, at=NOW)
    assert DocumentReading.objects.count() == 0


def test_confirm_reading_of_a_restricted_document_by_a_stranger_is_refused(
    officer, manager, operations, specialist, stranger
):
    document = make_document(
        officer, distribution="departments", readers=(operations,), classification="restricted"
    )
    version = make_published(document, officer, manager)

    with pytest.raises(CannotConfirmReading):
        confirm_reading(version, by=stranger, at=NOW)
    assert confirm_reading(version, by=specialist, at=NOW)


def test_a_material_change_asks_everybody_again(for_operations, officer, manager, specialist):
    confirm_reading(make_published(for_operations, officer, manager), by=specialist, at=NOW)

    make_published(for_operations, officer, manager, text="二", at=NOW + DAY, material=True)

    assert duties(specialist) == ["V2.0"]


def test_an_immaterial_change_asks_only_those_who_have_not_read(
    for_operations, officer, manager, specialist, colleague
):
    confirm_reading(make_published(for_operations, officer, manager), by=specialist, at=NOW)

    second = make_published(
        for_operations, officer, manager, text="二", at=NOW + DAY, material=False
    )

    assert duties(specialist) == []
    assert duties(colleague) == ["V1.0"]
    confirm_reading(second, by=colleague, at=NOW + DAY)
    assert duties(colleague) == []


def test_a_material_change_lets_the_unread_version_fall(
    for_operations, officer, manager, specialist
):
    make_published(for_operations, officer, manager)
    make_published(for_operations, officer, manager, text="二", at=NOW + DAY, material=True)

    assert duties(specialist) == ["V2.0"]
    waived = Obligation.objects.get(responsible=specialist, state=ObligationState.WAIVED)
    assert (waived.period, waived.waive_reason) == ("V1.0", "改为阅读 V2.0。")


def test_readings_of_earlier_versions_are_kept_for_ever(
    for_operations, officer, manager, specialist
):
    first = make_published(for_operations, officer, manager)
    confirm_reading(first, by=specialist, at=NOW)
    second = make_published(for_operations, officer, manager, text="二", at=NOW + DAY)
    confirm_reading(second, by=specialist, at=NOW + DAY)

    assert [row.version for row in DocumentReading.objects.order_by("pk")] == [first, second]


def test_the_sweep_asks_who_has_joined_since_with_the_whole_time(
    for_operations, officer, manager, operations
):
    make_published(for_operations, officer, manager)
    joiner = make_person("new", "新同事", operations)

    assert ask_all_readers(at=NOW + 14 * DAY) == 1
    assert ask_all_readers(at=NOW + 14 * DAY) == 0
    due = Obligation.objects.get(responsible=joiner).due_at
    assert f"{due.astimezone(NOW.tzinfo):%m-%d}" == "03-23"


def test_the_sweep_asks_no_closed_account(for_operations, officer, manager, specialist):
    Person.objects.filter(pk=specialist.pk).update(is_active=False)

    make_published(for_operations, officer, manager)

    assert duties(specialist) == []


def test_recall_version_asks_nobody_any_more(for_operations, officer, manager, specialist):
    version = make_published(for_operations, officer, manager, effective_on=LATER)
    assert duties(specialist) == ["V1.0"]

    recall_version(version, by=manager, at=NOW, note="暂缓")

    assert duties(specialist) == []
    assert ask_readers(stored(for_operations), at=NOW) == []


def test_remind_readers_tells_those_who_have_not_read_once(
    for_operations, officer, manager, specialist, colleague
):
    version = make_published(for_operations, officer, manager)
    confirm_reading(version, by=specialist, at=NOW)
    Message.objects.all().delete()

    assert remind_readers(for_operations, by=officer, at=NOW) == 3
    assert remind_readers(for_operations, by=officer, at=NOW) == 0
    told = set(Message.objects.values_list("recipient__username", flat=True))
    assert told == {"shen", "gu", "he"}
    with pytest.raises(NotAllowed):
        remind_readers(for_operations, by=specialist, at=NOW)


def test_readership_and_matrix_count_by_department(
    officer, manager, operations, development, specialist, stranger
):
    document = make_document(officer, distribution="everyone")
    version = make_published(document, officer, manager)
    confirm_reading(version, by=specialist, at=NOW)

    matrix = reading_matrix(officer, None)
    own = reading_matrix(officer, development)

    assert [(cell.read, cell.asked) for cell in matrix.rows[0].cells] == [(1, 3), (0, 1)]
    assert (matrix.rows[0].total.read, matrix.rows[0].total.asked) == (1, 4)
    assert [row.code for row in own.departments] == ["development"]
    assert [row.person for row in readership_of(document, development)] == [stranger]


def test_people_asked_leaves_administrators_out(officer, auditor, system_admin):
    document = make_document(officer, distribution="everyone")

    assert people_asked([document])[document.pk] == [officer]
