"""What programs outside are told of an issue: which document came out, never what it says (issue 3 §6)."""

from datetime import datetime

from django.conf import settings

from governance.services.webhook import announce_event
from governance.states import WebhookEvent
from kpi.models import ReportIssue


def announce_issue(issue: ReportIssue, *, at: datetime) -> int:
    """An issue is announced once to every webhook that asked: number, period, version, fingerprint, address."""
    facts = {
        "kind": issue.report.kind,
        "number": issue.number,
        "period": issue.report.period,
        "version": issue.label,
        "sha256": issue.sha256,
        "url": f"{settings.PUBLIC_URL}/reports/{issue.report_id}/",
    }
    return announce_event(WebhookEvent.REPORT_ISSUED, f"report-issue:{issue.pk}", facts, at=at)
