"""The geometry of the linkage graph: the storeys of the framework as rows, links as curves between them (6.3)."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

WIDE, EDGE = 1160.0, 16.0
WIDEST, NODE_HIGH, GAP = 196.0, 46.0, 12.0
ROW_HIGH, HEAD = 150.0, 34.0
BEND = 46.0


@dataclass(frozen=True)
class Spot:
    """Where a process stands: the left upper corner of its box, its width, and its row from the top."""

    x: float
    y: float
    width: float
    row: int

    @property
    def middle(self) -> float:
        """The middle of the box, from the left."""
        return self.x + self.width / 2


def spots_of(rows: Sequence[Sequence[Hashable]]) -> dict[Hashable, Spot]:
    """Each row shares the width evenly, every box in the middle of its share.

    Two boxes of a row stand at a quarter and three quarters of the width:

    >>> [spot.middle for spot in spots_of([["a", "b"]]).values()]
    [298.0, 862.0]
    """
    spots: dict[Hashable, Spot] = {}
    for number, row in enumerate(rows):
        share = (WIDE - 2 * EDGE) / max(1, len(row))
        width = min(WIDEST, share - GAP)
        for place, key in enumerate(row):
            middle = EDGE + share * (place + 0.5)
            spots[key] = Spot(middle - width / 2, HEAD + ROW_HIGH * number, width, number)
    return spots


def height_of(rows: int, *, has_arcs_below: bool) -> float:
    """The height of the drawing, with room for arcs under the last row where there are any.

    >>> height_of(3, has_arcs_below=False), height_of(3, has_arcs_below=True)
    (388.0, 452.0)
    """
    if not rows:
        return 0.0
    return HEAD + ROW_HIGH * (rows - 1) + NODE_HIGH + (72.0 if has_arcs_below else 8.0)


def curve_of(source: Spot, target: Spot) -> str:
    """The path of a link: between rows from edge to edge, within a row an arc below the boxes."""
    if source.row == target.row:
        low = source.y + NODE_HIGH
        depth = min(22.0 + abs(target.middle - source.middle) / 14, 74.0)
        start, end = _shifted(source, target), _shifted(target, source)
        return f"M{start:.1f} {low:.1f}C{start:.1f} {low + depth:.1f} {end:.1f} {low + depth:.1f} {end:.1f} {low + 3:.1f}"
    up = target.row < source.row
    start_y = source.y if up else source.y + NODE_HIGH
    end_y = target.y + NODE_HIGH + 3 if up else target.y - 3
    bend = -BEND if up else BEND
    start, end = _shifted(source, target), _shifted(target, source)
    return (
        f"M{start:.1f} {start_y:.1f}C{start:.1f} {start_y + bend:.1f} "
        f"{end:.1f} {end_y - bend:.1f} {end:.1f} {end_y:.1f}"
    )


def _shifted(here: Spot, there: Spot) -> float:
    """Links leave and arrive a little on the side they come from, so that they do not lie on each other."""
    gap = there.middle - here.middle
    return here.middle + max(-1.0, min(1.0, gap / 500)) * (here.width / 2 - GAP)
