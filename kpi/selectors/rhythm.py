"""What the system counts about its own rhythm: MON-01 to MON-06 and REV-02 (6.4.2, 7)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from governance.lib.periods import Month, Week, Year, periods_between
from governance.models import Obligation
from governance.selectors.calendar import local_day, local_zone
from governance.states import ObligationKind, ObligationState
from kpi.models import Deviation, MeasureValue, Submission
from kpi.selectors.asked import Wishes
from kpi.selectors.coverage import covered_on, dimension_spans
from kpi.selectors.duty import assignment_of
from kpi.selectors.self_assessment import closed_assessments
from kpi.selectors.system_count import Grid, Place, owed_by
from kpi.selectors.world import feeds
from kpi.states import DeviationState, Origin, SubmissionState
from processes.models import Assignment, Process

RECENT = timedelta(days=2)
RECENT_WEEKS = 9


@dataclass(frozen=True)
class _Record:
    """A week's record as far as the rhythm is concerned."""

    is_in_time: bool
    is_accepted: bool
    was_returned: bool


def weeks_of_interest(at: datetime, *, everything: bool) -> set[str] | None:
    """The weeks whose counts may have moved: the last nine and whatever was touched lately; None for all."""
    if everything:
        return None
    week, labels = Week.of(local_day(at)), set()
    for _turn in range(RECENT_WEEKS):
        week = week.previous()
        labels.add(week.label)
    lately = (
        Q(done_at__gte=at - RECENT) | Q(opened_at__gte=at - RECENT) | Q(due_at__gte=at - RECENT)
    )
    labels |= set(
        Obligation.objects.filter(lately, kind=ObligationKind.WEEKLY_DATA)
        .values_list("period", flat=True)
        .distinct()
    )
    touched = Submission.objects.filter(
        Q(accepted_at__gte=at - RECENT) | Q(returned_at__gte=at - RECENT)
    )
    return labels | {
        Week(*each).label for each in touched.values_list("iso_year", "iso_week").distinct()
    }


def weekly_counts(
    labels: set[str] | None, wishes: Wishes, at: datetime, grid: Grid
) -> dict[Place, int]:
    """Per department and week: owed, in time, accepted, accepted at first, points asked and points with a number.

    A duty counts once it is due or done; a waived one does not. What was handed in in time stays in
    time, also when it was returned afterwards: that shows in “accepted at first”. Everything of a
    week counts in its last slice.
    """
    owed = Obligation.objects.filter(kind=ObligationKind.WEEKLY_DATA).filter(owed_by(at))
    if labels is not None:
        owed = owed.filter(period__in=labels)
    pairs = [
        (assignment_of(subject), Week.parse(period))
        for subject, period in owed.values_list("subject", "period")
    ]
    places = {
        place.pk: place
        for place in Assignment.objects.only("pk", "department_id", "process_id", "project_id")
    }
    records, points = _records(labels), _typed_numbers(labels)
    codes = [wish.code for asked in wishes.by_process.values() for wish in asked]
    fed = feeds(codes, split=wishes.split)
    fed_codes = {feed.measure for feed in fed}
    found: Counter[Place] = Counter()
    for assignment, week in pairs:
        place = places[assignment]
        part = grid.slices(week)[-1]
        asked = _points_asked(wishes, place, week, fed, fed_codes)
        record = records.get((assignment, week))
        counts = {
            "mon_expected": 1,
            "mon_on_time": record is not None and record.is_in_time,
            "mon_accepted": record is not None and record.is_accepted,
            "mon_accepted_at_first": record is not None
            and record.is_accepted
            and not record.was_returned,
            "mon_points_expected": asked,
            "mon_points_valid": min(points.get((assignment, week), 0), asked),
        }
        for code, count in counts.items():
            found[code, place.department_id, part] += int(count)
    return found


def _points_asked(
    wishes: Wishes, place: Assignment, week: Week, fed: Iterable, fed_codes: set[str]
) -> int:
    department = place.department_id
    codes = {wish.measure: wish.code for wish in wishes.by_process.get(place.process_id, ())}
    asked = wishes.slices_of(place.process_id, week, in_project=place.project_id is not None)
    return sum(
        not (
            codes[measure] in fed_codes
            and any(feed.measure == codes[measure] and feed.feeds(department, part) for feed in fed)
        )
        for measure, parts in asked.items()
        for part in parts
    )


# A correction afterwards leaves what was accepted at first as it was.
DECIDED = {SubmissionState.ACCEPTED, SubmissionState.SUPERSEDED}


