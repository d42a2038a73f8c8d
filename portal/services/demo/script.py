"""The script of the demo year: who does what when, as pure data in chronological order."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from governance.lib.calendar import MONTHLY_DUE
from governance.lib.periods import Month, Week
from kpi.states import ReportKind
from portal.services.demo.act import Act, Kind, Stage
from portal.services.demo.invented import dice
from portal.services.demo.occasions import occasions
from portal.services.demo.people import POSTS, Post
from portal.services.demo.projects import PROJECT_POSTS, closes

MINUTE = timedelta(minutes=1)
LATE, RETURNED = 0.035, 0.04
MONTHS_OF_QUARTER, MONTHS_OF_YEAR = 3, 12
CLOSING_NOON = time(13, 20)
PMO_LOOKS = (time(11), time(14), time(16, 50))
# Told once each, so that every kind of trouble can be found in the demo (weeks of the story, from 0).
MISSING = ("capacity", 4)
NO_DATA = ("problem", 6)
LATE_REPORT_MONTHS_AGO = 5
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


def script(stage: Stage) -> list[Act]:
    """Everything that happens before today, in the order in which it happened."""
    lately = stage.moment(stage.calendar.previous_workday(stage.today), time(15, 10))
    waiting = Act(lately, Kind.LEAVE_WAITING)
    acts = [
        *_weeks(stage),
        *_months(stage),
        *_corrections(stage),
        *_hand_over(stage),
        *occasions(stage),
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
    """In the middle of the story a specialist leaves in mid-week; the successor reports that week whole.

    The leaver leaves nothing behind: a week whose predecessor is due only after a holiday, or is still
    being corrected, is none to hand over in; then the nearest other one is.
    """
    middle = len(stage.weeks) // 2
    own = [act for act in _weeks(stage) if act.process == HANDED_OVER and act.week is not None]
    for number in sorted(range(len(stage.weeks)), key=lambda each: (abs(each - middle), -each)):
        week = stage.weeks[number]
        at = stage.moment(week.start + timedelta(days=1), time(16))
        if all(act.at < at for act in own if act.week is not None and act.week < week):
            yield Act(at, Kind.HAND_OVER, week, process=HANDED_OVER)
            return


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


def report_day(stage: Stage, month: Month) -> date:
    """The fifth workday, or the due day of the month's last week where that is later."""
    return max(stage.calendar.due_day(month, MONTHLY_DUE), stage.due_day(Week.of(month.end)))
