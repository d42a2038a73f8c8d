"""The weekly figures of the demo as pure data: real where the open data lie beside us, else invented."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from governance.lib.periods import Slice, Week
from portal.services.demo.invented import INVENTED, Figures, StoryDay, release_plan, response
from portal.services.demo.real import INCIDENT_WEEKS, RELEASE_WEEKS, RealData, day_in

# Taken at the end of a slice, not added up (domain §4.3e).
SNAPSHOTS = frozenset({"inc_backlog", "prb_overdue", "cap_over_threshold", "cap_monitored"})


@dataclass(frozen=True)
class FigureBook:
    """Every number the specialists of the demo will write, by process and slice."""

    first: Week
    real: RealData = field(default_factory=RealData)

    def story_day(self, day: date) -> StoryDay:
        return StoryDay(day, (day - self.first.start).days // 7)

    def of_slice(self, process: str, part: Slice) -> Figures:
        """Flows are added over the days of a slice, stocks are those of its last day."""
        total: Figures = {}
        for day in _days(part):
            for name, number in self.of_day(process, self.story_day(day)).items():
                total[name] = number if name in SNAPSHOTS else total.get(name, Decimal(0)) + number
        return total

    def of_day(self, process: str, at: StoryDay) -> Figures:
        """One process on one day; what the open data do not tell is invented beside them."""
        if process == "incident":
            told = self._incidents(at)
            return {**told, **response(at, int(told["inc_opened"]))}
        if process == "slm" and self.real.incidents:
            told = self.real.incidents[day_in(INCIDENT_WEEKS, at.day, at.week)]
            return {name: told[name] for name in ("sla_applicable", "sla_met")}
        if process == "release":
            return {**self._releases(at), **release_plan(at)}
        return INVENTED[process](at)

    def _incidents(self, at: StoryDay) -> Figures:
        if not self.real.incidents:
            return INVENTED["incident"](at)
        told = self.real.incidents[day_in(INCIDENT_WEEKS, at.day, at.week)]
        return {name: number for name, number in told.items() if name.startswith("inc_")}

    def _releases(self, at: StoryDay) -> Figures:
        if not self.real.releases:
            return INVENTED["release"](at)
        none = {"rel_total": Decimal(0), "rel_backed_out": Decimal(0)}
        return self.real.releases.get(day_in(RELEASE_WEEKS, at.day, at.week), none)


def _days(part: Slice) -> Iterator[date]:
    day = part.start
    while day <= part.end:
        yield day
        day += timedelta(days=1)
