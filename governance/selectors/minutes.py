"""What the minutes of a session say, as they are frozen when their chair signs them (domain §5.1 会议纪要)."""

import hashlib
import json
from datetime import datetime
from typing import Any

from governance.models import AgendaAction, Person, ResolutionCondition
from governance.selectors.meeting import Line, MeetingPage, Standing
from governance.selectors.setting import setting_value
from governance.states import Attendance


def minutes_content(page: MeetingPage, *, closed_at: datetime | None = None) -> dict[str, Any]:
    """Everything the minutes print, in JSON values; codes where the reader's language is to decide.

    `present`, `in_attendance` and `absent` are lists of people, `items` the agenda with what was said,
    decided and agreed. Without `closed_at` it is the draft as it stands now.
    """
    meeting = page.meeting
    return {
        "company": setting_value("company_name"),
        "number": meeting.number,
        "title": meeting.title,
        "place": meeting.place,
        "began_at": _text(meeting.opened_at),
        "ended_at": _text(closed_at),
        "chaired_by": _named(meeting.chaired_by),
        "minuted_by": _named(meeting.minuted_by),
        **{each: _people(page.lines, each) for each in Attendance.values},
        "voters": page.voters,
        "voters_present": page.present,
        "minutes": meeting.minutes,
        "items": [_item(each) for each in page.items],
        "next_meeting": meeting.next_meeting,
        "copied_to": meeting.copied_to,
    }


def draft_sha256(page: MeetingPage) -> str:
    """The hash of the draft as its chair reads it: what is signed is what was read, attendance and votes included."""
    return sha256_of(minutes_content(page))


def sha256_of(content: object) -> str:
    """The hash of a content, over its JSON in one spelling."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _named(person: Person | None) -> str:
    return person.name if person else ""


def _people(lines: list[Line], attendance: str) -> list[dict[str, str]]:
    return [
        {
            "name": line.person.name,
            "department": line.person.department.name if line.person.department else "",
            "department_en": line.person.department.name_en if line.person.department else "",
            "seat": line.seat,
            "reason": line.row.reason,
            "acts_for": _named(line.row.acts_for),
        }
        for line in lines
        if line.row is not None and line.row.attendance == attendance
    ]


def _item(each: Standing) -> dict[str, Any]:
    resolution = each.resolution
    return {
        "position": each.item.position,
        "title": each.item.title,
        "title_en": each.item.approval.title_en if each.item.approval else "",
        "discussion": each.item.discussion,
        "is_case": each.item.approval_id is not None,
        "resolution": {
            "number": resolution.number,
            "outcome": resolution.outcome,
            "text": resolution.text,
            "tally": resolution.tally,
            "dissent": resolution.dissent,
        }
        if resolution is not None
        else None,
        "tasks": [
            *(_task(row, "condition") for row in each.conditions),
            *(_task(row, "action") for row in each.actions),
        ],
    }


def _task(row: AgendaAction | ResolutionCondition, kind: str) -> dict[str, str]:
    return {
        "kind": kind,
        "text": row.text,
        "responsible": row.responsible.name,
        "due_on": row.due_on.isoformat(),
    }
