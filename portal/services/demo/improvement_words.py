"""What the demo's people write about their improvements; invented, like the people."""

from dataclasses import dataclass

from improvements.states import CauseVerdict


@dataclass(frozen=True)
class Words:
    """A cause under its bone, the answers to “why?” below it, its kind, and what evidence said."""

    bone: str
    text: str
    answers: tuple[str, ...] = ()
    kind: str = ""
    verdict: str = ""


YES, NO = CauseVerdict.CONFIRMED, CauseVerdict.REJECTED
SOURCE = "季度例会上服务台提出，见会议记录"
EVIDENCE = "抽查近四周工单五十张，逐张核对受理、转派与回访记录。"
FOUND_OUT = "抽查五十张工单，与值班表对照"
ORDINARY = "只涉及一个部门，不需要追加资源"
PROGRESS = "话术与分派表已更新，第一场培训已完成，参加人员全部通过测验。"
ENDED = "已完成，记录见附件清单"
OVERRULED = "方向正确，幅度未达预期；先固化已见效的做法，其余另行立项。"
KINDS = (
    ("培训不足", "Too little training"),
    ("流程缺失或过期", "Procedure missing or out of date"),
    ("工具或配置", "Tools or configuration"),
)

DESK_TITLE = "提高服务台首次解决率"
DESK_PROBLEM = (
    "约三分之一的请求被转派后才得到答复，其中多数是有标准答案的常见问题，客户需要二次沟通。"
)
DESK_GOAL = "首次解决率提高2个百分点以上，并连续12周保持。"
DESK_LESSON = "常见问题的标准答案要和分派规则放在一起维护，更新时同步培训。"
DESK_MEASURES = (
    "整理前二十类常见问题的标准答案，并纳入受理界面",
    "分派规则每月核对一次，责任人签名留痕",
)
DESK_CAUSES = (
    Words(
        "method",
        "常见问题没有统一的标准答案",
        ("答案散落在各人笔记里", "知识条目没有指定维护人"),
        "流程缺失或过期",
        YES,
    ),
    Words("people", "新到岗人员未接受常见问题培训", ("上岗培训清单未包含知识库",), "培训不足", YES),
    Words("machine", "检索工具太慢，来不及查", (), "工具或配置", NO),
    Words("measurement", "“首次解决”的口径各班组不一致", ()),
    Words("material", "知识条目过期", ()),
)

CHANGE_TITLE = "减少临近窗口才提交的变更"
CHANGE_PROBLEM = "多项变更在窗口前一天才提交，评审来不及，只能改期或按紧急变更处理。"
CHANGE_MEASURES = ("变更日历提前两周公布并每周提醒", "把提交截止时间写入变更申请表")
CHANGE_CAUSES = (
    Words(
        "method",
        "申请表没有写明提交截止时间",
        ("模板三年未修订", "没有规定谁负责修订模板"),
        "流程缺失或过期",
        YES,
    ),
    Words("environment", "窗口日历只在内网公告，项目组看不到", (), "工具或配置"),
    Words("people", "项目经理不了解评审所需时间", (), "培训不足"),
)

PROBLEM_TITLE = "重复发生的数据库连接耗尽"
PROBLEM_PROBLEM = "同一系统两个月内三次因连接耗尽中断，每次都靠重启恢复。"
PROBLEM_CAUSES = (
    Words("machine", "连接池上限沿用旧值", ("扩容时没有同步调整参数",)),
    Words("method", "变更检查单没有连接池一项", ()),
)
