"""The demo's own evidence pack: of the last whole quarter, ordered at the start, packed by the worker (R66)."""

from datetime import date, datetime

import pytest

from governance.models import Job
from governance.selectors.calendar import local_zone
from portal.selectors.pack_list import JOB
from portal.services.demo.evidence import order_last_quarter

pytestmark = pytest.mark.django_db


def test_the_demo_orders_one_pack_of_the_quarter_that_has_ended(manager):
    at = datetime(2026, 1, 5, 9, tzinfo=local_zone())

    first, again = order_last_quarter(at=at), order_last_quarter(at=at)

    assert (first.first, first.last) == (date(2025, 10, 1), date(2025, 12, 31))
    assert first == again
    assert Job.objects.filter(kind=JOB, subject=first.subject).count() == 1
