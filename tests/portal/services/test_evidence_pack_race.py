"""Orders at the same moment: one pack and one job for the same days of one person (reliability §0 row 5)."""

import pytest

from governance.models import AuditEntry, Job
from governance.services.audit import verify_chain
from portal.models import EvidencePack
from tests.kpi.services.test_race import at_once
from tests.portal.packing import ordered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("english", "at_that_time"),
]


def test_two_orders_of_one_person_at_once_make_one_pack_and_one_job(manager):
    outcomes = at_once(*[lambda: ordered(manager)] * 3)

    assert outcomes == ["won"] * 3
    assert EvidencePack.objects.count() == 1
    assert Job.objects.filter(kind="make_evidence_pack").count() == 1
    assert AuditEntry.objects.filter(action="portal.order_pack").count() == 1
    assert verify_chain() is None


def test_orders_of_two_people_at_once_make_one_job_each(manager, officer):
    outcomes = at_once(lambda: ordered(manager), lambda: ordered(officer))

    assert outcomes == ["won"] * 2
    assert Job.objects.filter(kind="make_evidence_pack").count() == 2
    assert {pack.ordered_by for pack in EvidencePack.objects.all()} == {manager, officer}
