"""What the demo company plans: who fills which section, its goals beside the targets, milestones, needs, trainings."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planning.states import (
    Fulfilment,
    ResourceKind,
    ToolChange,
    TrainingKind,
    TrainingMethod,
)

# Who writes and hands in: specialists, so that most heads may vote; R&D's head does it himself and is recused.
FILLERS = {
    "operations": "zhou",
    "quality": "bai",
    "hr": "yu",
    "development": "ye",
    "service_desk": "lin",
    "pmo": "shen",
}
SUMMARIES = {
    "operations": "保持核心系统可用性，补齐容量预警，事件解决时长再降一步。",
    "quality": "信息安全补丁按期率保持在目标之上，配合自评估。",
    "hr": "组织全员制度宣贯，建立过程专员能力档案。",
    "development": "变更与发布质量稳定，紧急变更占比受控。",
    "service_desk": "提高首次解决率与一线解决率，服务报告按期。",
    "pmo": "四个管理过程按制度节奏运行，为能力评估准备证据。",
}
BASIS = "公司年度经营目标；两个重点客户的服务合同；上年度过程评审结论与改进台账。"
RISKS = "年中人员变动可能影响周数据质量：每个过程配置 B 角，PMO 每周跟踪。\n客户系统改造集中在第三季度：提前安排变更窗口。"
ARRANGEMENTS = "目标随指标按周采集、按月通报、按季评审；偏差按制度 6.4.2③ 处置；年中可按程序修订。"
# Processes of the year without an indicator: words with a reason, or why there is no goal.
WORDS = {
    "procurement": ("pmo", "", "本年度无外包采购，过程保持备用"),
    "planning": (
        "pmo",
        "次年规划在 12 月 31 日前经委员会批准并发布",
        "规划过程每年一次，指标随规划建立",
    ),
    "review": ("pmo", "四次季度评审按期召开并出具报告", "评审指标待评审记录满一年后建立"),
    "improvement": ("pmo", "重大改进全部经委员会批准后实施", "改进指标待改进台账满一年后建立"),
}
MEASURES = {
    "DSK-05": "知识库每周更新；一线授权范围扩大两类",
    "INC-04": "升级时限前置提醒；高频事件预案化",
    "CHG-03": "紧急变更事后评审；月度复盘",
    "SEC-02": "补丁窗口固定到每月第二个周六",
    "AVL-01": "核心链路双活演练两次",
}


@dataclass(frozen=True)
class Step:
    """A milestone: where, what, who, on which day of the year; `done` = kept its day in the story."""

    department: str
    text: str
    person: str
    month: int
    day: int
    done: bool = True

    def on(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True)
class Need:
    """A resource need, and what came of it in the story: how many, and why not all."""

    department: str
    kind: ResourceKind
    name: str
    have: int
    need: int
    cost: int
    month: int
    purpose: str = ""
    skill: str = ""
    audience: str = ""
    how: str = ""
    change: str = ""
    came: Fulfilment = Fulfilment.FULFILLED
    number: int = 0
    note: str = ""

    def on(self, year: int) -> date:
        return date(year, self.month, 28)


@dataclass(frozen=True)
class Lesson:
    """A planned training."""

    department: str
    topic: str
    audience: str
    month: int
    day: int
    hours: Decimal
    person: str
    process: str = ""
    headcount: int = 12
    method: TrainingMethod = TrainingMethod.CLASSROOM
    assessment: str = "笔试"
    kind: TrainingKind = TrainingKind.TRAINING
    budget: int = 0


STEPS = (
    Step("pmo", "过程专员岗位说明书与 B 角清单发布", "shen", 2, 27),
    Step("service_desk", "知识库年度清理与模板更新", "lin", 3, 31),
    Step("operations", "容量预警阈值上线", "tang", 4, 30),
    Step("quality", "补丁管理专项检查", "bai", 6, 30),
    Step("development", "发布窗口日历与客户对齐", "shao", 6, 26, done=False),
    Step("operations", "核心链路双活演练", "luo", 9, 25),
    Step("pmo", "年度自评估完成", "shen", 12, 11),
)
NEEDS = (
    Need(
        "operations",
        ResourceKind.PEOPLE,
        "事件分析师",
        2,
        3,
        180000,
        4,
        skill="日志分析、根因分析",
        how="社会招聘一人",
        number=1,
    ),
    Need(
        "service_desk",
        ResourceKind.PEOPLE,
        "二线支持",
        4,
        5,
        0,
        3,
        skill="数据库、中间件",
        how="内部转岗",
        number=1,
    ),
    Need(
        "operations",
        ResourceKind.TOOLS,
        "容量预测模块",
        0,
        1,
        86000,
        5,
        purpose="容量趋势与到期预警",
        change=ToolChange.NEW,
        came=Fulfilment.COMMITTED,
        note="分两年采购，首期合同已签",
    ),
    Need(
        "development",
        ResourceKind.TOOLS,
        "流水线许可",
        10,
        16,
        48000,
        2,
        purpose="发布自动化覆盖余下系统",
        change=ToolChange.UPGRADE,
        came=Fulfilment.PARTIAL,
        number=4,
        note="余下 2 个许可随下半年续约补齐",
    ),
    Need(
        "quality",
        ResourceKind.TRAINING,
        "信息安全意识",
        0,
        40,
        12000,
        5,
        audience="全体技术人员",
        how="外请讲师一天",
        number=40,
    ),
)
LESSONS = (
    Lesson(
        "pmo",
        "过程框架管理制度宣贯",
        "全体员工",
        1,
        22,
        Decimal(2),
        "shen",
        headcount=60,
        kind=TrainingKind.PROMOTION,
    ),
    Lesson(
        "pmo",
        "周数据填报与口径说明",
        "过程专员及 B 角",
        2,
        5,
        Decimal("1.5"),
        "xu",
        process="monitoring",
        method=TrainingMethod.ONLINE,
        assessment="实操",
    ),
    Lesson(
        "operations",
        "事件分级与升级",
        "服务台、运维一线",
        3,
        19,
        Decimal(3),
        "zhou",
        process="incident",
        headcount=18,
    ),
    Lesson(
        "quality",
        "信息安全意识",
        "全体技术人员",
        5,
        21,
        Decimal(6),
        "bai",
        process="information_security",
        headcount=40,
        budget=12000,
    ),
    Lesson("hr", "新任过程专员上岗培训", "新任过程专员", 9, 10, Decimal(4), "yu", headcount=6),
)
