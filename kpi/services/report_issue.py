"""What an issue leaves behind: its number, its frozen content and its frozen figures (6.4.2③, G12, G23)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.workflow import Conflict, Refused
from governance.models import Person
from governance.selectors.setting import setting_values
from kpi.models import Report, ReportFigure, ReportIssue
from kpi.selectors.report_content import chain_head, content_hash
from kpi.selectors.report_reading import Rows
from kpi.states import ReportKind

PATTERN = "report_number_pattern"
MONTHS_OF_QUARTER = 3


class CannotIssueReport(Refused):
    """Something still stands in the way of the issue; the message names it."""


def next_number(report: Report) -> str:
    """A report is numbered by the pattern of its kind when it is first issued; no number is given twice.

    Under the chain's lock the serial of a kind and year has no gap.
    """
    settings = setting_values()
    serial = (
        Report.objects.filter(kind=report.kind, start__year=report.start.year)
        .exclude(number="")
        .count()
        + 1
    )
    key = PATTERN if report.kind == ReportKind.MONTHLY else f"{PATTERN}_{report.kind}"
    project = report.project.code if report.project else ""
    try:
        number = str(settings[key]).format(
            company=settings["company_code"],
            year=report.start.year,
            month=report.start.month,
            quarter=(report.start.month - 1) // MONTHS_OF_QUARTER + 1,
            period=report.period,
            project=project,
            dash_project=f"-{project}" if project else "",
            serial=serial,
        )
    except (KeyError, IndexError, ValueError) as problem:
        raise CannotIssueReport(
            _("The pattern of report numbers cannot be read; please correct the setting.")
        ) from problem
    if Report.objects.filter(number=number).exists():
        raise CannotIssueReport(
            _("The number %(number)s is taken; please correct the pattern.") % {"number": number}
        )
    return number


def freeze_issue(
    report: Report, found: Rows, content: dict[str, Any], *, by: Person, at: datetime
) -> ReportIssue:
    """The content as it is signed, with its hash, and every figure in it."""
    if report.submitted_by is None or report.submitted_at is None:
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))
    ordinal = ReportIssue.objects.filter(report=report).count() + 1
    content["issue"] = {
        "number": report.number,
        "ordinal": ordinal,
        "version": f"V{ordinal}.0",
        "prepared_by": report.submitted_by.name,
        "prepared_at": report.submitted_at.isoformat(),
        "issued_by": by.name,
        "issued_at": at.isoformat(),
        "chain": chain_head(),
    }
    issue = ReportIssue.objects.create(
        report=report,
        ordinal=ordinal,
        number=report.number,
        content=content,
        sha256=content_hash(content, whole=True),
        restatements=[
            {"code": each["code"], "period": each["period"], "after": each["after"]}
            for each in content["quality"]["restatements"]
        ],
        prepared_by=report.submitted_by,
        prepared_at=report.submitted_at,
        issued_by=by,
        issued_at=at,
    )
    ReportFigure.objects.bulk_create(
        ReportFigure(
            issue=issue,
            indicator=figure.indicator,
            definition=figure.value.definition,
            grain=figure.period.grain,
            period=figure.period.label,
            numerator=figure.value.numerator,
            denominator=figure.value.denominator,
            value=figure.value.value,
            grade=figure.value.grade,
            covered=figure.value.covered,
            expected=figure.value.expected,
            target=figure.value.target,
            verdict=figure.verdict,
        )
        for figure in found.figures
        if figure.value is not None
    )
    return issue
