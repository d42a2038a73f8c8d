"""What waits for a decision when the demo ends: a major improvement before the committee, and a deputy (5.1①, domain §6.3)."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from django.urls import reverse

from governance.models import Approval, Person
from governance.selectors.approval_right import tasks_waiting_for
from governance.services.approval import Fact, Subject, open_case, renew_case
from governance.services.approval_copy import copy_case
from governance.services.approval_vote import cast_vote
from governance.services.delegation import NewDelegation, make_delegation
from governance.states import ApprovalKind, Ballot
from portal.services.demo.world import DemoWorld
from processes.models import Process

MINUTE = timedelta(minutes=1)
TITLE = "发布回退率改进：补齐发布前自动化回归"
DAYS_AWAY = 14


def leave_to_decide(world: DemoWorld, at: datetime) -> None:
    """A case of which some have answered, one of them to an earlier text; and the manager's deputy for two weeks."""
    people = world.people
    first = _improvement(people, days=12)
    case = open_case(first, by=people["shen"], at=at)
    _answer(case, people["jiang"], Ballot.APPROVE, at=at + 5 * MINUTE)
    second = _improvement(people, days=15)
    renewed = renew_case(second, by=people["shen"], at=at + 12 * MINUTE) or case
    _answer(
        renewed,
        people["ye"],
        Ballot.OPPOSE,
        at=at + 20 * MINUTE,
        reason="回归环境与现网差异未评估，建议先在两个系统试点一个季度。",
    )
    _answer(renewed, people["jiang"], Ballot.APPROVE, at=at + 24 * MINUTE)
    copy_case(renewed, [people["luo"], people["qin"]], by=people["shen"], at=at + 30 * MINUTE)
    day = at.date()
    away = NewDelegation(
        people["xu"], day, day + timedelta(days=DAYS_AWAY), "客户现场评审，外出两周"
    )
    make_delegation(away, by=world.manager, at=at + 35 * MINUTE)


def _improvement(people: dict[str, Person], *, days: int) -> Subject:
    conclusion = f"回退主因是发布前回归不足。投入 {days} 人日补齐自动化回归，发布回退率由 8% 降到 3%。建议批准立项。"
    shown = Subject(
        kind=ApprovalKind.MAJOR_IMPROVEMENT,
        row=Process.objects.get(code="release"),
        title=TITLE,
        title_en="Fewer rolled back releases: automated regression tests before each release",
        url=reverse("portal:process", args=["release"]),
        preview_url=reverse("portal:process", args=["release"]),
        content_sha256="",
        authors=(people["shao"], people["zhou"]),
        conclusion=conclusion,
        conclusion_en=(
            f"Releases are rolled back for want of regression tests. {days} person-days of automation "
            "bring the rate from 8 % to 3 %. Approval is proposed."
        ),
        facts=(
            Fact("涉及过程", "发布管理、变更管理", "processes", "release, change"),
            Fact("投入", f"{days} 人日", "effort", f"{days} person-days"),
            Fact("责任部门", "研发部", "responsible", "R&D Dept."),
            Fact("效果验证", "上线后 90 天对比回退率", "verified by", "rate 90 days after"),
        ),
    )
    return replace(shown, content_sha256=hashlib.sha256(conclusion.encode()).hexdigest())


def _answer(
    case: Approval, person: Person, ballot: Ballot, *, at: datetime, reason: str = ""
) -> None:
    asked = next(
        each.task
        for each in tasks_waiting_for(person, at.date())
        if each.task.step.approval_id == case.pk and each.principal is None
    )
    cast_vote(asked, ballot, by=person, at=at, seen_sha256=case.content_sha256, reason=reason)
