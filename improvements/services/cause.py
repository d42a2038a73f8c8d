"""Causes are written, put under one another, confirmed or rejected by evidence (6.4.4①, R61)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import delete_tracked, save_tracked
from governance.lib.workflow import Refused, demand_reason, demand_seen
from governance.models import Person
from governance.services.audit import Change, hold_the_chain, record
from improvements.models import ActionMeasure, Cause, CauseCategory, CauseKind, Improvement
from improvements.services.evidence import take_off_proof
from improvements.services.improvement import lock_plannable, note_planner
from improvements.states import CauseVerdict

DEEPEST = 10
WAYS = {"up": -1, "down": 1}


class CannotChangeCause(Refused):
    """A cause cannot stand there, or something stands on it."""


@dataclass(frozen=True)
class CauseText:
    """What is said of a cause; `kind` is its place in the catalogue, for the Pareto across improvements."""

    text: str
    evidence: str = ""
    kind: CauseKind | None = None


def add_cause(
    improvement: Improvement,
    given: CauseText,
    *,
    category: CauseCategory | None = None,
    parent: Cause | None = None,
    by: Person,
    at: datetime,
) -> Cause:
    """A cause stands under a category, or answers “why?” under another cause, at most ten deep.

    Raises `CannotChangeCause`, `NotAllowed`, `WrongState`.
    """
    _check_text(given)
    with transaction.atomic():
        hold_the_chain()
        row = lock_plannable(improvement, by=by)
        level = _level_below(row, parent, category)
        cause = Cause(
            improvement=row,
            round=row.round,
            parent=parent,
            category=category if parent is None else None,
            level=level,
            position=_next_position(row, parent, category if parent is None else None),
            text=given.text.strip(),
            evidence=given.evidence.strip(),
            kind=given.kind,
            written_by=by,
        )
        save_tracked(cause, by=by, at=at, reason="improvements.add_cause")
        note_planner(row, by=by, at=at)
        _tell("improvements.add_cause", row, {"text": cause.text, "level": level}, by=by, at=at)
    return cause


def change_cause(cause: Cause, given: CauseText, *, seen: int, by: Person, at: datetime) -> Cause:
    """A cause is reworded; what was confirmed or rejected is to be examined again, because it says something else."""
    _check_text(given)
    with transaction.atomic():
        hold_the_chain()
        row, known = _locked(cause, by=by)
        demand_seen(known, seen)
        before = known.text
        if known.text != given.text.strip():
            known.verdict, known.verdict_note = CauseVerdict.OPEN, ""
        known.text, known.evidence, known.kind = (
            given.text.strip(),
            given.evidence.strip(),
            given.kind,
        )
        known.version += 1
        save_tracked(known, by=by, at=at, reason="improvements.change_cause")
        note_planner(row, by=by, at=at)
        told = {"text": known.text, "was": before}
        _tell("improvements.change_cause", row, told, by=by, at=at)
    return known


def judge_cause(
    cause: Cause, verdict: str, *, note: str, seen: int, by: Person, at: datetime
) -> Cause:
    """A cause is confirmed by its evidence or rejected with a reason; neither without words (6.4.4①)."""
    demand_reason(note)
    with transaction.atomic():
        hold_the_chain()
        row, known = _locked(cause, by=by)
        demand_seen(known, seen)
        if verdict not in {CauseVerdict.CONFIRMED, CauseVerdict.REJECTED}:
            raise CannotChangeCause(_("A cause is confirmed or rejected."))
        if verdict == CauseVerdict.REJECTED:
            _demand_no_measures(known)
        known.verdict, known.verdict_note = verdict, note.strip()[:300]
        known.version += 1
        save_tracked(known, by=by, at=at, reason="improvements.judge_cause")
        note_planner(row, by=by, at=at)
        told = {"text": known.text, "verdict": str(verdict)}
        _tell("improvements.judge_cause", row, told, by=by, at=at, note=note)
    return known


def remove_cause(cause: Cause, *, by: Person, at: datetime) -> None:
    """A cause is taken off with everything below it, unless a measure addresses one of them; the history stays."""
    with transaction.atomic():
        hold_the_chain()
        row, known = _locked(cause, by=by)
        branch = _branch(known)
        for each in branch:
            _demand_no_measures(each)
        for each in reversed(branch):
            take_off_proof(row, each, by=by, at=at)
            delete_tracked(each, by=by, at=at, reason="improvements.remove_cause")
        note_planner(row, by=by, at=at)
        told = {"texts": [each.text for each in branch]}
        _tell("improvements.remove_cause", row, told, by=by, at=at)


def move_cause(
    cause: Cause,
    *,
    parent: Cause | None = None,
    category: CauseCategory | None = None,
    by: Person,
    at: datetime,
) -> Cause:
    """A cause moves under another cause or category with everything below it; never under itself, never deeper than ten."""
    with transaction.atomic():
        hold_the_chain()
        row, known = _locked(cause, by=by)
        branch = _branch(known)
        if parent is not None and parent.pk in {each.pk for each in branch}:
            raise CannotChangeCause(_("A cause cannot stand under itself."))
        level = _level_below(row, parent, category)
        deepest = max(each.level for each in branch) - known.level + level
        if deepest > DEEPEST:
            raise CannotChangeCause(_("“Why?” is asked at most ten times."))
        shift = level - known.level
        for each in branch:
            each.level += shift
            if each.pk == known.pk:
                each.parent = parent
                each.category = category if parent is None else None
                each.position = _next_position(row, parent, each.category)
            each.version += 1
            save_tracked(each, by=by, at=at, reason="improvements.move_cause")
        note_planner(row, by=by, at=at)
        told = {"text": known.text, "under": parent.text if parent else str(category)}
        _tell("improvements.move_cause", row, told, by=by, at=at)
    return known


def shift_cause(cause: Cause, way: str, *, by: Person, at: datetime) -> Cause:
    """A cause changes places with the one before it (`up`) or after it (`down`) under the same bone or cause.

    At the end of its row it stays where it is. Raises `CannotChangeCause`.
    """
    if way not in WAYS:
        raise CannotChangeCause(_("A cause moves up or down."))
    with transaction.atomic():
        hold_the_chain()
        row, known = _locked(cause, by=by)
        siblings = list(
            Cause.objects.filter(
                improvement=row, round=row.round, parent=known.parent, category=known.category
            ).order_by("position", "pk")
        )
        place = siblings.index(known)
        target = place + WAYS[way]
        if not 0 <= target < len(siblings):
            return known
        siblings[place], siblings[target] = siblings[target], siblings[place]
        for position, each in enumerate(siblings, start=1):
            if each.position != position:
                each.position = position
                each.version += 1
                save_tracked(each, by=by, at=at, reason="improvements.shift_cause")
        note_planner(row, by=by, at=at)
        told = {"text": known.text, "way": way}
        _tell("improvements.shift_cause", row, told, by=by, at=at)
    return known


def _locked(cause: Cause, *, by: Person) -> tuple[Improvement, Cause]:
    row = lock_plannable(cause.improvement, by=by)
    known = Cause.objects.filter(pk=cause.pk, improvement=row, round=row.round).first()
    if known is None:
        raise CannotChangeCause(_("This cause belongs to an earlier round, or is gone."))
    return row, known


def _check_text(given: CauseText) -> None:
    demand_reason(given.text)


def _level_below(row: Improvement, parent: Cause | None, category: CauseCategory | None) -> int:
    if parent is None:
        if category is None or category.set_code != row.category_set:
            raise CannotChangeCause(_("A cause stands under a category or under another cause."))
        return 1
    if parent.improvement_id != row.pk or parent.round != row.round:
        raise CannotChangeCause(_("This cause belongs to an earlier round, or is gone."))
    if parent.level >= DEEPEST:
        raise CannotChangeCause(_("“Why?” is asked at most ten times."))
    return parent.level + 1


def _next_position(row: Improvement, parent: Cause | None, category: CauseCategory | None) -> int:
    """Behind the last of the row it comes into."""
    siblings = Cause.objects.filter(
        improvement=row, round=row.round, parent=parent, category=category
    )
    latest = siblings.order_by("-position").values_list("position", flat=True).first()
    return (latest or 0) + 1


def _branch(cause: Cause) -> list[Cause]:
    """A cause and everything below it, from the top."""
    rows = list(
        Cause.objects.filter(improvement=cause.improvement_id, round=cause.round).order_by(
            "level", "position", "pk"
        )
    )
    inside = {cause.pk}
    found = []
    for row in rows:
        if row.pk == cause.pk or row.parent_id in inside:
            inside.add(row.pk)
            found.append(row)
    return found


def _demand_no_measures(cause: Cause) -> None:
    if ActionMeasure.objects.filter(cause=cause).exists():
        raise CannotChangeCause(
            _("A measure addresses “%(text)s”; take it off first.") % {"text": cause.text}
        )


def _tell(
    action: str,
    row: Improvement,
    told: dict[str, Any],
    *,
    by: Person,
    at: datetime,
    note: str = "",
) -> None:
    record(action, by=by, at=at, obj=row, change=Change(after=told, note=note.strip()))
