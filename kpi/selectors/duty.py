"""What is owed by the calendar (6.4.1–6.4.3, 7; design §5): weeks per assignment, months, quarters, years."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import BigIntegerField, Count, F, Sum
from django.db.models.functions import Cast, Substr

from governance.lib.calendar import WorkCalendar
from governance.lib.periods import Month, Period, Quarter, Week, Year, periods_between
from governance.models import Obligation
from governance.selectors.calendar import local_day, local_moment, local_zone
from governance.states import ObligationKind
from kpi.selectors.asked import Wishes
from kpi.selectors.rule import Rules
from processes.models import Assignment
from processes.models.assignment import ASSIGNMENT

COMPANY = "company"
YEAR_ENDS = time(23, 59, 59)
# The policy was issued on 2025-01-07: the plan for 2025 could not be made under it and is never overdue (G30).
POLICY_ISSUED = 2025


@dataclass(frozen=True)
class Owed:
    """A period that is owed, with the moment it opens, the moment it is due, and what the calendar lacked."""

    kind: str
    clause: str
    period: Period
    opens_at: datetime
    due_at: datetime
    calendar_note: str = ""


def weekly_subject(assignment: Assignment) -> str:
    """How an obligation names the assignment it belongs to."""
    return assignment.subject


def assignment_of(subject: str) -> int:
    """The assignment an obligation of weekly data belongs to."""
    return int(subject.removeprefix(ASSIGNMENT))


def weekly_owed(week: Week, rules: Rules, calendar: WorkCalendar) -> Owed:
    """A week opens when it is over, Monday 0:00, and is due by the weekly rule, workdays or not.

    The 2026 Spring Festival leaves W08 without a workday; its duty stays and falls due with that of
    W07 on Tuesday 02-24.
    """
    return _owed(ObligationKind.WEEKLY_DATA, "6.4.2②", week, calendar, rules)


def _owed(kind: str, clause: str, period: Period, calendar: WorkCalendar, rules: Rules) -> Owed:
    rule = {
        ObligationKind.WEEKLY_DATA: rules.weekly_due,
        ObligationKind.MONTHLY_REPORT: rules.monthly_due,
        ObligationKind.QUARTERLY_REVIEW: rules.quarterly_due,
    }[ObligationKind(kind)]
    # A fresh copy remembers only the years this one due time had to ask about.
    asked = replace(calendar)
    due_at = asked.due(period, rule, local_zone())
    opens_at = local_moment(period.end + timedelta(days=1))
    return Owed(kind, clause, period, opens_at, due_at, calendar_note(asked.fallback_years))


def calendar_note(years: Iterable[int]) -> str:
    """What a reader must know of a due time that was computed without the year's official calendar."""
    named = "/".join(str(year) for year in years)
    return f"{named} 日历未导入，按周一至周五 · no calendar, Mon–Fri" if named else ""


def owed_by_company(at: datetime, first: date, rules: Rules, calendar: WorkCalendar) -> list[Owed]:
    """Reports, reviews, plans and self-assessments that have opened since a day, looking back without limit."""
    today = local_day(at)
    done_before = today - timedelta(days=1)
    months = [
        month
        for month in periods_between(Month.of(first), Month.of(today))
        if month.end <= done_before
    ]
    quarters = [
        each
        for each in periods_between(Quarter.of(first), Quarter.of(today))
        if each.end <= done_before
    ]
    years = list(periods_between(Year.of(first), Year.of(today)))
    found = [
        _owed(ObligationKind.MONTHLY_REPORT, "6.4.2③", each, calendar, rules) for each in months
    ]
    found += [
        _owed(ObligationKind.QUARTERLY_REVIEW, "6.4.3", each, calendar, rules) for each in quarters
    ]
    found += [_self_assessment(each) for each in years]
    found += [_annual_plan(each, calendar) for each in years if each.year >= POLICY_ISSUED]
    return [each for each in found if each.opens_at <= at]


