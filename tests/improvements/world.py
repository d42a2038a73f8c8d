"""A small company with one improvement: what the tests of clause 6.4.4 share."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from governance.lib.periods import Week
from governance.states import Role
from improvements.models import CauseCategory
from improvements.services.catalogue import seed_causes
from improvements.services.cause import CauseText, add_cause, judge_cause
from improvements.services.improvement import (
    NewImprovement,
    PlanText,
    grade_improvement,
    plan_improvement,
    raise_improvement,
    start_improvement,
    write_plan,
)
from improvements.services.measure import MeasureText, add_action_measure
from improvements.services.verification import Comparing, plan_verification
from improvements.states import CauseVerdict, MeasureKind, Source
from kpi.models import Indicator, IndicatorValue, IndicatorVersion
from kpi.states import Direction, FigureStatus, Grain, IndicatorState, Verdict
from processes.models import Process
from tests.people import make_person

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
BEFORE = (date(2026, 1, 5), date(2026, 3, 29))
AFTER = (date(2026, 7, 6), date(2026, 9, 27))


def make_indicator(code="INC-03", unit="%", direction=Direction.UP):
    """An indicator in use, with a definition."""
    process = Process.objects.filter(code="incident").first() or Process.objects.create(
        code="incident",
        prefix="INC",
        name="事件管理",
        name_en="Incident",
        category="core",
        position=1,
    )
    row = Indicator.objects.create(
        code=code,
        process=process,
        name="按期解决率",
        name_en="Resolved in time",
        dimension="E",
        unit=unit,
        unit_en=unit,
        direction=direction,
        state=IndicatorState.ADOPTED,
    )
    IndicatorVersion.objects.create(indicator=row, number=1, formula="a / b")
    return row


def put_weeks(indicator, start, rows):
    """Weekly company figures from a Monday on; a row is (numerator, denominator), or None for a missing week."""
    definition = indicator.definitions.get()
    for place, row in enumerate(rows):
        if row is None:
            continue
        week = Week.of(start + timedelta(weeks=place))
        numerator, denominator = row
        IndicatorValue.objects.create(
            indicator=indicator,
            definition=definition,
            grain=Grain.WEEK,
            period=week.label,
            start=week.start,
            end=week.end,
            numerator=Decimal(numerator),
            denominator=Decimal(denominator) if denominator else None,
            value=Decimal(numerator) / Decimal(denominator or 1) * (100 if denominator else 1),
            covered=1,
            expected=1,
            verdict=Verdict.MET,
            status=FigureStatus.PROVISIONAL,
        )


class World:
    """The people around one improvement: it is owned and carried out, planned, let go and verified by different ones."""

    def __init__(self, operations, development):
        self.operations = operations
        self.owner = make_person("lin", "林小满", operations, Role.PROCESS_SPECIALIST)
        self.head = make_person("du", "杜若川", operations, Role.DEPARTMENT_HEAD)
        self.doer = make_person("he", "何青禾", operations, Role.PROCESS_SPECIALIST)
        self.stranger = make_person("qin", "秦远山", development, Role.PROCESS_SPECIALIST)
        self.officer = make_person("shen", "沈知秋", operations, Role.PMO)
        self.manager = make_person("gu", "顾长风", operations, Role.PROCESS_MANAGER)
        self.member = make_person("bai", "白云起", development, Role.COMMITTEE)
        seed_causes(at=NOW)
        self.indicator = make_indicator()
        self.process = self.indicator.process

    def raised(self, **changes):
        given = {
            "title": "夜间事件按期解决率偏低",
            "source": Source.PRACTICE,
            "source_note": "同业交流 2026-05",
            "problem": "夜间事件常常超时。",
            "process": self.process,
            "department": self.operations,
            "owner": self.owner,
            **changes,
        }
        return raise_improvement(NewImprovement(**given), by=self.officer, at=NOW)

    def cause(self, row, text="夜班无人会重启网关", *, verdict=CauseVerdict.CONFIRMED):
        category = CauseCategory.objects.get(set_code="6m", code="people")
        cause = add_cause(row, CauseText(text), category=category, by=self.owner, at=NOW)
        if verdict == CauseVerdict.OPEN:
            return cause
        return judge_cause(
            cause, verdict, note="三张工单记录如此", seen=cause.version, by=self.owner, at=NOW
        )

    def planned(self, *, is_major=False, **changes):
        """At the stage of planning, with everything a start asks for."""
        row = self.raised(**changes)
        cause = self.cause(row)
        row = plan_improvement(row, by=self.owner, at=NOW)
        text = PlanText("按期解决率提高10个百分点", self.indicator, date(2026, 7, 3))
        row = write_plan(row, text, seen=row.version, by=self.owner, at=NOW)
        add_action_measure(row, self.measure(cause), by=self.owner, at=NOW)
        plan_verification(row, self.comparing(), by=self.owner, at=NOW)
        grade_improvement(row, is_major=is_major, reason="只影响一个班组", by=self.manager, at=NOW)
        row.refresh_from_db()
        return row

    def measure(self, cause, **changes):
        given = {
            "kind": MeasureKind.CORRECTIVE,
            "text": "夜班人员培训网关重启",
            "responsible": self.doer,
            "due_on": date(2026, 6, 26),
            "cause": cause,
            **changes,
        }
        return MeasureText(**given)

    def comparing(self, **changes):
        given = {
            "indicator": self.indicator,
            "before_start": BEFORE[0],
            "before_end": BEFORE[1],
            "after_start": AFTER[0],
            "after_end": AFTER[1],
            "expected": Decimal(10),
            **changes,
        }
        return Comparing(**given)

    def started(self, **changes):
        return start_improvement(self.planned(**changes), by=self.manager, at=NOW)
