"""The whole content of a monthly report as plain data: live while it is a draft, frozen when it is issued (domain §5.1)."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from governance.lib.periods import Month, Period
from governance.models import AuditEntry
from governance.selectors.setting import setting_values
from governance.states import ObligationState
from kpi.formulas.series import TARGET_MISSED
from kpi.models import Deviation, Indicator, Report, ReportIssue, ReportSection
from kpi.selectors import report_figures as figures_of
from kpi.selectors import report_quality as quality_of
from kpi.selectors.report_figures import MonthFigure, Values, day_text
from kpi.selectors.signal import is_gating
from kpi.states import DeviationState, ReportKind, SectionKind, Verdict
from processes.models import Assignment, Responsibility

SCHEMA = 1
# What says when the content was looked at, not what it says.
_VOLATILE = ("cut_off", "issue")


@dataclass(frozen=True)
class MonthRows:
    """What was fetched for one month, before it becomes plain data."""

    month: Month
    settings: dict[str, Any]
    figures: list[MonthFigure]
    values: Values


def read_month(month: Month) -> MonthRows:
    """The figures of a month and the settings they are read by."""
    values = figures_of.month_values(month)
    indicators = figures_of.reported_indicators(month)
    return MonthRows(
        month, setting_values(), figures_of.month_figures(month, values, indicators), values
    )


def report_content(report: Report, *, at: datetime, detail: bool = True) -> dict[str, Any]:
    """Everything a report says, in one structure that page, PDF and snapshot share.

    `at` is the data cut-off. Without `detail` the weekly appendix is left out: the page does not show it.
    """
    return content_of(report, read_month(Month.parse(report.period)), at=at, detail=detail)


def content_of(report: Report, found: MonthRows, *, at: datetime, detail: bool) -> dict[str, Any]:
    """The same from figures already at hand."""
    facts = [figures_of.figure_facts(figure) for figure in found.figures]
    _add_weeks(facts, found, detail=detail)
    duties = quality_of.weekly_duties(found.month)
    returned, noted = quality_of.returned_and_noted(found.month)
    sections = sections_of(report)
    issues = list(
        ReportIssue.objects.filter(report__kind=ReportKind.MONTHLY)
        .select_related("report")
        .order_by("ordinal")
        .defer("content")
    )
    own = [issue for issue in issues if issue.report_id == report.pk]
    deviations = _deviation_rows(report, found.month)
    return {
        "schema": SCHEMA,
        "period": report.period,
        "start": report.start.isoformat(),
        "end": report.end.isoformat(),
        "company": {"name": found.settings["company_name"], "code": found.settings["company_code"]},
        "cut_off": at.isoformat(),
        "month_rule": found.settings["month_rule"],
        "slices": [
            [part.start.isoformat(), part.end.isoformat()]
            for part in quality_of.month_slices(found.month, rule=found.settings["month_rule"])
        ],
        "threshold": str(found.settings["coverage_threshold"]),
        "coverage": {
            "covered": sum(fact["covered"] for fact in facts if fact["grain"] == "month"),
            "expected": sum(fact["expected"] for fact in facts if fact["grain"] == "month"),
        },
        "counts": dict(Counter(fact["verdict"] for fact in facts)),
        "processes": process_blocks(found.month, found.figures, facts, sections, noted),
        "sections": {
            kind: sections.get((kind, None), "")
            for kind in (SectionKind.SUMMARY, SectionKind.EVENTS, SectionKind.FOCUS)
        },
        "deviations": _deviations(report, deviations, found.figures),
        "signals": _signals(report, deviations, found),
        "follow_up": _follow_up(report, deviations, found),
        "quality": {
            "punctuality": quality_of.punctuality(duties),
            "missing": quality_of.duty_facts(duties, ObligationState.MISSING, ObligationState.OPEN),
            "late": quality_of.duty_facts(duties, ObligationState.LATE_DONE),
            "waived": quality_of.duty_facts(duties, ObligationState.WAIVED),
            "returned": returned,
            "remarks": quality_of.cell_remarks(found.month) if detail else [],
            "no_sample": [fact["code"] for fact in facts if fact["verdict"] == Verdict.NO_SAMPLE],
            "incomplete": [fact["code"] for fact in facts if fact["verdict"] == Verdict.INCOMPLETE],
            "restatements": _restatements(report, found, issues),
        },
        "versions": [version_facts(issue) for issue in own],
        "gaps": ["G23", "G26"],
    }


def content_hash(content: dict[str, Any], *, whole: bool = False) -> str:
    """SHA-256 of the canonical JSON (sorted keys, UTF-8); unless whole, without what only says when one looked."""
    said = {key: value for key, value in content.items() if whole or key not in _VOLATILE}
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def canonical(content: Any) -> str:
    """The one way a content is written: the same content gives the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chain_head() -> dict[str, Any]:
    """The head of the audit chain as it is printed on the last page."""
    last = AuditEntry.objects.order_by("-sequence").values("sequence", "hash").first()
    return last or {"sequence": 0, "hash": ""}


def _add_weeks(facts: list[dict[str, Any]], found: MonthRows, *, detail: bool) -> None:
    short = [figure for figure in found.figures if figures_of.needs_weeks(figure)]
    weekly = figures_of.weekly_trends(found.month, [figure.indicator for figure in short])
    details = (
        quality_of.slice_details(found.month, found.figures, rule=found.settings["month_rule"])
        if detail
        else {}
    )
    for fact, figure in zip(facts, found.figures, strict=True):
        rows = weekly.get(figure.indicator.pk)
        if rows is not None:
            fact["trend"] = [[label, figures_of.part_text(each, "value")] for label, each in rows]
        fact["details"] = details.get(fact["code"], [])


