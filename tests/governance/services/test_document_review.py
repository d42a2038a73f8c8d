"""The review cycle acts by itself and ends with a look or a new version (5.2①; G52)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import Obligation
from governance.selectors.document_review import add_months
from governance.services.document_register import Entry, describe_document
from governance.services.document_review import (
    CannotConfirmDocument,
    confirm_document,
    open_document_reviews,
)
from governance.services.setting import decide_setting
from governance.states import ObligationKind, ObligationState, Role
from tests.governance.writing import (
    DAY,
    NOW,
    TITLE,
    make_document,
    make_published,
    stored,
)

YEAR_ON = date(2027, 3, 2)
pytestmark = pytest.mark.django_db


def owed():
    rows = Obligation.objects.filter(kind=ObligationKind.DOCUMENT_REVIEW).order_by("pk")
    return [(row.period, row.state) for row in rows]


@pytest.fixture
def norm(officer, manager, operations):
    document = make_document(officer, owner=operations, review_months=12)
    make_published(document, officer, manager)
    return stored(document)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_add_months(day, months, expected):
    assert add_months(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_add_months_lands_in_the_wanted_month_and_never_later_in_it(day, months):
    found = add_months(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day


def test_the_review_is_owed_by_the_pmo_thirty_days_before(norm):
    assert norm.next_review_on == YEAR_ON
    assert open_document_reviews(at=NOW + 334 * DAY) == 0

    assert open_document_reviews(at=NOW + 335 * DAY) == 1
    assert open_document_reviews(at=NOW + 336 * DAY) == 0
    duty = Obligation.objects.get(kind=ObligationKind.DOCUMENT_REVIEW)
    assert (duty.responsible_role, duty.department, duty.period) == (
        Role.PMO,
        norm.owner,
        "2027-03-02",
    )


def test_confirm_document_fulfils_it_and_counts_from_that_day(norm, officer):
    at = NOW + 350 * DAY
    open_document_reviews(at=at)

    confirm_document(norm, by=officer, at=at, reason="内容仍然适用")

    assert owed() == [("2027-03-02", ObligationState.DONE)]
    assert stored(norm).next_review_on == add_months(at.date(), 12)


def test_a_new_version_fulfils_it_too(norm, officer, manager):
    at = NOW + 350 * DAY
    open_document_reviews(at=at)

    make_published(norm, officer, manager, text="二", at=at)

    assert owed() == [("2027-03-02", ObligationState.DONE)]
    assert stored(norm).next_review_on == add_months(at.date(), 12)


def test_confirm_document_needs_a_reason_the_right_and_a_version(norm, officer, specialist):
    with pytest.raises(NoteMissing):
        confirm_document(norm, by=officer, at=NOW, reason="。")
    with pytest.raises(NotAllowed):
        confirm_document(norm, by=specialist, at=NOW, reason="内容仍然适用")
    with pytest.raises(CannotConfirmDocument):
        confirm_document(
            make_document(officer, title="空"), by=officer, at=NOW, reason="内容仍然适用"
        )


def test_without_a_cycle_nothing_is_owed_until_the_company_decides_one(officer, manager):
    document = make_document(officer)
    make_published(document, officer, manager)
    assert stored(document).next_review_on is None

    decide_setting("document_review_months", 6, by=manager, at=NOW, reason="管理评审决定")
    confirm_document(document, by=officer, at=NOW, reason="内容仍然适用")

    assert stored(document).next_review_on == date(2026, 9, 2)


def test_another_cycle_counts_anew_from_the_version_in_force(norm, officer):
    entry = Entry("norm", TITLE, owner=norm.owner, review_months=6)

    describe_document(norm, entry, by=officer, at=NOW + 60 * DAY)

    assert stored(norm).next_review_on == date(2026, 9, 2)
