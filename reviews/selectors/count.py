"""What reviews count of themselves: REV-01, REV-04 and REV-06 (6.4.3, domain §4.2).

REV-03 and REV-05 are not counted: the policy sets no date for the report of a review (G28) and no
limit for “at once” (G31), and nobody else may invent one.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from governance.models import Obligation
from governance.states import ObligationKind, ObligationState
from kpi.selectors.system_count import REVIEWS, Counts, Grid, Place, count_grid, owed_by
from reviews.models import Review, ReviewAttendance, ReviewItem
from reviews.selectors.attendance import department_coverage
from reviews.states import ItemState, ReviewState

CODES = REVIEWS
MET = (ReviewState.HELD, ReviewState.SIGNED)


def review_counts(at: datetime) -> Counts:
    """All counts of reviews as of a moment."""
    grid = count_grid(at)
    counts: dict[Place, int | None] = {}
    counts.update(_meetings(at, grid))
    counts.update(_presence(grid))
    counts.update(_items(grid))
    return counts


def _meetings(at: datetime, grid: Grid) -> Counter[Place]:
    """REV-01: regular reviews by the day they were due, and those of them held by then."""
    found: Counter[Place] = Counter()
    owed = Obligation.objects.filter(kind=ObligationKind.QUARTERLY_REVIEW).filter(owed_by(at))
    for due_at, state in owed.values_list("due_at", "state"):
        part = grid.of(due_at)
        found["rev_due", None, part] += 1
        found["rev_on_time", None, part] += state == ObligationState.DONE
    return found


def _presence(grid: Grid) -> Counter[Place]:
    """REV-04: departments invited to the reviews held, and those of which somebody was present (出席)."""
    found: Counter[Place] = Counter()
    reviews = Review.objects.filter(state__in=MET, began_at__isnull=False)
    invited = _by_review(
        ReviewAttendance.objects.filter(review__in=reviews).select_related("department")
    )
    for review, began_at in reviews.values_list("pk", "began_at"):
        seats = department_coverage(invited.get(review, []))
        if seats.invited:
            part = grid.of(began_at)
            found["rev_departments_invited", None, part] += seats.invited
            found["rev_departments_present", None, part] += seats.present
    return found


def _by_review(rows: Iterable[ReviewAttendance]) -> dict[int, list[ReviewAttendance]]:
    found: dict[int, list[ReviewAttendance]] = {}
    for row in rows:
        found.setdefault(row.review_id, []).append(row)
    return found


def _items(grid: Grid) -> Counter[Place]:
    """REV-06: the items of reports by the day of the signature, and those of them that became an improvement or were answered.

    An item that was done at once or explained says so in a note and is answered for.
    """
    found: Counter[Place] = Counter()
    rows = ReviewItem.objects.filter(review__state=ReviewState.SIGNED)
    for signed_at, department, state in rows.values_list(
        "review__signed_at", "department", "state"
    ):
        part = grid.of(signed_at)
        found["rev_items", department, part] += 1
        found["rev_items_taken_up", department, part] += state != ItemState.OPEN
    return found
