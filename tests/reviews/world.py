"""A small company with one quarter to review: what the tests of clause 6.4.3 share."""

from datetime import UTC, date, datetime
from decimal import Decimal

from governance.lib.actors import SystemActor
from governance.lib.periods import Quarter
from governance.models import Document
from governance.services.obligation import Duty, ensure_duties
from governance.states import Attendance, ObligationKind, Role
from kpi.models import Deviation, IndicatorValue, Target
from kpi.states import DeviationDecision, DeviationState, FigureStatus, Grain, Verdict
from reviews.models import ReviewAttendance
from reviews.services.feedback import NewFeedback, grade_feedback, register_feedback
from reviews.services.item import ItemText, add_review_item
from reviews.services.meeting import (
    Came,
    Meeting,
    convene_review,
    hold_review,
    note_presence,
)
from reviews.services.review import ReportText, open_adhoc_review, prepare_review, write_report
from reviews.services.signature import sign_review
from reviews.services.trigger import NewTrigger, raise_trigger
from reviews.states import FeedbackKind, TriggerKind
from tests.improvements.world import make_indicator
from tests.people import make_person

NOW = datetime(2026, 7, 10, 2, 0, tzinfo=UTC)
BEGAN, ENDED = datetime(2026, 7, 9, 6, 0, tzinfo=UTC), datetime(2026, 7, 9, 8, 0, tzinfo=UTC)
QUARTER = Quarter(2026, 2)
CLOCK = SystemActor("tick")


class World:
    """The people around a review: prepared and written by the PMO, convened and signed by the manager."""

    def __init__(self, operations, development):
        self.operations, self.development = operations, development
        self.officer = make_person("shen", "沈知秋", operations, Role.PMO)
        self.manager = make_person("gu", "顾长风", operations, Role.PROCESS_MANAGER)
        self.head = make_person("du", "杜若川", operations, Role.DEPARTMENT_HEAD)
        self.other_head = make_person("lu", "陆见深", development, Role.DEPARTMENT_HEAD)
        self.specialist = make_person("lin", "林小满", operations, Role.PROCESS_SPECIALIST)
        self.stranger = make_person("qin", "秦远山", development, Role.PROCESS_SPECIALIST)
        self.indicator = make_indicator()
        self.process = self.indicator.process
        self.guests = [self.head, self.other_head, self.specialist]

    def owed(self):
        """The calendar asks for the review of the quarter."""
        duty = Duty(
            ObligationKind.QUARTERLY_REVIEW,
            "6.4.3",
            "company",
            QUARTER.label,
            "季度评审",
            "Quarterly review",
            "",
            opens_at=datetime(2026, 6, 30, 16, 0, tzinfo=UTC),
            due_at=datetime(2026, 7, 21, 9, 0, tzinfo=UTC),
            role=Role.PMO,
        )
        return ensure_duties([duty], at=NOW)[0]

    def figure(self, period="2026-04", verdict=Verdict.MISSED, grain=Grain.MONTH, value="90"):
        start, end = {
            "2026-04": (date(2026, 4, 1), date(2026, 4, 30)),
            "2026-05": (date(2026, 5, 1), date(2026, 5, 31)),
            "2026-06": (date(2026, 6, 1), date(2026, 6, 30)),
            "2026-Q2": (date(2026, 4, 1), date(2026, 6, 30)),
        }[period]
        target, _created = Target.objects.get_or_create(
            indicator=self.indicator,
            defaults={"operator": ">=", "value": Decimal(95), "valid_from": date(2026, 1, 1)},
        )
        return IndicatorValue.objects.create(
            indicator=self.indicator,
            definition=self.indicator.definitions.get(),
            grain=grain,
            period=period,
            start=start,
            end=end,
            numerator=Decimal(value),
            denominator=Decimal(100),
            value=Decimal(value),
            covered=1,
            expected=1,
            target=target,
            verdict=verdict,
            status=FigureStatus.PROVISIONAL,
        )

    def deviation(self, decision=DeviationDecision.ADHOC_REVIEW, period="2026-05"):
        return Deviation.objects.create(
            indicator=self.indicator,
            start_period=period,
            period=period,
            period_end=date(2026, 5, 31),
            opened_at=NOW,
            cause="夜班无人",
            impact="客户等待",
            decision=decision,
            decision_reason="影响大",
            state=DeviationState.DECIDED,
            decided_by=self.officer,
            decided_at=NOW,
            responsible=self.head,
            due_on=date(2026, 7, 31),
        )

    def prepared(self):
        return prepare_review(QUARTER, by=self.officer, at=NOW)

    def meeting(self):
        return Meeting(BEGAN, "三楼会议室", self.manager, self.officer)

    def convened(self):
        return convene_review(self.prepared(), self.meeting(), self.guests, by=self.manager, at=NOW)

    def everybody_came(self, review):
        rows = ReviewAttendance.objects.filter(review=review)
        found = {row.pk: Came(Attendance.PRESENT) for row in rows}
        note_presence(review, found, by=self.officer, at=NOW)

    def hold(self, review):
        return hold_review(review, began_at=BEGAN, ended_at=ENDED, by=self.officer, at=NOW)

    def held(self):
        review = self.convened()
        self.everybody_came(review)
        return self.hold(review)

    def text(self, **changes):
        given = {
            "problems": "夜间事件超时",
            "directions": "补足夜班",
            "suitability": "适宜",
            "adequacy": "充分",
            "effectiveness": "基本有效",
            **changes,
        }
        return ReportText(**given)

    def write(self, review, **changes):
        review.refresh_from_db()
        text = self.text(**changes)
        return write_report(review, text, seen=review.version, by=self.officer, at=NOW)

    def item(self, **changes):
        given = {
            "text": "夜班增加一人",
            "process": self.process,
            "department": self.operations,
            "responsible": self.specialist,
            "due_on": date(2026, 8, 31),
            "verification": "按期解决率连续四周达标",
            **changes,
        }
        return ItemText(**given)

    def signed(self, **changes):
        review = self.held()
        self.write(review)
        add_review_item(review, self.item(**changes), by=self.officer, at=NOW)
        return sign_review(review, by=self.manager, at=NOW)

    def trigger(self, **changes):
        given = {
            "kind": TriggerKind.PROCESS_FAILURE,
            "happened_at": datetime(2026, 7, 6, 2, 0, tzinfo=UTC),
            "evidence": "核心网关中断四小时",
            **changes,
        }
        return raise_trigger(NewTrigger(**given), by=self.specialist, at=NOW)

    def adhoc(self):
        return open_adhoc_review(self.trigger(), by=self.manager, at=NOW)

    def feedback(self, *, is_major=False, **changes):
        given = {
            "kind": FeedbackKind.COMPLAINT,
            "text": "工单三天无人回复",
            "received_at": datetime(2026, 6, 20, 2, 0, tzinfo=UTC),
            "customer": "远帆集团 王女士",
            "process": self.process,
            "department": self.operations,
            **changes,
        }
        row, _is_new = register_feedback(NewFeedback(**given), by=self.specialist, at=NOW)
        if is_major:
            row = grade_feedback(row, is_major=True, reason="大客户", by=self.officer, at=NOW)
        return row

    def standard(self):
        return Document.objects.create(
            code="gb-t-28827-1",
            number="GB/T 28827.1",
            title="信息技术服务 运行维护 第1部分",
            kind=Document.Kind.STANDARD,
        )
