"""An issued report is announced to whoever asked, in the transaction of the issue, without a figure."""

import json

import pytest

from governance.models import WebhookDelivery
from governance.services.webhook import NewWebhook, declare_webhook
from kpi.models import ReportFigure, ReportIssue
from kpi.services.report import void_report
from kpi.services.report_news import announce_issue
from tests.kpi.reporting import FEBRUARY, MARCH_6, issued, make_months

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(settings, officer, specialist, operations):
    settings.WEBHOOKS = True
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    settings.PUBLIC_URL = "https://governance.example.com"
    make_months(specialist, operations, FEBRUARY)
    new = NewWebhook("platform", "https://127.0.0.1/", ("report.issued",))
    return declare_webhook(new, by=officer, at=MARCH_6)[0]


def test_an_issue_is_announced_once_and_says_which_report_and_nothing_of_it(told, officer, manager):
    report = issued(FEBRUARY, officer, manager)

    issue = ReportIssue.objects.get()
    body = json.loads(WebhookDelivery.objects.get().body)
    assert body["data"] == {
        "kind": "monthly",
        "number": issue.number,
        "period": "2026-02",
        "version": "V1.0",
        "sha256": issue.sha256,
        "url": f"https://governance.example.com/reports/{report.pk}/",
    }
    assert body.keys() == {"id", "event", "created_at", "data"}
    assert ReportFigure.objects.filter(issue=issue).exists()
    announce_issue(issue, at=MARCH_6)
    assert WebhookDelivery.objects.count() == 1


def test_a_voided_report_that_is_issued_again_is_announced_again(told, officer, manager):
    report = issued(FEBRUARY, officer, manager)
    void_report(report, by=manager, at=MARCH_6, note="a wrong figure")
    issued(FEBRUARY, officer, manager)

    versions = [json.loads(row.body)["data"]["version"] for row in WebhookDelivery.objects.all()]
    assert sorted(versions) == ["V1.0", "V2.0"]


def test_nobody_is_told_while_webhooks_are_off(told, officer, manager, settings):
    settings.WEBHOOKS = False
    issued(FEBRUARY, officer, manager)

    assert not WebhookDelivery.objects.exists()
