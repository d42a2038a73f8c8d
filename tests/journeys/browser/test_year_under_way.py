"""A year under its plan, in a real browser: taught, provided for, amended through a deputy, carried over."""

import pytest
from django.urls import reverse

from governance.models import Approval, ApprovalTask, Resolution, Vote
from governance.states import ApprovalState
from kpi.models import Target
from planning.models import AnnualPlan, Attendance, PlanGoal, ResourceLine, TrainingSession
from planning.states import AttendanceState, Fulfilment, PlanState, SessionState
from portal.tasks import tick
from tests.chrome import is_wider_than_its_window
from tests.documents import pdf_file
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
from tests.planning.world import NOW, make_company, make_figure, published, section_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASON = "上半年两次一级事件，年度目标按实际能力调整"


@pytest.fixture
def company(specialist, stranger, officer, manager, operations, development):
    """A company whose plan of 2027 is in force since the autumn before."""
    company = make_company(specialist, stranger, officer, manager, operations, development)
    published(company, at=NOW)
    return company


def test_year_is_lived_under_its_plan(visitor, company, head, time_machine):
    plan = AnnualPlan.objects.get(year=2027)
    teach(visitor, company, time_machine)
    travel(time_machine, "2027-05-10 09:00")
    make_figure(company.hours, "2027-04", 5500, 1000, verdict="missed")
    make_figure(company.hours, "2027", 4800, 1000, verdict="incomplete")
    make_figure(company.rate, "2027", 97, 100, verdict="incomplete")
    provide(visitor, plan)
    look_at_progress(visitor, value="4.8", met="1", needs="0", trainings="1")

    amended = amend(visitor, plan)
    compare(visitor, amended, plan)
    case = Approval.objects.exclude(state=ApprovalState.APPROVED).get()
    name_a_deputy(visitor, company.members[2], head)
    pass_on_what_was_passed_on(visitor, head, company.members[1], company.members[2], case)
    vote(visitor, company.members[0], case, "approve")
    vote(visitor, company.members[1], case, "approve")
    vote_as_deputy(visitor, head, company.members[2], case)
    resolution = close(visitor, company.members[0], case)
    attach_the_signed_paper(visitor, company.members[1], resolution)
    publish(visitor, amended, plan, resolution)
    look_at_targets(visitor, company, resolution, time_machine)
    print_documents(visitor, amended, resolution)

    # The target of June has the year judged anew, from what is kept of it: April.
    travel(time_machine, "2027-10-20 09:00")
    look_at_progress(visitor, value="5.5", met="1", needs="1", trainings="1")
    carry_over(visitor, company, amended)


def teach(visitor, company, time_machine):
    """From the line of the plan to the record: invited, signed in by oneself, confirmed by another."""
    session = TrainingSession.objects.get()
    address = reverse("planning:training", args=[session.pk])
    travel(time_machine, "2027-02-01 09:00")
    invite(visitor, address)
    travel(time_machine, "2027-02-10 13:40")
    sign_in_oneself(visitor, company, address)
    travel(time_machine, "2027-02-10 16:30")
    confirm(visitor, company, address)
    session.refresh_from_db()
    assert session.state == SessionState.CLOSED


def invite(visitor, address):
    """The PMO gives the training its hour, its room and its trainer, names whom the plan forgot, and invites."""
    window = visitor()
    page = window.sign_in("shen", to=f"{address}edit/")
    fill(page, day="2027-02-10", clock="14:00", place="三楼会议室", hours="2")
    fill(page, trainer_name="外部讲师")
    lin = page.locator("[name=people] option", has_text="林小满").get_attribute("value")
    page.select_option("[name=people]", [lin])
    keep(page, "40-training-edit")
    press(page, "main form.c-form button.btn-primary")
    step(page, "steps/announce")
    assert window.complaints == []


def sign_in_oneself(visitor, company, address):
    """A claim on the phone, which counts for nothing until another confirms it."""
    window = visitor(viewport=PHONE)
    page = window.sign_in("lin", to=address)
    keep(page, "41-training-sign-in")
    press(page, f"form[action='{address}sign-in/'] button")
    attendance = Attendance.objects.get(person=company.specialist)
    assert attendance.state == AttendanceState.CHECKED_IN
    assert page.locator("[name$=outcome]").count() == 0, "nobody confirms themselves"
    assert window.complaints == []


