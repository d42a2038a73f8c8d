"""A table of what lies on the table: its cells, and how they stand on the page and on paper (domain §5.1)."""

from dataclasses import dataclass

# Columns of paper (mm) that hold words rather than a word, and how long a name stays in one piece.
_WIDE = range(38, 100)
_SHORT = 12
_OF_DAYS = frozenset("0123456789-– ")


@dataclass(frozen=True)
class Cell:
    """A text with what stands small below it, where it leads, and the light it carries."""

    text: str
    small: str = ""
    url: str = ""
    light: str = ""
    is_number: bool = False

    @property
    def is_one_word(self) -> bool:
        """A number of a document, a day or a stretch of days is not broken at its hyphens."""
        return _is_one_word(self.text)

    @property
    def is_small_one_word(self) -> bool:
        """The same for what stands small."""
        return _is_one_word(self.small)


@dataclass(frozen=True)
class Table:
    """A head, its rows, and the widths of its columns in the document (mm; 0 shares what is left)."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""

    @property
    def lines(self) -> list[list[tuple[Cell, str]]]:
        """The rows for the page, each cell with its classes."""
        return [
            [(cell, self._css(place, cell)) for place, cell in enumerate(row)] for row in self.rows
        ]

    def _css(self, place: int, cell: Cell) -> str:
        if cell.is_number:
            return "num nowrap"
        if cell.is_one_word:
            return "nowrap"
        if self.widths[place] in {0, *_WIDE}:
            return "is-text"
        return "is-name" if max(len(cell.text), len(cell.small)) <= _SHORT else ""


def _is_one_word(text: str) -> bool:
    return (text.isascii() and " " not in text) or set(text) <= _OF_DAYS
