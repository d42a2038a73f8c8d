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


@dataclass(frozen=True)
class Story:
    """An improvement that is told by the same acts as others: who, about what, shown by which indicator."""

    title: str
    problem: str
    goal: str
    process: str
    owner: str
    doer: str
    indicator: str
    causes: tuple[Words, ...]
    measures: tuple[str, ...]
    # From the plan to the weeks in which the effect is looked for.
    weeks: int = 3
    # From the plan to the day of its first measure.
    days: int = 10


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

DESK_LESSON = "常见问题的标准答案要和分派规则放在一起维护，更新时同步培训。"

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

STORIES = {
    "desk": Story(
        title="提高服务台首次解决率",
        problem="约三分之一的请求被转派后才得到答复，其中多数是有标准答案的常见问题，客户需要二次沟通。",
        goal="首次解决率提高2个百分点以上，并连续12周保持。",
        process="service_desk",
        owner="he",
        doer="lin",
        indicator="DSK-05",
        weeks=4,
        causes=(
            Words(
                "method",
                "常见问题没有统一的标准答案",
                ("答案散落在各人笔记里", "知识条目没有指定维护人"),
                "流程缺失或过期",
                YES,
            ),
            Words(
                "people",
                "新到岗人员未接受常见问题培训",
                ("上岗培训清单未包含知识库",),
                "培训不足",
                YES,
            ),
            Words("machine", "检索工具太慢，来不及查", (), "工具或配置", NO),
            Words("measurement", "“首次解决”的口径各班组不一致", ()),
            Words("material", "知识条目过期", ()),
        ),
        measures=(
            "整理前二十类常见问题的标准答案，并纳入受理界面",
            "分派规则每月核对一次，责任人签名留痕",
        ),
    ),
    "levels": Story(
        title="稳住高峰周的SLA达成率",
        problem="连续三周SLA达成率低于目标，超时集中在交接班前后两小时。",
        goal="SLA达成率较改进前提高2个百分点以上。",
        process="slm",
        owner="lin",
        doer="he",
        indicator="SLM-01",
        causes=(
            Words(
                "method",
                "交接班没有移交将到期工单",
                ("交接单没有“将到期”一栏", "交接规定写于工单系统上线之前"),
                "流程缺失或过期",
                YES,
            ),
            Words("people", "高峰周值班人数不足", ("排班不看历史工单量",), "培训不足", NO),
            Words("machine", "到期提醒只发给受理人", (), "工具或配置"),
        ),
        measures=("交接单增加“两小时内到期”一栏并逐单移交", "到期前一小时同时提醒当班组长"),
    ),
    "records": Story(
        title="变更完成后及时更新配置项",
        problem="部分变更关闭时配置项尚未更新，下一次变更按旧信息评估。",
        goal="变更后配置更新及时率提高2个百分点以上。",
        process="configuration",
        owner="luo",
        doer="zhou",
        indicator="CFG-04",
        causes=(
            Words(
                "method",
                "变更关闭不检查配置项是否已更新",
                ("关闭条件只看实施结果",),
                "流程缺失或过期",
                YES,
            ),
            Words("measurement", "更新及时的起算时间各组不一致", ()),
        ),
        measures=("变更单关闭前由配置管理员核对配置项", "每周抽查五张已关闭的变更单"),
    ),
    "window": Story(
        title="变更发布窗口集中治理方案",
        problem="每周五个发布窗口，变更评审和回退演练来不及做全，变更引发的事件占三成。",
        goal="发布窗口由每周五次减为两次，变更成功率提高2个百分点以上。",
        process="change",
        owner="lu",
        doer="zhou",
        indicator="CHG-01",
        causes=(
            Words(
                "method",
                "发布窗口按项目申请，没有统一安排",
                ("窗口规定沿用了单一系统时期的做法",),
                "流程缺失或过期",
                YES,
            ),
            Words("people", "同一晚多个窗口，值守人员不足", (), "培训不足"),
        ),
        measures=("每周二、周四设两个固定窗口，其余须经批准", "窗口前一日完成回退演练并留记录"),
        days=30,
    ),
    "major": Story(
        title="缩短重大事件的首次通报时间",
        problem="两起重大事件首次对外通报晚于约定时间，客户先于服务台得知中断。",
        goal="重大事件均在约定时间内首次通报，事件及时响应率提高1个百分点。",
        process="incident",
        owner="zhou",
        doer="tang",
        indicator="INC-01",
        causes=(
            Words(
                "method",
                "通报模板要逐级审阅后才能发出",
                ("规定沿用了书面通报时期的审阅顺序",),
                "流程缺失或过期",
                YES,
            ),
            Words("people", "夜班不熟悉通报名单", (), "培训不足"),
        ),
        measures=("首次通报改为先发后审，两小时内补全", "每季度演练一次重大事件通报"),
    ),
}

# Of the two that are major: the one the committee has approved, and the one that waits for it when the demo ends.
WHY_WINDOW = "两个部门的发布安排都要改变，影响在研版本。"
WHY_MAJOR = "涉及对客户的首次通报，须调整两个部门的值班安排和授权。"
WIDER_GOAL = "重大事件均在约定时间内首次通报，事件及时响应率提高1个百分点；夜间事件同样适用。"
OPPOSED = "先发后审的内容边界还不清楚，建议先在两个系统试行一个季度。"
