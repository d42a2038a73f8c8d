"""What can be chosen when a line of a section is written: processes, indicators, people, baselines."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from governance.lib.periods import Period
from governance.models import Department, Person
from governance.permissions import Permission, has_permission
from kpi.models import Indicator
from kpi.states import IndicatorState, Kind
from planning.models import PlanSection
from planning.selectors.baseline import periods_offered
from planning.selectors.section import processes_of
from processes.models import Process
from processes.states import ProcessState


@dataclass(frozen=True)
class LineChoices:
    """The rows a form offers, fetched once."""

    processes: tuple[Process, ...]
    indicators: tuple[tuple[Process, tuple[Indicator, ...]], ...]
    scopes: tuple[Department, ...]
    people: tuple[Person, ...]
    periods: tuple[Period, ...]

    def by_key(self, name: str) -> dict[int, Any]:
        """The rows of one choice by their key."""
        rows: dict[str, Any] = {
            "process": self.processes,
            "indicator": [row for _process, rows in self.indicators for row in rows],
            "scope": self.scopes,
            "responsible": self.people,
        }
        return {row.pk: row for row in rows[name]}


def line_choices(section: PlanSection, person: Person, *, on: date) -> LineChoices:
    """The own processes first, then all others in use; a department judges itself or the company, the PMO anybody.

    Four statements.
    """
    own = {row.pk for row in processes_of(section, on=on)}
    processes = sorted(
        Process.objects.filter(state=ProcessState.ACTIVE),
        key=lambda row: (row.pk not in own, row.position, row.pk),
    )
    adopted = Indicator.objects.filter(state=IndicatorState.ADOPTED, kind=Kind.QUANTITATIVE)
    indicators = list(adopted.order_by("position", "code"))
    scopes = [section.department]
    if has_permission(person, Permission.PLAN_COMPILE):
        scopes = list(Department.objects.filter(retired_on=None).order_by("rank", "pk"))
    people = Person.objects.filter(is_active=True, department__isnull=False)
    return LineChoices(
        processes=tuple(processes),
        indicators=tuple(
            (process, found)
            for process in processes
            if (found := tuple(row for row in indicators if row.process_id == process.pk))
        ),
        scopes=tuple(scopes),
        people=tuple(
            sorted(
                people.select_related("department"),
                key=lambda row: (
                    row.department_id != section.department_id,
                    row.department.rank if row.department else 0,
                    row.rank,
                    row.pk,
                ),
            )
        ),
        periods=tuple(periods_offered(on)),
    )