def confirm(visitor, company, address):
    """The PMO confirms who was there, and another confirms the PMO; only then is the record complete."""
    window = visitor()
    page = window.sign_in("shen", to=address)
    step(page, "steps/hold")
    mark(page, came="林小满")
    keep(page, "42-training-attendance")
    press(page, f"form[action='{address}attendance/'] button[type=submit]")
    attendance = Attendance.objects.get(person=company.specialist)
    assert attendance.state == AttendanceState.ATTENDED
    assert attendance.confirmed_by == company.officer
    assert window.complaints == []

    window = visitor()
    page = window.sign_in("gu", to=address)
    mark(page, came=company.officer.name)
    press(page, f"form[action='{address}attendance/'] button[type=submit]")
    step(page, "steps/close")
    keep(page, "43-training-closed")
    window.go("/trainings/coverage/?year=2027")
    assert "100" in text_of(page)
    keep(page, "44-coverage")
    assert window.complaints == []


def mark(page, *, came):
    """One came, the others whose places are still open did not, for a reason."""
    for row in page.locator("#attendance tbody tr:has([name$=outcome])").all():
        if came in row.inner_text():
            row.locator("[name$=outcome]").select_option("attended")
        elif row.locator("[name$=outcome]").input_value() == "":
            row.locator("[name$=outcome]").select_option("absent")
            row.locator("[name$=absence]").fill("值班")


def provide(visitor, plan):
    """The process manager says what has come of a need: committed first, with what is still missing."""
    need = ResourceLine.objects.get(section__plan=plan)
    window = visitor()
    page = window.sign_in("gu", to=reverse("planning:resource-provide", args=[need.pk]))
    fill(page, fulfilment="committed", fulfilled="0", on="2027-05-10", note="岗位已发布")
    keep(page, "45-provide")
    press(page, "main form.c-form button.btn-primary")
    need.refresh_from_db()
    assert need.fulfilment == Fulfilment.COMMITTED
    assert window.complaints == []


def look_at_progress(visitor, *, value, met, needs, trainings):
    """The page of the year counts goals, needs and trainings, and says which goal is missed."""
    window = visitor()
    page = window.sign_in("shen", to="/plans/year/2027/progress/")
    found = {
        tile.locator(".c-stat__label").inner_text(): tile.locator(".c-stat__value").inner_text()
        for tile in page.locator(".c-stat").all()
    }
    expected = {"达成中的目标": met, "已落实资源需求": needs, "已举办培训": trainings}
    assert expected.items() <= found.items(), found
    row = page.locator("tr", has_text="INC-04")
    assert "未达成" in row.inner_text()
    assert value in row.inner_text()
    keep(page, f"46-progress-{needs}")
    assert "事件分级培训" in text_of(page)
    assert window.complaints == []


def amend(visitor, plan):
    """A published plan is changed by a new version only; the PMO writes it, the manager submits it."""
    window = visitor()
    page = window.sign_in("shen", to=reverse("planning:plan", args=[plan.pk]))
    fill(page, note=REASON)
    press(page, "form[action$='/amend/'] button[type=submit]")
    amended = AnnualPlan.objects.get(year=2027, state=PlanState.DRAFT)
    assert page.url.endswith(reverse("planning:plan", args=[amended.pk]))
    keep(page, "47-amendment")
    goal = PlanGoal.objects.get(section__plan=amended, indicator__code="INC-04")
    window.go(reverse("planning:line", args=["goal", goal.pk]))
    fill(page, value="4.5")
    press(page, "main form.c-goal .c-form__actions button.btn-primary")
    window.go(reverse("planning:plan", args=[amended.pk]))
    step(page, "compile")
    assert window.complaints == []
    window = visitor()
    page = window.sign_in("gu", to=reverse("planning:plan", args=[amended.pk]))
    step(page, "submit")
    amended.refresh_from_db()
    assert amended.label == "V2.0"
    assert window.complaints == []
    return amended


