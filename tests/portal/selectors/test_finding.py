"""The standing rules: each finds what it is for, names who can move it, and finds nothing once it is in order."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from governance.models import (
    AgendaAction,
    Document,
    DocumentVersion,
    Resolution,
    ResolutionCondition,
)
from governance.states import DocumentState, ObligationKind
from kpi.models import Deviation
from kpi.states import DeviationState
from portal.selectors.finding import RULES, findings_by_rule
from portal.selectors.stretch import Stretch
from processes.models import KeyActivity, Norm, Output, ProcessLink
from processes.services.output_record import Expectation, expect_output
from reviews.models import Review, ReviewItem
from tests.improvements.world import NOW as THEN
from tests.improvements.world import World
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.portal.owing import NOW, done, let_off, owe

pytestmark = pytest.mark.django_db
MARCH = Stretch(date(2026, 3, 1), date(2026, 3, 31))
TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def found(person, code, *, at=NOW, stretch=MARCH):
    """What one rule finds: what and who."""
    for group in findings_by_rule(person, stretch, at=at):
        if group.rule.code == code:
            return [(each.what, each.who) for each in group.findings]
    return []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("week_without_data", ObligationKind.WEEKLY_DATA),
        ("month_without_report", ObligationKind.MONTHLY_REPORT),
        ("quarter_without_review", ObligationKind.QUARTERLY_REVIEW),
        ("year_without_plan", ObligationKind.ANNUAL_PLAN),
        ("year_without_assessment", ObligationKind.SELF_ASSESSMENT),
        ("output_missing", ObligationKind.OUTPUT),
    ],
)
def test_duty_of_the_rhythm_that_was_not_done_is_found(officer, manager, specialist, code, kind):
    owe("03-02", kind=kind, person=specialist)
    done(owe("03-03", kind=kind, person=specialist), "03-03", specialist)
    let_off(owe("03-04", kind=kind, person=specialist), manager)
    owe("03-20", kind=kind, person=specialist)
    owe("02-20", kind=kind, person=specialist)

    assert found(officer, code) == [("Duty 03-02 1", specialist.name)]


def test_duty_of_a_role_is_moved_by_the_role(officer):
    owe("03-02")

    assert found(officer, "week_without_data") == [("Duty 03-02 1", "PMO staff")]


def test_process_without_a_specialist_is_found_until_somebody_reports_it(
    officer, specialist, operations
):
    process = make_process()
    make_process("planning", "PLN", "过程规划", "Planning", category="management")
    assert [what for what, _who in found(officer, "process_without_specialist")] == [
        process.name_en
    ]

    place = make_assignment(specialist, process, operations, valid_from=TODAY)
    assert found(officer, "process_without_specialist") == []

    place.valid_to = TODAY
    place.save()
    tomorrow = NOW + timedelta(days=1)
    assert found(officer, "process_without_specialist", at=tomorrow)


def test_process_that_does_not_name_back_is_found_until_it_does(officer):
    incident = make_process()
    problem = make_process("problem", "PRB", "问题管理", "Problem management")
    ProcessLink.objects.create(source=incident, target=problem)
    assert found(officer, "interface_one_sided") == [
        ("Problem management, named by Incident management", "PMO staff")
    ]

    ProcessLink.objects.create(source=problem, target=incident)
    assert found(officer, "interface_one_sided") == []


def test_process_of_which_only_the_name_is_known_is_found_until_something_is_said(officer):
    process = make_process()
    make_process("planning", "PLN", "过程规划", "Planning", category="management")
    assert found(officer, "process_without_row") == [(process.name_en, "PMO staff")]

    KeyActivity.objects.create(process=process, name="事件分级", position=1)
    assert found(officer, "process_without_row") == []


def test_process_without_a_norm_or_with_one_that_does_not_hold_is_found(officer):
    process = make_process()
    assert found(officer, "process_without_norm") == [(process.name_en, "PMO staff")]

    document = Document.objects.create(code="n-1", title="规范", kind=Document.Kind.NORM)
    Norm.objects.create(process=process, document=document)
    assert found(officer, "process_without_norm") == []
    assert found(officer, "norm_not_in_force") == [(process.name_en, "PMO staff")]

    DocumentVersion.objects.create(
        document=document, label="V1.0", state=DocumentState.IN_FORCE, effective_on=TODAY
    )
    assert found(officer, "norm_not_in_force") == []


def test_document_is_found_the_day_after_its_review(officer, operations):
    Document.objects.create(
        code="n-1", title="规范", kind="norm", owner=operations, next_review_on=TODAY
    )

    assert found(officer, "document_past_review") == []
    assert found(officer, "document_past_review", at=NOW + timedelta(days=1)) == [
        ("规范 (due 2026-03-10)", operations.name_en)
    ]


def test_deviation_without_a_decision_is_found_whatever_its_age(officer):
    process = make_process()
    make_measure("inc_all", process)
    indicator = make_indicator("INC-04", process, "inc_all")
    row = Deviation.objects.create(
        indicator=indicator,
        start_period="2025-11",
        period="2025-11",
        period_end=date(2025, 11, 30),
        opened_at=NOW,
    )
    [(what, who)] = found(officer, "red_without_decision")
    assert what.startswith("INC-04 ")
    assert who == "PMO staff"

    row.state = DeviationState.LAPSED
    row.save()
    assert found(officer, "red_without_decision") == []


def test_improvement_that_works_but_changed_no_norm_is_found(operations, development):
    world = World(operations, development)
    row = world.started()
    assert found(world.officer, "verified_not_solidified", at=THEN) == []

    row.state = "solidify"
    row.save()

    [(what, who)] = found(world.officer, "verified_not_solidified", at=THEN)
    assert (what, who) == (str(row), "process manager")


def test_improvement_past_its_day_is_found_with_its_owner(operations, development):
    world = World(operations, development)
    row = world.started()
    day = row.due_on

    assert (
        found(world.officer, "improvement_late", at=THEN.replace(month=day.month, day=day.day))
        == []
    )
    late = THEN.replace(month=day.month, day=day.day) + timedelta(days=1)
    [(what, who)] = found(world.officer, "improvement_late", at=late)
    assert row.number in what
    assert who == world.owner.name


def test_condition_of_a_resolution_past_its_day_is_found(officer, specialist):
    resolution = Resolution.objects.create(
        number="R-1",
        title="决议",
        outcome="conditional",
        content_sha256="0",
        closed_by=officer,
        closed_at=NOW,
    )
    row = ResolutionCondition.objects.create(
        resolution=resolution, position=1, text="补预算", responsible=specialist, due_on=YESTERDAY
    )
    [(what, who)] = found(officer, "resolution_condition_open")
    assert (what, who) == ("R-1 · 补预算 (due 2026-03-09)", specialist.name)

    row.state = "met"
    row.save()
    assert found(officer, "resolution_condition_open") == []


def test_action_of_the_committee_past_its_day_is_found(officer, specialist):
    from governance.models import AgendaItem, Meeting

    meeting = Meeting.objects.create(title="会", starts_at=NOW, called_by=officer, called_at=NOW)
    item = AgendaItem.objects.create(meeting=meeting, position=1, title="事项")
    row = AgendaAction.objects.create(
        item=item, text="发通报", responsible=specialist, due_on=YESTERDAY
    )
    assert found(officer, "meeting_action_open") == [("发通报 (due 2026-03-09)", specialist.name)]

    AgendaAction.objects.filter(pk=row.pk).update(done_at=NOW, done_note="已发")
    assert found(officer, "meeting_action_open") == []


def test_item_of_a_review_past_its_day_is_found_with_whoever_answers(officer, operations):
    review = Review.objects.create(
        kind="regular",
        period="2025-Q4",
        start=date(2025, 10, 1),
        end=date(2025, 12, 31),
        title="评审",
        prepared_by="x",
        prepared_at=NOW,
    )
    ReviewItem.objects.create(
        review=review, position=1, text="加人\n细节", department=operations, due_on=YESTERDAY
    )
    ReviewItem.objects.create(review=review, position=2, text="今天", due_on=TODAY)

    assert found(officer, "review_item_late") == [("加人 (due 2026-03-09)", operations.name_en)]


def test_output_is_found_until_somebody_has_set_it(officer, specialist):
    output = Output.objects.create(process=make_process(), name="统计表", position=1)
    assert [who for _what, who in found(officer, "output_not_set")] == ["PMO staff"]

    wanted = Expectation("month", specialist, 5, TODAY)
    expect_output(output, wanted, reason="定期", by=officer, at=NOW)
    assert found(officer, "output_not_set") == []


def test_rules_have_codes_and_clauses_of_their_own_and_one_order():
    codes = [rule.code for rule in RULES]

    assert len(codes) == len(set(codes))
    assert all(rule.clause and str(rule.title) for rule in RULES)


def test_rules_together_cost_the_same_few_statements(officer, specialist):
    def cost():
        with CaptureQueriesContext(connection) as caught:
            findings_by_rule(officer, MARCH, at=NOW)
        return len(caught)

    owe("03-02", person=specialist)
    few = cost()
    for number in range(2, 30):
        owe("03-02", person=specialist, number=number)
        make_process(f"p{number}", f"P{number}", f"过程{number}", f"Process {number}")

    assert cost() == few <= len(RULES)


def test_what_is_shown_is_cut_and_what_is_counted_is_not(officer):
    for number in range(1, 8):
        owe("03-02", number=number)

    [group] = findings_by_rule(officer, MARCH, at=NOW, most=5)

    assert (len(group.findings), group.count, group.more) == (5, 7, 2)
