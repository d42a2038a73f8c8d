"""The register and the page of one deviation."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.states import Role
from kpi.models import Deviation
from kpi.services.deviation import ask_analysis, settle_signal
from kpi.services.report import compile_report
from kpi.services.signal import watch_signals
from kpi.states import DeviationState
from processes.models import Responsibility
from tests.kpi.collecting import make_assignment, make_process
from tests.kpi.reporting import ANALYSIS
from tests.kpi.signalling import CALM, OCT_10, SEPTEMBER, make_watched, put
from tests.people import SETUP, make_person

pytestmark = pytest.mark.django_db
LIST = reverse("kpi:deviations")


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel(OCT_10, tick=False):
        yield


@pytest.fixture
def signal(specialist, operations, officer, manager, head):
    put(make_watched(specialist, operations), [*CALM, 70])
    watch_signals(at=OCT_10)
    return Deviation.objects.get(rule="beyond_limit")


def address(name, row):
    return reverse(f"kpi:{name}", args=[row.pk])


def test_the_register_shows_rule_numbers_and_who_must_act(as_, officer, signal):
    text = as_(officer).get(LIST).content.decode()

    for part in ("INC-02", "outside the control limits", "70.00%", "PMO: analysis and decision"):
        assert part in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("?rule=beyond_limit", 1),
        ("?state=waiting", 2),
        ("?state=lapsed", 0),
        ("?decision=accept", 0),
        ("?process=incident", 2),
        ("?process=nothing", 2),
        ("?age=7", 0),
        ("?age=x&rule=y&sort=zz", 2),
        ("?sort=-period", 2),
    ],
)
def test_the_register_is_filtered_by_its_address(as_, officer, signal, query, count):
    answer = as_(officer).get(LIST + query)

    assert answer.status_code == 200
    assert len(answer.context["lines"]) == count


def test_the_register_is_sorted_on_the_server(as_, officer, signal):
    put(signal.indicator, [*CALM, 70, 60])
    watch_signals(at=OCT_10.replace(month=11))

    up = [line.row.period for line in as_(officer).get(LIST + "?sort=period").context["lines"]]

    assert up == sorted(up)
    down = as_(officer).get(LIST + "?sort=-period").context["lines"]
    assert [line.row.period for line in down] == sorted(up, reverse=True)


def test_who_answers_for_the_process_or_oversees_it_reads_it(
    as_, signal, specialist, head, chair, auditor
):
    for person in (specialist, head, chair, auditor):
        assert as_(person).get(address("deviation", signal)).status_code == 200


def test_a_deviation_stands_with_the_department_that_reports_its_process(
    as_, officer, signal, stranger, development
):
    make_assignment(stranger, make_process("change", "CHG", "变更管理"), development)
    line = as_(officer).get(LIST + "?department=operations").context["lines"][0]

    assert [row.code for row in line.departments] == ["operations"]
    assert as_(officer).get(LIST + "?department=development").context["lines"] == []


def test_the_department_the_process_names_goes_before_those_that_report_it(
    as_, officer, signal, specialist, operations, development
):
    make_assignment(specialist, make_process("change", "CHG", "变更管理"), operations)
    Responsibility.objects.create(
        process=signal.indicator.process, department=development, kind="responsible"
    )

    found = as_(officer).get(LIST + "?department=development").context["lines"]

    assert {row.code for line in found for row in line.departments} == {"development"}
    assert as_(officer).get(LIST + "?department=operations").context["lines"] == []
    answer = as_(officer).get("/api/v1/kpi/deviations/?department=development").json()
    assert len(answer["items"]) == len(found)


def test_the_head_of_the_department_that_answers_reads_it_though_another_reports(
    as_, signal, development
):
    head = make_person("lu", "陆见深", development, Role.DEPARTMENT_HEAD)
    before = as_(head).get(LIST).context["lines"]
    Responsibility.objects.create(
        process=signal.indicator.process, department=development, kind="responsible"
    )

    assert before == []
    assert len(as_(head).get(LIST).context["lines"]) == 2


def test_who_has_nothing_to_do_with_it_sees_nothing(as_, signal, stranger, employee, system_admin):
    assert as_(stranger).get(address("deviation", signal)).status_code == 404
    assert as_(stranger).get(LIST).context["lines"] == []
    for person in (employee, system_admin):
        assert as_(person).get(LIST).status_code == 403


def test_only_the_pmo_is_offered_a_decision(as_, signal, officer, specialist):
    decision = 'name="decision"'
    assert decision in as_(officer).get(address("deviation", signal)).content.decode()
    assert decision not in as_(specialist).get(address("deviation", signal)).content.decode()
    ask_analysis(signal, specialist, by=officer, at=OCT_10)

    text = as_(specialist).get(address("deviation", signal)).content.decode()

    assert decision not in text
    assert 'name="cause"' in text


def test_a_decision_is_made_on_the_page(as_, signal, officer):
    given = {
        "seen": signal.version,
        "cause": "切换期间计时规则未同步",
        "impact": "数值低于实际",
        "decision": "watch",
        "responsible": officer.pk,
        "due_on": "2025-11-10",
    }

    answer = as_(officer).post(address("deviation-settle", signal), given)

    assert answer.status_code == 302
    signal.refresh_from_db()
    assert (signal.state, signal.decision, signal.due_on) == (
        DeviationState.DECIDED,
        "watch",
        date(2025, 11, 10),
    )


def test_the_number_being_watched_leads_to_exactly_these(as_, signal, officer):
    ended = Deviation.objects.get(rule="target_missed")
    for row in (signal, ended):
        found = replace(ANALYSIS, decision="watch", responsible=officer, due_on=date(2025, 11, 1))
        settle_signal(row, found, by=officer, at=OCT_10)
    Deviation.objects.filter(pk=ended.pk).update(watched_at=OCT_10)

    page = as_(officer).get(LIST)
    assert page.context["totals"]["watched"] == 1
    assert "?state=watched" in page.content.decode()
    lines = as_(officer).get(LIST + "?state=watched").context["lines"]
    assert [line.row.pk for line in lines] == [signal.pk]


def test_a_refused_decision_keeps_what_was_typed(as_, signal, officer):
    given = {"seen": 1, "cause": "切换未同步", "impact": "数值偏低", "decision": "improvement"}

    answer = as_(officer).post(address("deviation-settle", signal), given)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "切换未同步" in text
    assert "needs a measure" in text


def test_asked_is_whoever_stands_on_the_list(as_, signal, officer, specialist, stranger):
    client = as_(officer)
    client.post(address("deviation-ask", signal), {"person": stranger.pk})
    signal.refresh_from_db()
    assert signal.asked is None

    client.post(address("deviation-ask", signal), {"person": specialist.pk})
    signal.refresh_from_db()
    assert signal.asked == specialist


def test_the_report_names_other_signals_and_leads_to_them(as_, signal, officer):
    report = compile_report(SEPTEMBER, by=SETUP, at=OCT_10)

    text = as_(officer).get(reverse("kpi:report", args=[report.pk])).content.decode()

    assert address("deviation", signal) in text
    assert f'id="signal-{signal.pk}"' in text


def test_home_counts_what_waits_for_the_pmo(as_, signal, officer, specialist):
    waiting = f"{LIST}?state=waiting"
    assert waiting in as_(officer).get("/").content.decode()
    assert waiting not in as_(specialist).get("/").content.decode()


def test_the_page_of_a_process_names_its_undecided(as_, signal, officer):
    text = as_(officer).get(reverse("portal:process", args=["incident"])).content.decode()

    assert address("deviation", signal) in text


def test_chosen_rules_and_thresholds_are_decided_on_the_page(as_, manager):
    client = as_(manager)
    rules = reverse("governance:setting-edit", args=["signal_rules"])
    assert (
        client.post(rules, {"value": ["six_trending", "nine"], "reason": "试用"}).status_code == 200
    )
    chosen = {"value": ["six_trending", "beyond_limit"], "reason": "试用两条"}
    assert client.post(rules, chosen).status_code == 302
    threshold = reverse("governance:setting-edit", args=["signal_year_change"])
    assert client.post(threshold, {"value": "-3", "reason": "阈值"}).status_code == 200
    assert client.post(threshold, {"value": "12.50", "reason": "阈值"}).status_code == 302

    text = client.get(reverse("governance:settings")).content.decode()
    assert "6 points in a row rise, or fall" in text
    assert "12.5" in text
    on = {line.code for line in client.get(LIST).context["rules"] if line.is_on}
    assert on == {"target_missed", "six_trending", "beyond_limit", "year_change"}


def test_the_pages_cost_the_same_few_questions(as_, signal, officer, specialist, operations):
    client = as_(officer)

    def costs():
        counts = []
        for url in (LIST, address("deviation", signal)):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url).status_code == 200
            counts.append(len(caught))
        return counts

    costs()
    few = costs()
    for number in range(3, 6):
        put(make_watched(specialist, operations, code=f"INC-0{number}"), [*CALM, 70])
    watch_signals(at=OCT_10)

    assert costs() == few
    assert few[0] <= 12
    assert few[1] <= 20
