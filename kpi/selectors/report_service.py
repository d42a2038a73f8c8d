"""《SLA绩效报告》 and 《服务报告》 as plain data: standards and actuals, causes, workload (R39, R40, G12, G57; domain §5.1)."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q

from governance.lib.periods import Period
from kpi.lib.ticket_keys import MappingRefused
from kpi.lib.ticket_mapping import TicketMapping
from kpi.models import DataSource, Report, Ticket
from kpi.selectors.report_parts import (
    Ground,
    common_parts,
    decided_in_months,
    ground_of,
    quality_parts,
)
from kpi.selectors.report_period import PeriodRows, period_facts
from kpi.selectors.ticket import bounds_of, mapping_of
from kpi.states import ReportKind, SectionKind, Verdict

# A change tool knows neither resolving nor closing, but when a change was implemented.
COUNTED = ("opened", "resolved", "closed", "implemented")


def service_content(report: Report, rows: PeriodRows, *, at: datetime) -> dict[str, Any]:
    """Everything a service report says, in one structure that page, PDF and snapshot share."""
    facts, ground = period_facts(rows), ground_of(report, rows)
    return {
        **common_parts(report, rows, facts, ground, at=at),
        "findings": _findings(report, facts, ground),
        # Tickets do not say which project they belong to, so a project's report counts none.
        "workload": workload(rows.period) if _counts_tickets(report) else [],
        "deviations": [],
        "follow_up": [],
        "quality": quality_parts(rows, facts),
        "gaps": ["G12", "G23", "G57"],
    }


def workload(period: Period) -> list[dict[str, Any]]:
    """How many tickets were opened, resolved, closed and implemented in a period, by source and priority; one question.

    The clock of each source decides what lies in the period. A time the source does not know is None.
    """
    every = list(DataSource.objects.select_related("process").order_by("process__position", "code"))
    sources = {
        source.pk: (source, mapping)
        for source in every
        if (mapping := _mapping_of(source)) is not None
    }
    if not sources:
        return [_unreadable(source) for source in every]
    asked = {name: _within(name, period, sources.values()) for name in COUNTED}
    # Whatever lies in the period by any of its times; the rest need not be read.
    anything = reduce(or_, asked.values())
    counts = (
        Ticket.objects.filter(anything, source__in=list(sources))
        .values("source", "priority")
        .annotate(**{f"{name}_count": Count("pk", filter=found) for name, found in asked.items()})
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in counts.order_by("priority"):
        found.setdefault(row["source"], []).append(row)
    return [
        _source_facts(*sources[source.pk], found[source.pk])
        if source.pk in sources
        else _unreadable(source)
        for source in every
        if source.pk in found or source.pk not in sources
    ]


def _counts_tickets(report: Report) -> bool:
    return report.kind == ReportKind.SERVICE and report.project_id is None


def _mapping_of(source: DataSource) -> TicketMapping | None:
    try:
        return mapping_of(source)
    except MappingRefused:
        return None


def _within(name: str, period: Period, sources: Iterable[tuple[DataSource, TicketMapping]]) -> Q:
    found = Q()
    for source, mapping in sources:
        start, end = bounds_of(period, mapping)
        found |= Q(source=source, **{f"{name}__gte": start, f"{name}__lt": end})
    return found


def _unreadable(source: DataSource) -> dict[str, Any]:
    """A source whose mapping no longer reads is named, not left out in silence."""
    return {
        "code": source.code,
        "name": source.name,
        "name_en": source.name_en,
        "process": source.process.code,
        "lines": [],
        "total": None,
    }


def _source_facts(
    source: DataSource, mapping: TicketMapping, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    known = {rule.field for rule in mapping.columns}
    lines = [
        {
            "priority": row["priority"],
            **{name: row[f"{name}_count"] if name in known else None for name in COUNTED},
        }
        for row in rows
    ]
    return {
        "code": source.code,
        "name": source.name,
        "name_en": source.name_en,
        "process": source.process.code,
        "lines": lines,
        "total": {
            name: sum(line[name] for line in lines) if name in known else None for name in COUNTED
        },
    }


def _findings(report: Report, facts: list[dict[str, Any]], ground: Ground) -> list[dict[str, Any]]:
    """What is abnormal, with the cause and proposal written here, and what the months' reports said of it.

    The months decide on the company's figures, so a project's report explains its own.
    """
    decided = decided_in_months(ground.months) if report.project_id is None else []
    return [
        {
            "code": fact["code"],
            "cause": ground.sections.get((SectionKind.CAUSE, fact["code"]), ""),
            "proposal": ground.sections.get((SectionKind.PROPOSAL, fact["code"]), ""),
            "decided": [row for row in decided if row["code"] == fact["code"]],
        }
        for fact in facts
        if fact["verdict"] == Verdict.MISSED
    ]
