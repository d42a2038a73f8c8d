"""One door to what a report says, whatever its kind: its rows, and the content made of them."""

from datetime import datetime
from typing import Any

from governance.lib.periods import Month, Period, parse_period
from kpi.models import Report
from kpi.selectors.report_compiled import compiled_content
from kpi.selectors.report_content import MonthRows, content_of, read_month, report_content
from kpi.selectors.report_period import PeriodRows, read_period
from kpi.selectors.report_service import service_content
from kpi.states import ReportKind

Rows = MonthRows | PeriodRows


def period_of_report(report: Report) -> Period:
    """The month, quarter or year a report speaks of."""
    return parse_period(report.period)


def read_rows(report: Report) -> Rows:
    """The figures of a report as they stand now."""
    if report.kind == ReportKind.MONTHLY:
        return read_month(Month.parse(report.period))
    return read_period(report, period_of_report(report))


def content_from(report: Report, rows: Rows, *, at: datetime, detail: bool) -> dict[str, Any]:
    """Everything a report says, from figures already at hand; `at` is the data cut-off."""
    if isinstance(rows, MonthRows):
        return content_of(report, rows, at=at, detail=detail)
    if rows.is_compilation:
        return compiled_content(report, rows, at=at)
    return service_content(report, rows, at=at)


def content_now(report: Report, *, at: datetime, detail: bool = True) -> dict[str, Any]:
    """Everything a report says at this moment."""
    if report.kind == ReportKind.MONTHLY:
        return report_content(report, at=at, detail=detail)
    return content_from(report, read_rows(report), at=at, detail=detail)
