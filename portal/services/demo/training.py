"""The trainings of the demo year: announced, held, one not held, confirmed, tested, evaluated (R34, R52)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.models import Person
from planning.models import Attendance, TrainingSession
from planning.services.attendance import Mark, evaluate_training, record_attendance, sign_in
from planning.services.session import (
    TrainingFacts,
    announce_training,
    call_off_training,
    close_training,
    edit_training,
    hold_training,
    plan_training,
)
from planning.states import AttendanceState, SessionState, TrainingMethod, TrainingTest
from portal.services.demo.act import Act
from portal.services.demo.invented import dice
from processes.models import Process

if TYPE_CHECKING:
    from portal.services.demo.world import DemoWorld

MINUTE = timedelta(minutes=1)
# Told once: a trainer who is away, so that “not held, because” can be found.
NOT_HELD = "新任过程专员上岗培训"
WHY_NOT = "本季度无新任过程专员，并入明年第一季度"
AWAY = ("出差，已约补训", "客户现场保障", "休假")
WORDS = (
    "案例贴近一线，希望多留演练时间。",
    "口径讲得清楚，课后材料可再精简。",
    "",
    "升级时限的例子很有用。",
    "",
    "建议按班组分两场，便于值班安排。",
)
ENGLISH = {
    "过程框架管理制度宣贯": "The process framework policy",
    "周数据填报与口径说明": "Weekly data and how they are defined",
    "事件分级与升级": "Incident priorities and escalation",
    "信息安全意识": "Awareness of information security",
    "新任过程专员上岗培训": "Introduction for new process specialists",
}
EXTRA = "发布窗口与变更冻结期说明会"
EXTRA_EN = "Release windows and the change freeze"
PASS_MARK = Decimal(60)


def teach(world: "DemoWorld", acts: list[Act]) -> None:
    """Each act by whoever may do it, at its moment; a plan that is not published yet has no trainings."""
    for act in acts:
        name, _colon, topic = act.how.partition(":")
        _ACTS[name](world, topic, act.at)


def _announce(world: "DemoWorld", topic: str, at: datetime) -> None:
    row = _planned(world, topic)
    if row is None or topic == NOT_HELD:
        return
    trainer = row.trainer or row.responsible or world.officer(0)
    begins = world.stage.moment(row.planned_on, time(14))
    facts = TrainingFacts(
        **{name: getattr(row, name) for name in _kept()},
        topic=topic,
        topic_en=ENGLISH.get(topic, ""),
        planned_on=row.planned_on,
        processes=list(row.processes.all()),
        departments=list(row.departments.all()),
        people=_audience(world, topic, trainer),
        trainer=trainer,
        starts_at=begins,
        place="线上会议" if row.method == TrainingMethod.ONLINE else "三号会议室",
        pass_score=PASS_MARK if row.is_tested else None,
    )
    officer = world.officer(0)
    edit_training(row, facts, seen=row.version, by=officer, at=at)
    announce_training(row, by=officer, at=at + 5 * MINUTE)


def _hold(world: "DemoWorld", topic: str, at: datetime) -> None:
    row = _planned(world, topic)
    if row is not None and topic == NOT_HELD:
        call_off_training(row, by=world.officer(0), at=at, note=WHY_NOT)
        return
    row = _session(world, topic, SessionState.ANNOUNCED)
    if row is None or row.starts_at is None:
        return
    for place in _places(row):
        if dice(row.planned_on, f"sign:{place.person.username}").random() < 0.8:  # noqa: PLR2004 -- most do
            sign_in(place, by=place.person, at=row.starts_at + MINUTE)
    by = row.trainer or world.officer(0)
    hold_training(row, by=by, at=at)
    record_attendance(row, list(_marks(row, by)), by=by, at=at + 10 * MINUTE)
    left = [mark for mark in _marks(row, None) if mark.attendance.person_id == by.pk]
    if left:
        record_attendance(row, left, by=world.manager, at=at + 20 * MINUTE)
    close_training(row, by=by, at=at + 30 * MINUTE)


def _evaluate(world: "DemoWorld", topic: str, at: datetime) -> None:
    row = _session(world, topic, SessionState.CLOSED)
    if row is None:
        return
    came = [place for place in _places(row) if place.state == AttendanceState.ATTENDED]
    for number, place in enumerate(came[: len(WORDS)]):
        rating = 3 + dice(row.planned_on, f"rate:{number}").randrange(3)
        evaluate_training(
            place, rating, WORDS[number], by=place.person, at=at + number * 7 * MINUTE
        )


def _invite(world: "DemoWorld", _topic: str, at: datetime) -> None:
    """One beside the plan, a few days ago: it has been held, and its trainer owes the confirmation."""
    calendar, people = world.stage.calendar, world.people
    day = calendar.previous_workday(world.stage.today - timedelta(days=4))
    facts = TrainingFacts(
        topic=EXTRA,
        topic_en=EXTRA_EN,
        planned_on=day,
        processes=[Process.objects.get(code="release"), Process.objects.get(code="change")],
        people=[people[name] for name in ("gao", "zhou", "luo")],
        method=TrainingMethod.CLASSROOM,
        trainer=people["ye"],
        hours=Decimal("1.5"),
        starts_at=world.stage.moment(day, time(15)),
        place="研发部会议室",
        test=TrainingTest.ORAL,
        department=people["ye"].department,
    )
    officer = world.officer(1)
    row = plan_training(facts, by=officer, at=at)
    announce_training(row, by=officer, at=at + 5 * MINUTE)


def _gather(world: "DemoWorld", _topic: str, at: datetime) -> None:
    row = _session(world, EXTRA, SessionState.ANNOUNCED)
    if row is None or row.starts_at is None or row.trainer is None:
        return
    for place in _places(row)[:3]:
        sign_in(place, by=place.person, at=row.starts_at)
    hold_training(row, by=row.trainer, at=at)


def _kept() -> tuple[str, ...]:
    return (
        "audience",
        "method",
        "hours",
        "assessment",
        "test",
        "budget",
        "department",
        "responsible",
    )


def _audience(world: "DemoWorld", topic: str, trainer: Person) -> Sequence[Person]:
    """Whom the words of the plan mean: everybody, those who report, or the first line."""
    names = {
        "过程框架管理制度宣贯": (
            "gao",
            "lin",
            "he",
            "zhou",
            "tang",
            "luo",
            "qin",
            "bai",
            "wen",
            "lu",
        ),
        "周数据填报与口径说明": ("lin", "he", "zhou", "tang", "luo", "qin", "shao", "bai"),
        "事件分级与升级": ("lin", "he", "luo", "tang", "cheng"),
        "信息安全意识": ("gao", "qin", "shao", "luo", "miao"),
    }.get(topic, ("gao",))
    return [world.people[name] for name in names if world.people[name] != trainer]


def _marks(row: TrainingSession, by: Person | None) -> list[Mark]:
    """Who came and with which result, the same for the same training; nobody marks themselves."""
    marks = []
    for number, place in enumerate(_places(row)):
        if by is not None and place.person_id == by.pk:
            continue
        luck = dice(row.planned_on, f"mark:{place.person.username}")
        if luck.random() < 0.12:  # noqa: PLR2004 -- about one in eight is away
            mark = Mark(place, AttendanceState.ABSENT, place.version, AWAY[number % len(AWAY)])
        else:
            mark = Mark(place, AttendanceState.ATTENDED, place.version)
            if row.is_tested:
                mark = replace(mark, score=Decimal(luck.randrange(52, 100)))
        marks.append(mark)
    return marks


def _places(row: TrainingSession) -> list[Attendance]:
    rows = Attendance.objects.filter(session=row).select_related("person", "session")
    return list(rows.order_by("person__rank", "person__staff_no"))


def _planned(world: "DemoWorld", topic: str) -> TrainingSession | None:
    return _session(world, topic, SessionState.PLANNED)


def _session(world: "DemoWorld", topic: str, state: str) -> TrainingSession | None:
    rows = TrainingSession.objects.filter(
        topic=topic, state=state, planned_on__year=world.stage.today.year
    )
    found: TrainingSession | None = rows.select_related("trainer", "responsible").first()
    return found


_ACTS: dict[str, Callable[["DemoWorld", str, datetime], None]] = {
    "announce": _announce,
    "hold": _hold,
    "evaluate": _evaluate,
    "invite": _invite,
    "gather": _gather,
}
