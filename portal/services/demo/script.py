"""The script of the demo year: who does what when, as pure data in chronological order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import IntEnum

from governance.lib.calendar import MONTHLY_DUE, WEEKLY_DUE, WorkCalendar
from governance.lib.periods import Month, Quarter, Week, periods_between, weeks_between
from kpi.states import ReportKind
from portal.services.demo.invented import dice
from portal.services.demo.people import POSTS, Post
from portal.services.demo.plan_words import LESSONS, NEEDS, STEPS
from portal.services.demo.projects import PROJECT_POSTS, closes

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATE, RETURNED = 0.035, 0.04
MONTHS_OF_QUARTER, MONTHS_OF_YEAR = 3, 12
CLOSING_NOON = time(13, 20)
PMO_LOOKS = (time(11), time(14), time(16, 50))
# Told once each, so that every kind of trouble can be found in the demo (weeks of the story, from 0).
MET_WEEKS_AGO = 3
# The improvement that runs its course, by weeks of the story: verified after twelve weeks of data.
WHOLE_STORY = 48
COURSE = (
    (24, "raise_desk"),
    (25, "plan_desk"),
    (26, "note_desk"),
    (27, "finish_desk"),
    (42, "verify_desk"),
)
MISSING = ("capacity", 4)
NO_DATA = ("problem", 6)
LATE_REPORT_MONTHS_AGO = 5
# Days before today on which the self-assessment was planned, judged and closed.
ASSESSED = (44, 33, 19)
# Days after a plan was opened: filled, compiled and submitted, decided, published.
FILLED, SUBMITTED, DECIDED, PUBLISHED = 10, 15, 20, 22
NEXT_PLAN_DAYS_AGO = 21
REVIEWED_AFTER, INVITED_BEFORE = 9, 7
HEARD_DAYS_BEFORE = (36, 24, 12, 0)
HANDED_OVER = "capacity"
# How the last week that has fallen due is left, so that a newcomer of every role finds work.
LEFT_OPEN = {
    "change": "submitted",
    "release": "submitted",
    "information_security": "returned",
    "configuration": "draft",
    "slm": "nothing",
    "problem": "nothing",
    "capacity": "nothing",
}


class Kind(IntEnum):
    """What happens; of two things in one minute the lower happens first."""

    TICK = 1
    IMPORT = 2
    ENTER = 3
    CORRECT = 4
    RETURN = 5
    ACCEPT = 6
    ANALYSE = 7
    SUBMIT_REPORT = 8
    ISSUE_REPORT = 9
    RAISE_TARGET = 10
    COMPILE = 11
    HAND_OVER = 12
    RECTIFY = 13
    ACCEPT_CORRECTION = 14
    LEAVE_WAITING = 15
    PLAN = 30
    DOCUMENT = 31
    TRAINING = 32
    CONVENE = 16
    HOLD = 17
    REPORT_CONDITION = 18
    CONVENE_NEXT = 19
    IMPROVE = 33
    ASSESS = 34
    REVIEW = 40
    HEAR_CUSTOMERS = 41
    KEEP_LIBRARY = 42


@dataclass(frozen=True)
class Act:
    """One thing that happens at a moment; `how` tells its variant."""

    at: datetime
    kind: Kind
    week: Week | None = None
    month: Month | None = None
    process: str = ""
    how: str = ""

    @property
    def order(self) -> tuple[datetime, int, str]:
        return self.at, self.kind, self.process


@dataclass(frozen=True)
class Stage:
    """Where and when the story plays: from a Monday to the midnight that begins today."""

    first: date
    today: date
    calendar: WorkCalendar
    zone: tzinfo

    def moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone)

    @property
    def until(self) -> datetime:
        return self.moment(self.today, time(0))

    @property
    def weeks(self) -> list[Week]:
        """The weeks that have ended."""
        return [week for week in weeks_between(self.first, self.today) if week.end < self.today]

    @property
    def months(self) -> list[Month]:
        """The months that have ended and are reported; a month of which less than a week was collected is too."""
        every = periods_between(Month.of(self.first), Month.of(self.today))
        return [month for month in every if month.end < self.today]

    def due_day(self, week: Week) -> date:
        return self.calendar.due_day(week, WEEKLY_DUE)

    @property
    def last_due(self) -> Week | None:
        """The last week whose due day is over; it is left unfinished."""
        over = [week for week in self.weeks if self.due_day(week) < self.today]
        return over[-1] if over else None


def script(stage: Stage) -> list[Act]:
    """Everything that happens before today, in the order in which it happened."""
    lately = stage.moment(stage.calendar.previous_workday(stage.today), time(15, 10))
    waiting = Act(lately, Kind.LEAVE_WAITING)
    acts = [
        *_weeks(stage),
        *_months(stage),
        *_corrections(stage),
        *_hand_over(stage),
        *_documents(stage),
        *_plans(stage),
        *_trainings(stage),
        *_committee(stage),
        *_improvements(stage),
        *_assessment(stage),
        *_reviews(stage),
        *_library(stage),
        waiting,
    ]
    told = sorted((act for act in acts if act.at < stage.until), key=lambda act: act.order)
    return [*told, Act(stage.until, Kind.TICK)]


def _weeks(stage: Stage) -> Iterator[Act]:
    closing = {Week.of(month.end) for month in stage.months}
    for number, week in enumerate(stage.weeks):
        due = stage.due_day(week)
        yield Act(stage.moment(week.end + timedelta(days=1), time(0, 5)), Kind.TICK)
        yield Act(stage.moment(due, time(8)), Kind.IMPORT, week)
        yield Act(stage.moment(due, time(17, 5)), Kind.TICK)
        for post in (*POSTS, *_closing_posts(week)):
            if week == stage.last_due:
                yield from _left_open(stage, week, post.key)
            elif (post.key, number) != MISSING:
                how = "no_data" if (post.key, number) == NO_DATA else ""
                yield from _reported(stage, week, post.key, how, is_closing=week in closing)


def _closing_posts(week: Week) -> tuple[Post, ...]:
    """What is asked once a month is owed in the week that holds the month's last day."""
    return PROJECT_POSTS if any(closes(part) for part in week.slices()) else ()


