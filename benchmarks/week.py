"""P5: a week of 80 values handed in and accepted with all its roll-ups, beside the bare upsert of the values."""

import statistics
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.ground import ground
from benchmarks.measure import Figure, seconds, statements, tell, timed

VALUES = 80
MONDAY = date(2026, 10, 12)


def company():
    """A specialist and an officer, and 80 measures asked of one process, each an indicator of its own."""
    from django.utils import timezone

    from governance.lib.actors import SystemActor
    from governance.models import Department
    from governance.models.person import roles_held
    from governance.services.person import NewPerson, create_person, grant_role
    from governance.states import Role, Sphere
    from kpi.models import Indicator, IndicatorVersion, Measure
    from processes.models import Assignment, Process

    begun = timezone.now() - timedelta(days=400)
    department = Department.objects.first()
    people = []
    for name, role in (("spec", Role.PROCESS_SPECIALIST), ("pmo", Role.PMO)):
        new = NewPerson(name, name, name, department, "", Sphere.BUSINESS)
        person, _word = create_person(new, by=SystemActor("bench"), at=begun)
        grant_role(person, role, valid_from=begun.date(), by=SystemActor("bench"), at=begun)
        person.roles_of_request = roles_held(person)  # as a signed-in person has them
        people.append(person)
    process = Process.objects.get(code="incident")
    for number in range(VALUES):
        measure = Measure.objects.create(
            code=f"bench_{number}", process=process, name=f"量{number}", name_en=f"m{number}"
        )
        indicator = Indicator.objects.create(
            code=f"B-{number:03d}",
            process=process,
            name=f"指标{number}",
            name_en=f"i{number}",
            direction="up",
            state="adopted",
            adopted_on=begun.date(),
        )
        version = IndicatorVersion.objects.create(
            indicator=indicator, number=1, formula=measure.code
        )
        version.measures.add(measure)
        Measure.objects.create(
            code=f"plain_{number}", process=process, name=f"量{number}", name_en=f"m{number}"
        )
    assignment = Assignment.objects.create(
        person=people[0], department=department, process=process, valid_from=begun.date()
    )
    return assignment, *people


def figures():
    with ground():
        from django.utils import timezone

        from kpi.services.submission import accept_submission, submit_week

        now = timezone.now()
        as_in_the_web_process()
        assignment, specialist, officer = company()
        weeks = iter(range(40))
        plain = seconds(lambda: insert_plainly(next(weeks)), rounds=5)
        times, counts = {"hand in": [], "accept": []}, {}
        for _round in range(5):
            row, entry = filled(assignment, specialist, next(weeks), now)
            with timed(times["hand in"]), statements() as seen:
                submitted = submit_week(row, entry, by=specialist, at=now)
            counts["hand in"] = seen.count
            with timed(times["accept"]), statements() as seen:
                accept_submission(submitted, by=officer, at=now)
            counts["accept"] = seen.count
        for act, took in times.items():
            middle = statistics.median(took)
            note = f"{middle * 1000:.0f} ms against {plain * 1000:.1f} ms"
            yield Figure("P5", f"{act} {VALUES} values: SQL statements", counts[act], "SQL", 20)
            yield Figure(
                "P5", f"{act}, beside the bare insert of the values", middle / plain, "×", 2, note
            )


def filled(assignment, specialist, back, now):
    """A week's record and 80 numbers for it."""
    from governance.lib.periods import Week
    from kpi.formulas.entry import Typed
    from kpi.services.duty import ensure_weekly_duty
    from kpi.services.entry import WeekEntry, sheet_of
    from kpi.services.submission import open_week

    week = Week.of(MONDAY - timedelta(weeks=back))
    row = open_week(assignment, week, by=specialist, at=now)
    ensure_weekly_duty(assignment, week, at=now)  # as the clock does on Monday
    fields = sheet_of(assignment, week).fields()
    cells = {each.key: Typed(str(10 + place)) for place, each in enumerate(fields)}
    return row, WeekEntry(cells, version=row.version)


def as_in_the_web_process():
    """What was loaded at the start is looked through by no round of the collector (config/wsgi.py)."""
    import gc

    gc.collect()
    gc.freeze()


def insert_plainly(back):
    """The least anybody could do: the values alone, in one statement and one transaction."""
    from django.db import transaction

    from governance.lib.periods import Week
    from kpi.models import Measure, MeasureValue

    week = Week.of(MONDAY - timedelta(weeks=back))
    when = {"start": week.start, "end": week.end, "iso_year": week.year, "iso_week": week.week}
    # Of measures nobody is asked for: a number the system counts relieves people of theirs.
    measures = list(Measure.objects.filter(code__startswith="plain_"))
    with transaction.atomic():
        MeasureValue.objects.bulk_create(
            MeasureValue(measure=measure, origin="system", value=Decimal(place), **when)
            for place, measure in enumerate(measures)
        )


def main():
    tell(figures())


if __name__ == "__main__":
    main()
