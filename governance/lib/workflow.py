"""Steps as data, refusals as sentences, and the compare-and-set that lets one of two win."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise


class Refused(Exception):  # noqa: N818 -- the word a reader expects: an act was refused, no program error
    """An act that may not be done now; the message is a sentence the person may read.

    `code` is what a program reads, `status` what a page that tells it answers with.
    """

    code = "refused"
    status = 409


class NotAllowed(Refused):
    """The person may not do this at all."""

    code = "not_allowed"
    status = 403


class WrongState(Refused):
    """The row is not in a state from which this step leads on."""

    code = "wrong_state"


class Conflict(Refused):
    """Somebody else was faster."""

    code = "conflict"


class NoteMissing(Refused):
    """The step demands a reason and none was given."""

    code = "note_missing"


class TooLong(Refused):
    """A text has more characters than can be kept."""

    code = "too_long"


@dataclass(frozen=True)
class Step:
    """One arrow of a state chart: the table draws the button, the guard, the chart and the test."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: str
    label: Text
    needs_note: bool = False
    tone: str = "secondary"
    by_system: bool = False


def find_step(steps: Iterable[Step], name: str) -> Step:
    """The step of that name; an unknown name is a programming error, so KeyError."""
    for step in steps:
        if step.name == name:
            return step
    raise KeyError(name)


def open_from(steps: Iterable[Step], state: str) -> tuple[Step, ...]:
    """The steps that lead on from a state."""
    return tuple(step for step in steps if state in step.sources)


def check_step(row: Any, step: Step, note: str) -> None:
    """A step is taken only from its sources, and with a reason of substance where it needs one."""
    if row.state not in step.sources:
        raise WrongState(
            _("“%(step)s” is not possible: the record is now “%(state)s”.")
            % {"step": step.label, "state": row.get_state_display()}
        )
    if step.needs_note:
        demand_reason(note)


def has_substance(text: str) -> bool:
    """What says something has at least two letters or digits (F24).

    >>> has_substance("停机"), has_substance("。。"), has_substance("\u3000\u200b-")
    (True, False, False)
    """
    return sum(letter.isalnum() for letter in text) >= 2  # noqa: PLR2004 -- a word has two letters


def demand_reason(note: str) -> None:
    """A reason says something: neither “。” nor blanks of any width are one; raises `NoteMissing`."""
    if not has_substance(note):
        raise NoteMissing(_("Please give a reason."))


def demand_room(row: models.Model, changes: Mapping[str, Any]) -> None:
    """A text that its column cannot hold is refused, neither cut nor left to the database; raises `TooLong` (F3)."""
    for name, value in changes.items():
        column = row._meta.get_field(name)
        most = column.max_length if isinstance(column, models.CharField) else None
        if most is not None and isinstance(value, str) and len(value) > most:
            raise TooLong(
                _("At most %(limit)s characters; this text has %(count)s.")
                % {"limit": most, "count": len(value)}
            )


def demand_seen(row: Any, seen: int) -> None:
    """Nobody overwrites what they have not seen: the row has the version its editor was shown; raises `Conflict`."""
    if row.version != seen:
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))


def compare_and_set(
    row: models.Model, *, state: str, expected_version: int, **changes: Any
) -> bool:
    """Exactly one of several simultaneous writers changes the row (reliability §0 rows 14 and 15).

    The row must have `state` and `version`; returns whether this caller was the one.
    """
    changed = (
        type(row)
        ._default_manager.filter(pk=row.pk, state=row.state, version=expected_version)  # type: ignore[attr-defined]  # -- every workflow row has both columns
        .update(state=state, version=F("version") + 1, **changes)
    )
    return changed == 1
