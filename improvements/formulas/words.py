"""Text in a drawing: how wide it is, and where its lines break (a Chinese character is one em, a Latin one about half)."""

from unicodedata import east_asian_width

WIDE = frozenset("WFA")
NARROW_EM = 0.56
NEVER_FIRST = frozenset("，。、；：！？）》」』】,.;:!?)]}%")


def width_of(text: str) -> float:
    """The width of a text in em: 事件 is 2, "SLA" is 1.68."""
    return sum(1 if east_asian_width(sign) in WIDE else NARROW_EM for sign in text)


def lines_of(text: str, em: float) -> tuple[str, ...]:
    """A text in lines no wider than `em`: between Chinese characters anywhere, Latin words stay whole.

    Closing marks never begin a line; a word longer than a line is cut.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if width_of(line + piece) <= em or (line and piece in NEVER_FIRST):
            line += piece
            continue
        if line.strip():
            lines.append(line.strip())
        line = piece.lstrip()
        while width_of(line) > em:
            cut = _fitting(line, em)
            lines.append(line[:cut])
            line = line[cut:]
    if line.strip():
        lines.append(line.strip())
    return tuple(lines)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    word = ""
    for sign in " ".join(text.split()):
        if east_asian_width(sign) in WIDE or sign == " ":
            pieces += [word] if word else []
            pieces.append(sign)
            word = ""
        else:
            word += sign
    return pieces + ([word] if word else [])


def _fitting(line: str, em: float) -> int:
    count = 0
    while count < len(line) and width_of(line[: count + 1]) <= em:
        count += 1
    return max(count, 1)
