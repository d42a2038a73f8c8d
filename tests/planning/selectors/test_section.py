"""What stands beside an empty section: what the department still owes of the year (6.4.1, R49)."""

import pytest

from governance.models import Department, Obligation
from governance.services.committee import NewMember, seat_member
from governance.states import ObligationState, Role, Seat
from planning.models import PlanSection
from planning.selectors.completeness import completeness_of
from planning.selectors.section import open_items, section_page
from planning.services.decision import submit_plan
from planning.services.line import write_line
from planning.services.plan import compile_plan, open_plan
from processes.models import Responsibility
from tests.kpi.collecting import make_indicator, make_process
from tests.people import make_person
from tests.planning.world import NOW, filled, goal, published, section_of

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


def test_a_process_nobody_answers_for_is_asked_of_the_body_that_plans(company):
    """G19: procurement has no department; what nobody answers for is lacking in the section of the PMO."""
    review = make_process("review", "REV", "过程评审", "Process review", position=8)
    bought = make_process("procurement", "PUR", "采购管理", "Procurement management", position=7)
    office = Department.objects.create(code="office", name="管理办公室", kind="body")
    Responsibility.objects.create(process=review, department=office, kind="organiser")
    plan = open_plan(2027, by=company.officer, at=NOW)

    theirs = section_page(section_of(plan, office), company.officer, at=NOW)
    others = section_page(section_of(plan, company.operations), company.officer, at=NOW)
    sentences = completeness_of(plan).problems

    assert list(theirs.lacking) == [bought, review]
    assert list(others.lacking) == [company.incident]
    assert "管理办公室：采购管理既无目标也无理由。" in sentences
    line = goal(section_of(plan, office), bought, make_indicator("PUR-01", bought, "inc_hours"))
    write_line(line, by=company.officer, at=NOW)
    theirs = section_page(section_of(plan, office), company.officer, at=NOW)
    assert list(theirs.lacking) == [review]


def test_whoever_decides_on_a_plan_reads_every_section_of_it(company):
    plan = compile_plan(filled(company), by=company.officer, at=NOW)
    head = make_person("cheng", "程念慈", company.development, Role.DEPARTMENT_HEAD)
    seat_member(NewMember(head, Seat.MEMBER), by=company.officer, at=NOW)
    sections = PlanSection.objects.filter(plan=plan)
    assert {row.department for row in sections.visible_to(head)} == {company.development}

    submit_plan(plan, by=company.manager, at=NOW)

    assert set(sections.visible_to(head)) == set(sections)
