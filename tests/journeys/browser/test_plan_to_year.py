"""The plan makes the year, in a real browser: filled in Q4, decided with a dissent, in force in January, printed."""

import pytest
from django.urls import reverse

from governance.models import Approval, Resolution, Vote
from governance.services.committee import NewMember, seat_member
from governance.services.setting import decide_setting
from governance.states import ApprovalState, Outcome, Seat
from kpi.models import Target
from planning.models import AnnualPlan, PlanGoal, PlanSection
from planning.states import PlanState, SectionState
from portal.tasks import tick
from tests.journeys.browser.acts import (
    BAR,
    PHONE,
    case_page,
    check_words,
    fill,
    keep,
    press,
    printed,
    step,
    text_of,
    travel,
    vote,
)
from tests.journeys.conftest import shanghai
from tests.kpi.collecting import make_indicator, make_measure
from tests.people import make_person
from tests.planning.world import make_departments_that_plan, make_figure

# The same acts meet PostgreSQL in test_one_year.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

# Chair, secretary, three members: a quorum of two thirds is four of five, or three of the four who may vote.
NAMES = ("白云起", "江望舒", "叶承安", "宋知微", "陆九思")


@pytest.fixture
def company(specialist, stranger, manager, operations, development, time_machine):
    """Two departments with a process and a past, and the people who will sit in the committee."""
    time_machine.move_to(shanghai("10-09 09:00"), tick=True)
    world = make_departments_that_plan(specialist, stranger, operations, development)
    start = {"by": manager, "at": shanghai("10-09 09:00"), "reason": "首日设定"}
    decide_setting("collect_from", "2026-10-05", **start)
    make_measure("inc_right", world.incident)
    make_indicator("INC-05", world.incident, "inc_right / inc_closed")
    make_figure(world.hours, "2026-Q3", 4200, 1000)
    make_figure(world.rate, "2026-Q3", 93, 100)
    return world


@pytest.fixture
def members(officer, development, company):
    """Five seats; who sits there is invented."""
    people = [
        make_person(f"member{number}", name, development, "committee")
        for number, name in enumerate(NAMES, 1)
    ]
    seats = (Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER, Seat.MEMBER)
    for person, seat in zip(people, seats, strict=False):
        seat_member(NewMember(person, seat), by=officer, at=shanghai("10-09 09:00"))
    return people


def test_plan_becomes_the_year(visitor, company, members, head, time_machine):
    travel(time_machine, "2026-10-12 10:00")
    plan = open_plan(visitor)
    fill_operations(visitor, plan)
    stay_out_of_a_foreign_section(visitor, plan)
    refuse_to_compile(visitor, plan)
    fill_development(visitor, plan)
    travel(time_machine, "2026-11-20 10:00")
    compile_and_submit(visitor, plan)
    case = Approval.objects.get()

    seat_the_fifth(visitor, members[4])
    vote(visitor, members[1], case, "approve")
    vote(visitor, members[3], case, "approve")
    refuse_to_close_without_a_rule(visitor, members[0], case)
    record_rule(visitor)
    change_the_text(visitor, plan, members[1], case)

    vote(visitor, members[1], case, "approve", viewport=PHONE, has_touch=True)
    vote(visitor, members[2], case, "oppose", "培训预算偏低，难以覆盖新员工")
    vote(visitor, members[3], case, "recuse", "亲属为工具供应商")
    vote(visitor, members[4], case, "approve")
    vote(visitor, members[0], case, "approve")
    resolution = close_with_a_condition(visitor, members[0], case, head)
    publish(visitor, plan, resolution)

    travel(time_machine, "2026-12-02 10:00")
    look_at_the_documents(visitor, plan, resolution, time_machine)
    time_machine.move_to(shanghai("12-02 10:00").replace(year=2027, month=1, day=4), tick=True)
    tick()
    look_at_january(visitor, company, head, resolution)


def open_plan(visitor):
    """The window is open since the first workday after the National Day break; the PMO owes the plan."""
    window = visitor()
    page = window.sign_in("shen", to="/inbox/")
    assert "年度规划 · 2027年" in text_of(page)
    keep(page, "01-inbox-of-the-pmo")
    window.go("/plans/")
    keep(page, "02-plans")
    press(page, "form[action='/plans/open/']:has(input[value='2027']) button")
    plan = AnnualPlan.objects.get(year=2027)
    assert page.url.endswith(reverse("planning:plan", args=[plan.pk]))
    keep(page, "03-opened")
    window.go(reverse("planning:plan-texts", args=[plan.pk]))
    fill(page, basis="公司战略：把响应时效作为首要承诺。", risks="核心岗位流动：建立双岗。")
    fill(page, arrangements="每月监控，每季评审。")
    keep(page, "04-texts")
    press(page, "main form.c-form button[type=submit]")
    assert window.complaints == []
    return plan


def section_page(plan, code):
    section = PlanSection.objects.get(plan=plan, department__code=code)
    return reverse("planning:section", args=[section.pk])


