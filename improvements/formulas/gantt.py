"""The geometry of the Gantt chart: bars of measures over weeks, the due date, today (6.4.4③)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

NAME = 260.0
CHART = 640.0
ROW = 26.0
HEAD = 40.0
EDGE = 8.0
# On a telephone the name stands above its bar, and the chart is as wide as the page.
NARROW_CHART = 312.0
STACKED_ROW = 42.0
# Narrower than this the names of two months would touch.
MONTH_NAME = 52.0


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
    """Everything the template needs; months as (x, first day, is named), today's x or None where it lies outside."""

    width: float
    height: float
    bars: tuple[DrawnBar, ...]
    months: tuple[tuple[float, date, bool], ...]
    today_x: float | None
    is_stacked: bool = False


@dataclass(frozen=True)
class Drawn:
    """The same bars twice: names beside them for the desk, names above them for a telephone."""

    wide: Gantt
    narrow: Gantt


def drawn_bars(bars: Sequence[Bar], today: date | None) -> Drawn | None:
    """Both drawings of the same bars; of none there is no chart."""
    wide = gantt(bars, today)
    narrow = gantt(bars, today, chart=NARROW_CHART, is_stacked=True)
    return Drawn(wide, narrow) if wide and narrow else None


def gantt(
    bars: Sequence[Bar], today: date | None, *, chart: float = CHART, is_stacked: bool = False
) -> Gantt | None:
    """Bars in their order over the span of all of them, whole months; of none there is no chart.

    A bar of one day has the width of one day: the end is inclusive. Paper has no `today`. Where months
    are too narrow for their names only every second, third … is named.
    """
    if not bars:
        return None
    left, row_height = (EDGE / 2, STACKED_ROW) if is_stacked else (NAME, ROW)
    start = min(bar.start for bar in bars).replace(day=1)
    end = _next_month(max(bar.end for bar in bars))
    day = chart / (end - start).days

    def place(on: date) -> float:
        return left + (on - start).days * day

    drawn = tuple(
        DrawnBar(
            bar,
            place(bar.start),
            HEAD + row_height * row,
            max(((bar.end - bar.start).days + 1) * day, 3.0),
        )
        for row, bar in enumerate(bars)
    )
    firsts = [start]
    while (following := _next_month(firsts[-1])) < end:
        firsts.append(following)
    named = ceil(MONTH_NAME * len(firsts) / chart)
    return Gantt(
        width=left + chart + EDGE,
        height=HEAD + row_height * len(bars) + EDGE,
        bars=drawn,
        months=tuple(
            (place(first), first, number % named == 0) for number, first in enumerate(firsts)
        ),
        today_x=place(today) if today and start <= today < end else None,
        is_stacked=is_stacked,
    )


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
