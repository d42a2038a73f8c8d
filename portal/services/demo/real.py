"""Real figures by the day, where the open data sets lie beside the project: incidents, changes, releases."""

import csv
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from governance.lib.periods import Week

INCIDENTS = "uci_incident_event_log.csv.xz"
CHANGES = "openstack_changes.csv.xz"
RELEASES = "govuk_releases.csv.xz"
DAY = timedelta(days=1)
# The window in which the incident log takes in new incidents; told again and again, in rotation.
INCIDENT_WEEKS = (Week(2016, 9), Week(2016, 22))
CHANGE_WEEKS = (Week(2019, 1), Week(2019, 52))
RELEASE_WEEKS = (Week(2023, 45), Week(2024, 44))
FLOWS = (
    "inc_opened",
    "inc_resolved",
    "inc_resolve_late",
    "inc_resolve_hours",
    "inc_closed",
    "inc_closed_solved",
    "inc_major",
    "sla_applicable",
    "sla_met",
)


@dataclass(frozen=True)
class RealChange:
    """One change of the configuration repository: when it went in, and whether it had to be backed out."""

    at: datetime
    is_backed_out: bool


@dataclass(frozen=True)
class RealData:
    """What the data sets tell, by their own days; an absent one is empty."""

    incidents: dict[date, dict[str, Decimal]] = field(default_factory=dict)
    releases: dict[date, dict[str, Decimal]] = field(default_factory=dict)
    changes: dict[date, list[RealChange]] = field(default_factory=dict)


def day_in(window: tuple[Week, Week], day: date, week: int) -> date:
    """The day of the data that stands for a day of the story: same weekday, weeks in rotation."""
    length = (window[1].start - window[0].start).days // 7 + 1
    return window[0].start + timedelta(days=7 * (week % length) + day.weekday())


def read_real_data(folder: Path | None) -> RealData:
    """Whatever of the three data sets lies in the folder; nothing is asked of the network."""
    if folder is None or not folder.is_dir():
        return RealData()
    return RealData(
        incidents=_incidents(folder / INCIDENTS) if (folder / INCIDENTS).is_file() else {},
        releases=_releases(folder / RELEASES) if (folder / RELEASES).is_file() else {},
        changes=_changes(folder / CHANGES) if (folder / CHANGES).is_file() else {},
    )


def _rows(path: Path, *names: str) -> Iterator[list[str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines)
        places = [header.index(name) for name in names]
        for line in lines:
            yield [line[place] for place in places]


def _incidents(path: Path) -> dict[date, dict[str, Decimal]]:
    """One incident is one record: the last row in file order has the say (see the definitions beside the data)."""
    columns = ("number", "opened_at", "resolved_at", "closed_at", "made_sla", "priority")
    last = {row[0]: row[1:] for row in _rows(path, *columns)}
    days: dict[date, Counter[str]] = defaultdict(Counter)
    stays: list[tuple[datetime, datetime | None]] = []
    for *times, made_sla, priority in last.values():
        opened, resolved, closed = map(_printed, times)
        in_time = made_sla == "true"
        if opened is None:
            continue
        days[opened.date()].update(inc_opened=1, inc_major=priority.startswith("1"))
        if resolved is not None:
            minutes = round((resolved - opened).total_seconds() / 60)
            days[resolved.date()].update(
                inc_resolved=1, inc_resolve_late=not in_time, minutes=minutes
            )
        if closed is not None:
            solved = resolved is not None
            days[closed.date()].update(
                inc_closed=1, inc_closed_solved=solved, sla_applicable=1, sla_met=in_time
            )
        stays.append((opened, resolved or closed))
    return _with_backlog(days, stays)


def _printed(text: str) -> datetime | None:
    """A wall clock, day first; read by hand, because there are seventy thousand of them."""
    if text == "?":
        return None
    day, month, rest = text.split("/")
    return datetime(int(rest[:4]), int(month), int(day), int(rest[5:7]), int(rest[8:10]))  # noqa: DTZ001 -- the log prints a wall clock


def _with_backlog(
    days: dict[date, Counter[str]], stays: list[tuple[datetime, datetime | None]]
) -> dict[date, dict[str, Decimal]]:
    came, went = (
        Counter(o.date() for o, _d in stays),
        Counter(d.date() for _o, d in stays if d is not None),
    )
    first, last = INCIDENT_WEEKS[0].start, INCIDENT_WEEKS[1].end
    backlog = sum(n for day, n in came.items() if day < first) - sum(
        n for day, n in went.items() if day < first
    )
    table, day = {}, first
    while day <= last:
        backlog += came[day] - went[day]
        row = days[day]
        hours = (Decimal(row["minutes"]) / 60).quantize(Decimal("0.01"))
        counts = {name: Decimal(row[name]) for name in FLOWS}
        table[day] = {**counts, "inc_resolve_hours": hours, "inc_backlog": Decimal(backlog)}
        day += DAY
    return table


def _releases(path: Path) -> dict[date, dict[str, Decimal]]:
    """Deployments to production whose tags can be put in order; a lower one is a roll-back."""
    days: dict[date, Counter[str]] = defaultdict(Counter)
    span = (RELEASE_WEEKS[0].start.isoformat(), RELEASE_WEEKS[1].end.isoformat())
    for at, environment, kind in _rows(path, "committed_at", "environment", "kind"):
        if (
            environment == "production"
            and span[0] <= at[:10] <= span[1]
            and kind in {"release", "rollback"}
        ):
            days[date.fromisoformat(at[:10])].update(rel_total=1, rel_backed_out=kind == "rollback")
    return {
        day: {
            "rel_total": Decimal(row["rel_total"]),
            "rel_backed_out": Decimal(row["rel_backed_out"]),
        }
        for day, row in days.items()
    }


def _changes(path: Path) -> dict[date, list[RealChange]]:
    days: dict[date, list[RealChange]] = defaultdict(list)
    for moment, is_revert, reverted_by in _rows(path, "committed_at", "is_revert", "reverted_by"):
        if is_revert == "0" and moment[:4] in {"2018", "2019", "2020"}:
            at = datetime.fromisoformat(moment)
            days[at.date()].append(RealChange(at, bool(reverted_by)))
    return days