def fill_operations(visitor, plan):
    """Goals, a need, a training, a milestone; handed in."""
    window, address = visitor(), section_page(plan, "operations")
    page = window.sign_in("lin", to=address)
    keep(page, "05-section-empty")
    write_goals(window, address)
    write_lines(window, address)
    window.go(address)
    keep(page, "10-section-filled")
    step(page, "hand-in")
    section = PlanSection.objects.get(plan=plan, department__code="operations")
    assert section.state == SectionState.HANDED_IN
    assert window.complaints == []


def write_goals(window, address):
    """A relative goal with its arithmetic, and an absolute one."""
    page = window.page
    window.go(f"{address}new/goal/")
    fill(page, kind="relative")
    indicator = page.locator("[name=indicator] option", has_text="INC-04").get_attribute("value")
    fill(page, indicator=indicator, direction="reduce", change="10", change_unit="percent")
    fill(page, baseline_period="2026-Q3", measures="值班双岗，升级时限前移")
    press(page, "button[name=look]")
    assert "3.78" in text_of(page)
    keep(page, "06-goal-arithmetic")
    press(page, "main form.c-goal .c-form__actions button.btn-primary")

    window.go(f"{address}new/goal/")
    indicator = page.locator("[name=indicator] option", has_text="INC-05").get_attribute("value")
    fill(page, kind="absolute", indicator=indicator, operator=">=", value="97.5")
    press(page, "main form.c-goal .c-form__actions button.btn-primary")


def write_lines(window, address):
    """A need, a training and a milestone."""
    page = window.page
    window.go(f"{address}new/resource/")
    fill(page, kind="people", name="事件分析师", have="1", need="2", cost="180000")
    fill(page, how="外部招聘", needed_on="2027-03-01")
    keep(page, "07-resource")
    press(page, "main form.c-form button.btn-primary")

    window.go(f"{address}new/training/")
    fill(page, topic="事件分级培训", audience="服务台", planned_on="2027-02-10", budget="12000")
    lin = page.locator("[name=responsible] option", has_text="林小满").get_attribute("value")
    fill(page, responsible=lin)
    keep(page, "08-training")
    press(page, "main form.c-form button.btn-primary")

    window.go(f"{address}new/milestone/")
    fill(page, text="完成升级演练", responsible=lin, due_on="2027-01-29")
    keep(page, "09-milestone")
    press(page, "main form.c-form button.btn-primary")


def stay_out_of_a_foreign_section(visitor, plan):
    window = visitor()
    page = window.sign_in("qin")
    assert page.goto(window.url + section_page(plan, "operations")).status == 404


def refuse_to_compile(visitor, plan):
    """What is lacking is listed, and the list stops the compilation."""
    window = visitor()
    page = window.sign_in("shen", to=reverse("planning:plan", args=[plan.pk]))
    assert "变更管理" in page.inner_text(".c-list")
    step(page, "compile")
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT
    assert "变更管理" in page.inner_text(".c-toasts, .c-messages, [role=alert], [role=status]")
    keep(page, "11-not-complete")
    assert window.complaints == []


def fill_development(visitor, plan):
    """No goal for a reason, which is on record."""
    window, address = visitor(), section_page(plan, "development")
    page = window.sign_in("qin", to=address)
    window.go(f"{address}new/goal/")
    fill(page, kind="none", reason="变更量不足，2027年先积累样本")
    keep(page, "12-reason")
    press(page, "main form.c-goal .c-form__actions button.btn-primary")
    step(page, "hand-in")
    assert not PlanSection.objects.filter(plan=plan).exclude(state=SectionState.HANDED_IN).exists()
    assert window.complaints == []


def compile_and_submit(visitor, plan):
    """The PMO compiles, the process manager submits."""
    address = reverse("planning:plan", args=[plan.pk])
    window = visitor()
    page = window.sign_in("shen", to=address)
    step(page, "compile")
    plan.refresh_from_db()
    assert plan.state == PlanState.COMPILED
    keep(page, "13-compiled")
    for name in ("goals", "milestones", "resources", "trainings", "changes", "package"):
        window.go(f"{address}{name}/")
        keep(page, f"14-{name}")
    assert window.complaints == []
    window = visitor()
    page = window.sign_in("gu", to=address)
    step(page, "submit")
    assert Approval.objects.get().state == ApprovalState.OPEN
    keep(page, "15-submitted")
    assert window.complaints == []


def seat_the_fifth(visitor, person):
    """The PMO seats a member on the page; whoever is seated after the opening is asked as well by the sweep."""
    window = visitor()
    page = window.sign_in("shen", to="/committee/members/new/")
    fill(page, person=str(person.pk), seat="member", has_vote="yes", valid_from="2026-11-20")
    keep(page, "16-seat")
    press(page, "main form.c-form button.btn-primary")
    tick()
    assert window.complaints == []