def compare(visitor, amended, plan):
    """Against the version in force exactly one line has changed, and the page says from what to what."""
    window = visitor()
    page = window.sign_in("shen", to=reverse("planning:plan-changes", args=[amended.pk]))
    rows = page.locator("main tbody tr")
    assert rows.count() == 1
    told = rows.first.inner_text()
    assert "INC-04" in told
    assert page.inner_text("main del").strip().startswith("4") or "4" in page.inner_text("main del")
    assert "4.5" in page.inner_text("main ins")
    assert plan.label in text_of(page)
    keep(page, "48-changes")
    assert window.complaints == []


def name_a_deputy(visitor, principal, deputy):
    """From a day to a day, for one's own decisions, with the reason."""
    window = visitor()
    page = window.sign_in(principal.username, to="/delegations/")
    fill(page, deputy=str(deputy.pk), valid_from="2027-05-10", valid_to="2027-05-31")
    fill(page, reason="出差两周")
    keep(page, "49-delegation")
    press(page, "main form.c-form button.btn-primary")
    assert deputy.name in page.inner_text("main table")
    assert window.complaints == []


def pass_on_what_was_passed_on(visitor, deputy, second, principal, case):
    """The deputy's own deputy answers for the deputy and for nobody behind them, forged or not."""
    window = visitor()
    page = window.sign_in(deputy.username, to="/delegations/")
    fill(page, deputy=str(second.pk), valid_from="2027-05-10", valid_to="2027-05-31")
    fill(page, reason="外出")
    press(page, "main form.c-form button.btn-primary")
    assert window.complaints == []
    tick()

    task = ApprovalTask.objects.get(step__approval=case, person=principal)
    window = visitor()
    page = window.sign_in(second.username, to=case_page(case))
    own = ApprovalTask.objects.get(step__approval=case, person=second)
    assert page.locator(f"{BAR} [name=task]").input_value() == str(own.pk)
    page.locator(f"{BAR} [name=task]").evaluate("(box, pk) => { box.value = pk }", str(task.pk))
    page.click(f"{BAR} label:has(input[value=approve])")
    press(page, f"{BAR} button[type=submit]")
    assert "委托只有一级" in page.inner_text(BAR)
    assert not Vote.objects.filter(task__step__approval=case).exists()
    keep(page, "50-second-level-refused")


def vote_as_deputy(visitor, deputy, principal, case):
    """On the phone, told for whom; the vote is the principal's and both names stand beside it."""
    window = visitor(viewport=PHONE, has_touch=True)
    page = window.sign_in(deputy.username, to="/inbox/")
    page.click(f"a.c-duty__what[href='{case_page(case)}']")
    page.wait_for_load_state("networkidle")
    assert principal.name in page.inner_text(BAR)
    page.click(f"{BAR} label:has(input[value=approve])")
    keep(page, "51-deputy-votes")
    assert not is_wider_than_its_window(page)
    press(page, f"{BAR} button[type=submit]")
    given = Vote.objects.get(task__person=principal, task__step__approval=case)
    assert given.cast_by == deputy
    assert f"{deputy.name} 代 {principal.name}" in text_of(page)
    keep(page, "52-deputy-voted")
    assert window.complaints == []


def close(visitor, chair, case):
    window = visitor()
    page = window.sign_in(chair.username, to=case_page(case))
    page.fill("#close textarea", "同意调整，自六月一日起按新值考核。")
    press(page, "#close form button[type=submit]:not([name])")
    resolution = Resolution.objects.get(approval=case)
    assert window.complaints == []
    return resolution


def attach_the_signed_paper(visitor, secretary, resolution):
    """The page that was signed by hand hangs on the resolution, byte for byte."""
    scan = pdf_file()
    address = reverse("governance:resolution", args=[resolution.pk])
    window = visitor()
    page = window.sign_in(secretary.username, to=address)
    page.set_input_files(
        "#signed-page", {"name": "签字页.pdf", "mimeType": "application/pdf", "buffer": scan}
    )
    press(page, "#signed form.c-files__add button")
    link = page.locator("#signed a", has_text="签字页.pdf")
    answer = page.request.get(window.url + link.get_attribute("href"))
    assert answer.body() == scan
    keep(page, "53-signed-page")
    assert window.complaints == []


