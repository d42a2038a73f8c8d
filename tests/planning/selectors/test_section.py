"""What stands beside an empty section: what the department still owes of the year (6.4.1, R49)."""

import pytest

from governance.models import Obligation
from governance.states import ObligationState
from planning.selectors.section import open_items
from planning.services.plan import open_plan
from tests.planning.world import NOW, published, section_of

pytestmark = pytest.mark.django_db
AUTUMN = NOW.replace(year=2027)


@pytest.fixture
def coming(company):
    """The section of the year after a plan with one milestone of the specialist."""
    published(company)
    return section_of(open_plan(2028, by=company.officer, at=AUTUMN), company.operations)


def test_a_milestone_not_done_is_beside_the_section_of_its_department(coming, company):
    found = open_items(coming, company.specialist)

    assert [row.title.endswith("完成演练") for row in found] == [True]


def test_what_is_done_is_open_no_more(coming, company):
    Obligation.objects.filter(kind="milestone").update(state=ObligationState.DONE)

    assert open_items(coming, company.officer) == []


def test_items_of_another_department_stay_there(coming, company):
    other = section_of(coming.plan, company.development)

    assert open_items(other, company.officer) == []
    assert open_items(coming, company.stranger) == []


def test_what_nobody_asked_for_as_an_item_is_none(coming, company):
    found = Obligation.objects.exclude(kind="milestone")

    assert found.exists()
    assert not {row.pk for row in found} & {row.pk for row in open_items(coming, company.officer)}