def refuse_to_close_without_a_rule(visitor, chair, case):
    """Before the PMO has recorded how the committee decides no vote is closed (G20)."""
    window = visitor()
    page = window.sign_in(chair.username, to=case_page(case))
    assert page.is_visible("#close .c-callout--warn")
    assert page.locator("#close form").count() == 0
    assert not Resolution.objects.exists()
    keep(page, "17-no-rule")
    window.go("/committee/")
    keep(page, "18-committee-without-rule")
    assert window.complaints == []


def record_rule(visitor):
    window = visitor()
    page = window.sign_in("shen", to="/committee/rule/")
    fill(page, valid_from="2026-11-20", quorum="2/3", majority="1/2", is_strict="yes")
    fill(page, majority_basis="all_members", abstentions_count="yes", proposer_recuses="yes")
    fill(page, form="either", basis="委员会首次会议纪要")
    keep(page, "19-rule")
    press(page, "main form.c-form button.btn-primary")
    keep(page, "19-committee-with-rule")
    assert window.complaints == []


def change_the_text(visitor, plan, voter, case):
    """An edit under the vote: the page says so before, and the answers given are struck out, visibly."""
    window = visitor()
    page = window.sign_in("shen", to=reverse("planning:plan", args=[plan.pk]))
    assert page.is_visible(".c-callout--warn")
    keep(page, "21-warned")
    before = case.content_sha256
    window.go(reverse("planning:plan-texts", args=[plan.pk]))
    fill(page, risks="核心岗位流动：建立双岗，并每季复核。")
    press(page, "main form.c-form button[type=submit]")
    case.refresh_from_db()
    assert case.content_sha256 != before
    assert not Vote.objects.filter(voided_at=None).exists()
    window = visitor()
    page = window.sign_in(voter.username, to=case_page(case))
    assert page.locator(".c-vote.is-void").count() == 2
    assert page.is_visible(BAR)
    keep(page, "22-void")
    assert window.complaints == []


def close_with_a_condition(visitor, chair, case, head):
    window = visitor()
    page = window.sign_in(chair.username, to=case_page(case))
    page.fill("#close textarea", "同意，自发布之日起实施。")
    page.click("[data-add-condition]")
    row = page.locator("[data-conditions] > li").last
    row.locator("input[name$=text]").fill("一季度末补充培训预算说明")
    row.locator("select").select_option(str(head.pk))
    row.locator("input[type=date]").fill("2027-03-31")
    keep(page, "23-close")
    press(page, "#close form button[type=submit]:not([name])")
    resolution = Resolution.objects.get()
    assert resolution.outcome == Outcome.CONDITIONAL
    assert resolution.dissent[0]["name"] == NAMES[2]
    window.go(reverse("governance:resolution", args=[resolution.pk]))
    assert "培训预算偏低" in text_of(page)
    assert resolution.number in text_of(page)
    keep(page, "24-resolution")
    assert window.complaints == []
    return resolution


def publish(visitor, plan, resolution):
    window = visitor()
    page = window.sign_in("gu", to=reverse("planning:plan", args=[plan.pk]))
    step(page, "publish")
    plan.refresh_from_db()
    assert (plan.state, plan.resolution) == (PlanState.PUBLISHED, resolution)
    keep(page, "25-published")
    assert window.complaints == []


def look_at_the_documents(visitor, plan, resolution, time_machine):
    """The three documents are ordered on their pages, printed by the jobs, and say what was decided."""
    wanted = {
        "plan": (resolution.number, "3.78", NAMES[2], "一季度末补充培训预算说明", "变更量不足"),
        "resources": ("事件分析师", "180,000"),
        "training": ("事件分级培训", "服务台"),
    }
    window = visitor()
    window.sign_in("gu")
    for language in ("zh-hans", "en"):
        for name, words in wanted.items():
            address = reverse("planning:plan-document", args=[plan.pk, name, "pdf"])
            address = f"{address}?language={language}"
            content = printed(window, address, "main form", address)
            check_words(content, words, f"{name}-{language}")


def look_at_january(visitor, company, head, resolution):
    """The targets judge, and what was promised stands in the inbox of whoever promised it."""
    goals = PlanGoal.objects.filter(section__plan__state=PlanState.PUBLISHED, value__isnull=False)
    assert {row.issued.indicator.code for row in goals} == {"INC-04", "INC-05"}
    assert all(resolution.number in row.basis for row in Target.objects.all())
    window = visitor()
    page = window.sign_in("lin", to=reverse("kpi:indicator-detail", args=["INC-04"]))
    assert "3.78" in text_of(page)
    assert resolution.number in text_of(page)
    keep(page, "30-indicator")
    window.go("/inbox/")
    assert "完成升级演练" in text_of(page)
    assert "事件分级培训" in text_of(page)
    keep(page, "31-inbox-of-the-specialist")
    assert window.complaints == []
    window = visitor(viewport=PHONE)
    page = window.sign_in(head.username, to="/inbox/")
    assert "一季度末补充培训预算说明" in text_of(page)
    keep(page, "32-inbox-of-the-head")
    assert window.complaints == []
