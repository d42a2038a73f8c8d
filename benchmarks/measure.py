"""Figures of a benchmark: what was measured, the goal beside it, and how it is said."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One number. `limit` is the goal's own limit, in the same unit; None = told for its own sake."""

    goal: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""
    # Most goals are upper limits; throughput is a lower one.
    at_least: bool = False

    @property
    def verdict(self):
        if self.limit is None:
            return ""
        met = self.value >= self.limit if self.at_least else self.value <= self.limit
        return "reached" if met else "missed"

    def line(self):
        sign = "≥" if self.at_least else "≤"
        goal = f"{sign} {self.limit:g}" if self.limit is not None else ""
        value = f"{self.value:,.3g}" if self.value < 1000 else f"{self.value:,.0f}"
        return f"{self.goal:<4} {self.what:<58} {value:>9} {self.unit:<6} {goal:<8} {self.verdict:<8} {self.note}".rstrip()


def tell(figures: Iterable[Figure]):
    """Print each figure as it comes; for the collecting run also write them down."""
    place = os.environ.get("BENCHMARK_FILE")
    found = []
    for figure in figures:
        sys.stdout.write(figure.line() + "\n")
        sys.stdout.flush()
        found.append(asdict(figure) | {"verdict": figure.verdict})
        if place:
            Path(place).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def seconds(act: Callable[[], object], *, rounds: int = 5, warm: int = 1) -> float:
    """The median wall time of an act over several rounds, after a warm-up."""
    for _round in range(warm):
        act()
    return statistics.median(_once(act) for _round in range(rounds))


def _once(act):
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def timed(times: list[float]):
    """Adds the seconds that the inside takes."""
    began = time.perf_counter()
    yield
    times.append(time.perf_counter() - began)


@contextmanager
def statements():
    """Counts the SQL statements inside; read `.count` afterwards."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        yield (seen := _Seen())
    seen.count = len(captured)


class _Seen:
    count = 0
