"""What the invented company writes into its norms: short, plausible, our own words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A clause: its title, its English title, its text in Markdown, and what lies below it."""

    title: str
    title_en: str
    text: str = ""
    below: tuple["Words", ...] = ()


INCIDENT = "事件管理规范"
INCIDENT_EN = "Incident Management Norm"
CHANGE = "变更管理规范"
CHANGE_EN = "Change Management Norm"

INCIDENT_CLAUSES = (
    Words("目的", "Purpose", "使客户感知到的服务中断尽快恢复，并留下可供分析的记录。"),
    Words("范围", "Scope", "适用于运维部、服务台受理的全部事件。"),
    Words(
        "分级",
        "Grades",
        "事件按影响面和紧急程度分为四级：\n\n| 级别 | 影响 | 响应 | 解决 |\n| --- | --- | ---: | ---: |\n"
        "| 一级 | 全部业务中断 | 15 分钟 | 2 小时 |\n| 二级 | 单项业务中断 | 30 分钟 | 4 小时 |\n"
        "| 三级 | 功能受限 | 1 小时 | 8 小时 |\n| 四级 | 咨询与轻微异常 | 4 小时 | 3 个工作日 |",
    ),
    Words(
        "处理",
        "Handling",
        "",
        (
            Words("登记", "Logging", "来电、邮件与监控告警一律登记，登记后才派单。"),
            Words("升级", "Escalation", "超过响应时限一半仍未处理的，由服务台升级到二线。"),
            Words("关闭", "Closure", "经用户确认后关闭；三个工作日无答复的可自动关闭。"),
        ),
    ),
    Words("度量", "Measures", "按周统计事件数、按时解决率和重大事件数，由过程专员上报。"),
)
ESCALATION = (
    "超过响应时限三分之一仍未处理的，由服务台升级到二线；一级事件立即通知运维部负责人和客户经理。"
)
CHANGE_CLAUSES = (
    Words("目的", "Purpose", "使变更有评估、有审批、可回退。"),
    Words(
        "分类", "Kinds", "变更分为标准变更、一般变更与紧急变更；紧急变更须在两个工作日内补齐记录。"
    ),
    Words("窗口", "Window", "生产变更在周二、周四 22:00 之后实施，月末最后两个工作日不实施。"),
    Words("复核", "Review", "失败或回退的变更在周例会上逐单复核，结论记入变更单。"),
)
FIRST_NOTE = "首次发布"
SECOND_NOTE = "升级时限由一半缩短为三分之一；一级事件增加通知对象"
CHANGE_NOTE = "首次编制"
