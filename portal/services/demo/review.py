"""Reviews of the demo year: each quarter reviewed and signed, what customers said, and one ad-hoc review (6.4.3)."""

from datetime import datetime, time, timedelta

from governance.lib.periods import Month, Quarter
from governance.models import Department, Person
from governance.states import Attendance
from kpi.models import Indicator
from kpi.services.indicator import adopt_indicator
from portal.services.demo.act import Act
from portal.services.demo.occasions import INVITED_BEFORE
from portal.services.demo.world import DemoWorld
from processes.models import Process
from reviews.models import Feedback, Review, ReviewAttendance, ReviewItem
from reviews.services.feedback import (
    NewFeedback,
    answer_feedback,
    close_feedback,
    grade_feedback,
    register_feedback,
)
from reviews.services.item import ItemText, add_review_item, finish_item
from reviews.services.meeting import (
    Came,
    Meeting,
    convene_review,
    hold_review,
    note_presence,
)
from reviews.services.review import (
    ReportText,
    open_adhoc_review,
    prepare_review,
    write_discussion,
    write_report,
)
from reviews.services.satisfaction import count_survey
from reviews.services.signature import sign_review
from reviews.services.survey import NewSurvey, register_survey
from reviews.services.trigger import NewTrigger, raise_trigger
from reviews.states import FeedbackKind, InputKind, ItemState, ReviewKind, ReviewState, TriggerKind

SURVEYED = "SLM-07"
LEFT_OVER, DONE_NOTE = "configuration", "已落实，验证记录附评审材料。"
HEADS = ("jiang", "ye", "lu", "cheng", "wen")
SPECIALISTS = ("lin", "he", "zhou", "tang", "luo", "qin", "shao", "bai")
TWO_HOURS = timedelta(hours=2)
PLACE = "三楼第一会议室"
TEXT = ReportText(
    problems="夜间与节假日的事件响应慢于白天，积压集中在月末关闭。\n个别配置项变更后未及时更新。",
    directions="补足夜班人手；把月末关闭改为按周清理；变更完成时同步配置项。",
    suitability="过程框架与公司现有服务范围相适应。",
    adequacy="十六个过程均有责任部门与规范；容量预测的输入仍不充分。",
    effectiveness="多数目标达成；未达成的目标均已分析并落实到改进项。",
    decisions="改进项由责任部门按期落实，完成情况列入下季度评审。",
)
ITEMS = (
    (
        "夜班增加一名一线人员，节假日安排值班组长。",
        "incident",
        "operations",
        "zhou",
        "夜间按期解决率连续四周达标",
    ),
    (
        "积压工单按周清理，关闭前核对时限标记。",
        "slm",
        "service_desk",
        "lin",
        "月末五天的超时关闭占比低于 5%",
    ),
    (
        "变更单关闭前核对配置项更新。",
        "configuration",
        "operations",
        "tang",
        "每月抽查 20 张变更单，配置项更新率 100%",
    ),
)
SAID = (
    (
        FeedbackKind.COMPLAINT,
        "报修后三天没有人回复，多次致电才有人处理。",
        "service_desk",
        "service_desk",
        "电话",
        "远帆物流 王女士",
    ),
    (
        FeedbackKind.SUGGESTION,
        "希望月度服务报告附上未解决工单的预计完成时间。",
        "service_reporting",
        "operations",
        "邮件",
        "城轨运营中心",
    ),
    (
        FeedbackKind.PRAISE,
        "节日值守响应很快，感谢运维同事。",
        "incident",
        "operations",
        "回访",
        "云谷园区",
    ),
    (
        FeedbackKind.COMPLAINT,
        "核心业务系统中断四小时，期间未收到任何通知。",
        "availability_continuity",
        "operations",
        "来函",
        "城轨运营中心",
    ),
)
ANSWER = "已致歉并说明原因；当班组长回访确认客户接受处理结果。"
MAJOR = "影响核心业务四小时，客户书面投诉并要求说明。"


def review(world: DemoWorld, acts: list[Act]) -> None:
    """The quarter is convened a week before; on its day it is held, written and signed."""
    for act in acts:
        if act.month is None:
            raise ValueError("a review has a quarter")
        quarter = Quarter.of(act.month.start)
        row = Review.objects.filter(kind=ReviewKind.REGULAR, period=quarter.label).first()
        if act.how == "convene":
            _finish_earlier(act.at)
            row = row or prepare_review(quarter, by=world.officer(0), at=act.at)
            starts_at = act.at.replace(hour=14) + timedelta(days=INVITED_BEFORE)
            meeting = Meeting(starts_at, PLACE, world.manager, world.officer(0))
            convene_review(row, meeting, _guests(world), by=world.manager, at=act.at)
        elif row is not None:
            _hold(row, world.officer(0), act.at)
            _write(world, row, act.at)
            sign_review(row, by=world.manager, at=act.at)


