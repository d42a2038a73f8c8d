"""The story of the main job: weeks are collected, a month is reported and issued, a machine pulls the same figures."""

import json
import shutil
import subprocess

import pytest
from django.test import Client
from django.urls import reverse

from governance.models import Message, Obligation
from governance.services.audit import verify_chain
from governance.states import ObligationKind, RenderState
from kpi.models import Deviation, IndicatorValue, Report, ReportFile, Submission
from kpi.services.rollup import check_rollups
from portal.tasks import tick
from tests.journeys.conftest import browser_of, shanghai
from tests.rest import READ, WRITE, machine, make_token

# Monday of the act, week, and what is typed: handled and solved at first contact, slice by slice.
WEEKS = {
    "06-08": ("2026-W23", {"20260601": (300, 210)}),
    "06-15": ("2026-W24", {"20260608": (320, 200)}),
    "06-22": ("2026-W25", {"20260615": (310, 180)}),
    "06-29": ("2026-W26", {"20260622": (290, 170)}),
    # The last week of June ends in July: two slices, so that both months are exact (G26).
    "07-06": ("2026-W27", {"20260629": (90, 45), "20260701": (200, 130)}),
}
JUNE = ("805", "1310")
PDF_SECONDS = 180


def form_of(company, week):
    return reverse("kpi:weekly-form", args=[company.assignment.pk, week])


def typed(parts, **more):
    cells = {}
    for day, (handled, solved) in parts.items():
        cells |= {f"v.dsk_handled.{day}": str(handled), f"v.dsk_solved_at_first.{day}": str(solved)}
    return cells | {"act": "submit", "note": ""} | more


def hand_in_by_form(company, day):
    week, parts = WEEKS[day]
    browser = browser_of(company.specialist)
    page = browser.get(form_of(company, week))
    assert page.status_code == 200
    answer = browser.post(form_of(company, week), typed(parts, version=version_of(week)))
    assert answer.status_code == 302, answer.content.decode()
    return latest(week)


def version_of(week):
    row = latest(week)
    return "" if row is None else str(row.version)


def latest(week):
    return Submission.objects.filter(iso_week=int(week[-2:])).order_by("-revision").first()


def step(person, row, name, **more):
    answer = browser_of(person).post(
        reverse("kpi:submission-step", args=[row.pk, name]), {"version": row.version, **more}
    )
    assert answer.status_code in {302, 403}
    row.refresh_from_db()
    return row


def ring(time_machine, text):
    time_machine.move_to(shanghai(text), tick=False)
    tick()


@pytest.mark.django_db(transaction=True)
def test_from_the_first_week_to_the_issued_report(company, time_machine):
    collect_first_week(company, time_machine)
    collect_second_week_by_machine(company, time_machine)
    for day in ("06-22", "06-29", "07-06"):
        ring(time_machine, f"{day} 09:00")
        row = hand_in_by_form(company, day)
        time_machine.move_to(shanghai(f"{day} 11:00"), tick=False)
        assert step(company.officer, row, "accept").state == "accepted"
    report = draft_by_clock(time_machine)
    refuse_without_analysis(company, report)
    analyse_and_submit(company, report)
    issue(company, report, time_machine)
    print_document(company, report, time_machine)
    pull_figures(company)
    assert verify_chain() is None
    assert check_rollups() == []


def collect_first_week(company, time_machine):
    """On Monday the specialist finds the week, hands it in, and the PMO accepts it."""
    ring(time_machine, "06-08 09:00")
    home = browser_of(company.specialist).get("/")
    assert form_of(company, "2026-W23") in home.content.decode()
    row = hand_in_by_form(company, "06-08")
    assert (row.state, row.is_late) == ("submitted", False)
    duty = Obligation.objects.get(kind=ObligationKind.WEEKLY_DATA, period="2026-W23")
    assert (duty.state, duty.evidence) == ("done", f"submission:{row.pk}")
    # Nobody decides on the own data, nor without the right to.
    assert step(company.specialist, row, "accept").state == "submitted"
    assert not IndicatorValue.objects.filter(period="2026-W23", value__isnull=False).exists()
    assert step(company.officer, row, "accept").state == "accepted"
    assert (
        IndicatorValue.objects.get(
            indicator=company.indicator, scope="company", period="2026-W23"
        ).value
        == 70
    )


