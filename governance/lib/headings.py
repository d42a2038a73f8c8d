"""A written text taken apart at its headings, so that nobody types again what is written already.

Headings are Markdown's (`## 范围`); a text without any is taken apart at its numbered lines (`1.1 范围`),
as far as their numbers follow one another.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from governance.lib.outline import smoothed

LONGEST_TITLE = 120
_HASHES = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_NUMBERED = re.compile(r"^\s*(\d{1,3}(?:[.．]\s?\d{1,3})*)\s*[.．、]?\s*([^\d\s.．、].*)$")
# What counts for a title in a plain line: short, and no sentence.
_SENTENCE = re.compile(r"[。；;，,：:！!？?]\s*$")
_OWN_NUMBER = re.compile(
    r"^(?:第\s*[〇零一二三四五六七八九十百\d]+\s*[章节条款]|\d{1,3}(?:[.．]\s?\d{1,3})+[.．、]?|\d{1,3}[.．、]"
    r"|\d{1,3}(?=\s)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）])\s*"
)
_LONGEST_PLAIN = 40


@dataclass(frozen=True)
class Section:
    """A heading with the text below it; depth 0 is what stands before the first heading."""

    depth: int
    title: str
    text: str


@dataclass(frozen=True)
class _Line:
    level: int
    title: str
    text: str


def sections_of_text(text: str) -> list[Section]:
    """The sections of a text in their order, depths without a leap, each title without its own number.

    What stands before the first heading is a section of depth 0 without a title; an empty one is left out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marked = list(_marked(lines))
    if not any(line.level for line in marked):
        marked = list(_numbered(lines))
    return gathered((line.level, line.title, line.text) for line in marked)


def gathered(lines: Iterable[tuple[int, str, str]]) -> list[Section]:
    """Sections of lines that each are a heading (its level and title) or a line of text (level 0)."""
    found: list[Section] = [Section(0, "", "")]
    texts: list[list[str]] = [[]]
    for level, title, text in lines:
        if level:
            found.append(Section(level, title_without_number(title), ""))
            texts.append([])
        else:
            texts[-1].append(text)
    depths = [0, *smoothed([section.depth for section in found[1:]])]
    whole = [
        replace(section, depth=depth, text="\n".join(own).strip("\n"))
        for section, depth, own in zip(found, depths, texts, strict=True)
    ]
    return whole if whole[0].text.strip() else whole[1:]


def title_without_number(title: str) -> str:
    """`6.4.1 年度规划` is the title `年度规划`: numbers come from the place. A title that is all number stays."""
    plain = re.sub(r"[*_`]{1,3}(.+?)[*_`]{1,3}", r"\1", title).strip()
    rest = _OWN_NUMBER.sub("", plain, count=1).strip()
    return (rest or plain)[:LONGEST_TITLE]


def _marked(lines: list[str]) -> Iterable[_Line]:
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1] == fence):
            fence = "" if fence else mark[1]
        heading = None if fence else _HASHES.match(line)
        if heading and heading[2].strip():
            yield _Line(len(heading[1]), heading[2], "")
        else:
            yield _Line(0, "", line)


def _numbered(lines: list[str]) -> Iterable[_Line]:
    last: list[int] = []
    for line in lines:
        match = _NUMBERED.match(line)
        if match and len(match[2]) <= _LONGEST_PLAIN and not _SENTENCE.search(match[2]):
            number = [int(part) for part in re.split(r"[.．]\s?", match[1])]
            if _follows(last, number):
                last = number
                yield _Line(len(number), match[2].strip(), "")
                continue
        yield _Line(0, "", line)


def _follows(last: list[int], number: list[int]) -> bool:
    """3.2 is followed by 3.2.1, 3.3 and 4; everything begins with 1."""
    if number[:-1] == last:
        return number[-1] == 1
    depth = len(number)
    return depth <= len(last) and number == [*last[: depth - 1], last[depth - 1] + 1]
