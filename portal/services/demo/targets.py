"""What the demo company aims at: indicators adopted beyond the starter set, and the target of each."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Aim:
    """The target of one indicator, with the basis it was decided on."""

    code: str
    operator: str
    value: Decimal
    basis: str = "年度目标（委员会通过）"


# Adopted one by one, each with its reason, beside the starter set.
FURTHER = {
    "CFG-04": "变更后配置漏更新是上年审计的主要发现",
    "CFG-05": "与变更管理的未批准变更互相印证",
    "CHG-05": "工单里看不出变更引发的事件，由专员确认后填报",
    "REL-02": "业务方关心发布窗口能否守住",
    "MON-05": "对照制度 6.4.2① 跟踪三个维度的覆盖",
    "MON-06": "每个未达成都要有处置",
}


def _aim(code: str, operator: str, value: str, basis: str = "年度目标（委员会通过）") -> Aim:
    return Aim(code, operator, Decimal(value), basis)


_FROM_BASELINE = "按上年实际水平加改进幅度确定"

AIMS = (
    _aim("SLM-01", ">=", "70", _FROM_BASELINE),
    _aim("DSK-05", ">=", "62"),
    _aim("INC-01", ">=", "95"),
    _aim("INC-02", ">=", "55", _FROM_BASELINE),
    _aim("INC-03", ">=", "91", _FROM_BASELINE),
    _aim("INC-04", "<=", "110", _FROM_BASELINE),
    _aim("INC-05", "<=", "100", _FROM_BASELINE),
    _aim("PRB-06", "<=", "3"),
    _aim("CFG-04", ">=", "95"),
    _aim("CFG-05", "<=", "1"),
    _aim("CHG-01", ">=", "95"),
    _aim("CHG-02", "<=", "0"),
    _aim("CHG-03", "<=", "15"),
    _aim("CHG-05", "<=", "3"),
    _aim("REL-01", ">=", "98"),
    _aim("REL-02", ">=", "90"),
    _aim("CAP-01", "<=", "5"),
    _aim("AVL-01", ">=", "99.9", "与主要客户合同约定一致"),
    _aim("SEC-01", "<=", "4"),
    _aim("SEC-02", ">=", "95"),
    _aim("RPT-01", ">=", "95", "与两个项目的服务合同一致"),
    _aim("MON-01", ">=", "95"),
    _aim("MON-02", ">=", "95"),
    _aim("MON-03", ">=", "98"),
    _aim("MON-04", ">=", "100"),
)
# Half-way through the year one target is raised, so that a target in force by date can be seen (domain §4.3k).
RAISED = _aim("DSK-05", ">=", "65", "上半年持续达成，下半年上调")
# At the same time one formula changes, so that a broken series can be seen (domain §4.1 no. 4).
REFINED = (
    "CHG-03",
    "chg_emergency / chg_implemented",
    "改以已实施变更为基数，与变更成功率口径一致",
)
# What waits for the process manager when a newcomer looks in.
NEXT_YEAR = _aim("DSK-05", ">=", "67", "下一年度目标建议值")
# Dimensions that do not apply, each with its reason (G44).
EXEMPT = (
    ("configuration", "S", "配置管理无外部客户，内部使用方意见在月度例会收集"),
    ("information_security", "S", "客户安全投诉并入服务级别管理统计"),
    ("monitoring", "S", "报告使用者满意度每年随自评估收集，本年度尚未开展"),
)
# The company's own: a base measure, and an indicator over it that nobody has adopted yet.
OWN_MEASURE = (
    "vip_waiting",
    "VIP 客户等待超 30 分钟的事件",
    "VIP incidents waiting over 30 minutes",
)
OWN_INDICATOR = (
    "VIP 事件超时等待占比",
    "VIP incidents waiting too long",
    "own_vip_waiting / inc_opened",
)
