"""The manual of docs/manual as pages of the house: chapters, their parts, and which chapter helps on which page (design §4)."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from governance.lib.markdown import IMAGE, SHORT, html_of_markdown

_CHAPTER = re.compile(r"^## (?:\d+\. |[一二三四五六七八九十]+、)?(.+)$", re.MULTILINE)
_PART = re.compile(r"^### (.+)$", re.MULTILINE)
_PICTURE = re.compile(r"\]\((images/(zh|en)/([a-z_]+)\.png)\)")
# The page of the navigation one is under, and words of the English head of the chapter that explains it.
HELP = {
    "portal:home": "Home, what is late",
    "portal:inbox": "Inbox and calendar",
    "portal:calendar": "Inbox and calendar",
    "portal:framework": "From an empty system",
    "governance:documents": "Documents:",
    "planning:plans": "The annual plan",
    "planning:trainings": "Training and resources",
    "kpi:indicators": "The indicator system",
    "kpi:weekly": "A week in two minutes",
    "kpi:board": "Everything on one screen",
    "kpi:sources": "Where a number comes from",
    "kpi:deviations": "Deviations",
    "kpi:reports": "Reports on paper",
    "kpi:self-assessments": "Self-assessment",
    "reviews:reviews": "Reviews and feedback",
    "reviews:feedback": "Reviews and feedback",
    "improvements:improvements": "Improvements:",
    "processes:assets": "Process assets",
    "governance:approvals": "Approvals and delegation",
    "governance:delegations": "Approvals and delegation",
    "governance:committee": "The committee",
    "governance:resolutions": "The committee",
    "portal:conformance": "Conformance",
    "portal:packs": "Conformance",
    "portal:usage": "Home, what is late",
    "governance:tokens": "Programs: REST",
    "governance:webhooks": "Programs: REST",
    "governance:channels": "Messages:",
    "governance:dead-letters": "Messages:",
}
FOLDERS = ("zh", "en")
# Whatever else the navigation has lies under the system.
OTHERS = "System"


@dataclass(frozen=True)
class Part:
    """A piece of a chapter under its own head; the first has none."""

    title: str
    html: SafeString


@dataclass(frozen=True)
class Chapter:
    """A chapter by its number, which is the same in both languages."""

    number: int
    title: str
    text: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it says, as clean HTML."""
        return _parts(self.text)


def folder_of(language: str) -> str:
    """The manual speaks Chinese and English; whoever reads another language gets English."""
    return "zh" if language.startswith("zh") else "en"


@cache
def chapters_of(folder: str) -> tuple[Chapter, ...]:
    """Every chapter of the manual in its order."""
    text = (_root() / f"{folder}.md").read_text(encoding="utf-8")
    heads = list(_CHAPTER.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return tuple(
        Chapter(number, head[1].strip(), text[head.end() : end])
        for number, (head, end) in enumerate(zip(heads, ends, strict=True), 1)
    )


def chapter_for(page: str) -> int | None:
    """The number of the chapter that helps on a page of the navigation; none where no such chapter is."""
    words = HELP.get(page, OTHERS).casefold()
    found = (each.number for each in chapters_of("en") if words in each.title.casefold())
    return next(found, None)


def picture_of(folder: str, name: str) -> Path | None:
    """The file of a picture that a chapter names; nothing else of the disk."""
    if folder not in FOLDERS:
        return None
    named = {match[1] for match in _PICTURE.finditer(_whole(folder))}
    path = f"images/{folder}/{name}.png"
    return _root() / path if path in named else None


def _root() -> Path:
    return Path(settings.ROOT) / "docs" / "manual"


def _whole(folder: str) -> str:
    return (_root() / f"{folder}.md").read_text(encoding="utf-8")


@cache
def _parts(text: str) -> tuple[Part, ...]:
    pictures: dict[str, str] = {}

    def short(match: re.Match[str]) -> str:
        key = hashlib.sha256(match[1].encode()).hexdigest()[:SHORT]
        pictures[key] = reverse("portal:manual-picture", args=[match[2], match[3]])
        return f"]({IMAGE}{key})"

    named = _PICTURE.sub(short, text)
    pieces = ["", *_PART.split(named)]
    return tuple(
        Part(title.strip(), html_of_markdown(body, pictures))
        for title, body in zip(pieces[::2], pieces[1::2], strict=True)
        if title or body.strip()
    )
