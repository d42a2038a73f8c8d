"""Evidence 佐证材料 of an improvement: files that stand behind a cause, a measure or a progress note (6.4.4①③)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from governance.lib.numbers import key_number
from governance.models import Person, StoredFile
from improvements.models import ActionMeasure, Cause, Improvement, ProgressNote
from improvements.permissions import may_add_to_note, may_end_measure, may_plan
from improvements.states import PLANNABLE, Behind, Stage

ENDED = frozenset({Stage.CLOSED, Stage.VOID})
Part = Cause | ActionMeasure | ProgressNote
NAMES: dict[type, Behind] = {
    Cause: Behind.CAUSE,
    ActionMeasure: Behind.MEASURE,
    ProgressNote: Behind.NOTE,
}


@dataclass(frozen=True)
class Shelved:
    """The files behind one part, how the page names the part, and whether this person may add or take off."""

    part: str
    files: tuple[StoredFile, ...]
    may_add: bool


def part_code(part: Part) -> str:
    """How a file names what it stands behind: `cause-12`, `measure-3`, `note-7`."""
    return f"{NAMES[type(part)]}-{part.pk}"


def part_of(improvement: Improvement, code: str) -> Part | None:
    """The part of this improvement that a code names; None for anything else."""
    name, _dash, key = code.partition("-")
    model: Any = {str(value): kind for kind, value in NAMES.items()}.get(name)
    number = key_number(key)
    if model is None or number is None:
        return None
    found: Part | None = model.objects.filter(improvement=improvement, pk=number).first()
    return found


def files_of(improvement: Improvement) -> dict[str, tuple[StoredFile, ...]]:
    """All files of an improvement by the part they stand behind, the earliest first. One question."""
    rows = StoredFile.objects.on(improvement).select_related("uploaded_by")
    found: dict[str, list[StoredFile]] = defaultdict(list)
    for row in rows.order_by("uploaded_at", "pk"):
        found[row.part].append(row)
    return {part: tuple(files) for part, files in found.items()}


def file_on(improvement: Improvement, pk: int) -> StoredFile | None:
    """One file of exactly this improvement, if it was not taken off."""
    found: StoredFile | None = StoredFile.objects.on(improvement).filter(pk=pk).first()
    return found


def is_open_for_files(improvement: Improvement, part: Part) -> bool:
    """Causes take files while they are worked out, measures until the end of their round, notes until the end."""
    if improvement.state in ENDED:
        return False
    if isinstance(part, ProgressNote):
        return True
    if part.round != improvement.round:
        return False
    return isinstance(part, ActionMeasure) or improvement.state in PLANNABLE


def may_add_file(person: Person, improvement: Improvement, part: Part) -> bool:
    """Who works out the causes adds to them, who carries out a measure to it, who wrote a note to that."""
    if isinstance(part, Cause):
        return may_plan(person, improvement)
    if isinstance(part, ActionMeasure):
        return may_end_measure(person, part, improvement)
    return may_add_to_note(person, part)


def shelf_of(
    improvement: Improvement,
    part: Part,
    files: dict[str, tuple[StoredFile, ...]],
    person: Person,
) -> Shelved:
    """What the page shows behind one part; asks nothing."""
    code = part_code(part)
    may = is_open_for_files(improvement, part) and may_add_file(person, improvement, part)
    return Shelved(code, files.get(code, ()), may)
