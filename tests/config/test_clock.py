"""The clock rings every minute, whatever time its last ring bears (reliability §0 row 11, D15, D16)."""

from datetime import timedelta

import pytest

from config.celery import EveryMinute, app


@pytest.mark.parametrize(
    ("ago", "is_due"),
    [
        (timedelta(seconds=61), True),
        (timedelta(days=22), True),
        (timedelta(seconds=20), False),
        (timedelta(hours=-1), True),
        (timedelta(days=-365), True),
    ],
)
def test_the_minute_is_due_by_its_last_ring(ago, is_due):
    minute = EveryMinute(60.0, app=app)

    due, wait = minute.is_due(minute.now() - ago)

    assert due is is_due
    assert 0 < wait <= 60


def test_the_minute_outlives_a_restart_of_the_beat():
    """The beat keeps its entries on disk and makes them again from what `__reduce__` says."""
    make, given = EveryMinute(60.0).__reduce__()

    assert make(*given) == EveryMinute(60.0)


def test_the_only_entry_of_the_beat_is_the_minute():
    (entry,) = app.conf.beat_schedule.values()

    assert isinstance(entry["schedule"], EveryMinute)
