"""Which reports the clock drafts by the PMO's own choice; the policy asks for none of them (G12, G57)."""

from dataclasses import dataclass
from datetime import datetime

from governance.lib.periods import Month, Period, period_of
from governance.models import Project
from governance.selectors.calendar import local_day
from kpi.models import IndicatorValue, Report, ReportOutline
from kpi.selectors.report_outline import CADENCES
from kpi.states import SERVICE_REPORTS, ReportKind


@dataclass(frozen=True)
class DraftOrder:
    """One report the clock is to draft."""

    kind: str
    period: Period
    project: Project | None

    def __str__(self) -> str:
        return (
            f"{self.kind} {self.period.label} {self.project.code if self.project else ''}".strip()
        )


def chosen_to_draft(at: datetime) -> list[DraftOrder]:
    """Periods that ended since the PMO chose the rhythm, once the report of their last month is drafted.

    By then the month's data has fallen due. A service report is drafted for each project that has
    figures in the period, else for the company.
    """
    orders = []
    for outline in ReportOutline.objects.exclude(cadence="").order_by("kind"):
        if outline.cadence not in CADENCES.get(outline.kind, ()):
            continue
        for period in _ended(outline, at):
            orders += _missing(outline.kind, period)
    return orders


def _ended(outline: ReportOutline, at: datetime) -> list[Period]:
    period, ended = period_of(outline.cadence, local_day(outline.changed_at)), []
    while period.end < local_day(at):
        ended.append(period)
        period = period.next()
    months = {Month.of(each.end).label: each for each in ended}
    drafted = Report.objects.filter(kind=ReportKind.MONTHLY, period__in=months)
    return [months[label] for label in drafted.order_by("start").values_list("period", flat=True)]


def _missing(kind: str, period: Period) -> list[DraftOrder]:
    known = set(
        Report.objects.filter(kind=kind, period=period.label).values_list("project", flat=True)
    )
    places: list[Project | None] = list(_projects_of(period)) if kind in SERVICE_REPORTS else []
    return [
        DraftOrder(kind, period, project)
        for project in places or [None]
        if (project.pk if project else None) not in known
    ]


def _projects_of(period: Period) -> list[Project]:
    scopes = IndicatorValue.objects.filter(
        scope__startswith="project:", grain=period.grain, period=period.label, dimension=""
    )
    codes = [scope.partition(":")[2] for scope in scopes.values_list("scope", flat=True).distinct()]
    return list(Project.objects.filter(code__in=codes, retired_on=None).order_by("code"))
