"""Five real processes ring at once after three weeks of darkness: everything is there, and once (reliability §6.1)."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance.lib.periods import Week
from governance.models import AuditEntry, Department, Message, Obligation
from governance.selectors.calendar import local_zone
from governance.services.audit import verify_chain
from governance.services.calendar import seed_calendar
from governance.states import ObligationState, Role
from kpi.models import MeasureValue, Report
from kpi.services.rollup import check_rollups
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.services.test_duty import rhythm_measures
from tests.people import SETUP, make_person

ROOT = Path(__file__).resolve().parents[2]
BEGIN = date(2025, 12, 29)
DARK = datetime(2026, 1, 19, 10, 0, tzinfo=local_zone())
BACK = DARK + timedelta(weeks=3)
PROCESSES = 5
SECONDS = 600


@pytest.fixture
def desks(specialist, officer, manager, operations):
    """Two departments that report one process, and the processes that count our own rhythm."""
    seed_calendar([2026], by=SETUP, at=DARK)
    process = make_process()
    make_measure("s_met", process)
    make_measure("s_due", process)
    make_indicator("S-01", process, "s_met / s_due", adopted_on=BEGIN)
    rhythm_measures(make_process("monitoring", "MON", "过程监控", "Monitoring"))
    second = Department.objects.create(code="second", name="二部", name_en="Second")
    other = make_person("ye", "叶一", second, Role.PROCESS_SPECIALIST)
    return [
        make_assignment(specialist, process, operations, valid_from=BEGIN),
        make_assignment(other, process, second, valid_from=BEGIN),
    ]


def database_url():
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{quote(str(Path(place['NAME']).resolve()))}"
    user, name = quote(place["USER"]), quote(place["NAME"])
    return f"postgresql://{user}@{place['HOST']}:{place['PORT']}/{name}"


def ring_at_once(count, moment, folder):
    """So many processes of their own, each the command an operator would type."""
    environ = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TMPDIR": str(folder),
    }
    command = [sys.executable, ROOT / "manage.py", "tick", "--at", moment.isoformat()]
    running = [
        subprocess.Popen(
            command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for _each in range(count)
    ]
    try:
        said = [each.communicate(timeout=SECONDS)[0].decode() for each in running]
    finally:
        for each in running:
            each.kill()
            each.wait()
    assert [each.returncode for each in running] == [0] * count, "\n".join(said)


def everything():
    """Each thing with how often it is there."""
    return {
        "duties": Counter(Obligation.objects.values_list("kind", "subject", "period", "state")),
        "messages": Counter(Message.objects.values_list("recipient__username", "subject_en")),
        "drafts": Counter(Report.objects.values_list("period", "state")),
        "counts": Counter(
            MeasureValue.objects.values_list("measure__code", "department", "start", "end")
        ),
        "acts": Counter(AuditEntry.objects.values_list("action", "object_key")),
    }


@pytest.mark.django_db(transaction=True)
def test_five_processes_after_three_weeks_of_darkness_do_everything_once(desks, tmp_path):
    ring_at_once(1, DARK, tmp_path)
    before = everything()

    ring_at_once(PROCESSES, BACK, tmp_path)

    after = everything()
    made = after["duties"].keys() - before["duties"].keys()
    weekly = Obligation.objects.filter(kind="weekly_data")
    assert Counter(weekly.values_list("subject", "period")) == {
        (f"assignment:{desk.pk}", Week(2026, number).label): 1
        for desk in desks
        for number in range(1, 7)
    }
    assert made
    assert {key[2] for key in made} > {"2026-W04", "2026-W05", "2026-W06"}
    assert before["drafts"] == {("2025-12", "draft"): 1}
    assert after["drafts"] == {("2025-12", "draft"): 1, ("2026-01", "draft"): 1}
    assert set(after["counts"].values()) == {1}
    for desk in desks:
        told = Message.objects.filter(recipient=desk.person, created_at=BACK)
        assert told.count() == 1
    late = Obligation.objects.filter(due_at__lt=BACK, state=ObligationState.OPEN)
    assert not late.exists()
    assert verify_chain() is None
    assert check_rollups() == []

    ring_at_once(1, BACK, tmp_path)

    assert everything() == after


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-02-24T10:00:00", "2999-01-01T00:00:00+08:00"]
)
def test_the_clock_is_never_told_a_later_moment(moment):
    with pytest.raises(CommandError, match="--at"):
        call_command("tick", at=moment)
