"""What waits for a second person: shown to whoever may act and had no hand in it, in one statement."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from governance.models import Approval
from governance.models.person import roles_held
from governance.selectors.document_case import decided_sha256
from governance.states import ApprovalKind, ApprovalState
from kpi.models import Checklist, SelfAssessment, WeekUpload
from kpi.services.indicator import TargetTerms
from kpi.services.proposal import propose_target
from kpi.services.report import compile_report, issue_report, submit_report
from kpi.states import AssessmentState, UploadKind, UploadState
from planning.models import AnnualPlan
from planning.states import PlanState
from portal.selectors.waiting import waiting_for
from processes.models import Asset
from processes.services.asset import AssetFacts, enter_asset
from processes.services.asset_step import offer_asset
from tests.kpi.reporting import FEBRUARY, MARCH_6, analysed, make_months
from tests.people import SETUP
from tests.processes.library import with_file

pytestmark = pytest.mark.django_db


def kinds(person):
    return [row.kind for row in waiting_for(person)]


@pytest.fixture
def submitted(officer, specialist, operations):
    world = make_months(specialist, operations, FEBRUARY)
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    submit_report(report, by=officer, at=MARCH_6)
    report.refresh_from_db()
    return world, report


def test_a_submitted_report_waits_for_the_manager_until_it_is_issued(
    client, submitted, officer, manager
):
    _world, report = submitted
    [line] = waiting_for(manager)

    assert line.url == reverse("kpi:report", args=[report.pk])
    assert kinds(officer) == []
    client.force_login(manager)
    for page in ("portal:home", "portal:inbox"):
        assert f'href="{line.url}"' in client.get(reverse(page)).content.decode()
    issue_report(report, by=manager, at=MARCH_6)
    assert kinds(manager) == []


def test_a_proposal_waits_for_another_manager_than_its_author(submitted, officer, manager):
    world, report = submitted
    issue_report(report, by=manager, at=MARCH_6)
    terms = TargetTerms(">=", Decimal(99), MARCH_6.date(), basis="plan")
    propose_target(world.share, terms, by=officer, at=MARCH_6)

    [line] = waiting_for(manager)

    assert (line.kind, line.url) == ("proposal", "/indicators/INC-02/")
    assert kinds(officer) == []


def test_an_offered_asset_waits_for_an_officer_who_wrote_none_of_it(
    store,
    officer,
    second_officer,
    specialist,
):
    asset = enter_asset(AssetFacts(Asset.Kind.RECORD, "值守记录"), by=officer, at=MARCH_6)
    with_file(asset, officer)
    offer_asset(asset, by=officer, at=MARCH_6)

    assert (kinds(officer), kinds(second_officer), kinds(specialist)) == ([], ["asset"], [])


def test_past_data_wait_for_another_officer_than_the_one_who_brought_them(officer, second_officer):
    WeekUpload.objects.create(
        kind=UploadKind.HISTORY,
        state=UploadState.PROPOSED,
        file_name="2025.xlsx",
        sha256="0" * 64,
        uploaded_by=officer,
        uploaded_at=MARCH_6,
        expires_at=MARCH_6 + timedelta(days=2),
    )

    assert (kinds(officer), kinds(second_officer)) == ([], ["history"])


def test_an_evaluated_self_assessment_waits_for_whoever_judged_nothing(officer, manager):
    checklist = Checklist.objects.create(
        number=1, title="v1", written_by=officer, written_at=MARCH_6
    )
    row = SelfAssessment.objects.create(
        number="ZP-1",
        year=2026,
        scope="company",
        checklist=checklist,
        state=AssessmentState.EVALUATED,
        authors=[officer.pk],
        planned_by=officer,
        planned_at=MARCH_6,
    )
    assert (kinds(officer), kinds(manager)) == ([], ["assessment"])

    row.assessors.create(person=manager)
    assert kinds(manager) == []


def approve(row, by, sha256):
    return Approval.objects.create(
        kind=ApprovalKind.NORM,
        object_type=row._meta.label_lower,
        object_key=str(row.pk),
        title=f"{row}",
        url="/documents/",
        content_sha256=sha256,
        state=ApprovalState.APPROVED,
        proposed_by=by,
        proposed_at=MARCH_6,
    )


def test_an_approved_plan_waits_to_be_published(officer, manager):
    plan = AnnualPlan.objects.create(
        year=2027, ordinal=1, state=PlanState.COMPILED, opened_by=officer, opened_at=MARCH_6
    )
    approve(plan, officer, "1" * 64)

    assert (kinds(officer), kinds(manager)) == ([], ["plan"])


def test_an_approved_document_waits_only_while_its_text_is_the_approved_one(
    draft,
    officer,
    manager,
):
    approve(draft, officer, decided_sha256(draft))
    assert (kinds(officer), kinds(manager)) == ([], ["document"])

    draft.change_note = "another text"
    draft.save()
    assert kinds(manager) == []


def test_what_waits_costs_one_statement(submitted, manager, django_assert_num_queries):
    manager.roles_of_request = roles_held(manager)
    with django_assert_num_queries(1):
        assert kinds(manager) == ["report"]


def test_nothing_waits_for_whoever_may_decide_nothing(
    submitted, employee, django_assert_num_queries
):
    employee.roles_of_request = frozenset()
    with django_assert_num_queries(0):
        assert waiting_for(employee) == []
