"""A small company that assesses itself: what the tests of clause 7 share."""

from datetime import UTC, date, datetime, timedelta

from governance.models import Clause, Document, Requirement
from governance.states import Role
from kpi.models import AssessedItem
from kpi.services.assessed_item import Judgement, judge_item
from kpi.services.assessment_closing import close_assessment, write_conclusion
from kpi.services.assessment_finding import accept_finding, evaluate_assessment, word_finding
from kpi.services.checklist import ItemText, draft_checklist, enforce_checklist
from kpi.services.self_assessment import NewAssessment, plan_assessment, start_assessment
from processes.models import Assignment
from tests.kpi.collecting import make_process
from tests.people import make_person

NOW = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)


class Assessing:
    """Officer and stranger judge, the manager closes; the specialist reports incident management."""

    def __init__(self, operations, development):
        self.operations, self.development = operations, development
        self.officer = make_person("shen", "沈知秋", operations, Role.PMO)
        self.manager = make_person("gu", "顾长风", operations, Role.PROCESS_MANAGER)
        self.specialist = make_person("lin", "林小满", operations, Role.PROCESS_SPECIALIST)
        self.stranger = make_person("qin", "秦远山", development, Role.PROCESS_SPECIALIST)
        self.head = make_person("du", "杜若川", operations, Role.DEPARTMENT_HEAD)
        self.incident = make_process()
        self.problem = make_process("problem", "PRB", "问题管理", "Problem management")
        self.policy = Document.objects.create(
            code="policy-1", kind="policy", number="YN-1", title="制度", title_en="Policy"
        )
        self.clause = Clause.objects.create(
            document=self.policy,
            number="6.4.2",
            title="过程监控",
            title_en="Monitoring",
            position=1,
        )
        Assignment.objects.create(
            person=self.specialist,
            process=self.incident,
            department=operations,
            valid_from=date(2026, 1, 1),
            valid_to=date(2026, 7, 31),
        )
        self.minute = 0

    def at(self):
        """Each act comes a minute after the one before."""
        self.minute += 1
        return NOW + timedelta(minutes=self.minute)

    def items(self):
        return [
            ItemText(
                "事件按级别处置", "Incidents by priority", process=self.incident, clause_label="6.2"
            ),
            ItemText(
                "问题有根因", "Problems have causes", process=self.problem, clause_label="6.2"
            ),
            ItemText("按周收集数据", "Weekly data", clause=self.clause, clause_label="6.4.2②"),
        ]

    def checklist(self):
        row = draft_checklist("检查表", self.items(), by=self.officer, at=self.at())
        return enforce_checklist(row, by=self.officer, at=self.at())

    def planned(self, assessors=None, **more):
        if not hasattr(self, "form"):
            self.form = self.checklist()
        people = assessors or [self.officer, self.stranger]
        return plan_assessment(NewAssessment(2026, people, **more), by=self.officer, at=self.at())

    def running(self, **more):
        return start_assessment(self.planned(**more), by=self.officer, at=self.at())

    def rows(self, assessment):
        rows = AssessedItem.objects.filter(assessment=assessment)
        return list(rows.select_related("item").order_by("item__position"))

    def judge(self, row, verdict="conform", remark="", by=None):
        return judge_item(
            row,
            Judgement(verdict, remark),
            seen=row.version,
            by=by or self.stranger,
            at=self.at(),
        )

    def evaluated(self, verdicts=("in_part", "conform", "nonconform"), **more):
        row = self.running(**more)
        for each, verdict in zip(self.rows(row), verdicts, strict=True):
            self.judge(each, verdict, "" if verdict == "conform" else f"看到的情况 {verdict}")
        return evaluate_assessment(row, by=self.officer, at=self.at())

    def decided(self, **more):
        row = self.evaluated(**more)
        for finding in row.findings.order_by("position"):
            found = word_finding(
                finding,
                finding.text,
                department=self.operations,
                seen=finding.version,
                by=self.officer,
                at=self.at(),
            )
            accept_finding(found, note="已有计划，风险可接受", by=self.officer, at=self.at())
        row.refresh_from_db()
        return write_conclusion(
            row, "总体符合", "继续", seen=row.version, by=self.officer, at=self.at()
        )

    def closed(self, **more):
        return close_assessment(self.decided(**more), by=self.manager, at=self.at())


def make_requirement(number, clause, summary, label):
    return Requirement.objects.create(
        number=number, clause=clause, clause_label=label, summary=summary, summary_en=f"R{number}"
    )
