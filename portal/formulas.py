"""The geometry of the year wheel (design §4), and the middle of some spans of time."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

CENTRE = 160.0


@dataclass(frozen=True)
class Ring:
    """A band of the wheel between two radii."""

    inner: float
    outer: float


def angle_of(day: date) -> float:
    """A day's angle in degrees, clockwise from the top: 1 January is 0, the year closes at 360.

    angle_of(date(2026, 7, 2)) is 179.5…: the middle of the year points down.
    """
    first, last = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return 360 * (day - first).days / (last - first).days


def arc_path(ring: Ring, start: float, end: float, *, gap: float = 0.6) -> str:
    """The SVG path of a ring's piece from one angle to another, a hair's breadth apart from its neighbours."""
    start, end = start + gap / 2, max(end - gap / 2, start + gap / 2 + 0.1)
    large = 1 if end - start > 180 else 0  # noqa: PLR2004 -- half a turn, SVG's large-arc flag
    corners = [
        _point(ring.outer, start),
        _point(ring.outer, end),
        _point(ring.inner, end),
        _point(ring.inner, start),
    ]
    a, b, c, d = (f"{x:.2f} {y:.2f}" for x, y in corners)
    return (
        f"M{a} A{ring.outer:g} {ring.outer:g} 0 {large} 1 {b} "
        f"L{c} A{ring.inner:g} {ring.inner:g} 0 {large} 0 {d} Z"
    )


def point_at(radius: float, angle: float) -> tuple[float, float]:
    """Where a label or the day's hand lies, rounded to a tenth."""
    x, y = _point(radius, angle)
    return round(x, 1), round(y, 1)


def _point(radius: float, angle: float) -> tuple[float, float]:
    turn = math.radians(angle - 90)
    return CENTRE + radius * math.cos(turn), CENTRE + radius * math.sin(turn)


def median_of(spans: Iterable[timedelta]) -> timedelta | None:
    """The middle one by length, of an even number the mean of the two in the middle; None of none.

    Of 1, 2 and 60 minutes it is 2 minutes: one forgotten form does not move it.
    """
    ordered = sorted(spans)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
