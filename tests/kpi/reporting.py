"""A month to report on: one process, a share that missed its target, a count that met it."""

from datetime import UTC, datetime
from types import SimpleNamespace

from governance.lib.periods import Month, weeks_between
from governance.services.job import JobOrder, request_job
from kpi.models import Indicator
from kpi.services.deviation import Analysis, settle_deviation
from kpi.services.report import compile_report, issue_report, submit_report
from kpi.services.rollup import rebuild_rollups
from tests.kpi.collecting import (
    enter_week,
    make_assignment,
    make_indicator,
    make_measure,
    make_process,
    make_target,
)
from tests.people import SETUP

FEBRUARY = Month(2026, 2)
MARCH_6 = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
APRIL_8 = datetime(2026, 4, 8, 2, 0, tzinfo=UTC)
ANALYSIS = Analysis(
    cause="值守人员不足，转派耗时",
    impact="两个客户的服务报告",
    decision="accept",
    decision_reason="下月补齐人员",
)


def make_months(specialist, operations, *months, late=10):
    """Each week of the months: 100 closed of which `late` late, split by day where a month ends inside."""
    process = make_process()
    measures = {code: make_measure(code, process) for code in ("closed", "late", "major")}
    share = make_indicator("INC-02", process, "(closed - late) / closed")
    count = make_indicator("INC-05", process, "major", unit="件")
    make_target(share, ">=", "95")
    make_target(count, "<=", "1")
    assignment = make_assignment(specialist, process, operations)
    weeks = {week for month in months for week in weeks_between(month.start, month.end)}
    for week in sorted(weeks):
        parts = len(week.slices())
        enter_week(
            assignment,
            week.label,
            {
                measures["closed"]: [100] * parts,
                measures["late"]: [late] * parts,
                measures["major"]: [0] * parts,
            },
        )
    rebuild_rollups(at=MARCH_6)
    return SimpleNamespace(
        process=process, measures=measures, share=share, count=count, assignment=assignment
    )


def change_late(world, day, value, *, at=MARCH_6):
    """A correction that counts at once."""
    cell = world.measures["late"].values.get(start__lte=day, end__gte=day)
    cell.value = value
    cell.save()
    rebuild_rollups(at=at)


def analysed(report, officer, *, at=MARCH_6, analysis=ANALYSIS):
    for indicator in Indicator.objects.filter(deviations__report=report):
        settle_deviation(report, indicator, analysis, by=officer, at=at)
    return report


def issued(month, officer, manager, *, at=MARCH_6):
    """A report from its draft to its issue."""
    report = analysed(compile_report(month, by=SETUP, at=at), officer, at=at)
    submit_report(report, by=officer, at=at)
    return issue_report(report, by=manager, at=at)


def render_job(file, *, at=MARCH_6):
    return request_job(
        JobOrder("render_report", f"report_file:{file.pk}", {"file": file.pk}), by=SETUP, at=at
    )
