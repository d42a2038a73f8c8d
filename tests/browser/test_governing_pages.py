"""Pages of clauses 5 and 6.4.1 in states and for readers that the tour does not meet: WCAG by axe, nothing sideways.

What the PMO officer sees of lists and plain forms is looked at by `tests/journeys/browser/test_tour.py`.
"""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.urls import reverse

from governance.models import (
    Approval,
    Document,
    DocumentVersion,
    Meeting,
    Resolution,
    ResolutionCondition,
)
from governance.selectors.meeting import meeting_page
from governance.selectors.minutes import draft_sha256
from governance.services.committee_vote import Condition, close_vote
from governance.services.delegation import NewDelegation, make_delegation
from governance.services.document import VersionNote, start_version, submit_version
from governance.services.document_force import publish_version
from governance.services.minutes import close_meeting
from governance.states import ApprovalKind, Ballot, MeetingState
from planning.models import AnnualPlan, PlanGoal, PlanSection, ResourceLine, TrainingSession
from planning.services.decision import submit_plan
from planning.services.line import write_line
from planning.services.plan import amend_plan, compile_plan, open_plan, record_plan_not_made
from planning.states import PlanState
from tests.chrome import DESK, PHONE, is_wider_than_its_window, violations
from tests.documents import add
from tests.governance.deciding import answer, opened
from tests.governance.meeting import called, in_session, minuted
from tests.governance.writing import agree, make_document
from tests.people import make_person
from tests.planning.world import NOW, make_company, milestone, need, published, section_of, training

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

AUTUMN = NOW.replace(year=2027, month=10, day=20)


@pytest.fixture
def founded(specialist, stranger, officer, manager, operations, development):
    return make_company(specialist, stranger, officer, manager, operations, development)


@pytest.fixture
def company(founded, head, time_machine):
    """Something of every kind: in force and on its way, decided and open, held and still to come."""
    officer, manager, specialist = founded.officer, founded.manager, founded.specialist
    write_norm(officer, manager)
    meet(founded, head)
    plan = published(founded)
    record_plan_not_made(2025, reason="制度发布前", by=officer, at=NOW)
    make_delegation(
        NewDelegation(head, NOW.date(), date(2027, 12, 31), "出差"), by=founded.members[2], at=NOW
    )
    amended = amend_plan(plan, note="年中调整", by=officer, at=AUTUMN)
    submit_plan(compile_plan(amended, by=officer, at=AUTUMN), by=manager, at=AUTUMN)
    coming = section_of(open_plan(2028, by=officer, at=AUTUMN), founded.operations)
    lines = (milestone(coming, specialist, due_on=date(2028, 3, 31)), need(coming))
    for line in (*lines, training(coming, planned_on=date(2028, 2, 10))):
        write_line(line, by=specialist, at=AUTUMN)
    write_line(
        PlanGoal(section=coming, process=founded.incident, kind="none", reason="先积累样本"),
        by=specialist,
        at=AUTUMN,
    )
    make_person("wen", "温若兰", founded.operations, "pmo")
    time_machine.move_to(AUTUMN + timedelta(hours=1), tick=True)
    return founded


def write_norm(officer, manager):
    """One version in force, the next one a draft with clauses, a table and a level below."""
    norm = make_document(officer, title_en="Incident Management Norm", at=NOW)
    first = start_version(norm, VersionNote("首次发布"), by=officer, at=NOW)
    top = add(first, "分级", "| 级别 | 响应 |\n|---|---|\n| 一级 | 15 分钟 |", by=officer)
    add(first, "升级", "超时升级。", by=officer, where="below", beside=top)
    submit_version(first, by=officer, at=NOW)
    agree(first, manager, at=NOW)
    publish_version(first, effective_on=NOW.date(), by=manager, at=NOW)
    second = start_version(norm, VersionNote("升级时限前移"), by=officer, at=NOW)
    add(second, "度量", "按周统计。", by=officer)


def meet(company, head):
    """A meeting that is over, with a dissent and a condition; one in session; one to come."""
    officer, members = company.officer, company.members
    case = opened(officer, by=officer, kind=ApprovalKind.ANNUAL_PLAN, at=NOW)
    meeting = in_session(called(officer, case, at=NOW), members, officer, at=NOW)
    for person in members[:2]:
        answer(case, person, at=NOW)
    answer(case, members[2], Ballot.OPPOSE, at=NOW)
    close_vote(
        case,
        by=members[0],
        at=NOW,
        text="同意",
        conditions=[Condition("一个月后报告", head, date(2026, 11, 12))],
        meeting=meeting,
    )
    minutes = minuted(meeting, officer, at=NOW)
    seen = draft_sha256(meeting_page(minutes, NOW.date()))
    close_meeting(minutes, seen=seen, by=members[0], at=NOW)
    in_session(called(officer, at=NOW, title="专题会"), members, officer, at=NOW)
    called(officer, at=NOW, title="下月例会")


