"""Chapter 6, once a year: the checklist, its verdicts with evidence, one finding, and the year's count (clause 7)."""

from governance.models import Obligation
from governance.states import ObligationKind
from kpi.models import AssessedItem, AssessmentFinding, Checklist, SelfAssessment
from portal.tasks import run_jobs
from tests.journeys.year.browser import done, refused
from tests.journeys.year.reviews import key_of

# Clause, process, what is looked at, and the verdict.
ITEMS = (
    ("6.4.2", "incident", "每周数据按时提交并受理", "conform"),
    ("6.4.3", "change", "每季评审并形成改进项", "conform"),
    ("6.4.2", "release", "每周数据无缺报", "in_part"),
)
REMARK = "第19周发布数据缺报，已说明原因"


def assessments():
    yield "2026-11-10 10:30", write_checklist, None
    yield "2026-11-11 10:30", begin, None
    yield "2026-11-12 10:30", judge, None
    yield "2026-11-13 10:30", conclude, None


def write_checklist(year):
    """The policy gives no checklist, so the PMO writes one and puts it in force (G39)."""
    browser = year.visit("shen")
    page = browser.go("/self-assessments/").follow("/checklists/").follow("/checklists/new/")
    done(page.form("/checklists/new/", having=["begin"]).send(begin="empty"))
    address = f"/self-assessments/checklists/{Checklist.objects.get().pk}/"
    for clause, process, text, _verdict in ITEMS:
        form = browser.go(address).follow("/items/new/").form("/items/new/", having=["text"])
        done(form.send(clause_label=clause, process=key_of("process", process), text=text))
    done(browser.go(address).form("/enforce_checklist/").send())


def begin(year):
    """Who judges answers for none of the processes that are looked at."""
    page = year.visit("shen").go("/self-assessments/").follow("/self-assessments/new/")
    form = page.form("/self-assessments/new/", having=["year"])
    page = done(form.send(year=2026, scope="company", assessors=[year.person("fang").pk]))
    done(page.form("/start_assessment/").send())


def judge(year):
    """Item by item, from the first to the last; what does not simply conform says why."""
    browser = year.visit("fang")
    assessment = SelfAssessment.objects.get()
    for row in AssessedItem.objects.filter(assessment=assessment).select_related("item"):
        (verdict,) = [each[3] for each in ITEMS if each[2] == row.item.text]
        address = f"/self-assessments/items/{row.pk}/"
        done(browser.go(address).form("/words/").send(text="收集看板", url="/board/"))
        remark = "" if verdict == "conform" else REMARK
        done(browser.go(address).form("/judge/").send(verdict=verdict, remark=remark))


def conclude(year):
    """One finding, accepted with its reason; who judged does not close it, and closing fulfils the year's duty."""
    address = f"/self-assessments/{SelfAssessment.objects.get().pk}/"
    browser = year.visit("shen")
    done(browser.go(address).form("/evaluate_assessment/").send())
    finding = AssessmentFinding.objects.get()
    page = browser.go(f"/self-assessments/findings/{finding.pk}/")
    done(page.form("/write/").send(department=key_of("department", "development")))
    refused(year.visit("gu").go(address).form("/close_assessment/").send())
    page = browser.go(page.address)
    done(page.form("/accept_finding/").send(note="系统迁移已完成，不会再发生"))
    done(browser.go(address).form("/conclusion/").send(conclusion="框架符合制度并有效运行。"))
    assert not year.visit("fang").go(address).has_form("/close_assessment/")
    done(year.visit("gu").go(address).form("/close_assessment/").send())
    run_jobs()
    duty = Obligation.objects.get(kind=ObligationKind.SELF_ASSESSMENT, period="2026")
    assert duty.state == "done"
