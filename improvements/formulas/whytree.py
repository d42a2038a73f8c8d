"""The geometry of the 5-Why tree: the problem on the left, each answer to “why?” one column further right (6.4.4①)."""

from collections.abc import Sequence
from dataclasses import dataclass

from improvements.formulas.words import lines_of

BOX = 190.0
REACH = 46.0
LINE = 17.0
PAD = 10.0
GAP = 14.0
EDGE = 12.0
EM = 13.8


@dataclass(frozen=True)
class Why:
    """One answer: its key, that of what it explains (0 = the problem), its text and its verdict."""

    key: int
    parent: int
    text: str
    verdict: str


@dataclass(frozen=True)
class Box:
    """A drawn answer: where its box lies, its lines of text, and its level (0 = the problem)."""

    key: int
    level: int
    verdict: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, float, str], ...]

    @property
    def middle(self) -> float:
        """Half way down the box, where the links join it."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class WhyTree:
    """Everything the template needs: size, boxes, and the curved links between them."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    links: tuple[str, ...]


def why_tree(problem: str, whys: Sequence[Why], *, box: float = BOX) -> WhyTree:
    """Answers stand right of what they explain, in their order, each beside the middle of its own answers.

    No two boxes overlap. An answer to something that is not there is left out. A narrower `box` makes
    the drawing narrower and higher.
    """
    below: dict[int, list[Why]] = {}
    for why in whys:
        below.setdefault(why.parent, []).append(why)
    boxes: list[Box] = []
    links: list[str] = []
    root = Why(0, -1, problem, "")
    _, bottom = _place(root, 0, EDGE, _Wood(box, below, boxes, links))
    deepest = max(each.level for each in boxes)
    return WhyTree(
        width=EDGE * 2 + (box + REACH) * deepest + box,
        height=bottom - GAP + EDGE,
        boxes=tuple(sorted(boxes, key=lambda each: (each.level, each.y))),
        links=tuple(links),
    )


@dataclass(frozen=True)
class _Wood:
    """What grows: how wide a box is, the answers below each cause, the boxes and links drawn so far."""

    box: float
    below: dict[int, list[Why]]
    boxes: list[Box]
    links: list[str]


def _place(why: Why, level: int, top: float, wood: _Wood) -> tuple[Box, float]:
    lines = lines_of(why.text, (wood.box - 2 * PAD - (0 if not level else 18)) / EM) or ("",)
    height = len(lines) * LINE + 2 * PAD
    children: list[Box] = []
    cursor = top
    for child in wood.below.get(why.key, []):
        box, cursor = _place(child, level + 1, cursor, wood)
        children.append(box)
    bottom = max(cursor, top + height + GAP)
    y = top
    if children:
        middle = (children[0].middle + children[-1].middle) / 2
        y = max(top, middle - height / 2)
        bottom = max(bottom, y + height + GAP)
    x = EDGE + (wood.box + REACH) * level
    starts = tuple(
        (x + PAD + (0 if not level else 18), y + PAD + LINE * (row + 0.78), line)
        for row, line in enumerate(lines)
    )
    drawn = Box(why.key, level, why.verdict, x, y, wood.box, height, starts)
    wood.boxes.append(drawn)
    wood.links.extend(_link(drawn, child) for child in children)
    return drawn, bottom


def _link(box: Box, child: Box) -> str:
    start, end = box.x + box.width, child.x
    turn = (start + end) / 2
    return (
        f"M{start:.1f} {box.middle:.1f} C{turn:.1f} {box.middle:.1f} "
        f"{turn:.1f} {child.middle:.1f} {end:.1f} {child.middle:.1f}"
    )
