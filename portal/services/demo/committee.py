"""The committee of the demo: its seats and rule, one session with two resolutions, and the next one called (5.1, G20)."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from django.urls import reverse

from governance.models import AgendaItem, Approval, Document, Meeting, Person, ResolutionCondition
from governance.selectors.approval_right import tasks_waiting_for
from governance.selectors.meeting import meeting_page
from governance.selectors.minutes import draft_sha256
from governance.services.approval import Fact, Subject, open_case
from governance.services.approval_vote import cast_vote
from governance.services.committee import (
    Majority,
    NewMember,
    NewRule,
    end_term,
    record_rule,
    seat_member,
)
from governance.services.committee_vote import Condition, close_vote
from governance.services.condition import confirm_condition, meet_condition
from governance.services.meeting import Invitation, Session, call_meeting, open_meeting
from governance.services.minutes import (
    NewAction,
    Notes,
    Presence,
    agree_action,
    close_meeting,
    note_attendance,
    write_minutes,
)
from governance.states import ApprovalKind, Attendance, Ballot, Seat
from portal.services.demo.act import Act, Stage
from portal.services.demo.improvement import put_before_committee
from portal.services.demo.improvement_words import STORIES, WHY_WINDOW

if TYPE_CHECKING:
    from portal.services.demo.world import DemoWorld

MINUTE = timedelta(minutes=1)
MEMBERS = ("jiang", "ye", "lu", "cheng", "wen")
TITLE = "过程管理委员会工作会议"
REVISION = "框架管理制度修订方案：补充周数据时限与议事规则"


@dataclass(frozen=True)
class Said:
    """How one member answered a case, and why."""

    login: str
    ballot: Ballot = Ballot.APPROVE
    reason: str = ""


def found_committee(stage: Stage, people: dict[str, Person]) -> None:
    """Seats by rank with one change of secretary, and the rule the committee decides by."""
    officer, begun = people["shen"], stage.first - timedelta(days=20)
    at = _at(stage, begun, 10)
    seat_member(NewMember(people["song"], Seat.CHAIR, valid_from=begun), by=officer, at=at)
    first = seat_member(
        NewMember(people["gu"], Seat.SECRETARY, has_vote=False, valid_from=begun),
        by=officer,
        at=at,
    )
    for login in MEMBERS:
        seat_member(NewMember(people[login], valid_from=begun), by=officer, at=at)
    rule = NewRule(
        valid_from=begun + timedelta(days=1),
        quorum=Fraction(2, 3),
        majority=Majority(Fraction(1, 2)),
        basis="委员会第一次筹备会纪要：议事规则",
    )
    record_rule(rule, by=people["gu"], at=_at(stage, begun, 11))
    changed = stage.first - timedelta(days=9)
    end_term(
        first,
        last_day=changed,
        by=officer,
        at=_at(stage, changed, 9),
        note="过程经理不再兼任秘书",
    )
    successor = NewMember(
        officer, Seat.SECRETARY, has_vote=False, valid_from=changed + timedelta(days=1)
    )
    seat_member(successor, by=people["gu"], at=_at(stage, changed, 9, 30))


def convene(world: "DemoWorld", acts: list[Act]) -> None:
    """Two cases are submitted, the first is reviewed, and both are put on the agenda."""
    at, people = acts[0].at, world.people
    revision = open_case(_revision(people), by=people["shen"], at=at)
    _answer(revision, people["gu"], Said("gu"), at=at + 5 * MINUTE)
    window = put_before_committee(world, "window", WHY_WINDOW, at + 8 * MINUTE)
    held = at.date() + timedelta(days=3)
    invitation = Invitation(
        title=TITLE,
        starts_at=_at(world.stage, held, 15, 20),
        ends_at=_at(world.stage, held, 16, 30),
        place="总部三楼会议室，线上同步",
        approvals=(revision, window),
        matters=("听取上季度过程运行情况",),
        guests=(people["zhou"],),
    )
    call_meeting(invitation, by=people["shen"], at=at + 15 * MINUTE)


def hold(world: "DemoWorld", acts: list[Act]) -> None:
    """The session: attendance, each member's own vote, two resolutions, minutes signed by the chair."""
    at, people = acts[0].at, world.people
    meeting = Meeting.objects.get(title=TITLE)
    chair, secretary = people["song"], people["shen"]
    open_meeting(meeting, Session(chair, secretary), by=secretary, at=at)
    _note_who_came(meeting, people, at + 3 * MINUTE)
    revision, window, matter = AgendaItem.objects.filter(meeting=meeting).order_by("position")
    for login in ("song", "jiang", "ye", "lu", "cheng"):
        _answer(revision.approval, people[login], Said(login), at=at + 12 * MINUTE)
    close_vote(
        revision.approval,
        by=chair,
        at=at + 14 * MINUTE,
        text="同意修订方案，按制度文件流程编制 V1.1。",
        meeting=meeting,
    )
    for said in (
        Said("song"),
        Said("jiang"),
        Said("ye", Ballot.OPPOSE, "窗口收窄会推迟两个在研版本，应先给出过渡安排。"),
        Said("cheng"),
    ):
        _answer(window.approval, people[said.login], said, at=at + 30 * MINUTE)
    close_vote(
        window.approval,
        by=chair,
        at=at + 33 * MINUTE,
        text="同意立项实施。",
        conditions=_conditions(people, at.date()),
        meeting=meeting,
    )
    action = NewAction("整理上季度红灯指标的处理进展，发各部门", people["xu"], _later(at, 14))
    agree_action(matter, action, by=secretary, at=at + 45 * MINUTE)
    _write(meeting, (revision, window, matter), secretary, at + 50 * MINUTE)
    page = meeting_page(meeting, at.date())
    close_meeting(meeting, seen=draft_sha256(page), by=chair, at=at + 65 * MINUTE)


