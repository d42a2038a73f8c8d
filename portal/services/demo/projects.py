"""What the demo counts per project, and what it grades in words (G43, G56): once a month, by the service desk."""

from dataclasses import dataclass
from decimal import Decimal

from governance.lib.periods import Month, Slice
from kpi.formulas.entry import Key, Typed
from kpi.formulas.grade import Grade
from portal.services.demo.invented import dice
from portal.services.demo.people import Post

REPORTING = "service_reporting"
PER_PROJECT = "RPT-01"
ADOPTED_REASON = "客户项目负责人要求按项目看服务报告与满意度"
PER_PROJECT_REASON = "服务报告按项目合同交付，逐项目统计"


@dataclass(frozen=True)
class DemoProject:
    """A service project of the invented company."""

    code: str
    name: str
    name_en: str


PROJECTS = (
    DemoProject("METRO", "城轨票务系统运维", "Metro ticketing O&M"),
    DemoProject("CLOUD", "政务云运维", "Government cloud O&M"),
)
PROJECT_POSTS = (
    Post(REPORTING, "service_desk", "lin", "he", "METRO"),
    Post(REPORTING, "service_desk", "he", "lin", "CLOUD"),
)

GRADED = "SLM-Q1"
GRADED_NAME, GRADED_NAME_EN = "客户沟通评价", "Customer communication"
GRADED_HELP = (
    "依据当月客户例会与回访记录：优秀=主动通报且无异议；合格=按约定通报；不合格=有投诉或漏报。"
)
GRADED_HELP_EN = "From the month's meetings and call-backs: excellent = told unasked, no objection; acceptable = told as agreed; unacceptable = a complaint or an omission."
GRADES = (
    Grade("poor", "不合格", "unacceptable"),
    Grade("fair", "合格", "acceptable", meets=True),
    Grade("good", "良好", "good", meets=True),
    Grade("best", "优秀", "excellent", meets=True),
)
_SAID = {
    "poor": "一次计划停机未提前三个工作日告知客户，客户在例会上提出异议，已书面致歉。",
    "fair": "月度例会按期召开，两项遗留问题的进展未主动通报，经询问后补充说明。",
    "good": "例会与周报均按约定送达，变更提前告知；客户对一次夜间通报的时效提出改进建议。",
    "best": "重大变更提前一周通报并附影响说明，回访 12 家，均无异议。",
}


def closes(part: Slice) -> Month | None:
    """The month whose last slice this is; what is asked once a month is asked for there."""
    month = Month.of(part.start)
    return month if part.end == month.end else None


def month_cells(process: str, project: str, part: Slice) -> dict[Key, Typed]:
    """What is told once a month beside the weekly numbers; the same month always tells the same."""
    month = closes(part)
    if month is None:
        return {}
    if process == REPORTING:
        late = dice(month.start, f"reports:{project}").random() < _UNRELIABLE[project]
        due = Decimal(4 if month.month % 3 else 5)
        return {
            ("rpt_due", part): Typed(due),
            ("rpt_on_time", part): Typed(due - 1 if late else due),
        }
    if process == "slm":
        grade = dice(month.start, "communication").choices(
            ["poor", "fair", "good", "best"], [1, 3, 5, 3]
        )[0]
        return {("slm_q1", part): Typed(grade, narrative=_SAID[grade])}
    return {}


_UNRELIABLE = {"METRO": 0.25, "CLOUD": 0.35}
