"""No two targets of one scope, and no two definitions, hold on one day: the database says so too (domain §4.3k)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import Error, transaction

from kpi.models import IndicatorVersion, Target
from tests.kpi.collecting import make_indicator, make_measure, make_process, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator():
    process = make_process()
    make_measure("closed", process)
    row = make_indicator("INC-09", process, "closed")
    make_target(row, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    return row


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 6, 30), None),
        (date(2025, 1, 1), date(2026, 1, 1)),
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2025, 1, 1), None),
    ],
    ids=["last day", "first day", "inside", "around"],
)
def test_a_target_that_overlaps_another_is_refused_by_the_database(indicator, start, end):
    with pytest.raises(Error), transaction.atomic():
        make_target(indicator, valid_from=start, valid_to=end)

    assert Target.objects.filter(indicator=indicator).count() == 1


def test_neighbours_and_other_scopes_stand_beside_it(indicator, operations):
    make_target(indicator, valid_from=date(2026, 7, 1))
    make_target(indicator, valid_from=date(2026, 1, 1), department=operations)

    assert Target.objects.filter(indicator=indicator).count() == 3


def test_a_target_moved_onto_another_is_refused(indicator):
    later = make_target(indicator, valid_from=date(2026, 7, 1))
    later.valid_from = date(2026, 6, 1)

    with pytest.raises(Error), transaction.atomic():
        later.save()
    later.refresh_from_db()
    later.value = Decimal(97)
    later.save()
    assert later.value == 97


def test_two_definitions_never_hold_on_one_day(indicator):
    IndicatorVersion.objects.filter(indicator=indicator).update(valid_from=date(2026, 1, 1))

    with pytest.raises(Error), transaction.atomic():
        IndicatorVersion.objects.create(
            indicator=indicator, number=2, formula="closed", valid_from=date(2026, 5, 1)
        )
    IndicatorVersion.objects.create(indicator=indicator, number=2, formula="closed")
