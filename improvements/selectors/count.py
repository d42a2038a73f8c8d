"""What improvements count of themselves: IMP-01 to IMP-06, by department (6.4.4, domain §4.2)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from governance.lib.periods import Slice, weeks_between
from governance.selectors.calendar import local_day
from improvements.models import Improvement, Verification
from improvements.states import Effect, Stage
from kpi.selectors.system_count import IMPROVEMENTS, Counts, Grid, Place, count_grid

CODES = IMPROVEMENTS
# Reported as implemented, and not sent back to the causes since.
IMPLEMENTED = (Stage.VERIFY, Stage.SOLIDIFY, Stage.CLOSED)
CONFIRMED = (Stage.SOLIDIFY, Stage.CLOSED)


def improvement_counts(at: datetime) -> Counts:
    """All counts of improvements as of a moment; what was voided was none."""
    grid = count_grid(at)
    rows = list(Improvement.objects.exclude(state=Stage.VOID).order_by("pk"))
    found = _verifications()
    counts: dict[Place, int | None] = {}
    counts.update(_due(rows, grid))
    counts.update(_overdue(rows, grid))
    counts.update(_effects(rows, found, grid))
    counts.update(_closed(rows, found, grid))
    return counts


def _verifications() -> dict[int, list[Verification]]:
    found: dict[int, list[Verification]] = defaultdict(list)
    for row in Verification.objects.order_by("verified_at", "pk"):
        found[row.improvement_id].append(row)
    return found


def _due(rows: Iterable[Improvement], grid: Grid) -> Counter[Place]:
    """IMP-01: improvements by the due date of their plan, once it has passed, and those implemented by then.

    One cohort: what is completed early or late counts in the period in which it was due (domain §4.3g).
    """
    found: Counter[Place] = Counter()
    for row in rows:
        if row.due_on is None or not _is_over(row.due_on, row, grid.today):
            continue
        part = grid.on(row.due_on)
        found["imp_due", row.department_id, part] += 1
        found["imp_on_time", row.department_id, part] += _implemented_by(row, row.due_on)
    return found


def _is_over(due_on: date, row: Improvement, today: date) -> bool:
    return due_on < today or _implemented_by(row, due_on)


def _implemented_by(row: Improvement, day: date) -> bool:
    return (
        row.state in IMPLEMENTED
        and row.finished_at is not None
        and local_day(row.finished_at) <= day
    )


def _overdue(rows: Sequence[Improvement], grid: Grid) -> Counter[Place]:
    """IMP-03: what was overdue at the end of each week, or is today; a department without any has the number 0.

    Counting begins, per department, in the week in which its first improvement was raised.
    """
    found: Counter[Place] = Counter()
    begins: dict[int, date] = {}
    for row in rows:
        raised = local_day(row.raised_at)
        begins[row.department_id] = min(begins.get(row.department_id, raised), raised)
    for department, first in begins.items():
        own = [row for row in rows if row.department_id == department and row.due_on is not None]
        for week in weeks_between(first, grid.today):
            for part in grid.slices(week):
                if part.start <= grid.today and part.end >= first:
                    found["imp_overdue", department, part] = sum(
                        _is_overdue(row, min(part.end, grid.today), grid.today) for row in own
                    )
    return found


def _is_overdue(row: Improvement, day: date, today: date) -> bool:
    """At the end of a day that is over its own date has passed; today's has not."""
    if row.due_on is None or local_day(row.raised_at) > day or _implemented_by(row, day):
        return False
    return row.due_on < day or (row.due_on == day and day < today)


def _effects(
    rows: Iterable[Improvement], verifications: dict[int, list[Verification]], grid: Grid
) -> Counter[Place]:
    """IMP-02 by the day of the verification, IMP-04 by the day on which the effect was confirmed.

    “Too little data to tell” verifies nothing. To be solidified is what was confirmed and for which
    no reason against a norm is on record; it is solidified when it closes with the published version.
    """
    found: Counter[Place] = Counter()
    for row in rows:
        told = [
            each
            for each in verifications.get(row.pk, ())
            if not each.is_watch and each.effect != Effect.TOO_LITTLE
        ]
        for each in told:
            place = row.department_id, grid.of(each.verified_at)
            found["imp_verified", *place] += 1
            found["imp_effective", *place] += each.effect == Effect.EFFECTIVE
        if told and row.state in CONFIRMED and not row.no_norm_reason:
            place = row.department_id, grid.of(told[-1].verified_at)
            found["imp_to_solidify", *place] += 1
            found["imp_solidified", *place] += row.state == Stage.CLOSED
    return found


def _closed(
    rows: Iterable[Improvement], verifications: dict[int, list[Verification]], grid: Grid
) -> dict[Place, int | None]:
    """IMP-05 and IMP-06 by the day of the closing: days from raising to closing, and what came back.

    What came back is not known before everything closed in those days was looked at again (90 days).
    """
    closed: dict[tuple[int, Slice], list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        if row.closed_at is not None:
            days = (local_day(row.closed_at) - local_day(row.raised_at)).days
            closed[row.department_id, grid.of(row.closed_at)].append((row.pk, days))
    found: dict[Place, int | None] = {}
    for (department, part), group in closed.items():
        found["imp_closed", department, part] = len(group)
        found["imp_cycle_days", department, part] = sum(days for _pk, days in group)
        found["imp_recurred", department, part] = _came_back(
            [_last_look(verifications.get(pk, ())) for pk, _days in group]
        )
    return found


def _last_look(rows: Sequence[Verification]) -> str:
    looks = [each.effect for each in rows if each.is_watch and each.effect != Effect.TOO_LITTLE]
    return looks[-1] if looks else ""


def _came_back(looks: Sequence[str]) -> int | None:
    return None if "" in looks else sum(look == Effect.NOT_EFFECTIVE for look in looks)
