"""The geometry of the fishbone: a spine, bones in pairs above and below it, twigs with their text (6.4.4①).

Units are those of the drawing's viewBox. The problem is the head on the right; every bone leans towards it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from improvements.formulas.words import lines_of

COLUMN = 300.0
LEAN = 54.0
LINE = 17.0
GAP = 12.0
EDGE = 16.0
HEAD = 210.0
LABEL = 30.0
EM = 13.4
LEAST_BONE = 96.0


@dataclass(frozen=True)
class Twig:
    """A cause as it is drawn: its key, text, verdict, and how deep it hangs under its bone (1 or 2)."""

    key: int
    text: str
    verdict: str
    level: int = 1
    more: int = 0


@dataclass(frozen=True)
class Bone:
    """A category and the causes under it, top to bottom."""

    name: str
    twigs: tuple[Twig, ...] = ()


@dataclass(frozen=True)
class DrawnTwig:
    """Where the lines of a cause's text begin, and the twig under them."""

    twig: Twig
    lines: tuple[tuple[float, float, str], ...]
    x1: float
    x2: float
    y: float


@dataclass(frozen=True)
class DrawnBone:
    """Where a bone leaves the spine, where it ends, and where its name stands."""

    name: str
    x1: float
    y1: float
    x2: float
    y2: float
    label_x: float
    label_y: float
    twigs: tuple[DrawnTwig, ...]
    is_upper: bool


@dataclass(frozen=True)
class Fishbone:
    """Everything the template needs: size, spine, head with its lines, bones."""

    width: float
    height: float
    spine_y: float
    spine_x1: float
    spine_x2: float
    head: tuple[tuple[float, float, str], ...]
    head_box: tuple[float, float, float, float]
    bones: tuple[DrawnBone, ...] = field(default=())


def fishbone(
    problem: str, bones: Sequence[Bone], *, column: float = COLUMN, head_width: float = HEAD
) -> Fishbone:
    """The first half of the bones stands above the spine, the other half below, both from the tail to the head.

    A bone is as long as its causes need; no two texts overlap, and nothing is cut off. A narrower
    `column` makes the drawing narrower and higher: on paper its letters stay readable.
    """
    half = (len(bones) + 1) // 2
    rows = (bones[:half], bones[half:])
    upper, lower = (max([LEAST_BONE, *(_length(bone, column) for bone in row)]) for row in rows)
    spine_y = EDGE + LABEL + upper
    spine_x2 = EDGE + column * max(half, 1) + LEAN
    drawn = [
        _bone(
            bone,
            EDGE + column * (place + 1),
            spine_y,
            _Side(column, upper if is_upper else lower, is_upper),
        )
        for row, is_upper in zip(rows, (True, False), strict=True)
        for place, bone in enumerate(row)
    ]
    lines = lines_of(problem, (head_width - 2 * GAP) / EM)
    box_height = max(len(lines) * LINE + 2 * GAP, 64.0)
    top = spine_y - box_height / 2
    head = tuple(
        (spine_x2 + head_width / 2, top + GAP + LINE * (place + 0.8), line)
        for place, line in enumerate(lines)
    )
    height = max(spine_y + lower + LABEL + EDGE, top + box_height + EDGE)
    return Fishbone(
        width=spine_x2 + head_width + EDGE,
        height=height,
        spine_y=spine_y,
        spine_x1=EDGE,
        spine_x2=spine_x2,
        head=head,
        head_box=(spine_x2, top, head_width, box_height),
        bones=tuple(drawn),
    )


@dataclass(frozen=True)
class _Side:
    """What all bones of one side share: how wide a column is, how long a bone, above the spine or below it."""

    column: float
    length: float
    is_upper: bool


def _text_lines(twig: Twig, column: float) -> tuple[str, ...]:
    indent = GAP * (twig.level - 1)
    more = f" +{twig.more}" if twig.more else ""
    return lines_of(twig.text + more, (column - LEAN - 2 * GAP - indent) / EM)


def _room(twig: Twig, column: float) -> float:
    return len(_text_lines(twig, column)) * LINE + GAP


def _length(bone: Bone, column: float) -> float:
    return sum(_room(twig, column) for twig in bone.twigs) + GAP * 2


def _bone(bone: Bone, edge: float, spine_y: float, side: _Side) -> DrawnBone:
    x1 = edge + LEAN / 2
    x2 = x1 - LEAN
    sign = -1 if side.is_upper else 1
    y2 = spine_y + sign * side.length
    # Texts run from the outer end towards the spine above it, and from the spine outwards below it.
    y = y2 + GAP if side.is_upper else spine_y + GAP
    twigs = []
    for twig in bone.twigs:
        lines = _text_lines(twig, side.column)
        left = x1 - side.column + GAP + GAP * (twig.level - 1)
        starts = tuple((left, y + LINE * (row + 0.8), line) for row, line in enumerate(lines))
        y += len(lines) * LINE + 3
        share = abs(y - spine_y) / side.length
        twigs.append(DrawnTwig(twig, starts, left, x1 - LEAN * share, y))
        y += GAP - 3
    label_y = y2 - 10 if side.is_upper else y2 + 20
    return DrawnBone(bone.name, x1, spine_y, x2, y2, x2, label_y, tuple(twigs), side.is_upper)
