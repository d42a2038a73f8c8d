"""Records as plain data, for what is frozen and what machines read: bilingual, without customers' names (6.4.3)."""

from datetime import date
from typing import Any

from governance.models import Person
from reviews.models import Feedback, ReviewItem, Survey
from reviews.states import ItemState


def item_facts(row: ReviewItem, *, on: date) -> dict[str, Any]:
    """An item as it stands on a day."""
    is_open = row.state in {ItemState.OPEN, ItemState.TAKEN_UP}
    return {
        "item": row.pk,
        "review": row.review.number or row.review.title,
        "position": row.position,
        "text": row.text,
        **_named("process", row.process),
        **_named("department", row.department),
        "responsible": _name(row.responsible),
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "verification": row.verification,
        "state": row.state,
        "is_late": bool(is_open and row.due_on and row.due_on < on),
        "end_note": row.end_note,
    }


def feedback_facts(row: Feedback) -> dict[str, Any]:
    """A feedback without the customer: that name is for those who answer."""
    return {
        "feedback": row.pk,
        "number": row.number,
        "kind": row.kind,
        "received_at": row.received_at.isoformat(),
        "text": row.text,
        **_named("process", row.process),
        **_named("department", row.department),
        "is_major": row.is_major,
        "major_reason": row.major_reason,
        "state": row.state,
    }


def survey_facts(row: Survey) -> dict[str, Any]:
    """A survey with its counts, never a rate alone."""
    return {
        "title": row.title,
        **_named("process", row.process),
        "project": row.project.name if row.project else "",
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "asked": row.asked,
        "answered": row.answered,
        "satisfied": row.satisfied,
    }


def _named(key: str, row: Any) -> dict[str, str]:
    if row is None:
        return {key: "", f"{key}_en": ""}
    return {key: row.name, f"{key}_en": row.name_en}


def _name(person: Person | None) -> str:
    return person.name if person else ""
