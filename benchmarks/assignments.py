"""P10: sweep, board and inbox with 2,000 assignments: linear, no statement per row."""

from datetime import time, timedelta

from benchmarks.ground import TODAY, browser, ground
from benchmarks.measure import Figure, seconds, statements, tell

FEW, MANY = 200, 2_000


def assign(count):
    """So many assignments more, each of a department of its own, from three weeks ago on."""
    from governance.models import Department, Person
    from processes.models import Assignment, Process

    processes = list(Process.objects.filter(assignments__isnull=False).distinct())
    begun = Department.objects.filter(code__startswith="bench").count()
    departments = Department.objects.bulk_create(
        Department(code=f"bench{number}", name=f"部门{number}", name_en=f"department {number}")
        for number in range(begun, begun + count)
    )
    people = Person.objects.bulk_create(
        Person(
            username=f"bench{department.pk}",
            name=f"专员{department.pk}",
            staff_no=f"B{department.pk}",
            department=department,
        )
        for department in departments
    )
    start = TODAY - timedelta(days=TODAY.weekday() + 14)
    Assignment.objects.bulk_create(
        Assignment(
            person=person,
            department=person.department,
            process=processes[place % len(processes)],
            valid_from=start,
        )
        for place, person in enumerate(people)
    )


def figures():
    with ground(weeks=5):
        from governance.selectors.calendar import local_moment
        from portal.tasks import sweep_all

        client, took, counted = browser("shen"), {}, {}
        for wanted in (FEW, MANY):
            assign(wanted if wanted == FEW else MANY - FEW)
            now = local_moment(TODAY + timedelta(days=7), time(10))
            with statements() as seen:
                took[wanted, "sweep"] = seconds(lambda: sweep_all(now), rounds=1, warm=0)  # noqa: B023 -- called at once
            counted[wanted, "sweep"] = seen.count
            for name, address in (("board", "/board/"), ("inbox", "/inbox/")):
                with statements() as seen:
                    assert client.get(address).status_code == 200
                counted[wanted, name] = seen.count
                took[wanted, name] = seconds(lambda: client.get(address), rounds=3)  # noqa: B023 -- called at once
        for name in ("sweep", "board", "inbox"):
            more = counted[MANY, name] - counted[FEW, name]
            yield Figure(
                "P10",
                f"{name}: statements more at {MANY:,} than at {FEW} assignments",
                more,
                "SQL",
                1 if name != "sweep" else 20,
                f"{counted[MANY, name]} in all",
            )
            yield Figure(
                "P10",
                f"{name}: time at ten times the assignments",
                took[MANY, name] / took[FEW, name],
                "×",
                12,
                f"{took[MANY, name]:.2f} s",
            )


def main():
    tell(figures())


if __name__ == "__main__":
    main()
