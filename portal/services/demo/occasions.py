"""What happens in the demo year beside its weeks and months: documents, plans, trainings, meetings, reviews."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from governance.lib.periods import Month, Quarter
from portal.services.demo.act import DAY, Act, Kind, Stage
from portal.services.demo.plan_words import LESSONS, NEEDS, STEPS

MET_WEEKS_AGO = 3
# Improvements that run their course, by weeks of the story: verified after twelve weeks of data.
COURSES = (
    (24, "raise:desk"),
    (25, "plan:desk"),
    (25, "start:desk"),
    (26, "note_desk"),
    (27, "finish:desk"),
    (28, "raise:records"),
    (29, "plan:records"),
    (29, "start:records"),
    (31, "finish:records"),
    (36, "raise:levels"),
    (37, "plan:levels"),
    (37, "start:levels"),
    (40, "finish:levels"),
    (42, "verify:desk"),
    (45, "verify:records"),
)
# What was begun lately, by days before today.
LATELY = (
    (24, "raise_change"),
    (23, "plan_change"),
    (13, "raise:major"),
    (9, "plan:major"),
    (6, "raise_problem"),
)
# Weeks from which on a story is a whole year.
WHOLE_STORY = 48
# Days before today on which the self-assessment was planned, judged and closed.
ASSESSED = (44, 33, 19)
# Days after a plan was opened: filled, compiled and submitted, decided, published.
FILLED, SUBMITTED, DECIDED, PUBLISHED = 10, 15, 20, 22
NEXT_PLAN_DAYS_AGO = 21
REVIEWED_AFTER, INVITED_BEFORE = 9, 7
HEARD_DAYS_BEFORE = (36, 24, 12, 0)


def occasions(stage: Stage) -> Iterator[Act]:
    """All of it, each kind in its own order."""
    yield from documents(stage)
    yield from plans(stage)
    yield from trainings(stage)
    yield from committee(stage)
    yield from improvements(stage)
    yield from assessment(stage)
    yield from reviews(stage)
    yield from library(stage)


def documents(stage: Stage) -> Iterator[Act]:
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


def plans(stage: Stage) -> Iterator[Act]:
    """The plan of this year after the first week of the story, its milestones and needs on their days; the next one lately."""
    year, calendar = stage.today.year, stage.calendar
    window = calendar.planning_opens(year - 1, stage.zone).date()
    start = calendar.workday_from(max(window, stage.first + 7 * DAY))
    day = calendar.previous_workday(start)
    for how, days, clock in (
        ("open", 0, time(10, 5)),
        ("fill", FILLED, time(14, 5)),
        ("submit", SUBMITTED, time(10, 5)),
        ("decide", DECIDED, time(15, 5)),
        ("publish", PUBLISHED, time(9, 35)),
    ):
        # Holidays may push two acts onto one day; each has a day of its own.
        day = max(calendar.workday_from(start + days * DAY), calendar.next_workday(day))
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


def trainings(stage: Stage) -> Iterator[Act]:
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


def library(stage: Stage) -> Iterator[Act]:
    """What is owed of the outputs is decided at the beginning, filed month by month; the library fills lately."""
    begun = stage.calendar.workday_from(stage.first + 2 * DAY)
    yield Act(stage.moment(begun, time(16, 20)), Kind.KEEP_LIBRARY, how="expect")
    for month in stage.months:
        day = stage.calendar.add_workdays(month.end, 4)
        yield Act(stage.moment(day, time(16, 50)), Kind.KEEP_LIBRARY, how=f"file:{month.label}")
    lately = stage.calendar.previous_workday(stage.today - 3 * DAY)
    yield Act(stage.moment(lately, time(10, 5)), Kind.KEEP_LIBRARY, how="fill")


def committee(stage: Stage) -> Iterator[Act]:
    """The committee meets once, on a quiet afternoon some weeks ago; its next meeting is called."""
    if not stage.weeks:
        return
    monday = stage.weeks[max(len(stage.weeks) - MET_WEEKS_AGO, 0)].start
    held = monday + timedelta(days=3)
    # The major improvement it decides on: raised and planned the week before, begun the day after.
    for day, clock, how in (
        (stage.calendar.previous_workday(monday - 6 * DAY), time(9, 40), "raise:window"),
        (stage.calendar.previous_workday(monday - 3 * DAY), time(16, 10), "plan:window"),
        (stage.calendar.next_workday(held), time(10, 10), "begin:window"),
    ):
        yield Act(stage.moment(day, clock), Kind.IMPROVE, how=how)
    yield Act(stage.moment(monday, time(10, 40)), Kind.CONVENE)
    yield Act(stage.moment(held, time(15, 20)), Kind.HOLD)
    reported = stage.calendar.next_workday(monday + timedelta(days=8))
    yield Act(stage.moment(reported, time(10, 40)), Kind.REPORT_CONDITION)
    called = stage.calendar.previous_workday(stage.today)
    yield Act(stage.moment(called, time(15, 40)), Kind.CONVENE_NEXT)


def improvements(stage: Stage) -> Iterator[Act]:
    """In a whole year some run their course, to every stage; lately one is late, one planned, one just raised."""
    told = list(LATELY)
    if len(stage.weeks) >= WHOLE_STORY:
        told.append((5, "close_desk"))
        for number, how in [each for each in COURSES if each[0] < len(stage.weeks)]:
            day = stage.weeks[number].start + timedelta(days=1)
            clock = time(10, 40) if how.startswith("start:") else time(9, 40)
            yield Act(stage.moment(day, clock), Kind.IMPROVE, how=how)
    for ago, how in told:
        day = stage.calendar.previous_workday(stage.today - timedelta(days=ago))
        yield Act(stage.moment(day, time(10, 10)), Kind.IMPROVE, how=how)


def assessment(stage: Stage) -> Iterator[Act]:
    """In a whole year the framework is assessed once, some weeks before today, within one calendar year."""
    if len(stage.weeks) < WHOLE_STORY:
        return
    days = [stage.calendar.previous_workday(stage.today - timedelta(days=ago)) for ago in ASSESSED]
    if days[0].year == days[-1].year:
        for day, how in zip(days, ("plan", "judge", "close"), strict=True):
            yield Act(stage.moment(day, time(9, 25)), Kind.ASSESS, how=how)


def reviews(stage: Stage) -> Iterator[Act]:
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