def report_condition(world: "DemoWorld", acts: list[Act]) -> None:
    """One condition is met and confirmed by somebody else; the other stays open."""
    at, people = acts[0].at, world.people
    row = ResolutionCondition.objects.select_related("resolution", "responsible").get(
        resolution__title__endswith=STORIES["window"].title, position=1
    )
    note = "过渡安排已与研发部会签，两个在研版本保留原窗口至本季度末。"
    meet_condition(row, by=people["zhou"], at=at, note=note)
    confirm_condition(row, by=people["xu"], at=at + 50 * MINUTE)


def convene_next(world: "DemoWorld", acts: list[Act]) -> None:
    """The next meeting stands in everybody's calendar, with a matter to hear."""
    at = acts[0].at
    day = world.stage.calendar.next_workday(world.stage.today + timedelta(days=6))
    invitation = Invitation(
        title="过程管理委员会例会",
        starts_at=_at(world.stage, day, 14),
        ends_at=_at(world.stage, day, 15),
        place="线上会议",
        matters=("未落实的决议条件", "下季度评审安排"),
    )
    call_meeting(invitation, by=world.people["shen"], at=at)


def _revision(people: dict[str, Person]) -> Subject:
    return Subject(
        kind=ApprovalKind.POLICY,
        row=Document.objects.get(code="policy"),
        title=REVISION,
        title_en="Revision of the framework policy: due times of weekly data, rules of the committee",
        url=reverse("governance:document-detail", args=["policy"]),
        content_sha256=_sha(REVISION),
        authors=(people["shen"], people["xu"]),
        conclusion="补写制度未明确的两处：周数据报送时限、委员会议事规则。",
        conclusion_en="Fills two gaps: when weekly data are due, and how the committee decides.",
        facts=(Fact("涉及条款", "5.1、6.4.2", "clauses", "5.1, 6.4.2"),),
        reviewer=people["gu"],
    )


def _note_who_came(meeting: Meeting, people: dict[str, Person], at: datetime) -> None:
    lines = [
        *(Presence(people[login], Attendance.PRESENT) for login in ("song", "shen", *MEMBERS[:4])),
        Presence(people["wen"], Attendance.ABSENT, "外地招聘"),
        Presence(people["zhou"], Attendance.IN_ATTENDANCE, "汇报议题二"),
    ]
    note_attendance(meeting, lines, by=people["shen"], at=at)


def _conditions(people: dict[str, Person], day: date) -> tuple[Condition, ...]:
    return (
        Condition("与研发部商定在研版本的过渡安排", people["zhou"], day + timedelta(days=14)),
        Condition(
            "实施满一个月后向委员会报告变更成功率与紧急变更数",
            people["lu"],
            day + timedelta(days=45),
        ),
    )


def _write(
    meeting: Meeting, items: tuple[AgendaItem, AgendaItem, AgendaItem], by: Person, at: datetime
) -> None:
    said = (
        "沈一诺介绍修订内容。委员认为两处补写与现行做法一致，无不同意见。",
        "周乐章汇报方案。叶承安提出窗口收窄影响在研版本；讨论后同意附条件通过。陆行舟为提出人，回避表决。",
        "听取运行情况。红灯指标均已立项或观察，处理进展需定期通报。",
    )
    notes = Notes(
        minutes="会议审议两项议题，形成两项决议；听取一项汇报，议定一项行动。",
        discussions={item.pk: text for item, text in zip(items, said, strict=True)},
        copied_to="各部门负责人、过程专员",
        next_meeting="下月例会，时间另行通知",
    )
    meeting.refresh_from_db()
    write_minutes(meeting, notes, seen=meeting.version, by=by, at=at)


def _answer(approval: Approval | None, person: Person, said: Said, *, at: datetime) -> None:
    if approval is None:
        raise ValueError(f"no case for {said.login}")
    asked = next(
        each.task
        for each in tasks_waiting_for(person, at.date())
        if each.task.step.approval_id == approval.pk
    )
    cast_vote(
        asked,
        said.ballot,
        by=person,
        at=at,
        seen_sha256=approval.content_sha256,
        reason=said.reason,
    )


def _later(at: datetime, days: int) -> date:
    return at.date() + timedelta(days=days)


def _at(stage: Stage, day: date, hour: int, minute: int = 0) -> datetime:
    return stage.moment(day, time(hour, minute))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
