"""What changed between two texts, line beside line and within the line by words, Chinese by characters."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A Latin word or a number stands as one; every other character for itself.
_TOKEN = re.compile(r"[A-Za-z0-9_]+(?:[.,:/%-][A-Za-z0-9_]+)*%?|\s+|.", re.DOTALL)
# Two lines that share less than this are told as one gone and one come.
_ALIKE = 0.4
# An island of so few equal characters between two changes is read as changed too.
_ISLAND = 2
_LONGEST = 20_000
SAME, GONE, COME = "same", "gone", "come"


@dataclass(frozen=True)
class Span:
    """A piece of a line: `same`, `gone` (only before) or `come` (only after)."""

    kind: str
    text: str


@dataclass(frozen=True)
class LinePair:
    """A line before beside a line after; a side that has no line is None."""

    before: tuple[Span, ...] | None
    after: tuple[Span, ...] | None

    @property
    def is_same(self) -> bool:
        return self.before == self.after


def tokens_of(text: str) -> list[str]:
    """A text in the pieces a reader compares by."""
    return _TOKEN.findall(text)


def spans_between(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both texts in spans; put together again each side is the text it was.

    `目标值≥95%` → `目标值≥98%` gives `目标值≥` same, `95%` gone, `98%` come.
    """
    if len(before) + len(after) > _LONGEST:
        return (Span(GONE, before),), (Span(COME, after),)
    old, new = tokens_of(before), tokens_of(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    left: list[Span] = []
    right: list[Span] = []
    for at, (kind, old_from, old_to, new_from, new_to) in enumerate(steps):
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        is_island = kind == "equal" and 0 < at < len(steps) - 1 and len(gone.strip()) < _ISLAND
        if kind == "equal" and not is_island:
            _put(left, SAME, gone)
            _put(right, SAME, come)
        else:
            _put(left, GONE, gone)
            _put(right, COME, come)
    return tuple(left), tuple(right)


def lines_between(before: str, after: str) -> list[LinePair]:
    """Two texts side by side: equal lines together, changed ones word by word, the rest alone."""
    old, new = before.split("\n") if before else [], after.split("\n") if after else []
    pairs: list[LinePair] = []
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, old_from, old_to, new_from, new_to in steps:
        if kind == "equal":
            pairs += [_same(line) for line in old[old_from:old_to]]
        else:
            pairs += _paired(old[old_from:old_to], new[new_from:new_to])
    return pairs


def likeness(before: str, after: str) -> float:
    """How much two texts share, from 0 to 1."""
    if not before and not after:
        return 1.0
    match = SequenceMatcher(None, before[:2000], after[:2000], autojunk=False)
    return match.ratio() if match.real_quick_ratio() >= _ALIKE else 0.0


def _paired(old: Sequence[str], new: Sequence[str]) -> list[LinePair]:
    pairs: list[LinePair] = []
    place = 0
    for line in old:
        rest = range(place, len(new))
        best = max(rest, key=lambda at: likeness(line, new[at]), default=None)
        if best is None or likeness(line, new[best]) < _ALIKE:
            pairs.append(LinePair((Span(GONE, line),), None))
            continue
        pairs += [LinePair(None, (Span(COME, new[at]),)) for at in range(place, best)]
        pairs.append(LinePair(*spans_between(line, new[best])))
        place = best + 1
    return [*pairs, *(LinePair(None, (Span(COME, line),)) for line in new[place:])]


def _same(line: str) -> LinePair:
    spans = (Span(SAME, line),)
    return LinePair(spans, spans)


def _put(spans: list[Span], kind: str, text: str) -> None:
    if not text:
        return
    if spans and spans[-1].kind == kind:
        spans[-1] = Span(kind, spans[-1].text + text)
    else:
        spans.append(Span(kind, text))
