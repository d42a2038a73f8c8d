"""The clauses of a draft, edited in place: text, order, depth; numbers follow by themselves (R3; design §5)."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from governance.lib.outline import (
    DEEPEST,
    branch_end,
    depth_of,
    indented,
    moved_down,
    moved_up,
    numbers_of,
    outdented,
)
from governance.lib.workflow import Conflict, Refused
from governance.models import Clause, ClauseText, DocumentVersion, Person
from governance.permissions import Permission, demand
from governance.selectors.clause import clause_rows, content_hash
from governance.services.audit import Change, hold_the_chain, record
from governance.services.document import CannotEditDocument, note_edit
from governance.states import ContentKind, DocumentState

LONGEST_TEXT = 50_000
MOST_CLAUSES = 1_000


class CannotEditClause(Refused):
    """The clause cannot be changed like this."""


class ClauseConflict(Conflict):
    """Somebody else has changed the clause meanwhile; `theirs` is how it stands now, `mine` what was to be saved."""

    def __init__(self, theirs: ClauseText, mine: "ClauseWords") -> None:
        super().__init__(
            _("%(who)s has changed clause %(number)s meanwhile. Nothing was overwritten.")
            % {"who": theirs.edited_by or _("Somebody else"), "number": theirs.number}
        )
        self.theirs, self.mine = theirs, mine


@dataclass(frozen=True)
class ClauseWords:
    """What a writer gives a clause: its titles and its text in Markdown."""

    title: str
    title_en: str = ""
    text: str = ""

    def tidy(self) -> "ClauseWords":
        """Line ends of one kind, composed characters, no blanks at the end: the same words have the same hash."""
        text = unicodedata.normalize("NFC", self.text).replace("\r\n", "\n").replace("\r", "\n")
        return ClauseWords(_line(self.title), _line(self.title_en), text.rstrip())


@dataclass
class Tree:
    """The clauses of a draft while they are changed; depths stand beside the rows."""

    rows: list[ClauseText]
    depths: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.depths = [depth_of(row.number) for row in self.rows]

    def place_of(self, clause: int) -> int:
        """Where a clause stands; raises `CannotEditClause` once it is gone."""
        for at, row in enumerate(self.rows):
            if row.pk == clause:
                return at
        raise CannotEditClause(_("This clause is no longer there; somebody else has removed it."))


def write_clause(
    clause: ClauseText, words: ClauseWords, *, seen: int, by: Person, at: datetime
) -> ClauseText:
    """Of two who edit one clause at once the first is saved, and the second is told with both texts.

    `seen` is the revision the writer began from. The same words change nothing and leave no trail.
    Raises `NotAllowed`, `CannotEditDocument`, `CannotEditClause`, `ClauseConflict`.
    """
    words = words.tidy()
    _demand_words(words)
    with editing(clause.document_version, by=by) as version:
        row = Tree(clause_rows(version))
        now = row.rows[row.place_of(clause.pk)]
        before = ClauseWords(now.title, now.title_en, now.text)
        if before == words:
            return now
        if now.revision != seen:
            raise ClauseConflict(now, words)
        ClauseText.objects.filter(pk=now.pk).update(
            title=words.title,
            title_en=words.title_en,
            text=words.text,
            revision=F("revision") + 1,
            edited_by=by,
            edited_at=at,
        )
        change = Change(before=_told(before), after=_told(words), label=f"{version} {now.number}")
        _close(version, "write_clause", change, by=by, at=at)
        now.refresh_from_db()
    return now


def add_clause(
    version: DocumentVersion,
    words: ClauseWords,
    *,
    where: str = "last",
    beside: int | None = None,
    by: Person,
    at: datetime,
) -> ClauseText:
    """A clause comes `before`, `after` or `below` another, or last; what follows is numbered anew.

    Raises `NotAllowed`, `CannotEditDocument`, `CannotEditClause`.
    """
    words = words.tidy()
    _demand_words(words)
    with editing(version, by=by) as draft:
        tree = Tree(clause_rows(draft))
        if len(tree.rows) >= MOST_CLAUSES:
            raise CannotEditClause(
                _("A document has at most %(most)s clauses.") % {"most": MOST_CLAUSES}
            )
        place, depth = _new_place(tree, where, beside)
        row = ClauseText(
            document_version=draft,
            number="+",
            title=words.title,
            title_en=words.title_en,
            text=words.text,
            position=0,
            edited_by=by,
            edited_at=at,
        )
        row.save()
        tree.rows.insert(place, row)
        tree.depths.insert(place, depth)
        number_clauses(draft, tree.rows, tree.depths)
        change = Change(after={"number": row.number, **_told(words)}, label=f"{draft} {row.number}")
        _close(draft, "add_clause", change, by=by, at=at)
    return row


def move_clause(clause: ClauseText, way: str, *, by: Person, at: datetime) -> ClauseText:
    """A clause goes `up`, `down`, `in` (below its elder sibling) or `out` (beside its parent), with all below it.

    Raises `CannotEditClause` where there is no such place.
    """
    with editing(clause.document_version, by=by) as version:
        tree = Tree(clause_rows(version))
        at_place = tree.place_of(clause.pk)
        moved = _moved(tree.depths, at_place, way)
        if moved is None:
            raise CannotEditClause(_("The clause cannot go further that way."))
        order, depths = moved
        row, before = tree.rows[at_place], tree.rows[at_place].number
        number_clauses(version, [tree.rows[place] for place in order], depths)
        change = Change(
            before={"number": before}, after={"number": row.number}, label=f"{version} {row.title}"
        )
        _close(version, "move_clause", change, by=by, at=at)
    return row


def remove_clause(clause: ClauseText, *, seen: int, by: Person, at: datetime) -> int:
    """A clause leaves the draft with all below it; the trail keeps every word. Returns how many went.

    Raises `ClauseConflict` when its text is no longer the one the writer saw.
    """
    with editing(clause.document_version, by=by) as version:
        tree = Tree(clause_rows(version))
        place = tree.place_of(clause.pk)
        row = tree.rows[place]
        if row.revision != seen:
            raise ClauseConflict(row, ClauseWords(row.title, row.title_en, row.text))
        end = branch_end(tree.depths, place)
        gone = tree.rows[place:end]
        told = [
            {
                "number": each.number,
                "title": each.title,
                "title_en": each.title_en,
                "text": each.text,
            }
            for each in gone
        ]
        ClauseText.objects.filter(pk__in=[each.pk for each in gone]).delete()
        number_clauses(
            version,
            [*tree.rows[:place], *tree.rows[end:]],
            [*tree.depths[:place], *tree.depths[end:]],
        )
        change = Change(before=told, label=f"{version} {row.number}")
        _close(version, "remove_clause", change, by=by, at=at)
    return len(gone)


@contextmanager
def editing(version: DocumentVersion, *, by: Person) -> Iterator[DocumentVersion]:
    """A draft written by clause is edited by one act at a time; everything else is refused.

    Raises `NotAllowed`, `CannotEditDocument`.
    """
    demand(by, Permission.DOCUMENT_WRITE)
    with transaction.atomic():
        hold_the_chain()
        fresh = DocumentVersion.objects.select_related("document").get(pk=version.pk)
        if fresh.state != DocumentState.DRAFT:
            raise CannotEditDocument(
                _("Version %(label)s is published; a changed text needs a new version.")
                % {"label": fresh.label}
            )
        if fresh.content_kind != ContentKind.CLAUSES:
            raise CannotEditDocument(
                _("The content of this version is an uploaded file; it has no clauses to edit.")
            )
        yield fresh


def number_clauses(
    version: DocumentVersion, rows: Sequence[ClauseText], depths: Sequence[int]
) -> None:
    """Numbers and places follow from the order; each clause is tied to the citation of its number, if there is one."""
    numbers = numbers_of(depths)
    known = dict(Clause.objects.filter(document=version.document_id).values_list("number", "pk"))
    changed, renumbered = [], []
    for position, (row, number) in enumerate(zip(rows, numbers, strict=True), 1):
        if row.number != number:
            renumbered.append(row)
        if (row.number, row.position, row.clause_id) != (number, position, known.get(number)):
            changed.append(row)
        row.number, row.position, row.clause_id = number, position, known.get(number)
    # Two steps, because no two clauses may have one number even for a moment.
    for row in renumbered:
        wanted, row.number = row.number, f"~{row.pk}"
        row.wanted = wanted  # type: ignore[attr-defined]  # -- only between the two steps
    ClauseText.objects.bulk_update(renumbered, ["number"])
    for row in renumbered:
        row.number = row.wanted  # type: ignore[attr-defined]  # -- set above
    ClauseText.objects.bulk_update(changed, ["number", "position", "clause"])


def anchor_clauses(version: DocumentVersion) -> None:
    """A version that enters into force says which clauses there are to cite, and what they are called.

    A clause that it no longer has stays citable for what cites it already; a file has none to cite.
    """
    if version.content_kind != ContentKind.CLAUSES:
        return
    known = {row.number: row for row in Clause.objects.filter(document=version.document_id)}
    for text in clause_rows(version):
        clause = known.get(text.number) or Clause(
            document_id=version.document_id, number=text.number
        )
        clause.title, clause.position = text.title, text.position
        clause.title_en = text.title_en or clause.title_en
        clause.parent = known.get(text.parent_number)
        clause.save()
        known[text.number] = clause
        if text.clause_id != clause.pk:
            ClauseText.objects.filter(pk=text.pk).update(clause=clause)


def _close(version: DocumentVersion, act: str, change: Change, *, by: Person, at: datetime) -> None:
    record(f"governance.{act}", by=by, at=at, obj=version, change=change)
    note_edit(version, content_sha256=content_hash(version), by=by, at=at)


def _new_place(tree: Tree, where: str, beside: int | None) -> tuple[int, int]:
    if where == "last" or beside is None:
        return len(tree.rows), 1
    at = tree.place_of(beside)
    end, depth = branch_end(tree.depths, at), tree.depths[at]
    if where == "below" and depth == DEEPEST:
        raise CannotEditClause(_("A clause lies at most %(most)s deep.") % {"most": DEEPEST})
    return {"before": (at, depth), "after": (end, depth), "below": (end, depth + 1)}[where]


def _moved(depths: list[int], at: int, way: str) -> tuple[list[int], list[int]] | None:
    same = list(range(len(depths)))
    if way in {"up", "down"}:
        order = (moved_up if way == "up" else moved_down)(depths, at)
        return (order, [depths[place] for place in order]) if order else None
    if way == "in":
        below = indented(depths, at)
        return (same, below) if below else None
    return outdented(depths, at)


def _demand_words(words: ClauseWords) -> None:
    if not words.title:
        raise CannotEditClause(_("A clause needs a title."))
    if len(words.text) > LONGEST_TEXT:
        raise CannotEditClause(
            _("The text has more than %(most)s characters; please divide it into clauses.")
            % {"most": f"{LONGEST_TEXT:,}"}
        )
    if "\0" in words.text + words.title + words.title_en:
        raise CannotEditClause(_("The text holds characters that are not allowed."))


def _told(words: ClauseWords) -> dict[str, Any]:
    return {"title": words.title, "title_en": words.title_en, "text": words.text}


def _line(text: str) -> str:
    # Marks nobody sees are no part of a title (F1, F2).
    plain = unicodedata.normalize("NFC", text)
    seen = "".join(" " if each.isspace() else each for each in plain)
    return " ".join("".join(e for e in seen if unicodedata.category(e)[0] != "C").split())