def _reported(
    stage: Stage, week: Week, process: str, how: str, *, is_closing: bool
) -> Iterator[Act]:
    roll, due = dice(week.start, f"fate:{process}"), stage.due_day(week)
    fate, clock = roll.random(), time(roll.choice((8, 9, 9, 10, 13, 15)), roll.randrange(1, 60))
    is_late = fate < LATE and not is_closing
    day = stage.calendar.next_workday(due) if is_late else due
    entered = stage.moment(day, min(clock, CLOSING_NOON) if is_closing else clock)
    looked = _next_look(stage, entered)
    is_wrong = LATE <= fate < LATE + RETURNED and not how and looked.time() < PMO_LOOKS[-1]
    yield Act(entered, Kind.ENTER, week, process=process, how="wrong" if is_wrong else how)
    if is_wrong:
        yield Act(looked, Kind.RETURN, week, process=process)
        corrected = looked + 25 * MINUTE
        yield Act(corrected, Kind.CORRECT, week, process=process)
        looked = _next_look(stage, corrected)
    yield Act(looked, Kind.ACCEPT, week, process=process)


def _next_look(stage: Stage, after: datetime) -> datetime:
    for clock in PMO_LOOKS:
        if after < stage.moment(after.date(), clock):
            return stage.moment(after.date(), clock)
    return stage.moment(stage.calendar.next_workday(after.date()), PMO_LOOKS[0])


def _left_open(stage: Stage, week: Week, process: str) -> Iterator[Act]:
    state = LEFT_OPEN.get(process, "accepted")
    if state == "nothing":
        return
    day = stage.due_day(week)
    entered = stage.moment(day, time(9, 10 + len(process) % 40))
    yield Act(entered, Kind.ENTER, week, process=process, how="draft" if state == "draft" else "")
    if state == "returned":
        yield Act(stage.moment(day, PMO_LOOKS[0]), Kind.RETURN, week, process=process)
    if state == "accepted":
        yield Act(stage.moment(day, PMO_LOOKS[0]), Kind.ACCEPT, week, process=process)


def _corrections(stage: Stage) -> Iterator[Act]:
    """One accepted after its month was issued, so that the next report lists a restatement; one given up; one that waits."""
    if len(stage.months) > 1:
        month = stage.months[-2]
        week, day = Week.of(month.end), stage.calendar.next_workday(report_day(stage, month))
        for process, how in (("information_security", ""), ("capacity", "discarded")):
            yield Act(stage.moment(day, time(10, 20)), Kind.RECTIFY, week, process=process, how=how)
        yield Act(
            stage.moment(day, PMO_LOOKS[1]),
            Kind.ACCEPT_CORRECTION,
            week,
            process="information_security",
        )
    due = stage.last_due
    if due is not None and due.previous() in stage.weeks:
        at = stage.moment(stage.due_day(due), time(15, 10))
        yield Act(at, Kind.RECTIFY, due.previous(), process="availability_continuity")


