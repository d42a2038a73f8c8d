"""Two files with the same weeks confirmed at once: one is stored, the other is told (X19)."""

import threading

import pytest
from django.db import connection

from governance.lib.workflow import Refused
from kpi.models import MeasureValue, Submission, WeekUpload
from kpi.services.upload import confirm_upload
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.kpi.filing import list_csv, rows_of, stage
from tests.kpi.services.test_submission import AFTER

pytestmark = pytest.mark.django_db(transaction=True)
WEEKS = ["2026-W05", "2026-W06", "2026-W07"]


def test_two_files_with_the_same_weeks_give_one_winner(specialist, colleague, operations):
    process = make_process()
    for code in ("s_met", "s_due"):
        make_measure(code, process)
    make_indicator("S-01", process, "s_met / s_due")
    make_assignment(specialist, process, operations, deputy=colleague)
    rows = {
        person: [r for week in WEEKS for r in rows_of(week, met=met)]
        for person, met in ((specialist, "4"), (colleague, "3"))
    }
    files = {person: stage(list_csv(rows[person]), person, AFTER, "a.csv") for person in rows}
    start, outcomes = threading.Barrier(2), {}

    def confirm(person):
        row = WeekUpload.objects.get(pk=files[person].pk)
        start.wait()
        try:
            confirm_upload(row, by=person, at=AFTER)
            outcomes[person] = "stored"
        except Refused as refusal:
            outcomes[person] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=(person,)) for person in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winners = [person for person, outcome in outcomes.items() if outcome == "stored"]
    assert len(winners) == 1
    assert Submission.objects.count() == len(WEEKS)
    met = set(MeasureValue.objects.filter(measure__code="s_met").values_list("value", flat=True))
    assert met == {4 if winners == [specialist] else 3}
    states = sorted(WeekUpload.objects.values_list("state", flat=True))
    assert states == ["ready", "stored"]
