"""The change tool of the demo company: tickets as its export prints them, week by week, and the mapping that reads them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from governance.lib.periods import Slice, Week
from portal.services.demo.figures import FigureBook
from portal.services.demo.invented import dice, flow
from portal.services.demo.real import CHANGE_WEEKS, day_in

SOURCE = "demo_changes"
HEADER = ("变更单号", "实施时间", "系统", "变更类型", "实施组", "审批", "结果", "摘要")
SYSTEMS = (
    "统一门户",
    "协同办公",
    "客户服务平台",
    "数据交换平台",
    "身份认证",
    "短信网关",
    "账单中心",
    "运维监控",
)
GROUPS = ("应用一组", "应用二组", "基础设施组", "数据库组")
UNAPPROVED = "未审批"
TITLES = (
    "配置调整",
    "版本升级",
    "参数优化",
    "证书更新",
    "账号策略调整",
    "接口扩展",
    "日志策略调整",
    "依赖升级",
)

MAPPING = """\
# The demo company's change tool: one row a change. {origin}
name    = "变更工单（演示）"
name_en = "Change tickets (demo)"
process = "change"

[file]
shape = "one-row-per-ticket"
dates = "%Y-%m-%d %H:%M"
zone  = "Asia/Shanghai"

[columns]
id          = "变更单号"
implemented = "实施时间"
service     = "系统"
priority    = "变更类型"
group       = "实施组"
details     = ["审批", "摘要"]

[outcome]
column    = "结果"
values    = {{ "成功" = "成功", "回退" = "回退", "失败" = "失败" }}

[dimensions]
priority = "priority"

[measures]
chg_total       = {{ count = "implemented" }}
chg_implemented = {{ count = "implemented" }}
chg_failed      = {{ count = "implemented", where = "outcome is 回退 or 失败" }}
chg_emergency   = {{ count = "implemented", where = "priority is 紧急变更" }}

[table]
label = ["dimension", "value"]

[table.columns]
implemented        = "chg_implemented"
failed             = "chg_failed"
emergency          = "chg_emergency"
emergency_pct      = "percent chg_emergency of chg_total"

[table.names]
implemented        = ["已实施变更", "Changes implemented"]
failed             = ["失败或回退", "Failed or backed out"]
emergency          = ["紧急变更", "Emergency changes"]
emergency_pct      = ["紧急变更占比 %", "Emergency share, %"]
"""
REAL_ORIGIN = (
    "Times and back-outs are those of a real public configuration repository, moved to this year; "
    "system, type, group and approval are invented."
)
INVENTED_ORIGIN = "Every row is invented."


@dataclass(frozen=True)
class ChangeTicket:
    """One change as the export prints it."""

    at: datetime
    is_backed_out: bool


def mapping_text(book: FigureBook) -> str:
    """The declaration of the source; it says what is real and what is not."""
    return MAPPING.format(origin=REAL_ORIGIN if book.real.changes else INVENTED_ORIGIN)


def export_of(book: FigureBook, week: Week) -> str:
    """The tool's export of one week as CSV, the same bytes at every call."""
    sheet = io.StringIO()
    lines = csv.writer(sheet, lineterminator="\r\n")
    lines.writerow(HEADER)
    for offset in range(7):
        day = week.start + timedelta(days=offset)
        for number, ticket in enumerate(_tickets(book, day), 1):
            lines.writerow(_row(ticket, number))
    return sheet.getvalue()


def unapproved_in(book: FigureBook, part: Slice) -> int:
    """How many changes of a slice nobody had approved; the tool has no field of its own for it, so it is typed."""
    days = [
        part.start + timedelta(days=offset) for offset in range((part.end - part.start).days + 1)
    ]
    rows = [
        _row(ticket, number) for day in days for number, ticket in enumerate(_tickets(book, day), 1)
    ]
    return sum(UNAPPROVED in row for row in rows)


def _tickets(book: FigureBook, day: date) -> Iterator[ChangeTicket]:
    at = book.story_day(day)
    if book.real.changes:
        for change in book.real.changes.get(day_in(CHANGE_WEEKS, day, at.week), []):
            yield ChangeTicket(datetime.combine(day, change.at.time()), change.is_backed_out)
        return
    for number in range(flow(at, "changes", 2.4)):
        roll = dice(day, f"change{number}")
        clock = time(roll.choice((9, 10, 14, 15, 19, 20, 21, 22)), roll.randrange(60))
        yield ChangeTicket(datetime.combine(day, clock), roll.random() < 0.03)  # noqa: PLR2004 -- the usual share


def _row(ticket: ChangeTicket, number: int) -> tuple[str, ...]:
    roll = dice(ticket.at.date(), f"ticket{number}")
    kind = roll.choices(("一般变更", "标准变更", "紧急变更"), (55, 36, 9))[0]
    approval = UNAPPROVED if kind == "紧急变更" and roll.random() < 0.06 else "已审批"  # noqa: PLR2004 -- rare, but seen
    system = roll.choice(SYSTEMS)
    return (
        f"CHG-{ticket.at:%Y%m%d}-{number:02d}",
        f"{ticket.at:%Y-%m-%d %H:%M}",
        system,
        kind,
        roll.choice(GROUPS),
        approval,
        "回退" if ticket.is_backed_out else "成功",
        f"{system}{roll.choice(TITLES)}",
    )