def hear_customers(world: DemoWorld, acts: list[Act]) -> None:
    """Customers complain, suggest and praise; the last complaint is a major one and calls the departments at once."""
    departments, processes = _departments(), _processes()
    for act in acts:
        kind, text, process, department, channel, customer = SAID[int(act.how)]
        new = NewFeedback(
            kind=kind,
            text=text,
            received_at=act.at - timedelta(hours=1),
            channel=channel,
            customer=customer,
            process=processes[process],
            department=departments[department],
        )
        row, _is_new = register_feedback(new, by=world.people["he"], at=act.at)
        if act.how == "0":
            row = answer_feedback(row, note=ANSWER, by=world.people["cheng"], at=act.at)
            close_feedback(row, by=world.officer(1), at=act.at)
        elif int(act.how) == len(SAID) - 1:
            _call_at_once(world, row, act.at)


def _call_at_once(world: DemoWorld, row: Feedback, at: datetime) -> None:
    officer, manager = world.officer(0), world.manager
    asked = NewSurvey(
        title="客户满意度季度调查",
        process=_processes()["slm"],
        start=(at - timedelta(days=40)).date(),
        end=(at - timedelta(days=20)).date(),
        asked=120,
        answered=47,
        satisfied=44,
    )
    answered = register_survey(asked, by=world.people["he"], at=at)
    satisfaction = Indicator.objects.get(code=SURVEYED)
    adopt_indicator(
        satisfaction, by=officer, at=at, valid_from=at.date(), note="每季度向客户做一次满意度调查"
    )
    satisfaction.refresh_from_db()
    count_survey(answered, satisfaction, by=officer, at=at)
    major = grade_feedback(row, is_major=True, reason=MAJOR, by=officer, at=at)
    happened = NewTrigger(
        TriggerKind.COMPLAINT, major.received_at, f"{major.number} {major.text}", feedback=major
    )
    trigger = raise_trigger(happened, by=officer, at=at)
    called = open_adhoc_review(trigger, by=manager, at=at)
    stage = world.stage
    soon = stage.moment(stage.calendar.next_workday(stage.today), time(14))
    meeting = Meeting(soon, PLACE, manager, officer)
    convene_review(called, meeting, _guests(world), by=manager, at=at)


def _finish_earlier(at: datetime) -> None:
    """Most of what an earlier review asked for is done before the next; what is not lies on its table again."""
    rows = ReviewItem.objects.filter(state=ItemState.OPEN, review__state=ReviewState.SIGNED)
    for row in rows.exclude(process__code=LEFT_OVER).select_related("responsible"):
        if row.responsible is not None:
            finish_item(row, note=DONE_NOTE, by=row.responsible, at=at)


def _guests(world: DemoWorld) -> list[Person]:
    return [world.people[login] for login in (*HEADS, *SPECIALISTS)]


def _hold(row: Review, officer: Person, at: datetime) -> None:
    rows = ReviewAttendance.objects.filter(review=row).select_related("person")
    came = {each.pk: Came(Attendance.PRESENT) for each in rows}
    for each in rows:
        if each.person.username == "wen":
            came[each.pk] = Came(Attendance.ABSENT, "出差")
        elif each.person.username == "bai":
            came[each.pk] = Came(Attendance.IN_ATTENDANCE)
    note_presence(row, came, by=officer, at=at)
    began = at - TWO_HOURS - timedelta(minutes=30)
    hold_review(row, began_at=began, ended_at=at - timedelta(minutes=30), by=officer, at=at)


def _write(world: DemoWorld, row: Review, at: datetime) -> None:
    officer = world.officer(0)
    note = "未达成的目标逐项讨论，原因与月度报告一致。"
    write_discussion(row, InputKind.GOALS, note, by=officer, at=at)
    row.refresh_from_db()
    write_report(row, TEXT, seen=row.version, by=officer, at=at)
    departments, processes = _departments(), _processes()
    due_on = Month.of(at.date()).next().next().end
    for text, process, department, person, verification in ITEMS:
        item = ItemText(
            text,
            processes[process],
            departments[department],
            world.people[person],
            due_on,
            verification,
        )
        add_review_item(row, item, by=officer, at=at)


def _departments() -> dict[str, Department]:
    return {row.code: row for row in Department.objects.all()}


def _processes() -> dict[str, Process]:
    return {row.code: row for row in Process.objects.all()}
