"""The self-assessment of the demo: a checklist from the requirements, judged by two who do not answer for it, three findings, one improvement (7, G39)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from governance.models import Department, Person
from improvements.services.improvement import NewImprovement, raise_improvement
from improvements.states import Source
from kpi.models import AssessedItem, AssessmentFinding, SelfAssessment
from kpi.selectors.evidence_proposal import suits
from kpi.services.assessed_item import Judgement, judge_item, take_proposals
from kpi.services.assessment_closing import close_assessment, write_conclusion
from kpi.services.assessment_finding import accept_finding, evaluate_assessment, word_finding
from kpi.services.checklist import (
    ItemText,
    draft_checklist,
    enforce_checklist,
    items_of_requirements,
)
from kpi.services.self_assessment import NewAssessment, plan_assessment, start_assessment
from kpi.states import AssessmentState, ItemVerdict
from portal.selectors.assessment_evidence import evidence_of_year
from portal.services.demo.act import Act

if TYPE_CHECKING:
    from portal.services.demo.world import DemoWorld

MINUTE = timedelta(minutes=1)
TITLE = "过程框架自评估检查表"
PURPOSE = "年度过程框架自评估（制度第7章），为外部评估做准备"
# Definitions and formalities are nothing one can conform to; the demo's PMO takes them off its list.
NOT_LOOKED_AT = ("cover", "history", "contents", "1", "2", "3")
MOST_EVIDENCE = 3
# By the number of the requirement: the verdict and what was seen.
SEEN = {
    20: (ItemVerdict.PARTIAL, "目录中列出了过程接口，但部分接口只有一方写明，另一方没有对应的行。"),
    34: (ItemVerdict.PARTIAL, "培训按计划开展；过程资产仍分散存放，检索不便。"),
    46: (
        ItemVerdict.NOT_APPLICABLE,
        "依据文件由集团统一发布，本公司没有单独的容量管理规范，本次不评。",
    ),
    54: (ItemVerdict.NONCONFORM, "并非每个过程都有效率、质量、满意度三类指标，满意度类缺口最多。"),
}
ACCEPTED = {
    20: "目录整理已列入下一年度规划，届时一并补齐，风险可接受。",
    34: "存放方式不影响查阅，待资产库启用后统一迁移。",
}
RAISED = 54
IMPROVEMENT_TITLE = "补齐各过程的满意度类指标"
CONCLUSION = (
    "过程框架总体符合制度要求，周采集、月报告、季评审按期运行，改进有据可查。\n"
    "指标体系尚未覆盖每个过程的三个维度，已立改进；其余两项风险可接受。"
)
SUGGESTIONS = "下一年度自评估扩展到两个运维服务项目；检查表补充标准条款对应关系。"


def assess(world: "DemoWorld", acts: list[Act]) -> None:
    """One chapter of the self-assessment."""
    for act in acts:
        CHAPTERS[act.how](world, act)


def _plan(world: "DemoWorld", act: Act) -> None:
    """The PMO makes its checklist of the requirements, puts it in force and plans the year's assessment."""
    officer, at = world.people["shen"], act.at
    row = draft_checklist(TITLE, _items(), by=officer, at=at)
    enforce_checklist(row, by=officer, at=at + 30 * MINUTE)
    team = [world.people["xu"], world.people["lin"]]
    new = NewAssessment(act.at.year, team, purpose=PURPOSE)
    found = plan_assessment(new, by=officer, at=at + 40 * MINUTE)
    start_assessment(found, by=officer, at=at + 45 * MINUTE)


def _items() -> list[ItemText]:
    return [
        each
        for each in items_of_requirements()
        if each.clause_label.rstrip("①②③④⑤") not in NOT_LOOKED_AT
    ]


def _judge(world: "DemoWorld", act: Act) -> None:
    """Two people judge item by item, each with what the system proposes as evidence."""
    found = evidence_of_year(_running(), person=world.people["xu"], at=act.at)
    rows = AssessedItem.objects.filter(assessment=_running()).select_related(
        "assessment", "item__process", "item__requirement"
    )
    for place, row in enumerate(rows.order_by("item__position")):
        by, at = _judge_of(world, row, place), act.at + 2 * place * MINUTE
        number = row.item.requirement.number if row.item.requirement else 0
        verdict, remark = SEEN.get(number, (ItemVerdict.CONFORM, ""))
        fitting = [each for each in found if suits(row.item, each)][:MOST_EVIDENCE]
        take_proposals(row, fitting, by=by, at=at)
        judge_item(row, Judgement(verdict, remark), seen=row.version, by=by, at=at + MINUTE)


def _judge_of(world: "DemoWorld", row: AssessedItem, place: int) -> Person:
    """The specialist judges every third item that speaks of no process; what they report is the colleague's."""
    name = "lin" if place % 3 == 0 and row.item.process_id is None else "xu"
    return world.people[name]


def _close(world: "DemoWorld", act: Act) -> None:
    """The findings are decided, one becomes an improvement, and the manager who judged nothing closes it."""
    officer, at = world.people["shen"], act.at
    row = evaluate_assessment(_running(), by=officer, at=at)
    place = Department.objects.get(code="operations")
    for finding in row.findings.select_related("item__item__requirement", "process"):
        _decide(finding, place, officer, at + 10 * finding.position * MINUTE)
    row.refresh_from_db()
    row = write_conclusion(
        row, CONCLUSION, SUGGESTIONS, seen=row.version, by=officer, at=at + 60 * MINUTE
    )
    close_assessment(row, by=world.manager, at=at + 90 * MINUTE)


def _decide(finding: AssessmentFinding, place: Department, officer: Person, at: datetime) -> None:
    row = word_finding(
        finding, finding.text, department=place, seen=finding.version, by=officer, at=at
    )
    requirement = finding.item.item.requirement
    number = requirement.number if requirement else 0
    if number == RAISED and finding.process is not None:
        raise_improvement(
            NewImprovement(
                title=IMPROVEMENT_TITLE,
                source=Source.ASSESSMENT,
                problem=finding.text,
                process=finding.process,
                department=place,
                owner=officer,
                finding=row,
            ),
            by=officer,
            at=at + MINUTE,
        )
    else:
        note = ACCEPTED.get(number, ACCEPTED[20])
        accept_finding(row, note=note, by=officer, at=at + MINUTE)


def _running() -> SelfAssessment:
    row: SelfAssessment = SelfAssessment.objects.get(state=AssessmentState.RUNNING)
    return row


CHAPTERS = {"plan": _plan, "judge": _judge, "close": _close}
