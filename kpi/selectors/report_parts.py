"""The parts that reports other than the monthly one share, as plain data: base, months stood on, what they decided."""

from collections import Counter
from datetime import datetime
from typing import Any

from governance.lib.periods import Month, Period, months_of
from kpi.models import Report, ReportFigure, ReportIssue, ReportOutline
from kpi.selectors import report_quality as quality_of
from kpi.selectors.report_content import process_blocks, sections_of, version_facts
from kpi.selectors.report_period import PeriodRows
from kpi.states import ReportKind, SectionKind, Verdict

SCHEMA = 1


def common_parts(
    report: Report, rows: PeriodRows, facts: list[dict[str, Any]], *, at: datetime
) -> dict[str, Any]:
    """Who reports what of when to whom, its figures by process and its texts."""
    sections, outline = sections_of(report), rows.outline
    settings, months = rows.settings, months_stood_on(rows.period)
    return {
        "schema": SCHEMA,
        "kind": report.kind,
        "period": report.period,
        "start": report.start.isoformat(),
        "end": report.end.isoformat(),
        "scope": rows.scope,
        "project": project_facts(report),
        "company": {"name": settings["company_name"], "code": settings["company_code"]},
        "cut_off": at.isoformat(),
        "month_rule": settings["month_rule"],
        "threshold": str(settings["coverage_threshold"]),
        "coverage": {
            "covered": sum(fact["covered"] for fact in facts),
            "expected": sum(fact["expected"] for fact in facts),
        },
        "counts": dict(Counter(fact["verdict"] for fact in facts)),
        "processes": process_blocks(rows.period, rows.figures, facts, sections, []),
        "sections": {
            kind: sections.get((kind, None), "") or _laid_out(outline, kind)
            for kind in (
                SectionKind.SUMMARY,
                SectionKind.EVENTS,
                SectionKind.FOCUS,
                SectionKind.PURPOSE,
                SectionKind.SCOPE,
                SectionKind.AUDIENCE,
            )
        },
        "months": [month_facts(month, report, issue) for month, report, issue in months],
        "versions": [
            version_facts(issue)
            for issue in ReportIssue.objects.filter(report=report)
            .order_by("ordinal")
            .defer("content")
        ],
    }


def quality_parts(rows: PeriodRows, facts: list[dict[str, Any]]) -> dict[str, Any]:
    """What has no verdict for want of data, and what is no longer as a monthly report said it."""
    return {
        "no_sample": [fact["code"] for fact in facts if fact["verdict"] == Verdict.NO_SAMPLE],
        "incomplete": [fact["code"] for fact in facts if fact["verdict"] == Verdict.INCOMPLETE],
        "restatements": restated_since(rows),
        "remarks": [],
    }


def months_stood_on(period: Period) -> list[tuple[Month, Report | None, ReportIssue | None]]:
    """The months of a period, each with its monthly report and the issue in force, where there are any."""
    months = months_of(period)
    labels = [month.label for month in months]
    reports = {
        row.period: row for row in Report.objects.filter(kind=ReportKind.MONTHLY, period__in=labels)
    }
    issues = {
        issue.report_id: issue
        for issue in ReportIssue.objects.filter(
            report__in=[row.pk for row in reports.values()], voided_at=None
        )
    }
    found = []
    for month in months:
        report = reports.get(month.label)
        found.append((month, report, issues.get(report.pk) if report else None))
    return found


def month_facts(month: Month, report: Report | None, issue: ReportIssue | None) -> dict[str, Any]:
    """The monthly issue a report stands on, by number, version and hash; else why there is none."""
    return {
        "period": month.label,
        "report": report.pk if report else None,
        "state": str(report.state) if report else "",
        "number": issue.number if issue else "",
        "version": issue.label if issue else "",
        "sha256": issue.sha256 if issue else "",
        "issued_at": issue.issued_at.isoformat() if issue else None,
    }


def decided_in_months(period: Period) -> list[dict[str, Any]]:
    """The deviations of a period with their decisions, word for word as the monthly issues in force froze them."""
    found = []
    for month, _report, issue in months_stood_on(period):
        if issue is None:
            continue
        names = {
            facts["code"]: facts
            for process in issue.content["processes"]
            for facts in process["figures"]
        }
        for row in issue.content["deviations"]:
            named = names.get(row["code"], {})
            found.append(
                {
                    **row,
                    "name": named.get("name", ""),
                    "name_en": named.get("name_en", ""),
                    "unit": named.get("unit", ""),
                    "value": named.get("value"),
                    "target": named.get("target"),
                    "period": month.label,
                    "number": issue.number,
                    "version_label": issue.label,
                }
            )
    return found


def restated_since(rows: PeriodRows) -> list[dict[str, Any]]:
    """What the monthly issues in force said of the indicators shown here, and no longer is so (domain §4.3j)."""
    issued = ReportFigure.objects.filter(
        issue__voided_at=None,
        issue__report__kind=ReportKind.MONTHLY,
        issue__report__period__in=[month.label for month in months_of(rows.period)],
        indicator__in=[figure.indicator.pk for figure in rows.figures],
    ).select_related("issue", "indicator")
    ordered = issued.order_by("issue__report__start", "indicator__position", "indicator__code")
    return quality_of.restatements(ordered, rows.values, [])


def project_facts(report: Report) -> dict[str, str] | None:
    """The project a report speaks of; None where it speaks of the company."""
    if report.project is None:
        return None
    return {
        "code": report.project.code,
        "name": report.project.name,
        "name_en": report.project.name_en,
    }


def _laid_out(outline: ReportOutline | None, kind: str) -> str:
    if outline is None:
        return ""
    kept = {
        SectionKind.PURPOSE: outline.purpose,
        SectionKind.SCOPE: outline.scope,
        SectionKind.AUDIENCE: outline.recipients,
    }
    return kept.get(SectionKind(kind), "")