def pages(company):
    """Who looks at which page."""
    found = defaultdict(list)
    for name, who, *numbers in (
        *document_pages(),
        *committee_pages(),
        *plan_pages(company),
        *training_pages(),
    ):
        found[who].append(reverse(name, args=numbers))
    return found


def document_pages():
    norm = Document.objects.get(title="事件管理规范")
    first, second = DocumentVersion.objects.filter(document=norm).order_by("pk")
    clause = second.clause_texts.order_by("position").first()
    yield from (
        ("governance:documents", "lin"),
        ("governance:document-detail", "shen", norm.code),
        ("governance:document-detail", "lin", norm.code),
        ("governance:document-read", "lin", first.pk),
        ("governance:version-detail", "lin", first.pk),
        ("governance:version-detail", "shen", second.pk),
        ("governance:document-compare", "shen", second.pk, first.pk),
        ("governance:document-edit", "shen", second.pk),
        ("governance:clause-edit", "shen", second.pk, clause.pk),
        ("governance:document-take-over", "shen", second.pk),
        ("governance:document-file", "shen", second.pk),
        ("governance:document-paper", "lin", first.pk, "zh-hans"),
    )


def committee_pages():
    over, session, to_come = (
        Meeting.objects.filter(state=state).first()
        for state in (MeetingState.CLOSED, MeetingState.OPEN, MeetingState.CALLED)
    )
    resolution = ResolutionCondition.objects.get().resolution
    open_case = Approval.objects.get(state="open")
    yield from (
        ("governance:approvals", "member1"),
        ("governance:approval-detail", "member1", open_case.pk),
        ("governance:approval-detail", "du", open_case.pk),
        ("governance:routes", "gu"),
        ("governance:route-edit", "gu", "norm"),
        ("governance:committee", "member1"),
        ("governance:meeting", "member1", over.pk),
        ("governance:meeting", "shen", session.pk),
        ("governance:meeting", "shen", to_come.pk),
        ("governance:resolution", "shen", resolution.pk),
        ("governance:resolution", "du", resolution.pk),
        ("governance:resolution", "member1", Resolution.objects.latest("pk").pk),
        ("governance:delegations", "member3"),
        ("governance:delegations", "du"),
    )


def plan_pages(company):
    unmade, first, amended, coming = AnnualPlan.objects.order_by("year", "ordinal")
    assert (unmade.state, first.state) == (PlanState.NOT_MADE, PlanState.PUBLISHED)
    section = PlanSection.objects.get(plan=coming, department=company.operations)
    goal = PlanGoal.objects.get(section=section)
    need_line = ResourceLine.objects.get(section__plan=first)
    tabs = ("plan", "plan-goals", "plan-milestones", "plan-resources", "plan-trainings")
    yield from ((f"planning:{name}", "shen", first.pk) for name in tabs)
    yield from ((f"planning:{name}", "lin", coming.pk) for name in tabs)
    yield from (
        ("planning:plan", "shen", unmade.pk),
        ("planning:plan", "gu", amended.pk),
        ("planning:plan", "shen", coming.pk),
        ("planning:plan-texts", "shen", coming.pk),
        ("planning:plan-changes", "shen", amended.pk),
        ("planning:plan-changes", "shen", coming.pk),
        ("planning:plan-package", "member1", amended.pk),
        ("planning:plan-progress", "shen", 2027),
        ("planning:plan-progress", "gu", 2027),
        ("planning:plan-document", "gu", first.pk, "plan", "pdf"),
        ("planning:section", "lin", section.pk),
        ("planning:section", "shen", section.pk),
        ("planning:line", "lin", "goal", goal.pk),
        *(
            ("planning:line-new", "lin", section.pk, kind)
            for kind in ("goal", "milestone", "resource", "training")
        ),
        ("planning:resource-provide", "gu", need_line.pk),
    )


def training_pages():
    session = TrainingSession.objects.order_by("pk").first()
    yield from (
        ("planning:training", "shen", session.pk),
        ("planning:training", "lin", session.pk),
        ("planning:training-edit", "shen", session.pk),
        ("planning:my-training", "lin"),
    )


def faults_of(window):
    """What the page complained about; a paper that is not made yet says so with a 409, which is no fault."""
    return [told for told in window.complaints if "409" not in told]


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("zh-hans", PHONE, "light"), ("en", DESK, "dark")],
)
def test_governing_pages_are_accessible(visitor, company, language, size, scheme):
    wrong = {}
    for who, addresses in pages(company).items():
        window = visitor(viewport=size, color_scheme=scheme).speak(language)
        window.sign_in(who)
        for address in addresses:
            page = window.go(address)
            assert page.url == window.url + address, f"{who} is not let in: {page.url}"
            told = [*violations(window), *faults_of(window)]
            if is_wider_than_its_window(page):
                told.append("wider than its window")
            if page.locator("main .btn-primary:visible").count() > 1:
                told.append("two primary buttons")
            if told:
                wrong[f"{who} {address}"] = told
            window.complaints.clear()

    assert wrong == {}
