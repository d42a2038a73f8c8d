"""The linkage graph, ready for its template: processes as boxes by storey, interfaces as arrows (6.3, R20)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from governance.lib.bilingual import said
from processes.formulas import Spot, curve_of, height_of, spots_of
from processes.models import Process
from processes.selectors.linkage import Interface
from processes.states import Category

LINE = 17.0
# About how wide a Latin letter of the drawing is; a Han character is nearly twice as wide.
LETTER, HAN, PADDING = 7.6, 13.4, 14


@dataclass(frozen=True)
class Box:
    """One process: where it stands, its name in lines, and whether any arrow touches it."""

    process: Process
    spot: Spot
    lines: tuple[tuple[float, str], ...]
    is_linked: bool


@dataclass(frozen=True)
class Arrow:
    """One interface; a mutual one is drawn once, with a head at both ends."""

    path: str
    kind: str
    title: str


@dataclass(frozen=True)
class Graph:
    """The drawing, and the names of its rows with their height."""

    height: float
    rows: tuple[tuple[str, float], ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def graph_of(processes: Iterable[Process], interfaces: Sequence[Interface]) -> Graph:
    """The three storeys of the framework as rows, so that the graph is the house seen from inside."""
    rows = list(processes)
    storeys = [
        (str(category.label), [row for row in rows if row.category == category])
        for category in Category
    ]
    storeys = [(label, members) for label, members in storeys if members]
    spots = spots_of([[row.pk for row in members] for _label, members in storeys])
    touched = {pk for each in interfaces for pk in (each.source.pk, each.target.pk)}
    return Graph(
        height=height_of(
            len(storeys),
            has_arcs_below=any(
                spots[each.source.pk].row == spots[each.target.pk].row == len(storeys) - 1
                for each in interfaces
            ),
        ),
        rows=tuple((label, spots[members[0].pk].y - 12) for label, members in storeys),
        boxes=tuple(
            Box(row, spots[row.pk], _lines(row, spots[row.pk]), row.pk in touched) for row in rows
        ),
        arrows=tuple(
            Arrow(curve_of(spots[each.source.pk], spots[each.target.pk]), _kind(each), _title(each))
            for each in interfaces
            if not each.is_mutual or _comes_first(each, interfaces)
        ),
    )


def _kind(each: Interface) -> str:
    if each.is_mutual:
        return "mutual"
    return "rule" if each.by_rule else "stated"


def _title(each: Interface) -> str:
    sign = "↔" if each.is_mutual else "→"
    pair = f"{said(each.source)} {sign} {said(each.target)}"
    return f"{pair}: {each.what}" if each.what else pair


def _comes_first(each: Interface, interfaces: Sequence[Interface]) -> bool:
    back = next(
        other
        for other in interfaces
        if (other.source.pk, other.target.pk) == (each.target.pk, each.source.pk)
    )
    return interfaces.index(each) < interfaces.index(back)


def _lines(process: Process, spot: Spot) -> tuple[tuple[float, str], ...]:
    lines = _wrapped(said(process), spot.width - PADDING)
    first = spot.y + 28 - (len(lines) - 1) * LINE / 2
    return tuple((first + LINE * number, line) for number, line in enumerate(lines))


def _wrapped(text: str, room: float) -> list[str]:
    """A name in at most two lines: English breaks between words, Chinese in the middle."""
    if len(text) * (LETTER if text.isascii() else HAN) <= room:
        return [text]
    if not text.isascii():
        half = -(-len(text) // 2)
        return [text[:half], text[half:]]
    words = text.split()
    lines = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    return list(min(lines, key=lambda pair: max(len(pair[0]), len(pair[1])), default=(text,)))
