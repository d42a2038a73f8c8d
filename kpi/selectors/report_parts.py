"""The parts that reports other than the monthly one share, as plain data: base, months stood on, what they decided."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Q

from governance.lib.periods import Month, Period, months_of
from kpi.models import Report, ReportFigure, ReportIssue, ReportOutline
from kpi.selectors import report_quality as quality_of
from kpi.selectors.report_content import process_blocks, sections_of, version_facts
from kpi.selectors.report_outline import COMPANY
from kpi.selectors.report_period import PROJECT, PeriodRows
from kpi.states import ReportKind, SectionKind, Verdict

SCHEMA = 1
ISSUE = ("number", "ordinal", "sha256", "issued_at", "content")
# What a deviation is called and how far off it was, as its month froze it.
SAID_OF = ("name", "name_en", "unit", "unit_en", "value", "target")


@dataclass(frozen=True)
class StoodOn:
    """A month of the period: its monthly report, and what its issue in force froze."""

    facts: dict[str, Any]
    content: dict[str, Any] | None


@dataclass(frozen=True)
class Ground:
    """What a report stands on beside its figures: the texts people wrote, and the months in it."""

    sections: dict[tuple[str, str | None], str]
    months: list[StoodOn]


def ground_of(report: Report, rows: PeriodRows) -> Ground:
    """The texts and the months of a report, one question each."""
    return Ground(sections_of(report), months_stood_on(rows.period))


def common_parts(
    report: Report,
    rows: PeriodRows,
    facts: list[dict[str, Any]],
    ground: Ground,
    *,
    at: datetime,
) -> dict[str, Any]:
    """Who reports what of when to whom, its figures by process and its texts."""
    sections, outline, settings = ground.sections, rows.outline, rows.settings
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
        "months": [month.facts for month in ground.months],
        "versions": _versions(report),
    }


def quality_parts(rows: PeriodRows, facts: list[dict[str, Any]]) -> dict[str, Any]:
    """What has no verdict for want of data, and what is no longer as a monthly report said it."""
    return {
        "no_sample": [fact["code"] for fact in facts if fact["verdict"] == Verdict.NO_SAMPLE],
        "incomplete": [fact["code"] for fact in facts if fact["verdict"] == Verdict.INCOMPLETE],
        "restatements": restated_since(rows),
        "remarks": [],
    }


def months_stood_on(period: Period) -> list[StoodOn]:
    """The months of a period, each with number, version and hash of its issue in force, or why there is none."""
    months = months_of(period)
    rows = (
        Report.objects.filter(kind=ReportKind.MONTHLY, period__in=[month.label for month in months])
        .annotate(force=FilteredRelation("issues", condition=Q(issues__voided_at=None)))
        .values("period", "pk", "state", *(f"force__{name}" for name in ISSUE))
    )
    found = {row["period"]: row for row in rows}
    return [_stood_on(month, found.get(month.label)) for month in months]


def _stood_on(month: Month, row: dict[str, Any] | None) -> StoodOn:
    facts = {"period": month.label, "report": None, "state": "", "number": "", "version": ""}
    if row is None:
        return StoodOn({**facts, "sha256": "", "issued_at": None}, None)
    issued_at, ordinal = row["force__issued_at"], row["force__ordinal"]
    return StoodOn(
        {
            **facts,
            "report": row["pk"],
            "state": row["state"],
            "number": row["force__number"] or "",
            "version": f"V{ordinal}.0" if ordinal else "",
            "sha256": row["force__sha256"] or "",
            "issued_at": issued_at.isoformat() if issued_at else None,
        },
        row["force__content"],
    )


def decided_in_months(months: list[StoodOn]) -> list[dict[str, Any]]:
    """The deviations of a period with their decisions, word for word as the monthly issues in force froze them."""
    return [
        deviation
        for month in months
        if month.content is not None
        for deviation in _decided_in(month.facts, month.content)
    ]


def _decided_in(month: dict[str, Any], content: dict[str, Any]) -> list[dict[str, Any]]:
    named = {
        facts["code"]: facts for process in content["processes"] for facts in process["figures"]
    }
    return [
        {
            **row,
            **{name: named.get(row["code"], {}).get(name) for name in SAID_OF},
            "period": month["period"],
            "number": month["number"],
            "version_label": month["version"],
        }
        for row in content["deviations"]
    ]


def restated_since(rows: PeriodRows) -> list[dict[str, Any]]:
    """What issues in force said of the indicators shown here in these months, and no longer is so (domain §4.3j).

    Of the company the monthly reports speak, of a project its own reports alone: a company's figure is
    never held against a project's.
    """
    about: dict[str, str] = {"issue__report__kind": ReportKind.MONTHLY}
    if rows.scope != COMPANY:
        about = {"issue__report__project__code": rows.scope.removeprefix(PROJECT)}
    issued = (
        ReportFigure.objects.filter(
            issue__voided_at=None,
            issue__report__period__in=[month.label for month in months_of(rows.period)],
            **about,
            indicator__in=[figure.indicator.pk for figure in rows.figures],
        )
        .select_related("issue", "indicator")
        .defer("issue__content", "issue__restatements")
    )
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


def _versions(report: Report) -> list[dict[str, Any]]:
    if not report.number:  # never issued yet
        return []
    issues = ReportIssue.objects.filter(report=report).order_by("ordinal").defer("content")
    return [version_facts(issue) for issue in issues]


def _laid_out(outline: ReportOutline | None, kind: str) -> str:
    if outline is None:
        return ""
    kept = {
        SectionKind.PURPOSE: outline.purpose,
        SectionKind.SCOPE: outline.scope,
        SectionKind.AUDIENCE: outline.recipients,
    }
    return kept.get(SectionKind(kind), "")
