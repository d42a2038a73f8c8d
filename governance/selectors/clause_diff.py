"""Two versions side by side, clause by clause: added, removed, moved, renamed, renumbered, changed (design §5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from governance.lib.markdown import plain_of_markdown
from governance.lib.outline import numbers_of, parent_of, rising
from governance.lib.text_diff import LinePair, Span, likeness, lines_between, spans_between
from governance.models import DocumentVersion, FileText
from governance.selectors.clause import clause_rows, content_file, reading_of
from governance.states import ContentKind, RenderState

ADDED, REMOVED, MOVED = "added", "removed", "moved"
RENAMED, RENUMBERED, CHANGED = "renamed", "renumbered", "changed"
WORDS = {
    ADDED: _("added"),
    REMOVED: _("removed"),
    MOVED: _("moved"),
    RENAMED: _("renamed"),
    RENUMBERED: _("renumbered"),
    CHANGED: _("text changed"),
}
_SIMILAR, _ALIKE, _SHORTEST = 0.5, 0.7, 20
_MOST_PAIRS = 2_500


class Part(Protocol):
    """A clause, or a section that was read out of a file."""

    number: str
    title: str
    text: str
    lineage: Any


@dataclass
class Extract:
    """A section of an uploaded file in the place of a clause."""

    number: str
    title: str
    text: str
    lineage: Any = None


@dataclass(frozen=True)
class ClauseChange:
    """A clause before beside the same clause after, and what has become of it; no kind = unchanged."""

    before: Part | None
    after: Part | None
    kinds: tuple[str, ...]
    title: tuple[tuple[Span, ...], tuple[Span, ...]]
    title_en: tuple[str, str]
    lines: tuple[LinePair, ...]

    @property
    def keeps_title(self) -> bool:
        """Called the same on both sides, so that the page may say it in the reader's language."""
        sides = self.before, self.after
        return all(sides) and len({part.title for part in sides if part}) == 1

    @property
    def words(self) -> list[tuple[str, str]]:
        """Each kind with its word."""
        return [(kind, str(WORDS[kind])) for kind in self.kinds]

    @property
    def number(self) -> str:
        """The number by which the change is found on the page."""
        part = self.after or self.before
        return part.number if part else ""


@dataclass(frozen=True)
class VersionDiff:
    """What has changed from one version to another, with a count of each kind."""

    changes: tuple[ClauseChange, ...]
    counts: tuple[tuple[str, str, int], ...]
    lacks_text: bool

    @property
    def is_same(self) -> bool:
        return not self.counts


def version_diff(before: DocumentVersion, after: DocumentVersion) -> VersionDiff:
    """Everything that differs between two versions of a document, files by the text that was read out of them."""
    old, new = parts_of(before), parts_of(after)
    changes = changes_between(old or [], new or [])
    counts = tuple(
        (kind, str(WORDS[kind]), count)
        for kind in WORDS
        if (count := sum(kind in change.kinds for change in changes))
    )
    return VersionDiff(tuple(changes), counts, lacks_text=old is None or new is None)


def parts_of(version: DocumentVersion) -> list[Part] | None:
    """The clauses of a version or the sections of its file; None while the file has not been read."""
    if version.content_kind == ContentKind.CLAUSES:
        return list(clause_rows(version))
    reading = reading_of(content_file(version))
    if reading is None or reading.state != RenderState.READY:
        return None
    return list(extracts(reading))


def extracts(reading: FileText) -> list[Extract]:
    """The sections of a file numbered by their depths; what stands before the first heading has no number.

    A PDF has pages in their place, which are no clauses and have none.
    """
    if reading.file.kind == "pdf":
        return [
            Extract("", str(_("Page %(page)s") % {"page": row["title"]}), row["text"])
            for row in reading.rows
        ]
    depths = [row["depth"] for row in reading.rows if row["depth"]]
    numbers = iter(numbers_of(depths))
    return [
        Extract(next(numbers) if row["depth"] else "", row["title"], row["text"])
        for row in reading.rows
    ]


def changes_between(old: Sequence[Part], new: Sequence[Part]) -> list[ClauseChange]:
    """Every clause of both sides once, in the order after; what was removed stands where it stood."""
    pairs = matched(old, new)
    partner = {after: before for before, after in pairs.items()}
    moved = _moved(old, new, pairs)
    found: list[ClauseChange] = []
    left = [at for at in range(len(old)) if at not in pairs]
    for at, part in enumerate(new):
        before = partner.get(at)
        # What went before this one stood before it; everything else waits.
        limit = before if before is not None and at not in moved else -1
        while left and left[0] < limit:
            found.append(_gone(old[left.pop(0)]))
        found.append(_come(part) if before is None else _both(old[before], part, at in moved))
    return [*found, *(_gone(old[at]) for at in left)]


