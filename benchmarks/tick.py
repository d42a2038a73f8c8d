"""P9: a tick with nothing due; three weeks of darkness made good."""

from datetime import timedelta

from benchmarks.ground import TODAY, ground
from benchmarks.measure import Figure, seconds, statements, tell


def figures():
    with ground(weeks=26):
        from datetime import time

        from governance.selectors.calendar import local_moment
        from portal.tasks import run_jobs, sweep_all, sweep_what_changed

        now = local_moment(TODAY + timedelta(days=1), time(10))

        def tick():
            assert sweep_what_changed(now) == []
            run_jobs()

        for _round in range(3):
            tick()
        with statements() as seen:
            tick()
        took = seconds(tick, rounds=9)
        yield Figure("P9", "a tick with nothing due: SQL statements", seen.count, "SQL", 12)
        yield Figure("P9", "a tick with nothing due: time", took * 1000, "ms", 30)
        everything = seconds(lambda: sweep_all(now), rounds=5)
        yield Figure(
            "P9", "the hourly look through everything: time", everything * 1000, "ms", None
        )
        later = now + timedelta(weeks=3)
        dark = seconds(lambda: sweep_all(later), rounds=1, warm=0)
        yield Figure("P9", "three weeks of darkness made good", dark, "s", 5)


def main():
    tell(figures())


if __name__ == "__main__":
    main()