def _hand_over(stage: Stage) -> Iterator[Act]:
    """In the middle of the story a specialist leaves in mid-week; the successor reports that week whole."""
    week = stage.weeks[len(stage.weeks) // 2] if stage.weeks else None
    if week is not None:
        yield Act(
            stage.moment(week.start + timedelta(days=1), time(16)),
            Kind.HAND_OVER,
            week,
            process=HANDED_OVER,
        )


def _documents(stage: Stage) -> Iterator[Act]:
    """A norm is issued early in the year; its revision and a second norm are on their way when today begins."""
    if not stage.weeks:
        return
    early = stage.weeks[len(stage.weeks) // 4].start
    lately = stage.today - timedelta(days=8)
    for day, how in (
        (early, "issue_incident"),
        (lately, "revise_incident"),
        (stage.today - timedelta(days=3), "submit_change"),
    ):
        workday = stage.calendar.previous_workday(day)
        yield Act(stage.moment(workday, time(9, 20)), Kind.DOCUMENT, how=how)


def _plans(stage: Stage) -> Iterator[Act]:
    """The plan of this year after the first week of the story, its milestones and needs on their days; the next one lately."""
    year, calendar = stage.today.year, stage.calendar
    window = calendar.planning_opens(year - 1, stage.zone).date()
    start = calendar.workday_from(max(window, stage.first + 7 * DAY))
    for how, days, clock in (
        ("open", 0, time(10, 5)),
        ("fill", FILLED, time(14, 5)),
        ("submit", SUBMITTED, time(10, 5)),
        ("decide", DECIDED, time(15, 5)),
        ("publish", PUBLISHED, time(9, 35)),
    ):
        day = calendar.workday_from(start + days * DAY)
        yield Act(stage.moment(day, clock), Kind.PLAN, how=how)
    for step in STEPS:
        day = step.on(year) - DAY
        if step.done and day > start + PUBLISHED * DAY:
            yield Act(stage.moment(day, time(16, 40)), Kind.PLAN, how=f"done:{step.text}")
    for need in NEEDS:
        day = calendar.workday_from(need.on(year))
        if day > start + PUBLISHED * DAY:
            yield Act(stage.moment(day, time(16, 50)), Kind.PLAN, how=f"provided:{need.name}")
    opens = calendar.planning_opens(year, stage.zone).date()
    begun = calendar.workday_from(max(opens, stage.today - NEXT_PLAN_DAYS_AGO * DAY))
    for how, days in (("next", 0), ("next-fill", 9), ("next-return", 12)):
        day = calendar.workday_from(begun + days * DAY)
        yield Act(stage.moment(day, time(10, 25)), Kind.PLAN, how=how)


def _trainings(stage: Stage) -> Iterator[Act]:
    """Each training of the plan is announced a week before its day and held on it; a late one waits to be confirmed."""
    calendar = stage.calendar
    for lesson in LESSONS:
        day = calendar.workday_from(date(stage.today.year, lesson.month, lesson.day))
        yield Act(
            stage.moment(calendar.workday_from(day - 9 * DAY), time(9, 50)),
            Kind.TRAINING,
            how=f"announce:{lesson.topic}",
        )
        yield Act(stage.moment(day, time(17, 20)), Kind.TRAINING, how=f"hold:{lesson.topic}")
        evening = stage.moment(calendar.next_workday(day), time(10, 40))
        yield Act(evening, Kind.TRAINING, how=f"evaluate:{lesson.topic}")
    lately = calendar.previous_workday(stage.today - 4 * DAY)
    for how, clock in (("invite", time(9, 30)), ("gather", time(16, 30))):
        day = calendar.previous_workday(lately - 6 * DAY) if how == "invite" else lately
        yield Act(stage.moment(day, clock), Kind.TRAINING, how=f"{how}:")


def _library(stage: Stage) -> Iterator[Act]:
    """What is owed of the outputs is decided at the beginning, filed month by month; the library fills lately."""
    begun = stage.calendar.workday_from(stage.first + 2 * DAY)
    yield Act(stage.moment(begun, time(16, 20)), Kind.KEEP_LIBRARY, how="expect")
    for month in stage.months:
        day = stage.calendar.add_workdays(month.end, 4)
        yield Act(stage.moment(day, time(16, 50)), Kind.KEEP_LIBRARY, how=f"file:{month.label}")
    lately = stage.calendar.previous_workday(stage.today - 3 * DAY)
    yield Act(stage.moment(lately, time(10, 5)), Kind.KEEP_LIBRARY, how="fill")


def _committee(stage: Stage) -> Iterator[Act]:
    """The committee meets once, on a quiet afternoon some weeks ago; its next meeting is called."""
    if not stage.weeks:
        return
    monday = stage.weeks[max(len(stage.weeks) - MET_WEEKS_AGO, 0)].start
    yield Act(stage.moment(monday, time(10, 40)), Kind.CONVENE)
    yield Act(stage.moment(monday + timedelta(days=3), time(15, 20)), Kind.HOLD)
    reported = stage.calendar.next_workday(monday + timedelta(days=8))
    yield Act(stage.moment(reported, time(10, 40)), Kind.REPORT_CONDITION)
    called = stage.calendar.previous_workday(stage.today)
    yield Act(stage.moment(called, time(15, 40)), Kind.CONVENE_NEXT)


def _improvements(stage: Stage) -> Iterator[Act]:
    """In a whole year one improvement runs its course; lately one is under way and one has just been raised."""
    told = [(24, "raise_change"), (23, "plan_change"), (6, "raise_problem")]
    if len(stage.weeks) >= WHOLE_STORY:
        told.append((5, "close_desk"))
        for number, how in COURSE:
            day = stage.weeks[number].start + timedelta(days=1)
            yield Act(stage.moment(day, time(9, 40)), Kind.IMPROVE, how=how)
    for ago, how in told:
        day = stage.calendar.previous_workday(stage.today - timedelta(days=ago))
        yield Act(stage.moment(day, time(10, 10)), Kind.IMPROVE, how=how)


def _assessment(stage: Stage) -> Iterator[Act]:
    """In a whole year the framework is assessed once, some weeks before today, within one calendar year."""
    if len(stage.weeks) < WHOLE_STORY:
        return
    days = [stage.calendar.previous_workday(stage.today - timedelta(days=ago)) for ago in ASSESSED]
    if days[0].year == days[-1].year:
        for day, how in zip(days, ("plan", "judge", "close"), strict=True):
            yield Act(stage.moment(day, time(9, 25)), Kind.ASSESS, how=how)


def _months(stage: Stage) -> Iterator[Act]:
    for ago, month in enumerate(reversed(stage.months)):
        day = report_day(stage, month)
        yield Act(stage.moment(month.end + timedelta(days=1), time(0, 10)), Kind.TICK)
        yield Act(stage.moment(day, time(0, 10)), Kind.TICK)
        if ago == LATE_REPORT_MONTHS_AGO:
            day = stage.calendar.next_workday(stage.calendar.next_workday(day))
        yield Act(stage.moment(day, time(14, 20)), Kind.TICK)
        yield Act(
            stage.moment(day, time(14, 30)),
            Kind.ANALYSE,
            month=month,
            how="half" if ago == 0 else "",
        )
        if ago > 0:
            yield Act(stage.moment(day, time(15, 40)), Kind.SUBMIT_REPORT, month=month)
            yield Act(stage.moment(day, time(16, 30)), Kind.ISSUE_REPORT, month=month)
            for how in _others(stage, ago, month):
                yield Act(stage.moment(day, time(17, 10)), Kind.COMPILE, month=month, how=how)
        if month.month == 6:  # noqa: PLR2004 -- half-way through the year
            yield Act(stage.moment(month.end, time(9)), Kind.RAISE_TARGET, month=month)


def _others(stage: Stage, ago: int, month: Month) -> Iterator[ReportKind]:
    """Beside the months: the last quarter and its SLA report, the year that ended, the last month's service report."""
    issued = stage.months[:-1]
    quarters = [each for each in issued if each.month % MONTHS_OF_QUARTER == 0]
    if quarters and month == quarters[-1]:
        yield ReportKind.QUARTERLY
        yield ReportKind.SLA
    if month.month == MONTHS_OF_YEAR:
        yield ReportKind.YEARLY
    if ago == 1:
        yield ReportKind.SERVICE


def _reviews(stage: Stage) -> Iterator[Act]:
    """Each quarter that has ended is reviewed; shortly before today customers are heard, one of them gravely."""
    quarter = Quarter.of(stage.first)
    while quarter.end < stage.today:
        day = quarter.end
        for _workday in range(REVIEWED_AFTER):
            day = stage.calendar.next_workday(day)
        invited, month = day - timedelta(days=INVITED_BEFORE), Month.of(quarter.end)
        yield Act(stage.moment(invited, time(10)), Kind.REVIEW, month=month, how="convene")
        yield Act(stage.moment(day, time(16, 30)), Kind.REVIEW, month=month, how="sign")
        quarter = quarter.next()
    lately = stage.calendar.previous_workday(stage.calendar.previous_workday(stage.today))
    for place, days in enumerate(HEARD_DAYS_BEFORE):
        at = stage.moment(lately - timedelta(days=days), time(10, 40))
        yield Act(at, Kind.HEAR_CUSTOMERS, how=str(place))


def report_day(stage: Stage, month: Month) -> date:
    """The fifth workday, or the due day of the month's last week where that is later."""
    return max(stage.calendar.due_day(month, MONTHLY_DUE), stage.due_day(Week.of(month.end)))
