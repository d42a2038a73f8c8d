"""Chapter 1, Q4: the departments fill the plan, the committee decides, the year is owed (6.4.1)."""

from governance.models import Approval, Obligation, Resolution
from governance.states import ObligationKind, Outcome
from kpi.models import Target
from planning.models import AnnualPlan, PlanSection
from planning.states import PlanState, SectionState
from tests.journeys.year.browser import done
from tests.journeys.year.truth import GOALS

# Who writes the section of each department.
WRITERS = {
    "operations": "he",
    "service_desk": "lin",
    "development": "qin",
    "quality": "zhen",
    "hr": "wen",
    "pmo": "shen",
}
SEATS = (("song", "chair"), ("jiang", "secretary"), ("ye", "member"), ("bai", "member"))
BALLOTS = {
    "jiang": ("approve", ""),
    "ye": ("oppose", "培训预算偏低，难以覆盖新员工"),
    "bai": ("recuse", "亲属为工具供应商"),
    "song": ("approve", ""),
}


def plans():
    """The year's plan is made in the fourth quarter before it; and so is the next one, while this year runs."""
    yield "2025-10-09 10:00", seat_committee, None
    yield "2025-10-09 11:00", adopt_indicators, None
    yield "2025-10-09 14:00", open_plan, 2026
    yield "2025-10-20 10:00", fill_sections, 2026
    yield "2025-11-20 10:00", compile_and_submit, 2026
    yield "2025-11-20 14:00", look_for_the_rule, 2026
    yield "2025-11-20 15:00", decide_plan, 2026
    yield "2025-11-24 10:00", publish_plan, 2026
    yield "2026-10-12 11:00", open_plan, 2027
    yield "2026-10-23 10:00", fill_sections, 2027
    yield "2026-11-16 10:00", compile_and_submit, 2027
    yield "2026-11-17 10:00", decide_plan, 2027
    yield "2026-11-18 10:00", publish_plan, 2027


def plan_of(number):
    return AnnualPlan.objects.get(year=number)


def seat_committee(year):
    """The PMO seats the four; nobody has recorded yet how they decide."""
    for username, seat in SEATS:
        form = year.visit("shen").go("/committee/members/new/").form("/members/new/")
        who = year.person(username)
        done(form.send(person=who.pk, seat=seat, has_vote="yes", valid_from="2025-10-09"))


def adopt_indicators(year):
    """What the goals are set on is adopted first, from the first Monday of the year's weeks on."""
    for code in GOALS:
        page = year.visit("shen").go("/indicators/").follow(f"/indicators/{code}/")
        form = page.follow(f"/{code}/adopt/").form("/adopt/", having=["valid_from"])
        done(form.send(valid_from="2025-12-29", reason="年度规划的目标所依据的指标"))


def open_plan(year, number):
    page = year.visit("shen").go("/plans/")
    forms = [
        each
        for each in page.forms
        if each.action.endswith("/plans/open/") and each.fields["year"].sent == [str(number)]
    ]
    page = done(forms[0].send())
    page = page.follow("/texts/")
    answers = {"basis": "公司战略：把可用性作为首要承诺。", "risks": "核心岗位流动：建立双岗。"}
    done(page.form("/texts/").send(answers, arrangements="每月监控，每季评审。"))
    assert plan_of(number).state == PlanState.DRAFT


def fill_sections(year, number):
    """Every process has a goal or a reason, in the section of the department that answers for it."""
    plan = plan_of(number)
    for section in PlanSection.objects.filter(plan=plan).select_related("department"):
        code = section.department.code
        browser = year.visit(WRITERS[code])
        address = f"/plans/sections/{section.pk}/"
        for goal, (process, department, operator, value) in GOALS.items():
            if department == code:
                write_goal(browser, address, process, goal, operator, value)
        if code == "operations":
            write_reasons(browser, address)
            write_lines(browser, address, number, year.person("he"))
        done(browser.go(address).form("/hand-in/").send())
    waiting = PlanSection.objects.filter(plan=plan).exclude(state=SectionState.HANDED_IN)
    assert not waiting.exists()


def write_goal(browser, address, process, code, operator, value):
    form = browser.go(f"{address}new/goal/").form("/new/goal/", having=["indicator"])
    answers = {"kind": "absolute", "process": key_of_process(process), "operator": operator}
    indicator = form.choice("indicator", code)
    done(form.send(answers, indicator=indicator, value=value, measures="按周检查，逐月分析"))


