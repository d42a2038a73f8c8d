"""Words as they are looked for: width and case do not matter, and a hit is shown with what stands around it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BEFORE, SHOWN = 40, 160


class _Folds(dict[int, int]):
    """Filled while it is used: each letter is folded once."""

    def __missing__(self, code: int) -> int:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = ord(plain) if len(plain) == 1 else code
        return self[code]


_FOLDS = _Folds()


@dataclass(frozen=True)
class Piece:
    """A piece of a text; hits are marked."""

    text: str
    is_hit: bool = False


def folded(text: str) -> str:
    """Width and case are taken away letter by letter, so that every letter keeps its place.

    >>> folded("ＳＬＡ达成率 V1.0")
    'sla达成率 v1.0'
    """
    return text.translate(_FOLDS)


def terms_of(text: str, *, most: int = 5) -> tuple[str, ...]:
    """What was typed, as the words that must all be found; what comes after the fifth is left out."""
    return tuple(dict.fromkeys(folded(text).split()))[:most]


def excerpt(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """What stands around the first hit, with every hit in it marked; nothing where none of the terms stands.

    `terms` are folded; the longest one says most, so the place is its own where it is found.
    """
    plain = folded(text)
    places = [plain.find(term) for term in sorted(terms, key=len, reverse=True)]
    place = next((at for at in places if at >= 0), -1)
    if place < 0:
        return ()
    start = max(0, place - BEFORE)
    end = min(len(text), start + SHOWN)
    pieces = list(marked(text[start:end], terms))
    if start:
        pieces.insert(0, Piece("…"))
    if end < len(text):
        pieces.append(Piece("…"))
    return tuple(pieces)


def marked(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """A whole text in pieces, with every hit marked."""
    found = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    pieces, done = [], 0
    for hit in re.finditer(found, folded(text)) if found else ():
        pieces += [Piece(text[done : hit.start()]), Piece(text[hit.start() : hit.end()], True)]
        done = hit.end()
    return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)
