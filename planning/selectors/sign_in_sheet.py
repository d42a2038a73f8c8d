"""The sign-in sheet of a training: what is printed, and the hash that names it (6.4.1; domain §5.1)."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from planning.models import Attendance, TrainingSession
from planning.selectors.session import full_audience_of

LEAST_ROWS = 6


@dataclass(frozen=True)
class SignInSheet:
    """A training and its trainees in the order of the departments, with empty lines for who comes unasked."""

    session: TrainingSession
    audience: str
    rows: tuple[Attendance, ...]
    empty: range


def sign_in_sheet(session: TrainingSession) -> SignInSheet:
    """The sheet of a training as it stands now."""
    rows = Attendance.objects.filter(session=session).select_related("person", "department")
    found = tuple(rows.order_by("department__rank", "person__rank", "person__staff_no"))
    return SignInSheet(
        session,
        full_audience_of(session),
        found,
        range(len(found) + 1, max(LEAST_ROWS, len(found) + 3) + 1),
    )


def sheet_sha256(session: TrainingSession) -> str:
    """What the sheet says, as a hash: another trainee or another time makes another sheet."""
    sheet = sign_in_sheet(session)
    facts: dict[str, Any] = {
        "number": session.number,
        "topic": [session.topic, session.topic_en],
        "starts_at": str(session.starts_at),
        "place": session.place,
        "trainer": session.trainer_said,
        "hours": str(session.hours),
        "method": session.method,
        # By codes: the same sheet has one hash in every language.
        "audience": [
            session.audience,
            *(row.code for row in session.departments.all()),
            *(row.code for row in session.processes.all()),
            *(row.staff_no for row in session.people.all()),
        ],
        "rows": [[row.person.staff_no, row.state, row.absence] for row in sheet.rows],
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
