"""Routes of approval as a page: the steps in force with their badge, decided with a reason, nothing typed lost."""

import pytest
from django.test import Client

from governance.models import ApprovalRoute, AuditEntry
from governance.states import RouteMode, Voters
from tests.governance.deciding import NOW, make_managers, opened, stored

pytestmark = pytest.mark.django_db
PAGE = "/system/approval-routes/"
STEP = {
    "label": "部门会签",
    "label_en": "joint review",
    "voters": "named",
    "mode": "all",
    "workdays": "3",
}


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def seen_by(person, url=PAGE):
    client = Client()
    client.force_login(person)
    return client.get(url)


def decide(person, kind, *steps, **form):
    rows = {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": 0}
    for number, step in enumerate(steps):
        rows |= {f"steps-{number}-{name}": value for name, value in step.items()}
    client = Client()
    client.force_login(person)
    given = {"seen": "0", "resubmit_restarts": "1", "reason": "过程经理会议议定", **form}
    return client.post(f"{PAGE}{kind}/", rows | given)


def test_shipped_routes_carry_their_badge(manager, officer, auditor):
    for person in (manager, officer, auditor):
        page = seen_by(person)
        assert [line.gap for line in page.context["lines"]] == ["G21", "G36", "G36", "", ""]
        assert "G36" in page.content.decode()


def test_only_whoever_decides_routes_opens_the_form(manager, officer, employee):
    assert seen_by(manager, f"{PAGE}norm/").status_code == 200
    assert seen_by(officer, f"{PAGE}norm/").status_code == 403
    assert seen_by(employee).status_code == 403
    assert seen_by(manager, f"{PAGE}no-such-kind/").status_code == 404
    assert decide(officer, "norm", {**STEP, "voters": "pmo"}).status_code == 403
    assert not ApprovalRoute.objects.exists()


def test_route_is_decided_and_holds_for_what_is_opened_from_then_on(
    manager, officer, specialist, head
):
    before = opened(specialist, by=officer, number=1)

    sent = decide(
        manager,
        "norm",
        {**STEP, "people": [manager.pk, head.pk]},
        {"label": "", "voters": "pmo", "mode": "any"},
    )

    assert sent.status_code == 302
    row = ApprovalRoute.objects.get()
    step = row.steps.get()
    assert (step.voters, step.mode, step.workdays) == (Voters.NAMED, RouteMode.ALL, 3)
    page = seen_by(manager)
    line = next(each for each in page.context["lines"] if each.kind == "norm")
    assert line.gap == ""
    assert "会议议定" in page.content.decode()
    assert AuditEntry.objects.filter(action="governance.decide_route").count() == 1
    assert [each.label for each in before.steps.all()] != ["部门会签"]
    after = opened(specialist, by=officer, number=2)
    assert [each.label for each in stored(after).steps.all()] == ["部门会签"]


@pytest.mark.parametrize(
    ("kind", "step", "form"),
    [
        ("norm", {**STEP, "voters": "pmo"}, {"reason": "。"}),
        ("norm", {**STEP}, {}),  # named people, and nobody named
        ("norm", {**STEP, "voters": "pmo", "mode": "threshold"}, {}),  # a share, and none given
        ("norm", {**STEP, "voters": "pmo", "mode": "threshold", "threshold": "120"}, {}),
        ("norm", {**STEP, "label": ""}, {}),  # no step at all
        ("annual_plan", {**STEP, "voters": "pmo"}, {}),  # 5.1① gives it to the committee
    ],
)
def test_what_is_no_route_is_refused_and_stays_on_the_page(manager, kind, step, form):
    page = decide(manager, kind, step, **form)

    text = page.content.decode()
    assert page.status_code == 422
    assert step["label_en"] in text
    assert "c-errors" in text or "errorlist" in text
    assert not ApprovalRoute.objects.exists()


def test_second_of_two_who_decide_reads_that_it_was_changed(manager, operations):
    other = make_managers(operations, 1)[0]
    assert decide(other, "norm", {**STEP, "voters": "pmo"}).status_code == 302

    page = decide(manager, "norm", {**STEP, "voters": "process_manager", "label": "我的步骤"})

    assert page.status_code == 422
    assert "我的步骤" in page.content.decode()
    assert ApprovalRoute.objects.get().decided_by == other


def test_routes_are_given_as_a_file(manager):
    csv = b"".join(seen_by(manager, f"{PAGE}?format=csv").streaming_content).decode()

    assert csv.count("\r\n") >= 7
    assert "G36" in csv
