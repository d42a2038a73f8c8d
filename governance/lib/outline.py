"""A numbered outline as a list of depths: numbers follow from the order, never the other way round (R3).

A place is the position in the list, beginning with 0; a branch is a place with everything deeper that follows.
"""

from collections.abc import Sequence
from itertools import pairwise

DEEPEST = 5


def numbers_of(depths: Sequence[int]) -> list[str]:
    """Each place has one number: 1, 1.1, 1.2, 2 … for the depths 1, 2, 2, 1.

    Raises `ValueError` where a depth leaves out one between.
    """
    counts: list[int] = []
    numbers = []
    for depth in depths:
        if not 1 <= depth <= len(counts) + 1:
            raise ValueError(f"depth {depth} after {len(counts)}")
        counts = [*counts[:depth], *([0] if depth > len(counts) else [])]
        counts[-1] += 1
        numbers.append(".".join(str(count) for count in counts))
    return numbers


def depth_of(number: str) -> int:
    """How deep a number lies: 6.4.1 lies three deep."""
    return number.count(".") + 1


def parent_of(number: str) -> str:
    """The number above: 6.4 above 6.4.1, nothing above 6."""
    return number.rpartition(".")[0]


def smoothed(depths: Sequence[int]) -> list[int]:
    """Depths as somebody's headings have them, without a leap: none is more than one below the one before."""
    found: list[int] = []
    # The level a heading was written at decides, not how deep it came to lie.
    open_levels: list[int] = []
    for level in depths:
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        found.append(min(len(open_levels), DEEPEST))
    return found


def branch_end(depths: Sequence[int], at: int) -> int:
    """The first place behind the branch that begins at a place."""
    return next(
        (place for place in range(at + 1, len(depths)) if depths[place] <= depths[at]), len(depths)
    )


def elder_of(depths: Sequence[int], at: int) -> int | None:
    """The place of the sibling before, or None for the first child."""
    for place in range(at - 1, -1, -1):
        if depths[place] == depths[at]:
            return place
        if depths[place] < depths[at]:
            return None
    return None


def younger_of(depths: Sequence[int], at: int) -> int | None:
    """The place of the sibling behind, or None for the last child."""
    end = branch_end(depths, at)
    return end if end < len(depths) and depths[end] == depths[at] else None


def moved_up(depths: Sequence[int], at: int) -> list[int] | None:
    """The order of places after a branch has changed with the sibling before it; None where there is none."""
    elder = elder_of(depths, at)
    if elder is None:
        return None
    end = branch_end(depths, at)
    order = list(range(len(depths)))
    return [*order[:elder], *order[at:end], *order[elder:at], *order[end:]]


def moved_down(depths: Sequence[int], at: int) -> list[int] | None:
    """The order after a branch has changed with the sibling behind it; None where there is none."""
    younger = younger_of(depths, at)
    return moved_up(depths, younger) if younger is not None else None


def indented(depths: Sequence[int], at: int) -> list[int] | None:
    """The depths after a branch has gone below the sibling before it; None where that cannot be."""
    end = branch_end(depths, at)
    if elder_of(depths, at) is None or max(depths[at:end]) >= DEEPEST:
        return None
    return [depth + (at <= place < end) for place, depth in enumerate(depths)]


def outdented(depths: Sequence[int], at: int) -> tuple[list[int], list[int]] | None:
    """Order and depths after a branch has gone beside its parent, behind it; None at the top.

    Its younger siblings stay with the parent.
    """
    if depths[at] == 1:
        return None
    end = branch_end(depths, at)
    parent = next(place for place in range(at, -1, -1) if depths[place] < depths[at])
    close = branch_end(depths, parent)
    order = [*range(at), *range(end, close), *range(at, end), *range(close, len(depths))]
    return order, [depths[place] - (at <= place < end) for place in order]


def rising(places: Sequence[int]) -> set[int]:
    """The positions of a longest run of rising places: what kept its order; the rest was moved."""
    best: list[tuple[int, int | None]] = []
    for at, place in enumerate(places):
        before = [(best[other][0], other) for other in range(at) if places[other] < place]
        length, from_ = max(before, default=(0, None))
        best.append((length + 1, from_))
    kept: set[int] = set()
    at_last = max(range(len(best)), key=lambda each: best[each][0], default=None)
    while at_last is not None:
        kept.add(at_last)
        at_last = best[at_last][1]
    return kept


def is_sound(depths: Sequence[int]) -> bool:
    """Whether every depth has one above it to stand in."""
    return all(below <= above + 1 for above, below in pairwise([0, *depths]))
