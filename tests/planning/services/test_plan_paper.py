"""The documents of a plan: what is printed, for whom, and when another paper is due."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.lib.workflow import NotAllowed
from governance.models import Paper
from governance.services.job import run_due_jobs
from governance.services.paper import CannotPrint
from governance.states import PaperFormat, RenderState
from planning import tasks  # noqa: F401 -- registers the job
from planning.selectors.content import content_of, content_sha256
from planning.selectors.plan_paper import (
    documents_offered,
    is_as_compiled,
    paper_sha256,
    plan_paper,
)
from planning.services.plan_paper import order_plan_paper
from planning.services.resource import Provision, record_provision
from planning.services.session_plan import plan_sessions
from planning.states import Fulfilment, PlanDocument
from tests.planning.planned import (
    DECEMBER,
    TODAY,
    decide,
    make_lesson,
    make_need,
    make_plan,
    make_section,
)

pytestmark = pytest.mark.django_db
CANARY = Decimal("74031.55")


@pytest.fixture
def plan(officer, manager, chair, operations, specialist):
    row = make_plan(officer, manager)
    section = make_section(row, operations, specialist)
    make_need(section, specialist, name="容量探针", cost=CANARY)
    make_lesson(section, specialist, budget=CANARY)
    return decide(row, manager, chair)


def printed(plan, name, by, *, form=PaperFormat.PDF, language="zh-hans"):
    order_plan_paper(plan, name, language=language, form=form, by=by, at=timezone.now())
    run_due_jobs(clock=timezone.now)
    paper = Paper.objects.get(name=name, format=form, language=language)
    assert paper.state == RenderState.READY, paper.reason
    return bytes(paper.content)


def words(content):
    """The text of a PDF or of a Word file."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return file.read("word/document.xml").decode()
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("form", [PaperFormat.PDF, PaperFormat.DOCX])
def test_the_plan_prints_its_chapters_and_the_committees_decision(plan, employee, form):
    text = words(printed(plan, PlanDocument.PLAN, employee, form=form)).replace("\n", "")

    for part in (
        "编制依据",
        "风险与应对",
        "核心岗位流动",
        "委员会审批意见",
        "培训预算偏低",
        "YNTD-JY-2026-001",
    ):
        assert part in text
    assert "74,031" not in text
    assert "74031" not in text


def test_the_resource_plan_prints_amounts_for_who_may_read_them(plan, manager):
    text = words(printed(plan, PlanDocument.RESOURCES, manager))

    assert "74,031.55" in text
    assert "容量探针" in text


def test_the_training_plan_prints_its_amounts_in_one_edition_only(plan, manager, employee):
    open_text = words(printed(plan, PlanDocument.TRAINING, employee, form=PaperFormat.DOCX))
    full_text = words(printed(plan, PlanDocument.TRAINING_COSTS, manager, form=PaperFormat.DOCX))

    assert "74,031.55" not in open_text
    assert "74,031.55" in full_text
    assert ">培训</w:t>" in open_text


@pytest.mark.parametrize("name", [PlanDocument.RESOURCES, PlanDocument.TRAINING_COSTS])
@pytest.mark.parametrize("who", ["specialist", "head", "stranger", "employee", "auditor"])
def test_documents_with_amounts_are_refused_to_who_may_not_read_them(plan, name, who, request):
    by = request.getfixturevalue(who)

    with pytest.raises(NotAllowed):
        order_plan_paper(plan, name, language="en", form="pdf", by=by, at=DECEMBER)

    assert name not in {each.name for each in documents_offered(plan, by)}


def test_a_plan_in_preparation_is_not_printed(officer, manager):
    with pytest.raises(CannotPrint):
        order_plan_paper(
            make_plan(officer, manager),
            PlanDocument.PLAN,
            language="en",
            form="pdf",
            by=officer,
            at=DECEMBER,
        )


def test_the_address_of_a_document_with_amounts_is_not_there_for_others(as_, plan, employee, chair):
    url = reverse("planning:plan-document", args=[plan.pk, "resources", "pdf"])

    assert as_(employee).get(url).status_code == 404
    assert as_(employee).post(url).status_code == 404
    assert as_(chair).get(url).status_code == 409


def test_what_was_provided_since_makes_another_paper_of_the_resource_plan_only(plan, manager):
    before = {name: paper_sha256(plan, name) for name in PlanDocument.values}
    need = plan.sections.get().resourcelines.get()

    record_provision(
        need, Provision(Fulfilment.FULFILLED, 3, TODAY, "已到位"), by=manager, at=DECEMBER
    )

    changed = {name for name in PlanDocument.values if paper_sha256(plan, name) != before[name]}
    assert changed == {PlanDocument.RESOURCES}


def test_trainings_that_came_into_being_make_another_paper_of_the_training_plan(plan, manager):
    before = {name: paper_sha256(plan, name) for name in PlanDocument.values}

    plan_sessions(plan, by=manager, at=DECEMBER)

    changed = {name for name in PlanDocument.values if paper_sha256(plan, name) != before[name]}
    assert changed == {PlanDocument.TRAINING, PlanDocument.TRAINING_COSTS}


def test_rows_that_no_longer_say_what_was_decided_are_not_printed(plan, manager):
    order_plan_paper(
        plan, PlanDocument.PLAN, language="en", form="pdf", by=manager, at=timezone.now()
    )
    lesson = plan.sections.get().traininglines.get()
    type(lesson).objects.filter(pk=lesson.pk).update(topic="改过的主题")

    run_due_jobs(clock=timezone.now)

    paper = Paper.objects.get()
    assert (paper.state, paper.size) == (RenderState.PENDING, 0)


def test_a_day_of_effect_that_the_publication_moved_is_no_change(plan):
    """Compiled for 1 January, published in February: the hash is of the day that was decided on."""
    row = type(plan).objects.get(pk=plan.pk)
    row.effective_on = date(2026, 1, 1)
    row.content_sha256 = content_sha256(content_of(row))
    row.save()
    row.effective_on = date(2026, 2, 9)
    row.save()

    assert is_as_compiled(row)
    row.basis = "改过的依据"
    assert not is_as_compiled(row)


def test_each_signer_stands_with_the_office_he_signed_in(plan):
    paper = plan_paper(plan, PlanDocument.PLAN, language="zh-hans", on=DECEMBER)

    offices = {row["act"]: (row["who"], row["as"]) for row in paper.signers}

    assert offices["编制"] == (plan.compiled_by.name, "过程管理办公室（PMO）")
    assert offices["审核"] == (plan.submitted_by.name, "过程经理")
    assert offices["发布"] == (plan.published_by.name, "过程经理")
