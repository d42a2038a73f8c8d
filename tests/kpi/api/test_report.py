"""Reports and sources by REST, over rows made by hand; how they come about is tested beside their services."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from governance.lib.periods import parse_period
from governance.models import Project
from governance.states import RenderState
from kpi.models import Report, ReportFigure, ReportFile, ReportIssue
from kpi.states import ReportState, Verdict
from tests.kpi.collecting import make_indicator, make_measure, make_process, make_target
from tests.rest import check_shape, machine, make_token, signed_in

REPORTS = "/api/v1/kpi/reports/"
PDF = b"%PDF-1.7 the bytes of a document"
pytestmark = pytest.mark.django_db


def make_report(period="2026-02", state=ReportState.ISSUED, **extra):
    start = parse_period(period).start
    return Report.objects.create(
        period=period,
        start=start,
        end=start + timedelta(days=27),
        number=f"YNTD-ITSS-0600-{extra.get('kind', 'MR')}-{period}",
        state=state,
        drafted_at=timezone.now(),
        drafted_by="system:tick",
        **extra,
    )


@pytest.fixture
def issued(officer, manager):
    report = make_report()
    now = timezone.now()
    issue = ReportIssue.objects.create(
        report=report,
        ordinal=1,
        number=report.number,
        content={},
        sha256="a" * 64,
        prepared_by=officer,
        prepared_at=now,
        issued_by=manager,
        issued_at=now,
    )
    process = make_process()
    make_measure("inc_all", process)
    indicator = make_indicator("INC-04", process, "inc_all")
    ReportFigure.objects.create(
        issue=issue,
        indicator=indicator,
        definition=indicator.definitions.get(),
        grain="month",
        period="2026-02",
        value=Decimal("94.9960000000"),
        target=make_target(indicator),
        verdict=Verdict.MISSED,
    )
    facts = {"requested_at": now, "issue": issue}
    ReportFile.objects.create(
        language="zh-hans",
        state=RenderState.READY,
        content=PDF,
        sha256=hashlib.sha256(PDF).hexdigest(),
        size=len(PDF),
        **facts,
    )
    ReportFile.objects.create(language="en", **facts)
    return report


def test_a_report_tells_its_figures_as_issued(issued, specialist):
    client = machine(make_token(specialist)[1])

    listed = client.get(REPORTS, {"period": "2026-02"}).json()["items"]
    told = client.get(f"{REPORTS}{issued.pk}/").json()

    assert [each["period"] for each in listed] == ["2026-02"]
    assert listed[0]["issue"]["version"] == "V1.0"
    assert [each["language"] for each in listed[0]["issue"]["files"]] == ["en", "zh-hans"]
    figure = told["figures"][0]
    assert (figure["indicator"], figure["value"], figure["verdict"]) == (
        "INC-04",
        "94.996",
        "missed",
    )
    assert figure["target"] == {"operator": ">=", "value": "95", "upper": None}


def test_the_document_is_handed_out_byte_by_byte(issued, specialist):
    client = machine(make_token(specialist)[1])

    answer = client.get(f"{REPORTS}{issued.pk}/pdf/", headers={"accept": "application/pdf"})
    assert answer.content == PDF
    assert answer["ETag"] == f'"{hashlib.sha256(PDF).hexdigest()}"'
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="YNTD-ITSS-0600-MR-2026-02'
    )

    pending = client.get(f"{REPORTS}{issued.pk}/pdf/", {"language": "en"})
    check_shape(pending, 409)
    assert pending["Retry-After"]
    check_shape(client.get(f"{REPORTS}{issued.pk}/pdf/", {"language": "fr"}), 400)
    check_shape(client.get(f"{REPORTS}{10**25}/pdf/"), 404)


def test_a_draft_is_for_the_workshop_only(issued, officer, specialist, employee):
    draft = make_report("2026-03", ReportState.DRAFT)

    periods = lambda who: [each["period"] for each in signed_in(who).get(REPORTS).json()["items"]]  # noqa: E731 -- one line, used twice
    assert periods(officer) == ["2026-02", "2026-03"]
    assert periods(specialist) == ["2026-02"]
    check_shape(signed_in(specialist).get(f"{REPORTS}{draft.pk}/"), 404)
    check_shape(signed_in(specialist).get(f"{REPORTS}{draft.pk}/pdf/"), 404)
    check_shape(signed_in(employee).get(REPORTS), 403)
    assert signed_in(officer).get(f"{REPORTS}{draft.pk}/").json()["figures"] == []


def test_the_list_costs_the_same_for_one_and_many(issued, officer, django_assert_max_num_queries):
    client = machine(make_token(officer)[1])
    client.get(REPORTS)
    for month in range(3, 10):
        make_report(f"2026-{month:02}")
    with django_assert_max_num_queries(12):
        assert len(client.get(REPORTS).json()["items"]) == 8


def test_without_a_kind_the_list_holds_the_monthly_reports(issued, officer):
    make_report("2026-Q1", kind="quarterly")
    project = Project.objects.create(code="p1", name="甲项目")
    make_report("2026-02", kind="sla", project=project)
    ask = lambda **query: [  # noqa: E731 -- one line, used four times
        (each["kind"], each["period"], each["project"])
        for each in signed_in(officer).get(REPORTS, query).json()["items"]
    ]

    assert ask() == [("monthly", "2026-02", None)]
    assert ask(kind="quarterly") == [("quarterly", "2026-Q1", None)]
    assert ask(kind="all", project="p1") == [("sla", "2026-02", "p1")]
    assert len(ask(kind="all")) == 3


@pytest.mark.parametrize("query", [{"kind": "novel"}, {"period": "2026-13"}, {"period": "x"}])
def test_a_misspelt_filter_is_refused(query, officer):
    check_shape(signed_in(officer).get(REPORTS, query), 400)


def test_every_kind_of_report_tells_its_figures(issued, officer):
    report = make_report("2026-Q1", kind="quarterly")

    told = signed_in(officer).get(f"{REPORTS}{report.pk}/").json()
    assert (told["kind"], told["project"], told["figures"]) == ("quarterly", None, [])