def _self_assessment(year: Year) -> Owed:
    """Once a year, by its last second (clause 7)."""
    return Owed(
        ObligationKind.SELF_ASSESSMENT,
        "7",
        year,
        local_moment(year.start),
        local_moment(year.end, YEAR_ENDS),
    )


def _annual_plan(year: Year, calendar: WorkCalendar) -> Owed:
    """The plan of the next year is owed from the first workday after the National Day break to 31 December."""
    asked = replace(calendar)
    opens_at = asked.planning_opens(year.year, local_zone())
    return Owed(
        ObligationKind.ANNUAL_PLAN,
        "6.4.1",
        year.next(),
        opens_at,
        local_moment(year.end, YEAR_ENDS),
        calendar_note(asked.fallback_years),
    )


def weeks_owed(
    assignments: Iterable[Assignment], wishes: Wishes, rules: Rules, before: date
) -> Iterator[tuple[Week, list[Assignment]]]:
    """Every week that ended before a day, with the assignments that owe it, earliest first.

    Of two assignments of one department, process and project in one week (a hand-over) the later one
    reports the whole week.
    """
    rows = sorted(assignments, key=lambda each: (each.valid_from, each.pk))
    if not rows:
        return
    earliest = max(rows[0].valid_from, rules.collect_from or date.min)
    last = Week.of(before).previous()
    if Week.of(earliest) > last:
        return
    for week in periods_between(Week.of(earliest), last):
        yield week, _owing(rows, week, wishes, rules)


def _owing(rows: list[Assignment], week: Week, wishes: Wishes, rules: Rules) -> list[Assignment]:
    if rules.collect_from is not None and week.start < rules.collect_from:
        return []
    places = {
        (row.department_id, row.process_id, row.project_id): row
        for row in rows
        if row.covers(week.start, week.end)
        and wishes.asks(row.process_id, week, in_project=row.project_id is not None)
    }
    return list(places.values())


def weeks_incomplete(
    owing: Iterable[tuple[Week, list[Assignment]]],
) -> list[tuple[Week, list[Assignment]]]:
    """The weeks whose obligations are not exactly those owed, found by counting in one question.

    Number, sum and sum of squares of the assignments' keys tell two sets apart, so that a sweep
    each minute need not read 100,000 rows to learn that nothing is missing.
    """
    number = Cast(Substr("subject", len(ASSIGNMENT) + 1), BigIntegerField())
    kept = {
        row["period"]: (row["rows"], row["keys"], row["squares"])
        for row in Obligation.objects.filter(kind=ObligationKind.WEEKLY_DATA)
        .annotate(number=number)
        .values("period")
        .annotate(rows=Count("pk"), keys=Sum("number"), squares=Sum(F("number") * F("number")))
    }
    return [
        (week, rows) for week, rows in owing if rows and kept.get(week.label) != _fingerprint(rows)
    ]


def _fingerprint(rows: list[Assignment]) -> tuple[int, int, int]:
    keys = [row.pk for row in rows]
    return len(keys), sum(keys), sum(key * key for key in keys)


def first_collected(assignments: Iterable[Assignment], rules: Rules) -> date | None:
    """The rhythm starts with the decided first week, else with the first assignment; before it nothing is owed."""
    if rules.collect_from is not None:
        return rules.collect_from
    return min((each.valid_from for each in assignments), default=None)


def weekly_obligations(
    assignments: Iterable[Assignment], weeks: Iterable[Week]
) -> dict[tuple[int, str], Obligation]:
    """The obligations of some assignments for some weeks, by assignment and week label, one question."""
    rows = Obligation.objects.filter(
        kind=ObligationKind.WEEKLY_DATA,
        subject__in=[weekly_subject(each) for each in assignments],
        period__in=[week.label for week in weeks],
    )
    return {(assignment_of(row.subject), row.period): row for row in rows}
