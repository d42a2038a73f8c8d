"""A published plan makes its trainings, each once, over all its versions."""

from datetime import date
from decimal import Decimal

import pytest

from governance.models import Obligation
from governance.states import ObligationKind, ObligationState
from planning.models import TrainingSession
from planning.services.session import announce_training, edit_training
from planning.services.session_plan import kind_of_test, plan_sessions
from planning.states import SessionState, TrainingTest
from tests.kpi.collecting import make_process
from tests.planning.planned import DECEMBER, decide, make_lesson, make_plan, make_section
from tests.planning.teaching import BEGINS, facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(officer, manager, chair, operations, specialist):
    row = make_plan(officer, manager)
    section = make_section(row, operations, specialist)
    make_lesson(section, specialist, assessment="笔试，80分合格", budget=Decimal("1200.50"))
    make_lesson(section, specialist, topic="升级演练", planned_on=date(2026, 5, 18))
    return decide(row, manager, chair)


def amended(plan, officer, manager, chair, **changes):
    """The next version: a copy of the lines with the same keys, some of them changed."""
    new = make_plan(officer, manager, ordinal=plan.ordinal + 1)
    for old in plan.sections.all():
        section = make_section(new, old.department, old.handed_in_by)
        for line in old.traininglines.order_by("pk"):
            if line.topic not in changes.get("without", ()):
                values = {
                    name: getattr(line, name)
                    for name in ("key", "topic", "audience", "planned_on", "hours", "assessment")
                }
                values["budget"] = line.budget
                make_lesson(section, old.handed_in_by, **values | changes.get(line.topic, {}))
    return decide(new, manager, chair, state="compiled")


def test_plan_sessions_makes_each_line_once(plan, manager):
    made = plan_sessions(plan, by=manager, at=DECEMBER)
    again = plan_sessions(plan, by=manager, at=DECEMBER)

    assert (len(made), again) == (2, [])
    row = TrainingSession.objects.get(topic="新版制度宣贯")
    assert (row.test, row.budget, row.hours) == (
        TrainingTest.WRITTEN,
        Decimal("1200.50"),
        Decimal("2.0"),
    )
    duties = Obligation.objects.filter(kind=ObligationKind.TRAINING)
    assert [duty.period for duty in duties.order_by("period")] == ["2026-03-20", "2026-05-18"]


def test_plan_sessions_takes_a_trainer_by_a_name_only_one_person_has(
    plan, manager, colleague, operations
):
    line = make_lesson(plan.sections.get(), manager, topic="交接", trainer=colleague.name)
    other = make_lesson(plan.sections.get(), manager, topic="外训", trainer="黎老师")

    plan_sessions(plan, by=manager, at=DECEMBER)

    rows = {row.origin: row for row in TrainingSession.objects.all()}
    assert (rows[line.key].trainer, rows[line.key].trainer_name) == (colleague, "")
    assert (rows[other.key].trainer, rows[other.key].trainer_name) == (None, "黎老师")


def test_plan_sessions_of_an_amendment_moves_drops_and_adds(plan, officer, manager, chair):
    plan_sessions(plan, by=manager, at=DECEMBER)
    new = amended(
        plan,
        officer,
        manager,
        chair,
        without=("升级演练",),
        新版制度宣贯={"planned_on": date(2026, 4, 2)},
    )

    assert plan_sessions(new, by=manager, at=DECEMBER) == []

    kept, dropped = TrainingSession.objects.order_by("pk")
    assert (kept.planned_on, kept.state) == (date(2026, 4, 2), SessionState.PLANNED)
    assert dropped.state == SessionState.NOT_HELD
    states = dict(
        Obligation.objects.filter(kind=ObligationKind.TRAINING).values_list("period", "state")
    )
    assert states == {
        "2026-03-20": ObligationState.WAIVED,
        "2026-04-02": ObligationState.OPEN,
        "2026-05-18": ObligationState.WAIVED,
    }


def test_plan_sessions_of_an_amendment_keeps_what_the_pmo_laid_out(
    plan, officer, manager, chair, specialist
):
    plan_sessions(plan, by=manager, at=DECEMBER)
    row = TrainingSession.objects.get(topic="新版制度宣贯")
    edit_training(row, facts(topic=row.topic, people=[specialist]), seen=1, by=officer, at=DECEMBER)
    new = amended(plan, officer, manager, chair, 新版制度宣贯={"hours": Decimal(4)})

    plan_sessions(new, by=manager, at=DECEMBER)

    row.refresh_from_db()
    assert (row.hours, row.place, list(row.people.all())) == (
        Decimal("4.0"),
        "三号会议室",
        [specialist],
    )


def test_plan_sessions_of_an_amendment_leaves_who_is_invited_alone(
    plan, officer, manager, chair, specialist
):
    plan_sessions(plan, by=manager, at=DECEMBER)
    row = TrainingSession.objects.get(topic="新版制度宣贯")
    edit_training(
        row,
        facts(topic=row.topic, people=[specialist], starts_at=BEGINS),
        seen=1,
        by=officer,
        at=DECEMBER,
    )
    announce_training(row, by=officer, at=DECEMBER)
    new = amended(plan, officer, manager, chair, without=("新版制度宣贯",))

    plan_sessions(new, by=manager, at=DECEMBER)

    row.refresh_from_db()
    assert row.state == SessionState.ANNOUNCED


def test_a_line_on_a_process_invites_who_reports_it(plan, manager):
    process = make_process()
    line = make_lesson(plan.sections.get(), manager, topic="事件", process=process)

    plan_sessions(plan, by=manager, at=DECEMBER)

    row = TrainingSession.objects.get(origin=line.key)
    assert (list(row.processes.all()), list(row.departments.all())) == ([process], [])


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("笔试，80分合格", TrainingTest.WRITTEN),
        ("桌面演练", TrainingTest.PRACTICAL),
        ("现场问答", TrainingTest.ORAL),
        ("签到", TrainingTest.NONE),
        ("", TrainingTest.NONE),
    ],
)
def test_the_words_of_the_plan_name_the_test(words, kind):
    assert kind_of_test(words) == kind
