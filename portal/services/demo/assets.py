"""What the demo's processes leave behind: assets of each kind, one restricted, one lesson; outputs filed and missing (R16, R21, G57)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from governance.lib.periods import Month, Quarter
from governance.models import Department, Person
from portal.services.demo.act import Act
from portal.services.output_made import tick_outputs_made
from processes.models import Asset, KeyActivity, Output, OutputRecord
from processes.services.activity_role import set_activity_roles
from processes.services.asset import AssetFacts, enter_asset
from processes.services.asset_file import add_asset_file
from processes.services.asset_step import accept_asset, offer_asset, revise_asset
from processes.services.output_record import (
    Expectation,
    Filing,
    Upload,
    expect_output,
    file_output,
    open_output_duties,
)

if TYPE_CHECKING:
    from portal.services.demo.world import DemoWorld

HOUR = timedelta(hours=1)
# Output, how often, workdays after the period; the PMO decided, since the policy says neither (G57).
EXPECTED = (
    ("incident", "事件统计分析表", "month", 5),
    ("slm", "SLA绩效报告", "month", 8),
    ("problem", "问题分析报告", "event", 0),
    ("configuration", "配置审计报告", "quarter", 10),
    ("change", "变更评审报告", "month", 5),
)
REASON = "制度未规定频次，PMO 与过程专员商定"
# What is filed each month or quarter, and the months that are forgotten, so that a gap can be seen.
FILED = (
    ("incident", "事件统计分析表", (6,)),
    ("change", "变更评审报告", (1, 8)),
    ("slm", "SLA绩效报告", (7,)),
)
AUDIT, UNAUDITED = ("configuration", "配置审计报告"), 2
# Who does what in the handling of incidents: activity by position, department, letters.
ROLES = (
    (1, "service_desk", "RA"),
    (1, "operations", "I"),
    (2, "operations", "RA"),
    (2, "service_desk", "C"),
    (3, "operations", "RA"),
    (3, "development", "C"),
)


def keep_library(world: "DemoWorld", acts: list[Act]) -> None:
    """Each act of the library by its name."""
    for act in acts:
        name, _colon, month = act.how.partition(":")
        if name == "expect":
            _expect(world, act.at)
        elif name == "file":
            _file(world, Month.parse(month), act.at)
        else:
            _fill(world, act.at)


def _expect(world: "DemoWorld", at: datetime) -> None:
    officer = world.officer(0)
    for process, name, frequency, workdays in EXPECTED:
        wanted = Expectation(
            frequency, world.posts[process].person, workdays, at.astimezone(world.stage.zone).date()
        )
        expect_output(_output(process, name), wanted, reason=REASON, by=officer, at=at)
    process_row = _output("incident", "事件统计分析表").process
    activities = {row.position: row.pk for row in KeyActivity.objects.filter(process=process_row)}
    departments = {row.code: row.pk for row in Department.objects.all()}
    wanted_roles = {
        (activities[position], departments[code]): letters
        for position, code, letters in ROLES
        if position in activities and code in departments
    }
    set_activity_roles(
        process_row,
        wanted_roles,
        seen=process_row.version,
        reason="与各部门负责人商定",
        by=officer,
        at=at,
    )


def _file(world: "DemoWorld", month: Month, at: datetime) -> None:
    open_output_duties(at=at)
    tick_outputs_made(at=at)
    for process, name, forgotten in FILED:
        if month.month not in forgotten:
            _file_one(world, process, name, month.label, at)
    quarter = Quarter.of(month.start)
    if month.end == quarter.end and quarter.quarter != UNAUDITED:
        _file_one(world, *AUDIT, quarter.label, at)


def _file_one(world: "DemoWorld", process: str, name: str, period: str, at: datetime) -> None:
    """Unless the system has ticked it by itself."""
    output = _output(process, name)
    if OutputRecord.objects.filter(output=output, period=period).exists():
        return
    text = f"{name},{period}\n一级,2\n二级,11\n三级,38\n".encode()
    upload = Upload(f"{name}_{period}.csv", [text])
    filing = Filing(period, f"{name} {period}", upload=upload)
    file_output(output, filing, by=world.posts[process].person, at=at)


def _fill(world: "DemoWorld", at: datetime) -> None:
    """Three in the library, one being revised, one offered, one in preparation."""
    shelved = [
        ("incident", Asset.Kind.LESSON, "先回退、再查因：支付网关超时复盘", _LESSON, ""),
        ("incident", Asset.Kind.RECORD, "春节重保值守记录", _WATCH, "值守日志.md"),
        ("change", Asset.Kind.DOCUMENT, "变更窗口与冻结期速查", _WINDOW, "变更窗口.md"),
        ("availability_continuity", Asset.Kind.DATA, "核心系统可用性基线", _BASE, "可用性基线.csv"),
    ]
    for number, (process, kind, title, text, file) in enumerate(shelved):
        by = world.posts[process].person
        row = _offered(world, process, AssetFacts(kind, title, None, text), file, at, by=by)
        accept_asset(row, seen=row.version, by=world.officer(number), at=at + 2 * HOUR)
    restricted = AssetFacts(
        Asset.Kind.RECORD,
        "渗透测试整改清单",
        None,
        "含系统弱点明细，仅限运维部与研发部。",
        Asset.Label.RESTRICTED,
        list(Department.objects.filter(code__in=("operations", "development"))),
    )
    by = world.posts["information_security"].person
    row = _offered(world, "information_security", restricted, "整改清单.csv", at, by=by)
    accept_asset(row, seen=row.version, by=world.officer(1), at=at + HOUR)
    waiting = AssetFacts(Asset.Kind.LESSON, "知识条目命名约定", None, "一条一事，标题写现象。")
    _offered(world, "problem", waiting, "", at + 3 * HOUR, by=world.posts["problem"].person)
    again = Asset.objects.get(title="变更窗口与冻结期速查")
    revise_asset(
        again, note="下季度冻结期有调整", by=world.posts["change"].person, at=at + 4 * HOUR
    )


def _offered(
    world: "DemoWorld", process: str, facts: AssetFacts, file: str, at: datetime, *, by: Person
) -> Asset:
    place = world.posts[process].process
    given = AssetFacts(**{**vars(facts), "process": place})
    row = enter_asset(given, by=by, at=at)
    if file:
        content = f"{facts.title}\n{facts.summary}\n".encode()
        add_asset_file(row, file, [content], seen=row.version, by=by, at=at)
        row.refresh_from_db()
    return offer_asset(row, by=by, at=at)


def _output(process: str, name: str) -> Output:
    found: Output = Output.objects.select_related("process").get(process__code=process, name=name)
    return found


_LESSON = (
    "现象：网关升级后超时率升到 4%，值班先查日志 40 分钟。\n"
    "教训：有可用回退方案时，先回退恢复服务，再在测试环境查因。\n"
    "已做：发布清单增加“回退是否验证”一项。"
)
_WATCH = "七天值守，重大事件 0 起，一般事件 6 起，均在时限内恢复。"
_WINDOW = "常规窗口：周二、周四 22:00 起；冻结期：月末最后两个工作日及法定节假日前一日。"
_BASE = "按系统列出上季度停机分钟与可用率，供评审比对。"
