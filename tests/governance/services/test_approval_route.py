"""Routes are decided by a process manager; what runs keeps its own (ADR 25; 5.1①, G36)."""

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import ApprovalRoute, AuditEntry, RouteStep
from governance.services.approval import resubmit_case
from governance.services.approval_route import (
    CannotDecideRoute,
    PlannedStep,
    RouteRuling,
    decide_route,
    route_of,
)
from governance.states import (
    DEFAULT_ROUTES,
    ApprovalKind,
    ApprovalState,
    Ballot,
    RouteMode,
    TaskState,
    Voters,
)
from tests.governance.deciding import (
    NOW,
    SECOND,
    answer,
    make_managers,
    make_subject,
    opened,
    stored,
    task_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def managers(operations):
    return make_managers(operations)


def review_by(*people):
    return PlannedStep("专业审核", Voters.NAMED, RouteMode.ALL, "review", tuple(people))


MANAGER = PlannedStep("批准", Voters.PROCESS_MANAGER, RouteMode.ANY, "approval")
COMMITTEE = PlannedStep("委员会", Voters.COMMITTEE, RouteMode.COMMITTEE, "committee")


def decide(by, *steps, kind=ApprovalKind.NORM, reason="部门先审", **facts):
    row = ApprovalRoute.objects.filter(kind=kind).first()
    ruling = RouteRuling(reason, **{"seen": row.version if row else 0, **facts})
    return decide_route(kind, steps, ruling, by=by, at=NOW)


def test_every_kind_has_a_shipped_route_in_both_languages():
    for kind in ApprovalKind:
        route = route_of(kind)
        assert route.gap == DEFAULT_ROUTES[kind].gap
        assert all(
            step.label and step.label_en and step.label != step.label_en for step in route.steps
        )


def test_a_decided_route_is_copied_and_a_later_one_changes_nothing_that_runs(
    managers, manager, officer, head
):
    decide(manager, review_by(head), MANAGER)
    case = opened(officer, by=officer)
    decide(manager, MANAGER, reason="简化")

    answer(case, head)
    assert stored(case).state == ApprovalState.OPEN
    answer(case, managers[0])

    assert (stored(case).state, case.gap) == (ApprovalState.APPROVED, "")
    other = opened(officer, by=officer, number=2)
    assert [step.label for step in other.steps.all()] == ["批准"]
    assert RouteStep.objects.count() == 1
    told = AuditEntry.objects.filter(action="governance.decide_route").latest("sequence")
    assert told.before == {"steps": ["专业审核: named/all", "批准: process_manager/any"]}


def returned_at_the_second_step(managers, manager, officer, head, *, restarts):
    decide(manager, review_by(head), MANAGER, resubmit_restarts=restarts)
    case = opened(officer, by=officer)
    answer(case, head)
    answer(case, managers[0], Ballot.RETURN)
    return resubmit_case(case, make_subject(officer, sha=SECOND), by=officer, at=NOW)


def test_a_returned_case_starts_again_where_the_route_says_so(managers, manager, officer, head):
    case = returned_at_the_second_step(managers, manager, officer, head, restarts=True)

    assert task_of(case, head).state == TaskState.OPEN
    rounds = case.steps.filter(round=2).order_by("position")
    assert [step.position for step in rounds] == [1, 2]


def test_a_returned_case_goes_on_where_the_route_says_so(managers, manager, officer, head):
    case = returned_at_the_second_step(managers, manager, officer, head, restarts=False)

    assert [step.position for step in case.steps.filter(round=2)] == [2]
    answer(case, managers[0], sha=SECOND)
    assert stored(case).state == ApprovalState.APPROVED


def test_workdays_of_a_step_decide_its_due_time(manager, officer, head):
    decide(manager, PlannedStep("审核", Voters.NAMED, RouteMode.ANY, "", (head,), workdays=2))

    due = opened(officer, by=officer).steps.get().due_at

    # Monday 03-02 and two workdays.
    assert f"{due.astimezone(NOW.tzinfo):%m-%d %H:%M}" == "03-04 17:00"


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        (ApprovalKind.NORM, []),
        (ApprovalKind.NORM, [MANAGER] * 10),
        (ApprovalKind.NORM, [review_by()]),
        (ApprovalKind.NORM, [PlannedStep(" ", Voters.PMO, RouteMode.ANY)]),
        (ApprovalKind.NORM, [PlannedStep("审", Voters.PMO, RouteMode.COMMITTEE)]),
        (ApprovalKind.NORM, [PlannedStep("审", Voters.COMMITTEE, RouteMode.ALL)]),
        (ApprovalKind.NORM, [PlannedStep("审", Voters.PMO, RouteMode.THRESHOLD)]),
        (ApprovalKind.NORM, [PlannedStep("审", Voters.PMO, RouteMode.THRESHOLD, threshold=101)]),
        (ApprovalKind.NORM, [PlannedStep("审", Voters.PMO, RouteMode.ALL, threshold=50)]),
        (ApprovalKind.ANNUAL_PLAN, [MANAGER]),
        (ApprovalKind.POLICY, [COMMITTEE, MANAGER]),
        ("holiday", [MANAGER]),
    ],
)
def test_a_route_that_decides_nothing_or_passes_the_committee_by_is_refused(manager, kind, steps):
    with pytest.raises(CannotDecideRoute):
        decide(manager, *steps, kind=kind)


def test_decide_route_by_a_stranger_or_without_reason_is_refused(manager, officer):
    with pytest.raises(NotAllowed):
        decide(officer, MANAGER)
    with pytest.raises(NoteMissing):
        decide(manager, MANAGER, reason="。")
    assert decide(manager, MANAGER).get_kind_display()