def collect_second_week_by_machine(company, time_machine):
    """The same week may come by REST; it is returned with a reason and corrected in the form."""
    ring(time_machine, "06-15 09:00")
    client = machine(make_token(company.specialist, WRITE)[1])
    body = {
        "process": "service_desk",
        "department": "operations",
        "week": "2026-W24",
        "values": [
            {"measure": "dsk_handled", "value": "320"},
            {"measure": "dsk_solved_at_first", "value": "300"},
        ],
        "submit": True,
    }
    for expected in ({201}, {200, 201}):
        answer = client.post(
            "/api/v1/kpi/submissions/",
            json.dumps(body),
            "application/json",
            headers={"Idempotency-Key": "w24"},
        )
        assert answer.status_code in expected, answer.content
    row = latest("2026-W24")
    assert (row.state, Submission.objects.count()) == ("submitted", 2)
    row = step(company.officer, row, "return", note="与工单系统的数量不一致")
    assert row.state == "returned"
    assert Message.objects.filter(recipient=company.specialist).exists()
    row = hand_in_by_form(company, "06-15")
    assert (row.state, row.is_late, row.return_count) == ("submitted", False, 1)
    assert step(company.officer, row, "accept").state == "accepted"


def draft_by_clock(time_machine):
    """When the month's last data fell due the clock drafts the report, once."""
    assert not Report.objects.exists()
    ring(time_machine, "07-06 17:01")
    tick()
    report = Report.objects.get()
    assert (report.period, report.state) == ("2026-06", "draft")
    return report


def refuse_without_analysis(company, report):
    """The one red stands in the way until it is analysed and decided."""
    red = Deviation.objects.get(report=report)
    assert (red.indicator_id, red.state) == (company.indicator.pk, "open")
    report_step(company.officer, report, "submit")
    assert report.state == "draft"


def report_step(person, report, name):
    url = reverse("kpi:report-step", args=[report.pk, name])
    answer = browser_of(person).post(url, {"version": report.version, "note": ""})
    assert answer.status_code == 302
    report.refresh_from_db()


def analyse_and_submit(company, report):
    browser = browser_of(company.officer)
    page = browser.get(reverse("kpi:report", args=[report.pk]))
    assert "DSK-05" in page.content.decode()
    answer = browser.post(
        reverse("kpi:report-deviation", args=[report.pk, "DSK-05"]),
        {
            "seen": 0,
            "cause": "服务台新员工上岗",
            "impact": "二线处理量上升",
            "measure": "一对一带教四周",
            "responsible": company.specialist.pk,
            "due_on": "2026-08-03",
            "decision": "improvement",
            "decision_reason": "",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    report.refresh_from_db()
    report_step(company.officer, report, "submit")
    assert report.state == "submitted"


def issue(company, report, time_machine):
    """Who wrote it does not issue it; the process manager does, on the fifth workday."""
    time_machine.move_to(shanghai("07-07 10:00"), tick=False)
    url = reverse("kpi:report-step", args=[report.pk, "issue"])
    assert browser_of(company.officer).post(url, {"version": report.version}).status_code in {
        302,
        403,
        404,
    }
    report.refresh_from_db()
    assert report.state == "submitted"
    report_step(company.manager, report, "issue")
    assert (report.state, report.number) == ("issued", "BH-ITSS-0600-MR-2026-06")
    duty = Obligation.objects.get(kind=ObligationKind.MONTHLY_REPORT, period="2026-06")
    assert duty.state == "done"
    assert (
        IndicatorValue.objects.get(
            indicator=company.indicator, scope="company", period="2026-06"
        ).status
        == "final"
    )


def print_document(company, report, time_machine):
    """A job prints the document; it opens, and says what the page says."""
    url = reverse("kpi:report-pdf", args=[report.pk])
    assert browser_of(company.manager).get(url).status_code == 202
    ring(time_machine, "07-07 10:01")
    file = ReportFile.objects.get(format="pdf")
    assert file.state == RenderState.READY, file.reason
    answer = browser_of(company.manager).get(url)
    content = answer.content if not answer.streaming else b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF")
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"],
            input=content,
            capture_output=True,
            check=True,
            timeout=PDF_SECONDS,
        ).stdout.decode()
        for words in (report.number, "过程运行监控报告", "首次解决率", "一对一带教四周", "61.45"):
            assert words in text, words


def pull_figures(company):
    """A program reads the figure that was issued, and nobody reads it without a token."""
    client = machine(make_token(company.manager, READ)[1])
    question = {
        "indicator": "DSK-05",
        "grain": "month",
        "from": "2026-06",
        "to": "2026-06",
        "scope": "company",
    }
    answer = client.get("/api/v1/kpi/values/", question)
    assert answer.status_code == 200, answer.content
    (item,) = answer.json()["items"]
    assert (item["numerator"], item["denominator"]) == JUNE
    assert item["value"].startswith("61.45038")
    assert (item["verdict"], item["status"]) == ("missed", "final")
    assert Client().get("/api/v1/kpi/values/", question).status_code == 401
