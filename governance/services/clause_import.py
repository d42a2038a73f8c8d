"""A text that is written already becomes the clauses of a draft (R3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from governance.lib.headings import Section
from governance.lib.outline import numbers_of
from governance.models import ClauseText, DocumentVersion, Person
from governance.selectors.clause import clause_rows, content_hash
from governance.selectors.clause_diff import Part, matched
from governance.services.audit import Change, record
from governance.services.clause import (
    LONGEST_TEXT,
    MOST_CLAUSES,
    CannotEditClause,
    ClauseWords,
    editing,
    number_clauses,
)
from governance.services.document import note_edit


@dataclass(frozen=True)
class Fault:
    """A section that cannot be taken over as it is, and why."""

    number: str
    title: str
    problem: str


def faults_of(sections: Sequence[Section]) -> list[Fault]:
    """What has to be mended in a text before it is taken over; empty = nothing."""
    faults = []
    if not sections:
        faults.append(Fault("", "", _("No text was found.")))
    if len(sections) > MOST_CLAUSES:
        problem = _("A document has at most %(most)s clauses.") % {"most": MOST_CLAUSES}
        faults.append(Fault("", "", problem))
    for number, section in numbered(sections):
        if len(section.text) > LONGEST_TEXT:
            problem = _(
                "The text has more than %(most)s characters; please divide it into clauses."
            )
            faults.append(Fault(number, section.title, problem % {"most": f"{LONGEST_TEXT:,}"}))
    return faults


def numbered(sections: Sequence[Section]) -> list[tuple[str, Section]]:
    """Sections with the numbers they will have; what stands before the first heading becomes a foreword."""
    whole = [
        section if section.depth else Section(1, _("Foreword"), section.text)
        for section in sections
    ]
    numbers = numbers_of([section.depth for section in whole])
    return list(zip(numbers, whole, strict=True))


def take_over_text(
    version: DocumentVersion, sections: Sequence[Section], *, by: Person, at: datetime
) -> list[ClauseText]:
    """The sections of a text become the clauses of a draft, in the place of those it had; the trail keeps these.

    A clause that is recognised by number, title or text keeps its descent, so that versions can be compared.
    Raises `NotAllowed`, `CannotEditDocument`, `CannotEditClause`.
    """
    faults = faults_of(sections)
    if faults:
        raise CannotEditClause(" ".join(filter(None, [faults[0].title, faults[0].problem])))
    with editing(version, by=by) as draft:
        old = clause_rows(draft)
        told = [{"number": row.number, "title": row.title, "text": row.text} for row in old]
        rows = []
        for position, (number, section) in enumerate(numbered(sections), 1):
            words = ClauseWords(section.title, "", section.text).tidy()
            rows.append(
                ClauseText(
                    document_version=draft,
                    number=number,
                    title=words.title,
                    position=position,
                    text=words.text,
                    edited_by=by,
                    edited_at=at,
                )
            )
        inherit_lineage(old, rows)
        ClauseText.objects.filter(document_version=draft).delete()
        ClauseText.objects.bulk_create(rows)
        number_clauses(draft, rows, [row.depth for row in rows])
        change = Change(before=told, after={"clauses": len(rows)})
        record("governance.take_over_text", by=by, at=at, obj=draft, change=change)
        note_edit(draft, content_sha256=content_hash(draft), by=by, at=at)
    return rows


def inherit_lineage(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> None:
    """Clauses that are recognised in an earlier text take over their descent from it."""
    before: list[Part] = list(old)
    after: list[Part] = list(new)
    for one, other in matched(before, after).items():
        new[other].lineage = old[one].lineage
