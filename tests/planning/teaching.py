"""A training on one process and the people who come to it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from governance.selectors.calendar import local_zone
from planning.models import Attendance
from planning.services.attendance import Mark
from planning.services.session import TrainingFacts, announce_training, hold_training, plan_training
from planning.states import AttendanceState, TrainingTest

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=local_zone())
BEGINS = datetime(2026, 3, 10, 14, 0, tzinfo=local_zone())
AFTER = BEGINS + timedelta(hours=3)


def facts(**changes):
    """A training that could be announced as it is."""
    given = {
        "topic": "事件管理规范宣贯",
        "topic_en": "The incident norm",
        "planned_on": date(2026, 3, 10),
        "starts_at": BEGINS,
        "place": "三号会议室",
        "trainer_name": "外部讲师 黎老师",
        "hours": Decimal(2),
    }
    return TrainingFacts(**{**given, **changes})


def make_training(officer, people=(), **changes):
    return plan_training(facts(people=list(people), **changes), by=officer, at=MONDAY)


def make_announced(officer, people, **changes):
    return announce_training(make_training(officer, people, **changes), by=officer, at=MONDAY)


def make_held(officer, people, **changes):
    return hold_training(make_announced(officer, people, **changes), by=officer, at=AFTER)


def with_test(**changes):
    return {"test": TrainingTest.WRITTEN, "pass_score": Decimal(60), **changes}


def place_of(session, person):
    return Attendance.objects.select_related("session", "person").get(
        session=session, person=person
    )


def came(session, person, score=None, is_passed=None):
    row = place_of(session, person)
    return Mark(row, AttendanceState.ATTENDED, row.version, score=score, is_passed=is_passed)


def was_away(session, person, why="出差"):
    row = place_of(session, person)
    return Mark(row, AttendanceState.ABSENT, row.version, absence=why)