def _records(labels: set[str] | None) -> dict[tuple[int, Week], _Record]:
    rows = Submission.objects.filter(revision=1).exclude(state=SubmissionState.DRAFT)
    found = {}
    for assignment, year, number, is_late, received, state, returns in rows.values_list(
        "assignment_id", "iso_year", "iso_week", "is_late", "received_at", "state", "return_count"
    ):
        week = Week(year, number)
        if labels is None or week.label in labels:
            found[assignment, week] = _Record(
                received is not None and not is_late, state in DECIDED, returns > 0
            )
    return found


def _typed_numbers(labels: set[str] | None) -> dict[tuple[int, Week], int]:
    rows = MeasureValue.objects.answered().filter(
        origin=Origin.ENTRY, submission__state=SubmissionState.ACCEPTED
    )
    if labels is not None:
        weeks = [Week.parse(label) for label in labels]
        rows = rows.filter(
            start__gte=min(week.start for week in weeks), end__lte=max(week.end for week in weeks)
        )
    counted = (
        rows.values_list("assignment_id", "iso_year", "iso_week")
        .annotate(numbers=Count("pk"))
        .order_by()
    )
    return {(assignment, Week(year, week)): numbers for assignment, year, week, numbers in counted}


def company_counts(at: datetime, grid: Grid) -> dict[Place, int]:
    """Reports by the day they were due, self-assessments of the company by the day they were closed (clauses 6.4.2③, 7).

    A year without a closed self-assessment has no number until it is over, and then the number 0: so
    it is never met before one is closed, and never missed before the year's end.
    """
    found: Counter[Place] = Counter()
    reports = Obligation.objects.filter(kind=ObligationKind.MONTHLY_REPORT).filter(owed_by(at))
    for due_at, state in reports.values_list("due_at", "state"):
        part = grid.of(due_at)
        found["mon_reports_due", None, part] += 1
        found["mon_reports_on_time", None, part] += state == ObligationState.DONE
    found.update(_coverage_counts(grid))
    found.update(_deviation_counts(grid))
    moments = closed_assessments()
    for moment in moments:
        found["rev_self_assessments", None, grid.of(moment)] += 1
    counted = {Year.of(local_day(moment)) for moment in moments}
    owed = Obligation.objects.filter(kind=ObligationKind.SELF_ASSESSMENT)
    for label in owed.values_list("period", flat=True):
        year = Year.parse(label)
        if year not in counted and grid.today > year.end:
            found["rev_self_assessments", None, grid.slices(year)[-1]] = 0
    return found


def _coverage_counts(grid: Grid) -> dict[Place, int]:
    """MON-05: at each month's end, processes in use and those with every dimension adopted or exempt (R54, G44).

    The present month is counted as of today. Counting begins with the first indicator that was
    adopted with a dimension; a snapshot stands in the last slice of its month that has begun.
    """
    spans = dimension_spans()
    first = min((span.first for span in spans if not span.is_exempt), default=None)
    if first is None:
        return {}
    processes = dict(Process.objects.values_list("pk", "retired_on"))
    found: dict[Place, int] = {}
    for month in periods_between(Month.of(first), Month.of(grid.today)):
        part = grid.last_begun(month)
        if part is None:
            continue
        day = min(month.end, grid.today)
        in_use = {pk for pk, retired in processes.items() if retired is None or retired > day}
        found["mon_processes", None, part] = len(in_use)
        found["mon_processes_covered", None, part] = len(in_use & covered_on(day, spans))
    return found


def _deviation_counts(grid: Grid) -> dict[Place, int]:
    """MON-06: the deviations opened in a month and those of them somebody has decided on; lapsed ones are none.

    They count in the month in which they were opened, which is the one people decide in: so no
    report counts the deviations of its own month, which it is itself about to settle.
    """
    rows = (
        Deviation.objects.exclude(state=DeviationState.LAPSED)
        .annotate(month=TruncMonth("opened_at", tzinfo=local_zone()))
        .values("month")
        .annotate(total=Count("pk"), handled=Count("pk", filter=Q(state=DeviationState.DECIDED)))
        .order_by()
    )
    found: dict[Place, int] = {}
    for row in rows:
        part = grid.last_begun(Month.of(row["month"].date()))
        if part is not None:
            found["mon_deviations", None, part] = row["total"]
            found["mon_deviations_handled", None, part] = row["handled"]
    return found