def sections_of(report: Report) -> dict[tuple[str, str | None], str]:
    """What people wrote, by kind of text and the code of the process or indicator it belongs to."""
    rows = ReportSection.objects.filter(report=report).select_related("process", "indicator")
    found = {}
    for row in rows:
        about = row.process or row.indicator
        found[row.kind, about.code if about else None] = row.text
    return found


def process_blocks(
    period: Period,
    figures: list[MonthFigure],
    facts: list[dict[str, Any]],
    sections: dict[tuple[str, str | None], str],
    noted: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """The processes with their figures, in order; each with who answers for it and what was written about it."""
    named = figures_of.answerable(
        Responsibility.objects.filter(kind=Responsibility.Kind.RESPONSIBLE)
    )
    assigned = figures_of.answerable(Assignment.objects.valid_between(period.start, period.end))
    blocks: dict[str, dict[str, Any]] = {}
    for figure, fact in zip(figures, facts, strict=True):
        process = figure.indicator.process
        block = blocks.setdefault(
            process.code,
            {
                "code": process.code,
                "name": process.name,
                "name_en": process.name_en,
                # The process says who answers for it, where the policy does; else whoever reports it (5.3, G19).
                "departments": named.get(process.pk) or assigned.get(process.pk, []),
                "by_assignment": process.pk not in named and process.pk in assigned,
                "comment": sections.get((SectionKind.PROCESS, process.code), ""),
                "notes": [note for note in noted if note["process"] == process.code],
                "figures": [],
            },
        )
        block["figures"].append(fact)
    return list(blocks.values())


def _deviation_rows(report: Report, month: Month) -> list[Deviation]:
    before = Q(
        report__kind=ReportKind.MONTHLY,
        report__period=month.previous().label,
        state=DeviationState.DECIDED,
    )
    return list(
        Deviation.objects.filter(Q(report=report) | before)
        .exclude(state=DeviationState.LAPSED)
        .select_related("indicator__process", "responsible", "analysed_by", "decided_by")
        .order_by("indicator__process__position", "indicator__position", "pk")
    )


def _deviations(
    report: Report, rows: list[Deviation], figures: list[MonthFigure]
) -> list[dict[str, Any]]:
    own = {row.indicator_id: row for row in rows if is_red_of(row, report)}
    return [
        _deviation(figure.indicator, own.get(figure.indicator.pk))
        for figure in figures
        if figure.is_missed
    ]


def is_red_of(row: Deviation, report: Report) -> bool:
    """Whether a deviation is a missed target of the report's own month, which has its form there."""
    is_own = row.report_id == report.pk and row.period_end == report.end
    return is_own and row.rule == TARGET_MISSED


def _signals(report: Report, rows: list[Deviation], found: MonthRows) -> list[dict[str, Any]]:
    """What else the rules found and this report settles, also what was found after an earlier month was issued."""
    return [
        {
            **_deviation(row.indicator, row),
            "deviation": row.pk,
            "name": row.indicator.name,
            "name_en": row.indicator.name_en,
            "rule": row.rule,
            "side": row.side,
            "period": row.period,
            "start": row.start_period,
            "evidence": row.evidence,
            "gates": is_gating(row.rule, found.settings),
        }
        for row in rows
        if row.report_id == report.pk and not is_red_of(row, report)
    ]


def _deviation(indicator: Indicator, row: Deviation | None) -> dict[str, Any]:
    facts = {"code": indicator.code, "state": str(DeviationState.OPEN), "version": 0}
    blank = (
        "cause",
        "impact",
        "measure",
        "responsible",
        "decision",
        "decision_reason",
        "analysed_by",
        "decided_by",
    )
    if row is None:
        return facts | dict.fromkeys(blank, "") | {"due_on": None}
    return facts | {
        "state": row.state,
        "version": row.version,
        "cause": row.cause,
        "impact": row.impact,
        "measure": row.measure,
        "responsible": row.responsible.name if row.responsible else "",
        "due_on": day_text(row.due_on),
        "decision": row.decision,
        "decision_reason": row.decision_reason,
        "analysed_by": row.analysed_by.name if row.analysed_by else "",
        "decided_by": row.decided_by.name if row.decided_by else "",
    }


def _follow_up(report: Report, rows: list[Deviation], found: MonthRows) -> list[dict[str, Any]]:
    """What was decided on last month's deviations, and what the indicator says now."""
    now = {figure.indicator.pk: str(figure.verdict) for figure in found.figures}
    return [
        {
            "code": row.indicator.code,
            "name": row.indicator.name,
            "name_en": row.indicator.name_en,
            "measure": row.measure,
            "responsible": row.responsible.name if row.responsible else "",
            "due_on": day_text(row.due_on),
            "decision": row.decision,
            "verdict": now.get(row.indicator_id, str(Verdict.NOT_APPLICABLE)),
        }
        for row in rows
        if row.report_id != report.pk
    ]


def _restatements(
    report: Report, found: MonthRows, issues: list[ReportIssue]
) -> list[dict[str, Any]]:
    own = [issue.pk for issue in issues if issue.report_id == report.pk]
    issued = figures_of.issued_figures(found.month, own[-1] if own else 0)
    # Told once: what the issue of an earlier month has listed with the same value is not new.
    listed = [
        each
        for issue in issues
        if issue.voided_at is None and issue.report.start < report.start
        for each in issue.restatements
    ]
    return quality_of.restatements(issued, found.values, listed)


def version_facts(issue: ReportIssue) -> dict[str, Any]:
    """A version as the list of versions tells it."""
    return {
        "label": issue.label,
        "number": issue.number,
        "issued_at": issue.issued_at.isoformat(),
        "voided_at": issue.voided_at.isoformat() if issue.voided_at else None,
        "void_reason": issue.void_reason,
    }
