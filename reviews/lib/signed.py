"""What was signed stays as it was signed: the database itself refuses to change it (6.4.3, reliability §6.6)."""

from typing import Any

from governance.lib.rowlock import RowLock, lock_rows, release_rows

_OF_A_SIGNED_REVIEW = (
    "EXISTS (SELECT 1 FROM reviews_review WHERE id = {row}.review_id AND state = 'signed')"
)
# Of an item of a signed report its state lives on, and who does it: people leave.
_SIGNED_OF_AN_ITEM = (
    "review_id",
    "position",
    "text",
    "process_id",
    "department_id",
    "due_on",
    "verification",
)
LOCKS = (
    RowLock("reviews_review", "{row}.state = 'signed'"),
    RowLock("reviews_reviewinput", _OF_A_SIGNED_REVIEW, is_part=True),
    RowLock("reviews_reviewattendance", _OF_A_SIGNED_REVIEW, is_part=True),
    RowLock("reviews_reviewitem", _OF_A_SIGNED_REVIEW, columns=_SIGNED_OF_AN_ITEM, is_part=True),
)


def lock_signed(connection: Any) -> None:
    """A signed review, its inputs, its attendance and the words of its items are locked."""
    for lock in LOCKS:
        lock_rows(connection, lock)


def unlock_signed(connection: Any) -> None:
    """For reversing the migration and for emptying test databases."""
    for lock in LOCKS:
        release_rows(connection, lock.table)