def matched(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """Which clause before is which after: by descent, then number and title, then title, then likeness."""
    pairs: dict[int, int] = {}
    keys: tuple[Callable[[Part], Any], ...] = (
        lambda part: part.lineage,
        lambda part: (part.number, part.title),
        lambda part: part.title,
    )
    for key in keys:
        _match_by(key, old, new, pairs)
    _match_alike(old, new, pairs, by_number=True)
    _match_alike(old, new, pairs, by_number=False)
    return pairs


def _match_by(
    key: Callable[[Part], Any], old: Sequence[Part], new: Sequence[Part], pairs: dict[int, int]
) -> None:
    taken = set(pairs.values())
    before, after = (
        _unique([(at, key(part)) for at, part in enumerate(parts) if at not in skipped])
        for parts, skipped in ((old, pairs), (new, taken))
    )
    pairs |= {before[value]: after[value] for value in before if value in after}


def _unique(rows: list[tuple[int, Any]]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for _at, value in rows:
        counts[value] = counts.get(value, 0) + 1
    return {value: at for at, value in rows if value and counts[value] == 1}


def _match_alike(
    old: Sequence[Part], new: Sequence[Part], pairs: dict[int, int], *, by_number: bool
) -> None:
    taken = set(pairs.values())
    before = [at for at in range(len(old)) if at not in pairs]
    after = [at for at in range(len(new)) if at not in taken]
    if len(before) * len(after) > _MOST_PAIRS:
        return
    scored = sorted(
        (-_score(old[one], new[other], by_number=by_number), one, other)
        for one in before
        for other in after
    )
    for score, one, other in scored:
        if score and one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)


def _score(one: Part, other: Part, *, by_number: bool) -> float:
    if by_number:
        if one.number != other.number:
            return 0.0
        best = max(likeness(one.title, other.title), likeness(one.text, other.text))
        return best if best >= _SIMILAR else 0.0
    if min(len(one.text), len(other.text)) < _SHORTEST:
        return 0.0
    alike = likeness(one.text, other.text)
    return alike if alike >= _ALIKE else 0.0


def _moved(old: Sequence[Part], new: Sequence[Part], pairs: dict[int, int]) -> set[int]:
    """The clauses, by their place after, that have another parent or another order among what stayed."""
    by_old, by_new = (
        {part.number or None: at for at, part in enumerate(parts) if part.number}
        for parts in (old, new)
    )
    moved = set()
    for before, after in pairs.items():
        parent_before = by_old.get(parent_of(old[before].number) or None)
        parent_after = by_new.get(parent_of(new[after].number) or None)
        expected = pairs.get(parent_before) if parent_before is not None else None
        if (parent_before is None) != (parent_after is None) or (
            expected is not None and expected != parent_after
        ):
            moved.add(after)
    staying = [(after, before) for before, after in pairs.items() if after not in moved]
    staying.sort()
    kept = rising([before for _after, before in staying])
    return moved | {after for at, (after, _before) in enumerate(staying) if at not in kept}


def _gone(part: Part) -> ClauseChange:
    return ClauseChange(
        part, None, (REMOVED,), _titles(part.title, ""), ("", ""), _lines(part.text, "")
    )


def _come(part: Part) -> ClauseChange:
    return ClauseChange(
        None, part, (ADDED,), _titles("", part.title), ("", ""), _lines("", part.text)
    )


def _both(before: Part, after: Part, is_moved: bool) -> ClauseChange:
    is_text = before.text != after.text
    kinds = [
        kind
        for kind, holds in (
            (MOVED, is_moved),
            (RENUMBERED, not is_moved and before.number != after.number),
            (RENAMED, _names(before) != _names(after)),
            (CHANGED, is_text),
        )
        if holds
    ]
    lines = _lines(before.text, after.text) if is_text else ()
    english = tuple(_names(part)[1] for part in (before, after))
    return ClauseChange(
        before,
        after,
        tuple(kinds),
        _titles(before.title, after.title),
        (english[0], english[1]) if english[0] != english[1] else ("", ""),
        lines,
    )


def _names(part: Part) -> tuple[str, str]:
    return part.title, getattr(part, "title_en", "")


def _titles(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    return spans_between(before, after)


def _lines(before: str, after: str) -> tuple[LinePair, ...]:
    """Read as words; where only the marks differ (bold, a table's form) the marks themselves are shown."""
    old, new = plain_of_markdown(before), plain_of_markdown(after)
    return tuple(lines_between(before, after) if old == new else lines_between(old, new))
