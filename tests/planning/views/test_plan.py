"""The pages of the plan: who sees what, what a foreign section answers, what a page costs (reliability §3.2)."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.selectors.approval import case_of
from governance.states import Sphere
from planning.models import AnnualPlan, Milestone, PlanGoal, ResourceLine
from planning.services.line import write_line
from planning.services.plan import open_plan
from planning.states import PlanState, SectionState
from tests.people import make_person
from tests.planning.world import NOW, filled, milestone, need, published, section_of
from tests.rest import READ, make_token

pytestmark = pytest.mark.django_db
AMOUNT = "180,000"


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def at_now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def plan(company, at_now):
    return filled(company)


@pytest.fixture
def in_force(company, at_now):
    return published(company)


def url(name, *args):
    return reverse(f"planning:{name}", args=args)


def test_a_foreign_section_of_a_plan_in_preparation_is_not_there(plan, company):
    section = section_of(plan, company.operations)
    mine, strange = signed_in(company.specialist), signed_in(company.stranger)

    assert mine.get(url("section", section.pk)).status_code == 200
    for name in ("section", "section-hand-in", "section-summary"):
        method = strange.get if name == "section" else strange.post
        assert method(url(name, section.pk)).status_code == 404
    assert strange.get(url("line-new", section.pk, "goal")).status_code == 404
    row = PlanGoal.objects.get(section=section)
    assert strange.post(url("line-remove", "goal", row.pk)).status_code == 404


def test_a_plan_in_preparation_is_not_there_for_staff_and_administrators(plan, company):
    staff = make_person("gao", "高远", company.operations)
    keeper = make_person("wei", "魏守正", None, sphere=Sphere.SYS_ADMIN)

    assert signed_in(staff).get(url("plan", plan.pk)).status_code == 404
    assert signed_in(keeper).get(url("plan", plan.pk)).status_code == 403


def test_a_published_plan_is_for_everybody_but_its_amounts_are_not(in_force, company):
    staff = make_person("gao", "高远", company.operations)
    amounts = {}
    for person in (staff, company.stranger, company.specialist, company.members[0]):
        client = signed_in(person)
        assert client.get(url("plan-goals", in_force.pk)).status_code == 200
        pages = [client.get(url(name, in_force.pk)) for name in ("plan-resources", "plan-package")]
        amounts[person.username] = [AMOUNT in page.content.decode() for page in pages]

    assert amounts["gao"] == amounts[company.stranger.username] == [False, False]
    assert amounts[company.specialist.username] == amounts["member1"] == [True, True]


def test_only_who_may_read_the_case_is_led_to_it(in_force, company):
    staff = make_person("gao", "高远", company.operations)
    case = f'href="/approvals/{case_of(in_force).pk}/"'
    page = url("plan", in_force.pk)

    assert case not in signed_in(staff).get(page).content.decode()
    assert case in signed_in(company.officer).get(page).content.decode()


def test_an_auditor_reads_drafts_and_no_amounts(plan, company):
    auditor = make_person("shi", "施明镜", None, sphere=Sphere.AUDITOR)
    page = signed_in(auditor).get(url("section", section_of(plan, company.operations).pk))

    assert page.status_code == 200
    assert AMOUNT not in page.content.decode()


def test_the_file_of_resources_holds_what_its_reader_may_see(in_force, company):
    import openpyxl

    rows = {}
    for person in (company.officer, company.stranger):
        answer = signed_in(person).get(url("plan-resources", in_force.pk) + "?format=xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        rows[person.username] = sheet.max_row

    assert rows == {"shen": 2, "qin": 1}


def test_a_goal_is_written_on_its_page_and_its_arithmetic_looked_at(company, at_now):
    from tests.planning.world import make_figure

    make_figure(company.hours, "2026-Q3", "4200", "1000")
    plan = open_plan(2027, by=company.officer, at=NOW)
    section = section_of(plan, company.operations)
    client = signed_in(company.specialist)
    data = {
        "process": company.incident.pk,
        "kind": "relative",
        "indicator": company.hours.pk,
        "operator": ">=",
        "direction": "reduce",
        "change": "10",
        "change_unit": "percent",
        "baseline_period": "2026-Q3",
    }

    looked = client.post(url("line-new", section.pk, "goal"), {**data, "look": "1"})

    assert "4.2 × (1 − 10/100) = 3.78" in looked.content.decode()
    assert not PlanGoal.objects.exists()
    written = client.post(url("line-new", section.pk, "goal"), data)
    assert written.status_code == 302
    assert PlanGoal.objects.get().value == Decimal("3.78")
    again = client.post(url("line-new", section.pk, "goal"), data)
    assert again.status_code == 422


def test_a_milestone_a_need_and_a_training_are_written_changed_and_taken_off(company, at_now):
    plan = open_plan(2027, by=company.officer, at=NOW)
    section, client = section_of(plan, company.operations), signed_in(company.specialist)
    forms = {
        "milestone": {"text": "演练", "responsible": company.specialist.pk, "due_on": "2027-03-31"},
        "resource": {"kind": "people", "name": "分析师", "have": "1", "need": "2", "cost": "1.50"},
        "training": {
            "topic": "分级",
            "audience": "一线",
            "method": "online",
            "planned_on": "2027-02-10",
        },
    }
    for kind, data in forms.items():
        assert client.get(url("line-new", section.pk, kind)).status_code == 200
        assert client.post(url("line-new", section.pk, kind), {}).status_code == 422
        assert client.post(url("line-new", section.pk, kind), data).status_code == 302
    row = Milestone.objects.get()
    page = client.get(url("line", "milestone", row.pk))
    seen = page.context["form"].initial["seen"]
    changed = {**forms["milestone"], "text": "双活演练", "seen": seen}
    assert client.post(url("line", "milestone", row.pk), changed).status_code == 302
    assert client.post(url("line-remove", "resource", ResourceLine.objects.get().pk))

    row.refresh_from_db()
    assert row.text == "双活演练"
    assert not ResourceLine.objects.exists()


def test_a_promotion_is_called_one_in_the_section_the_plan_and_its_file(company, at_now):
    plan = open_plan(2027, by=company.officer, at=NOW)
    section, client = section_of(plan, company.operations), signed_in(company.specialist)
    said = {"audience": "全体员工", "method": "online", "planned_on": "2027-02-10"}
    for kind, topic in (("promotion", "新版规范宣贯"), ("", "分级培训")):
        given = {**said, "kind": kind, "topic": topic}
        assert client.post(url("line-new", section.pk, "training"), given).status_code == 302
    wrong = client.post(url("line-new", section.pk, "training"), {**said, "kind": "show"})

    assert wrong.status_code == 422
    for page in (url("section", section.pk), url("plan-trainings", plan.pk)):
        text = client.get(page).content.decode()
        assert text.count('<span class="c-badge">推广</span>') == 1
    told = client.get(url("plan-trainings", plan.pk), {"format": "csv"})
    lines = b"".join(told.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in sorted(lines[1:3])] == ["培训", "推广"]


def test_the_whole_way_through_the_pages(company, at_now):
    officer, manager = signed_in(company.officer), signed_in(company.manager)
    assert "2027" in officer.get(url("plans")).content.decode()
    answer = officer.post(url("plan-open"), {"year": "2027"})
    plan = AnnualPlan.objects.get()
    assert answer.headers["Location"] == url("plan", plan.pk)
    section = section_of(plan, company.operations)
    signed_in(company.specialist).post(url("section-hand-in", section.pk))
    officer.post(url("section-return", section.pk), {"note": "请补充"})
    section.refresh_from_db()
    assert section.state == SectionState.RETURNED
    officer.post(url("plan-compile", plan.pk))
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT
    assert manager.post(url("plan-publish", plan.pk)).status_code == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT
    manager.post(url("plan-drop", plan.pk), {"note": "重新开始"})
    plan.refresh_from_db()
    assert plan.state == PlanState.DROPPED


def test_a_milestone_is_reported_on_the_progress_page(in_force, company):
    row = Milestone.objects.get()
    client = signed_in(company.specialist)
    assert client.get(url("plan-progress", 2027)).status_code == 200
    client.post(url("milestone-done", row.pk), {"on": "2026-10-12", "note": "演练记录"})

    row.refresh_from_db()
    assert row.done_note == "演练记录"


def statements(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_pages_cost_the_same_with_many_lines(plan, company):
    section, client = section_of(plan, company.operations), signed_in(company.officer)
    addresses = [
        url("plan", plan.pk),
        url("section", section.pk),
        url("plan-goals", plan.pk),
        url("plan-milestones", plan.pk),
        url("plan-resources", plan.pk),
        url("plan-changes", plan.pk),
        url("plan-package", plan.pk),
    ]
    client.get(addresses[0])
    before = [statements(client, address) for address in addresses]
    for number in range(5):
        for line in (milestone(section, company.specialist, f"里程碑{number}"), need(section)):
            write_line(line, by=company.officer, at=NOW)

    after = [statements(client, address) for address in addresses]
    assert after == before
    assert max(after) <= 20


def test_rest_gives_goals_and_targets_and_no_amounts(in_force, company):
    token = make_token(company.officer, READ, at=NOW)[1]
    headers = {"authorization": f"Bearer {token}"}

    plans = Client().get("/api/v1/plans/?year=2027", headers=headers)
    goals = Client().get("/api/v1/plan-goals/?indicator=INC-04", headers=headers)

    assert plans.json()["items"][0]["resolution"] == in_force.resolution.number
    item = goals.json()["items"][0]
    assert (item["operator"], item["value"]) == ("<=", "4")
    assert item["target"]["valid_to"] == "2027-12-31"
    assert "180000" not in plans.content.decode() + goals.content.decode()
    one = Client().get(f"/api/v1/plans/{in_force.pk}/", headers=headers)
    assert one.json()["version"] == 1
    assert Client().get("/api/v1/plans/999/", headers=headers).status_code == 404
    assert Client().get("/api/v1/plans/?year=MMXX", headers=headers).status_code == 400
    assert Client().get("/api/v1/plans/").status_code == 401


def test_rest_shows_no_draft_to_who_may_not_read_it(plan, company):
    token = make_token(make_person("gao", "高远", company.operations), READ, at=NOW)[1]

    answer = Client().get("/api/v1/plans/", headers={"authorization": f"Bearer {token}"})

    assert answer.json().get("items", []) == []


def test_need_keeps_only_what_its_table_has(company, at_now):
    section = section_of(open_plan(2027, by=company.officer, at=NOW), company.operations)
    typed = {"kind": "tools", "name": "容量探针", "have": "0", "need": "1"}
    typed |= {"purpose": "容量预测", "tool_change": "new", "skill": "Python", "audience": "服务台"}

    signed_in(company.specialist).post(url("line-new", section.pk, "resource"), typed)

    row = ResourceLine.objects.get()
    assert (row.purpose, row.tool_change, row.skill, row.audience) == ("容量预测", "new", "", "")


def test_section_without_needs_says_so_and_one_with_needs_does_not(company, at_now):
    section = section_of(open_plan(2027, by=company.officer, at=NOW), company.operations)
    client = signed_in(company.specialist)

    def needs():
        page = client.get(url("section", section.pk)).content.decode()
        return page.split('id="resources"')[1].split('id="trainings"')[0]

    assert "无。" in needs()
    write_line(need(section), by=company.specialist, at=NOW)
    assert "无。" not in needs()


def test_history_of_a_section_names_its_lines_to_who_may_read_them(in_force, company):
    page = url("section", section_of(in_force, company.operations).pk)

    def history(person):
        return signed_in(person).get(page).content.decode().split("操作记录")[1]

    assert "事件分析师" in history(company.specialist)
    assert "事件分析师" not in history(company.stranger)


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_changes_come_as_a_file_line_by_line(plan, company):
    address = url("plan-changes", plan.pk) + "?format=csv"
    section = section_of(plan, company.operations)
    write_line(need(section), by=company.officer, at=NOW)

    whole = rows_of(signed_in(company.officer).get(address))

    page = signed_in(company.officer).get(url("plan-changes", plan.pk))
    titles = {change.title for change in page.context["diff"].changes}
    assert {line["条目"] for line in whole if line["条目"]} == titles
    assert len(whole) >= len(titles) > 1
    assert all(line["表"] for line in whole if line["条目"])
