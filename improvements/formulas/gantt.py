"""The geometry of the Gantt chart: bars of measures over weeks, the due date, today (6.4.4③)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NAME = 260.0
CHART = 640.0
ROW = 26.0
HEAD = 40.0
EDGE = 8.0


@dataclass(frozen=True)
class Bar:
    """One line: what it is called, from when until when, and how it stands (a code for the template)."""

    name: str
    start: date
    end: date
    standing: str
    link: str = ""


@dataclass(frozen=True)
class DrawnBar:
    """Where a bar lies."""

    bar: Bar
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Gantt:
    """Everything the template needs; months as (x, first day), today's x or None where it lies outside."""

    width: float
    height: float
    bars: tuple[DrawnBar, ...]
    months: tuple[tuple[float, date], ...]
    today_x: float | None


def gantt(bars: Sequence[Bar], today: date | None, *, chart: float = CHART) -> Gantt | None:
    """Bars in their order over the span of all of them, whole months; of none there is no chart.

    A bar of one day has the width of one day: the end is inclusive. Paper has no `today`.
    """
    if not bars:
        return None
    start = min(bar.start for bar in bars).replace(day=1)
    last = max(bar.end for bar in bars)
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1)
    day = chart / (end - start).days

    def place(on: date) -> float:
        return NAME + (on - start).days * day

    drawn = tuple(
        DrawnBar(
            bar,
            place(bar.start),
            HEAD + ROW * row,
            max(((bar.end - bar.start).days + 1) * day, 3.0),
        )
        for row, bar in enumerate(bars)
    )
    months = []
    first = start
    while first < end:
        months.append((place(first), first))
        first = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Gantt(
        width=NAME + chart + EDGE,
        height=HEAD + ROW * len(bars) + EDGE,
        bars=drawn,
        months=tuple(months),
        today_x=place(today) if today and start <= today < end else None,
    )
