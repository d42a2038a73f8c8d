"""The child that reads font files: which characters they draw, as ranges of their numbers."""

import json
import sys
from collections.abc import Iterable

from governance.lib.confined import answering, confine


def characters(files: Iterable[str]) -> set[int]:
    """The numbers of all characters that one of the fonts has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- loaded under the limits, not before them

    found: set[int] = set()
    for path in files:
        with TTFont(path, fontNumber=0, lazy=True) as font:
            found.update(font.getBestCmap())
    return found


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as ranges, first and last.

    >>> ranges({1, 2, 3, 7})
    [(1, 3), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found


def main() -> None:
    confine()
    with answering():
        answer = ranges(characters(json.loads(sys.stdin.buffer.read())))
        sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