def write_reasons(browser, address):
    """The processes that set no goal this year say why, one by one, as the page offers them."""
    form = browser.go(f"{address}new/goal/").form("/new/goal/", having=["indicator"])
    with_goal = {str(key_of_process(process)) for process, *_rest in GOALS.values()}
    for process in form.fields["process"].offered:
        if process in with_goal:
            continue
        form = browser.go(f"{address}new/goal/").form("/new/goal/", having=["indicator"])
        answers = {"kind": "none", "process": process, "reason": "先建立数据基础，下一年设目标"}
        done(form.send(answers, operator=[], direction=[], change_unit=[]))


def write_lines(browser, address, number, he):
    """A need, a training and a milestone."""
    form = browser.go(f"{address}new/resource/").form("/new/resource/", having=["have"])
    answers = {"kind": "people", "name": "事件分析师", "have": 1, "need": 2, "cost": 180000}
    done(form.send(answers, how="外部招聘", needed_on=f"{number}-03-31"))
    form = browser.go(f"{address}new/training/").form("/new/training/", having=["topic"])
    answers = {"topic": "事件分级培训", "audience": "服务台与运维部", "budget": 12000}
    done(form.send(answers, planned_on=f"{number}-03-18", responsible=he.pk))
    form = browser.go(f"{address}new/milestone/").form("/new/milestone/", having=["due_on"])
    done(form.send(text="完成升级演练", responsible=he.pk, due_on=f"{number}-06-30"))


def key_of_process(code):
    from processes.models import Process

    return Process.objects.get(code=code).pk


def compile_and_submit(year, number):
    plan = plan_of(number)
    done(year.visit("shen").go(f"/plans/{plan.pk}/").form("/compile/").send())
    done(year.visit("gu").go(f"/plans/{plan.pk}/").form("/submit/").send())
    assert Approval.objects.latest("pk").state == "open"


def record_rule(year):
    """Before it stands on record no vote can be closed (G20)."""
    form = year.visit("shen").go("/committee/").follow("/committee/rule/").form("/rule/")
    answers = {"valid_from": "2025-11-20", "quorum": "2/3", "majority": "1/2", "is_strict": "yes"}
    more = {"majority_basis": "all_members", "abstentions_count": "yes", "proposer_recuses": "yes"}
    done(form.send(answers | more, form="either", basis="委员会首次会议纪要"))


def vote(year, case, ballots):
    """Each member finds the case in the inbox and answers on its page."""
    for username, (ballot, reason) in ballots.items():
        page = year.visit(username).go("/inbox/").follow(f"/approvals/{case.pk}/")
        done(page.form("/vote/").send(ballot=ballot, reason=reason))


def close_vote(year, case, text):
    page = year.visit("song").go(f"/approvals/{case.pk}/")
    done(page.form("/close/").send(text=text))
    return Resolution.objects.latest("pk")


def look_for_the_rule(year, number):
    """No vote is closed before the PMO has recorded how the committee decides."""
    case = Approval.objects.latest("pk")
    assert not year.visit("song").go(f"/approvals/{case.pk}/").has_form("/close/")
    record_rule(year)


def decide_plan(year, number):
    """One member recuses, one is against, and the resolution says so."""
    case = Approval.objects.latest("pk")
    vote(year, case, BALLOTS)
    resolution = close_vote(year, case, "同意，自发布之日起实施。")
    assert resolution.outcome == Outcome.APPROVED
    assert [each["name"] for each in resolution.dissent] == ["叶承安"]
    assert resolution.tally["recused"] == 1


def publish_plan(year, number):
    """On publication the targets of the year come into force from 1 January, and the duty of the plan is done."""
    plan = plan_of(number)
    done(year.visit("gu").go(f"/plans/{plan.pk}/").form("/publish/").send())
    plan.refresh_from_db()
    assert plan.state == PlanState.PUBLISHED
    duty = Obligation.objects.get(kind=ObligationKind.ANNUAL_PLAN, period=str(number))
    assert duty.state == "done"
    for code, (_process, _department, operator, value) in GOALS.items():
        target = Target.objects.get(indicator__code=code, valid_from__year=number)
        assert (target.operator, target.value, str(target.valid_from)) == (
            operator,
            value,
            f"{number}-01-01",
        )
