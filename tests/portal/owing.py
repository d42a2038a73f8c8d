"""Duties of the ledger as the tests of the conformance page need them."""

from datetime import datetime, timedelta

from governance.selectors.calendar import local_zone
from governance.services.obligation import Duty, ensure_duties, fulfil, mark_missing, waive
from governance.states import Role

NOW = datetime(2026, 3, 10, 10, tzinfo=local_zone())


def moment(day, clock="17:00"):
    return datetime.fromisoformat(f"2026-{day}T{clock}:00").replace(tzinfo=local_zone())


def owe(day, *, kind="weekly_data", clause="6.4.2②", person=None, number=1, clock="17:00"):
    """One duty due on a day of 2026; without a person the PMO owes it."""
    due = moment(day, clock)
    duty = Duty(
        kind,
        clause,
        f"row:{number}",
        f"2026-{day}",
        f"应办 {day} {number}",
        f"Duty {day} {number}",
        "/weekly/",
        opens_at=due - timedelta(days=9),
        due_at=due,
        responsible=person,
        role="" if person else Role.PMO,
        department=person.department if person else None,
    )
    [row] = ensure_duties([duty], at=due - timedelta(days=9))
    return row


def done(row, day, by):
    return fulfil(row, by=by, at=moment(day, "09:00"), evidence="INC 2026-W08")


def missed(at=NOW):
    return mark_missing(at=at)


def let_off(row, by):
    return waive(row, by=by, at=NOW, reason="系统停运一周")
