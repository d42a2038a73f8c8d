"""The year wheel: what the year owes and what of it is done, drawn from the obligations (6.4; R19)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.lib.periods import Month, Quarter, Week, Year, parse_period
from governance.models import Obligation
from governance.states import FULFILLED, ObligationKind, ObligationState
from portal.formulas import Ring, angle_of, arc_path, point_at

WEEKS, MONTHS, QUARTERS, HUB = Ring(118, 150), Ring(84, 112), Ring(52, 78), Ring(0.1, 46)
_KINDS = {
    ObligationKind.WEEKLY_DATA: "week",
    ObligationKind.MONTHLY_REPORT: "month",
    ObligationKind.QUARTERLY_REVIEW: "quarter",
    ObligationKind.ANNUAL_PLAN: "year",
}


@dataclass(frozen=True)
class Piece:
    """One arc of the wheel: its shape, what it says in colour and in words."""

    path: str
    tone: str
    title: str


@dataclass(frozen=True)
class Wheel:
    """The drawing of a year, ready for its template."""

    year: int
    rings: tuple[tuple[str, tuple[Piece, ...]], ...]
    hand: tuple[float, float, float, float]
    month_labels: tuple[tuple[str, float, float], ...]
    summary: str


def year_wheel(year: int, today: date) -> Wheel:
    """Weeks outside, months, quarters, the plan inside: each piece done, late, missing, open or to come.

    Company-wide counts only, so the wheel is the same for everybody. One statement.
    """
    return _drawn(year, today, _states(year), get_language() or "")


@lru_cache(maxsize=8)
def _drawn(year: int, today: date, counted: tuple[tuple[str, str, int], ...], _lang: str) -> Wheel:
    """The same counts on the same day make the same wheel, in the same language; nothing is asked here."""
    states: dict[str, Counter[str]] = {}
    for period, state, count in counted:
        states.setdefault(period, Counter())[state] += count
    rings = (
        (
            _("Collect (weekly data)"),
            tuple(_piece(WEEKS, week, year, states, today) for week in _weeks(year)),
        ),
        (
            _("Monitor (monthly report)"),
            tuple(_piece(MONTHS, Month(year, n), year, states, today) for n in range(1, 13)),
        ),
        (
            _("Review (quarterly)"),
            tuple(_piece(QUARTERS, Quarter(year, n), year, states, today) for n in range(1, 5)),
        ),
    )
    tip = angle_of(today) if today.year == year else 0.0
    return Wheel(
        year=year,
        rings=rings,
        hand=(*point_at(46, tip), *point_at(150, tip)),
        month_labels=tuple(
            (str(n), *point_at(155, angle_of(date(year, n, 15)))) for n in range(1, 13)
        ),
        summary=_summary(states),
    )


def _weeks(year: int) -> list[Week]:
    week, weeks = Week.of(date(year, 1, 4)), []
    while week.year == year:
        weeks.append(week)
        week = week.next()
    return weeks


def _states(year: int) -> tuple[tuple[str, str, int], ...]:
    rows = (
        Obligation.objects.filter(kind__in=_KINDS, period__startswith=str(year))
        .order_by("period", "state")
        .values_list("period", "state")
        .annotate(count=Count("pk"))
    )
    return tuple(rows)


def _piece(
    ring: Ring, period: Any, year: int, states: dict[str, Counter[str]], today: date
) -> Piece:
    first, last = max(period.start, date(year, 1, 1)), min(period.end, date(year, 12, 31))
    end = 360.0 if last == date(year, 12, 31) else angle_of(last + timedelta(days=1))
    count = states.get(period.label, Counter())
    waived = count[ObligationState.WAIVED]
    done, total = sum(count[state] for state in FULFILLED), count.total() - waived
    tone = _tone(count, done, total, is_future=period.start > today)
    nothing = _("waived") if waived else _("nothing owed")
    said = f"{done}/{total}" if total else nothing
    return Piece(arc_path(ring, angle_of(first), end), tone, f"{period.display()} · {said}")


def _tone(count: Counter[str], done: int, total: int, *, is_future: bool) -> str:
    if not total:
        if count[ObligationState.WAIVED]:
            return "waived"
        return "future" if is_future else "none"
    if count[ObligationState.MISSING]:
        return "missing"
    if done < total:
        return "open"
    return "late" if count[ObligationState.LATE_DONE] else "done"


def _summary(states: dict[str, Counter[str]]) -> str:
    total: Counter[str] = Counter()
    for period, count in states.items():
        if parse_period(period).grain != Year.grain:
            total.update(count)
    done = sum(total[state] for state in FULFILLED)
    owed = total.total() - total[ObligationState.WAIVED]
    return _("%(done)s of %(total)s done") % {"done": done, "total": owed}
