"""From cells to one value of a measure (domain §4.1 no. 2): the way belongs to the measure, never to the indicator."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from governance.lib.periods import Slice


class DoubleCount(ValueError):  # noqa: N818 -- named for what must not happen, as house style names refusals
    """Two cells of one stream overlap in time: a week would be counted twice."""


@dataclass(frozen=True)
class Cell:
    """What one stream reported for one slice; `value=None` says that there is no data, and why elsewhere.

    A stream is *where* is counted (department × project, or a ticket source), not *who* counts: a
    successor goes on in the same stream, else LAST would add his snapshot to his predecessor's.
    `members` are the people or assets behind a DISTINCT count, where they are known; `in_project`
    says that the stream is a project's.
    """

    slice: Slice
    value: Decimal | None
    stream: Hashable
    members: frozenset[str] | None = None
    in_project: bool = False


@dataclass(frozen=True)
class Aggregate:
    """A measure's value over many cells.

    `as_of` is the last day it speaks of (printed beside a snapshot, domain §4.3c); `oldest` the last
    day of the stream that reported longest ago, which differs where a stream is behind.
    """

    value: Decimal
    as_of: date
    oldest: date


def aggregate(aggregation: str, cells: Iterable[Cell]) -> Aggregate | None:
    """A measure's cells become one value by the measure's own rule; the order they arrive in plays no part.

    SUM adds flows over streams and time. LAST takes each stream's last submitted snapshot and adds
    these across streams, never across time: backlogs 40, 38, 41 of one desk are 41, and with 9 of
    another desk 50. MAX and MIN take the extreme. DISTINCT is recounted from members, NONE never put
    together: both give the value of a single cell, and None for several (DISTINCT without members).
    Cells without data are left out, and nothing at all is None, which is not 0.
    """
    known = [cell for cell in cells if cell.value is not None]
    if not known:
        return None
    if len(known) > 1:
        _check_no_overlap(known)
    value = _RULES[aggregation.upper()](known)
    if value is None:
        return None
    ends = [cell.slice.end for cell in _latest(known)]
    return Aggregate(value, as_of=max(ends), oldest=min(ends))


def whole_points(cells: Mapping[str, Sequence[Cell]]) -> dict[str, list[Cell]]:
    """A quotient takes from a place's days both sides or neither: its parts are of one cohort (domain §4.3g).

    Where one side answered “no data”, the other side of the same place and days is left out too:
    3/10 and “no data”/40 are 3/10, not 3/50.
    """
    unknown = {
        (cell.stream, cell.slice)
        for found in cells.values()
        for cell in found
        if cell.value is None
    }
    if not unknown:
        return {name: list(found) for name, found in cells.items()}
    return {
        name: [cell for cell in found if (cell.stream, cell.slice) not in unknown]
        for name, found in cells.items()
    }


def same_instant(cells: Mapping[str, Sequence[Cell]]) -> dict[str, list[Cell]]:
    """Snapshots put into one formula are taken at the same instant (domain §4.3e).

    Of each stream that takes all of them only the days on which it took them all are kept. Streams
    that take some (managed items from people, all items from a tool) are put side by side the same
    way. 90 of week 4 is not divided by the 100 of week 3.
    """
    days: dict[Hashable, dict[str, set[Slice]]] = {}
    for name, found in cells.items():
        for cell in found:
            if cell.value is not None:
                days.setdefault(cell.stream, {}).setdefault(name, set()).add(cell.slice)
    whole = {stream for stream, by_name in days.items() if by_name.keys() == cells.keys()}
    shared = {stream: set.intersection(*days[stream].values()) for stream in whole}
    partial: dict[str, set[Slice]] = {name: set() for name in cells}
    for stream, by_name in days.items():
        if stream not in whole:
            for name, slices in by_name.items():
                partial[name] |= slices
    beside = set.intersection(*partial.values()) if partial else set()
    return {
        name: [cell for cell in found if cell.slice in shared.get(cell.stream, beside)]
        for name, found in cells.items()
    }


def _check_no_overlap(cells: Iterable[Cell]) -> None:
    streams: dict[Hashable, list[Slice]] = {}
    for cell in cells:
        streams.setdefault(cell.stream, []).append(cell.slice)
    for stream, slices in streams.items():
        for earlier, later in pairwise(sorted(slices)):
            if later.start <= earlier.end:
                raise DoubleCount(f"{stream} is counted twice: {earlier} and {later}")


def _latest(cells: Iterable[Cell]) -> list[Cell]:
    last: dict[Hashable, Cell] = {}
    for cell in sorted(cells, key=lambda each: each.slice):
        last[cell.stream] = cell
    return list(last.values())


def _values(cells: Iterable[Cell]) -> list[Decimal]:
    return [cell.value for cell in cells if cell.value is not None]


def _sum(cells: Sequence[Cell]) -> Decimal:
    return sum(_values(cells), Decimal(0))


def _last(cells: Sequence[Cell]) -> Decimal:
    return _sum(_latest(cells))


def _highest(cells: Sequence[Cell]) -> Decimal:
    return max(_values(cells))


def _lowest(cells: Sequence[Cell]) -> Decimal:
    return min(_values(cells))


def _only(cells: Sequence[Cell]) -> Decimal | None:
    values = _values(cells)
    return values[0] if len(values) == 1 else None


def _distinct(cells: Sequence[Cell]) -> Decimal | None:
    known = [cell.members for cell in cells if cell.members is not None]
    if len(known) < len(cells):
        return _only(cells)
    return Decimal(len(frozenset().union(*known)))


_RULES: dict[str, Callable[[Sequence[Cell]], Decimal | None]] = {
    "SUM": _sum,
    "LAST": _last,
    "MAX": _highest,
    "MIN": _lowest,
    "DISTINCT": _distinct,
    "NONE": _only,
}