def publish(visitor, amended, plan, resolution):
    window = visitor()
    page = window.sign_in("gu", to=reverse("planning:plan", args=[amended.pk]))
    step(page, "publish")
    amended.refresh_from_db()
    plan.refresh_from_db()
    assert (amended.state, amended.resolution) == (PlanState.PUBLISHED, resolution)
    assert plan.state == PlanState.SUPERSEDED
    need = ResourceLine.objects.get(section__plan=amended)
    assert need.fulfilment == Fulfilment.COMMITTED, "what was done under the first version stands"
    assert TrainingSession.objects.count() == 1, "the training was held already"
    fulfil = reverse("planning:resource-provide", args=[need.pk])
    window.go(fulfil)
    fill(page, fulfilment="fulfilled", fulfilled="1", on="2027-05-10", note="")
    press(page, "main form.c-form button.btn-primary")
    assert window.complaints == []


def look_at_targets(visitor, company, resolution, time_machine):
    """The old line judges to the last of May, the new one from the first of June; the other goal goes on."""
    lines = Target.objects.filter(indicator=company.hours).order_by("valid_from")
    assert [
        (str(row.value.normalize()), str(row.valid_from), str(row.valid_to)) for row in lines
    ] == [
        ("4", "2027-01-01", "2027-05-31"),
        ("4.5", "2027-06-01", "2027-12-31"),
    ]
    assert Target.objects.filter(indicator=company.rate).count() == 1
    window = visitor()
    page = window.sign_in("lin", to=reverse("kpi:indicator-detail", args=["INC-04"]))
    told = text_of(page)
    assert "2027-05-31" in told
    assert "2027-06-01" in told
    assert resolution.number in told
    keep(page, "54-targets")
    assert window.complaints == []


def print_documents(visitor, amended, resolution):
    """The second version on paper, and the resolution that names the deputy."""
    wanted = {
        "plan": ("V2.0", resolution.number, "4.5", REASON),
        "resources": ("事件分析师", "已落实 1"),
        "training": ("事件分级培训", "2027-02-10"),
    }
    window = visitor()
    window.sign_in("gu")
    for name, words in wanted.items():
        address = reverse("planning:plan-document", args=[amended.pk, name, "pdf"])
        content = printed(window, address, "main form", f"{address}?language=zh-hans")
        check_words(content, words, f"v2-{name}")
    content = printed(
        window,
        reverse("governance:resolution", args=[resolution.pk]),
        "form[action$='/print/']:has([value=pdf]):has([value='zh-hans'])",
        f"{reverse('governance:resolution-paper', args=[resolution.pk])}?form=pdf&language=zh-hans",
    )
    check_words(content, (resolution.number, "同意调整", "杜若川"), "v2-resolution")


def carry_over(visitor, company, amended):
    """In the next autumn what was not reached stands beside the empty section and comes over with its line."""
    window = visitor()
    page = window.sign_in("shen", to="/plans/")
    press(page, "form[action='/plans/open/']:has(input[value='2028']) button")
    coming = AnnualPlan.objects.get(year=2028)
    section = section_of(coming, company.operations)
    assert window.complaints == []

    window = visitor()
    page = window.sign_in("lin", to=reverse("planning:section", args=[section.pk]))
    assert "INC-04" in page.inner_text("aside")
    keep(page, "55-unmet")
    press(page, "form[action*='/carry/'] button")
    carried = PlanGoal.objects.get(section=section)
    before = PlanGoal.objects.get(section__plan=amended, indicator__code="INC-04")
    assert (carried.carried_from, carried.value) == (before, before.value)
    assert "结转" in page.inner_text("#goals")
    assert page.locator("form[action*='/carry/']").count() == 0, "carried once"
    keep(page, "56-carried")
    window.go(reverse("planning:plan-changes", args=[coming.pk]))
    assert str(amended.year) in page.inner_text("main form.c-filters")
    keep(page, "57-against-last-year")
    assert window.complaints == []
