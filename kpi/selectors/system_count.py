"""What the system counts by itself, and which slice of time a count belongs to (domain §4.2 PLN, MON, REV, IMP)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from governance.lib.periods import Period, Slice, Week
from governance.selectors.calendar import local_day
from governance.states import FULFILLED, ObligationState
from kpi.formulas.cadence import slices_in
from kpi.models import Indicator, Measure
from kpi.selectors.rule import collection_rules
from kpi.states import Entry

# A measure, a department (None for the company as a whole) and a slice; None says “not known yet”, which is not 0.
Place = tuple[str, int | None, Slice]
Counts = Mapping[Place, int | None]

WEEKLY = (
    "mon_expected",
    "mon_on_time",
    "mon_accepted",
    "mon_accepted_at_first",
    "mon_points_expected",
    "mon_points_valid",
)
COVERAGE = ("mon_processes", "mon_processes_covered")
DEVIATIONS = ("mon_deviations", "mon_deviations_handled")
COMPANY_WIDE = (
    "mon_reports_due",
    "mon_reports_on_time",
    "rev_self_assessments",
    *COVERAGE,
    *DEVIATIONS,
)
# What later clauses count of their own records and hand down to `services.system_count.keep_counts`.
PLANNING = (
    "pln_approved_on_time",
    "pln_plans_due",
    "pln_processes_with_goal",
    "pln_processes",
    "pln_goals_achieved",
    "pln_goals",
    "pln_needs_met",
    "pln_needs_approved",
    "pln_trainings_held",
    "pln_trainings_planned",
)
REVIEWS = (
    "rev_on_time",
    "rev_due",
    "rev_departments_present",
    "rev_departments_invited",
    "rev_items_taken_up",
    "rev_items",
)
IMPROVEMENTS = (
    "imp_on_time",
    "imp_due",
    "imp_effective",
    "imp_verified",
    "imp_overdue",
    "imp_solidified",
    "imp_to_solidify",
    "imp_cycle_days",
    "imp_closed",
    "imp_recurred",
)
# Not among them: reports of reviews in time (no date is set, G28) and ad-hoc reviews in time (no limit, G31).
SUPPLIED = frozenset([*WEEKLY, *COMPANY_WIDE, *PLANNING, *REVIEWS, *IMPROVEMENTS])


@dataclass(frozen=True)
class Grid:
    """Time as counts are put into it: today, and whether a week that crosses a month's end is two slices (G26)."""

    today: date
    split: bool

    def on(self, day: date) -> Slice:
        """The slice that holds a day."""
        return next(part for part in Week.of(day).slices(split=self.split) if part.contains(day))

    def of(self, moment: datetime) -> Slice:
        """The slice that holds a moment, by the local day."""
        return self.on(local_day(moment))

    def last_begun(self, period: Period) -> Slice | None:
        """The last slice of a period that has begun: a snapshot stands there, as of its end or of today."""
        begun = [part for part in self.slices(period) if part.start <= self.today]
        return begun[-1] if begun else None

    def slices(self, period: Period) -> tuple[Slice, ...]:
        """All slices of a period, also those to come."""
        return slices_in(period, split=self.split)


def count_grid(at: datetime) -> Grid:
    """The grid of a moment under the month rule in force."""
    return Grid(local_day(at), collection_rules().split)


def owed_by(at: datetime) -> Q:
    """Obligations that count at a moment: due or done; a waived one was not owed."""
    return (Q(due_at__lte=at) | Q(state__in=FULFILLED)) & ~Q(state=ObligationState.WAIVED)


def measures_without_source(indicator: Indicator) -> list[Measure]:
    """The measures of an indicator's latest definition that nobody types and nothing counts."""
    latest = indicator.definitions.order_by("-number").first()
    if latest is None:
        return []
    return list(
        latest.measures.filter(entry=Entry.SYSTEM)
        .exclude(code__in=SUPPLIED)
        .order_by("position", "pk")
    )
