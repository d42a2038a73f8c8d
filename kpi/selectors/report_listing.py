"""The lists of reports beside the months: by kind, and everything that is issued."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from governance.lib.periods import Month, Period, Quarter, Year
from governance.models import Project
from governance.models.person import Person
from kpi.models import IndicatorValue, Report, ReportIssue
from kpi.states import Grain, ReportState

LENGTHS: tuple[type[Month] | type[Quarter] | type[Year], ...] = (Month, Quarter, Year)


@dataclass(frozen=True)
class PeriodGroup:
    """The periods of one length that have ended and hold figures, newest first."""

    grain: str
    periods: list[Period]


def reports_of_kind(person: Person, kind: str) -> QuerySet[Report]:
    """The reports of a kind a person may see, newest first, each with its issue in force."""
    return _listed(person).filter(kind=kind).order_by("-start", "project__code", "-pk")


def issued_reports(person: Person) -> QuerySet[Report]:
    """Whatever is issued, of every kind, the latest issue first."""
    return _listed(person).filter(state=ReportState.ISSUED).order_by("-issued_at", "-pk")


def latest_issues(person: Person, kinds: list[str]) -> dict[str, Report]:
    """The latest issued report of each kind: the process's latest output."""
    found: dict[str, Report] = {}
    if not kinds:
        return found
    rows = Report.objects.visible_to(person).filter(kind__in=kinds, state=ReportState.ISSUED)
    for row in rows.select_related("project").order_by("start", "issued_at"):
        found[row.kind] = row
    return found


def reportable_periods() -> list[PeriodGroup]:
    """Months, quarters and years that have ended since the first figure, newest first."""
    first = (
        IndicatorValue.objects.filter(grain=Grain.MONTH, scope="company", dimension="")
        .order_by("start")
        .values_list("start", flat=True)
        .first()
    )
    if first is None:
        return []
    today = timezone.localdate()
    groups = [PeriodGroup(kind.grain, _ended(kind.of(first), today)) for kind in LENGTHS]
    return [group for group in groups if group.periods]


def _ended(period: Period, today: date) -> list[Period]:
    found: list[Period] = []
    while period.end < today:
        found.insert(0, period)
        period = period.next()
    return found


def projects_on(person: Person) -> list[Project]:
    """The projects a report can be written for; none where the company does not use them (G56)."""
    return list(Project.objects.visible_to(person).filter(retired_on=None).order_by("code"))


def _listed(person: Person) -> QuerySet[Report]:
    issues = ReportIssue.objects.visible_to(person).filter(voided_at=None).defer("content")
    rows: QuerySet[Report] = Report.objects.visible_to(person)
    return rows.select_related("project").prefetch_related(
        Prefetch("issues", issues, to_attr="in_force")
    )
