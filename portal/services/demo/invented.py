"""Invented daily figures: the same day always gives the same numbers, whoever asks and in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

SATURDAY = 5
MINUTES_OF_DAY = 1440
SERVICES_UNDER_CONTRACT = 6
Figures = dict[str, Decimal]


@dataclass(frozen=True)
class StoryDay:
    """A day and the number of its week in the story, on which bad spells are told."""

    day: date
    week: int

    @property
    def load(self) -> float:
        """Weekends are quiet; the year has a busy spring and a busy late autumn."""
        season = {3: 1.1, 4: 1.1, 6: 1.08, 10: 0.92, 11: 1.12, 12: 1.08, 2: 0.82}.get(
            self.day.month, 1.0
        )
        return season * (0.35 if self.day.weekday() >= SATURDAY else 1.0)


def dice(day: date, name: str) -> Random:
    """Chance that a day and a name decide; nothing else enters, so a rerun rolls the same."""
    return Random(f"{name}:{day.isoformat()}")  # noqa: S311 -- invented figures, no secret


def flow(at: StoryDay, name: str, mean: float) -> int:
    """A count that scatters around its mean as counts do."""
    mean *= at.load
    return max(0, round(dice(at.day, name).gauss(mean, mean**0.5)))


def share(at: StoryDay, name: str, of: int, rate: float) -> int:
    """How many of a count, each with the same chance."""
    roll = dice(at.day, name)
    return sum(roll.random() < rate for _case in range(of))


def _spell(at: StoryDay, first: int, last: int, during: float, otherwise: float) -> float:
    return during if first <= at.week <= last else otherwise


def service_desk(at: StoryDay) -> Figures:
    """Newcomers at the desk make a weak spring, and an upgrade a weak last month."""
    handled = flow(at, "dsk_handled", 62)
    rate = _spell(at, 17, 21, 0.57, _spell(at, 45, 52, 0.6, 0.66 + min(at.week, 40) * 0.0008))
    return _counts(dsk_handled=handled, dsk_solved_at_first=share(at, "dsk_first", handled, rate))


def slm(at: StoryDay) -> Figures:
    """Requests and incidents under an SLA."""
    applicable = flow(at, "sla_applicable", 270)
    met = share(at, "sla_met", applicable, _spell(at, 5, 7, 0.66, _spell(at, 30, 32, 0.7, 0.81)))
    return _counts(sla_applicable=applicable, sla_met=met)


def incident(at: StoryDay) -> Figures:
    """Incidents without the real log at hand: a steady house with a bad February."""
    opened = flow(at, "inc_opened", 240)
    resolved = share(at, "inc_resolved", opened + 6, 0.97)
    closed = share(at, "inc_closed", resolved, 0.96)
    hours = Decimal(resolved) * Decimal(str(round(dice(at.day, "inc_hours").uniform(70, 108), 2)))
    late = share(at, "inc_late", resolved, _spell(at, 13, 16, 0.42, 0.24))
    backlog = 900 + dice(at.day, "inc_backlog").randint(-90, 140) + int(_spell(at, 13, 16, 400, 0))
    return {
        **_counts(
            inc_opened=opened,
            inc_resolved=resolved,
            inc_closed=closed,
            inc_closed_solved=share(at, "inc_solved", closed, 0.95),
            inc_resolve_late=late,
            inc_major=share(at, "inc_major", opened, 0.011),
            inc_backlog=backlog,
        ),
        "inc_resolve_hours": hours.quantize(Decimal("0.01")),
    }


def response(at: StoryDay, opened: int) -> Figures:
    """The logs at hand do not tell the first response, so it is invented for them too."""
    rate = _spell(at, 20, 22, 0.075, 0.032)
    late = round(opened * rate * dice(at.day, "inc_response").uniform(0.6, 1.4))
    return _counts(inc_response_late=late)


def problem(at: StoryDay) -> Figures:
    """A stock at the end of the period; the inventory of late winter finds forgotten problems."""
    return _counts(
        prb_overdue=dice(at.day, "prb").choice((0, 1, 1, 2, 2)) + int(_spell(at, 13, 16, 3, 0))
    )


def configuration(at: StoryDay) -> Figures:
    """Few changes touch the configuration database; a quiet week has none at all."""
    closed = flow(at, "cfg_closed", 1.7)
    on_time = share(at, "cfg_on_time", closed, _spell(at, 25, 28, 0.8, 0.985))
    unauthorised = int(dice(at.day, "cfg_unauthorised").random() < _spell(at, 33, 35, 0.16, 0.02))
    return _counts(
        cfg_changes_closed=closed, cfg_updated_on_time=on_time, cfg_unauthorised=unauthorised
    )


def release(at: StoryDay) -> Figures:
    """Releases without the real history at hand."""
    total = flow(at, "rel_total", 30)
    return _counts(
        rel_total=total,
        rel_backed_out=share(at, "rel_back", total, _spell(at, 36, 37, 0.06, 0.006)),
    )


def release_plan(at: StoryDay) -> Figures:
    """How many releases the plan named is told by no history, so it is invented for it too."""
    planned = flow(at, "rel_planned", 9)
    on_time = share(at, "rel_on_time", planned, _spell(at, 9, 12, 0.84, 0.95))
    return _counts(rel_planned=planned, rel_on_time=on_time)


def change(at: StoryDay) -> Figures:
    """Only what the tickets of the change tool cannot tell: incidents that a change has caused."""
    return _counts(
        chg_incidents=int(dice(at.day, "chg_incidents").random() < _spell(at, 38, 41, 0.2, 0.03))
    )


def capacity(at: StoryDay) -> Figures:
    """Resources grow through the year; before the extension of storage too many are full."""
    monitored = 182 + at.week // 4
    over = round(monitored * min(0.03 + (at.week % 30) * 0.0009, 0.062))
    return _counts(cap_monitored=monitored, cap_over_threshold=over)


def availability_continuity(at: StoryDay) -> Figures:
    """Six services around the clock; a switch fails, and a certificate runs out."""
    disaster = {(11, 2): 1260, (29, 1): 640, (40, 3): 980, (48, 3): 1120}.get(
        (at.week, at.day.weekday()), 0
    )
    small = dice(at.day, "avl").choice((0, 0, 0, 0, 0, 0, 12, 25))
    return _counts(
        avl_agreed_minutes=MINUTES_OF_DAY * SERVICES_UNDER_CONTRACT,
        avl_outage_minutes=disaster + small,
    )


def information_security(at: StoryDay) -> Figures:
    """Most weeks pass without an incident: a share of nothing is no sample (domain §4.3b)."""
    chance = _spell(at, 23, 26, 0.28, 0.06)
    found = int(dice(at.day, "sec").random() < chance) + int(
        dice(at.day, "sec2").random() < chance / 3
    )
    return _counts(sec_incidents=found, sec_on_time=share(at, "sec_in_time", found, 0.94))


def _counts(**numbers: int) -> Figures:
    return {name: Decimal(number) for name, number in numbers.items()}


INVENTED: dict[str, Callable[[StoryDay], Figures]] = {
    "slm": slm,
    "service_desk": service_desk,
    "incident": incident,
    "problem": problem,
    "configuration": configuration,
    "change": change,
    "release": release,
    "capacity": capacity,
    "availability_continuity": availability_continuity,
    "information_security": information_security,
}
