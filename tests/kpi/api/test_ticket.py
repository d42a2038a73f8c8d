"""Tickets in batches by REST: strict, once, in order, and together what one file would be."""

import json
import random
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from governance.lib.workflow import Conflict
from governance.models import AuditEntry, Job
from governance.services.job import JobOrder, request_job, run_due_jobs
from governance.states import JobState
from kpi.models import DataSource, MeasureValue, TicketImport
from kpi.selectors.source import IMPORT_JOB
from kpi.services.ticket_import import Export, import_tickets
from tests.kpi.ticketing import NOW, facts_of, import_rows, make_source
from tests.people import SETUP
from tests.rest import READ, WRITE, check_shape, machine, make_token, signed_in
from tests.tickets import HEADER, MAPPING, ROWS, write_csv

DOOR = "/api/v1/kpi/sources/desk/tickets/"
pytestmark = pytest.mark.django_db


def tickets(rows=ROWS):
    return [dict(zip(HEADER, row, strict=True)) for row in rows]


@pytest.fixture
def source(operations):
    return make_source(department=operations)


@pytest.fixture
def client(specialist):
    return machine(make_token(specialist, WRITE)[1])


@pytest.fixture
def send(source, client):
    def _send(body, expected=202, *, client=client, path=DOOR, key=None):
        body = {"tickets": body} if isinstance(body, list) else body
        headers = {"idempotency-key": key} if key else {}
        raw = json.dumps(body)
        answer = client.post(path, raw, content_type="application/json", headers=headers)
        if expected != 202:
            return check_shape(answer, expected)
        assert answer.status_code == 202, answer.content
        return answer

    return _send


def work():
    return run_due_jobs(clock=timezone.now)


def cells_of(source):
    rows = MeasureValue.objects.filter(source=source).order_by("pk")
    names = ("measure__code", "dimension", "dimension_value", "start", "value")
    return sorted(rows.values_list(*names), key=str)


def test_a_batch_waits_for_its_job_and_tells_what_became_of_it(send, client, source):
    answer = send(tickets())

    assert answer["Location"] == f"/api/v1/kpi/imports/{answer.json()['id']}/"
    assert answer["Retry-After"]
    waiting = client.get(answer["Location"]).json()
    assert (waiting["state"], waiting["tickets"], waiting["source"]) == ("waiting", 0, "desk")
    assert waiting["progress"] == {"done": 0, "total": 0, "percent": 0}
    work()
    done = client.get(answer["Location"]).json()
    assert (done["state"], done["tickets"], done["tickets_new"]) == ("imported", 3, 3)
    assert done["cells_changed"] > 0
    assert done["finished_at"]
    assert done["restatements"] == []
    assert AuditEntry.objects.filter(action="kpi.receive_export", via__startswith="token:").exists()
    assert AuditEntry.objects.filter(action="kpi.import_tickets").exists()


def test_a_batch_bears_the_companys_clock_in_its_name(send):
    with time_machine.travel(datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC), tick=False):
        assert send(tickets()).json()["name"] == "rest 2026-03-02 09.02.03.csv"


def test_a_source_is_named_by_its_code_or_its_number(send, source):
    send(tickets(), path=f"/api/v1/kpi/sources/{source.pk}/tickets/")
    for nobody in ("nothing", "999999", "9" * 30, "１"):
        send(tickets(), 404, path=f"/api/v1/kpi/sources/{nobody}/tickets/")


@pytest.mark.parametrize("size", [1, 2, 3])
def test_batches_together_are_what_one_file_is(send, source, tmp_path, operations, size):
    twin = make_twin(operations)
    import_rows(twin, tmp_path)

    for start in range(0, len(ROWS), size):
        send(tickets(ROWS[start : start + size]))
    work()

    assert set(TicketImport.objects.values_list("outcome", flat=True)) == {"imported"}
    assert facts_of(source) == facts_of(twin)
    assert cells_of(source) == cells_of(twin)


def make_twin(operations):
    from kpi.services.ticket import Declaration, declare_source
    from tests.kpi.ticketing import NOW

    return declare_source(Declaration("twin", MAPPING, department=operations), by=SETUP, at=NOW)


def generated(count=400, seed=6):
    """An event log of many tickets whose rows are mixed, as a tool exports the last hours."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        day = 1 + number % 27
        opened, closed = f"{day}/2/2016 09:{number % 60:02}", f"{day + 1}/2/2016 10:00"
        for event in range(1 + number % 3):
            is_last = event == number % 3
            row = [f"N{number}", "Closed" if is_last else "New", opened]
            row += [closed if is_last else "?", closed if is_last else "?"]
            row += [chance.choice(["1 - Critical", "3 - Moderate"]), chance.choice(["Desk", "?"])]
            row += [chance.choice(["true", "false"]), str(chance.randrange(4))]
            rows.append((event, chance.random(), row))
    return [row for _event, _chance, row in sorted(rows)]


def test_an_event_log_cut_anywhere_counts_what_the_whole_counts(send, source, tmp_path, operations):
    twin, rows = make_twin(operations), generated()
    import_rows(twin, tmp_path, rows)

    for start in range(0, len(rows), 97):
        send(tickets(rows[start : start + 97]))
    work()

    assert facts_of(source) == facts_of(twin)
    assert cells_of(source) == cells_of(twin)


def test_the_same_batch_again_changes_nothing(send, client, source):
    first = send(tickets(), key="batch 1")
    again = send(tickets(), key="batch 1")
    work()
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert TicketImport.objects.count() == 1

    sent_anew = send(tickets())
    work()
    assert client.get(sent_anew["Location"]).json()["state"] == "unchanged"
    assert send(tickets(ROWS[:1]), 422, key="batch 1")["code"] == "idempotency_key_reused"


def test_values_come_as_json_or_as_the_tool_prints_them(send, source, client):
    rows = tickets()
    typed = [
        row | {"made_sla": row["made_sla"] == "true", "reopens": int(row["reopens"])}
        for row in rows
    ]
    for row in typed:
        row |= {name: None for name, value in row.items() if value == "?"}
    send(typed)
    work()
    send(rows)
    work()

    assert list(TicketImport.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "imported",
        "unchanged",
    ]


def test_a_value_nobody_understands_refuses_the_batch_and_is_named(send, client, source):
    answer = send([*tickets(), tickets()[0] | {"opened_at": "yesterday"}])
    work()

    told = client.get(answer["Location"]).json()
    assert (told["state"], told["bad_rows_count"]) == ("refused", 1)
    assert (told["bad_rows"][0]["row"], told["bad_rows"][0]["column"]) == (7, "opened_at")
    assert facts_of(source) == []


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "tickets"),
        ({"tickets": []}, "tickets"),
        ({"tickets": {}}, "tickets"),
        ({"tickets": [{"number": "A"}] * 5001}, "tickets"),
        ({"tickets": tickets(), "source": "x"}, "source"),
        ([5], "tickets[0]"),
        ([tickets()[0] | {"colour": "red"}], "tickets[0].colour"),
        ([tickets()[0] | {"number": ["A"]}], "tickets[0].number"),
        ([tickets()[0] | {"number": {"a": 1}}], "tickets[0].number"),
        ([tickets()[0] | {"group": "x" * 10_001}], "tickets[0].group"),
        ([*tickets(), {"number": "Z9"}], "tickets[5].opened_at"),
    ],
)
def test_a_batch_of_another_shape_is_refused_by_name(send, body, where):
    assert where in send(body, 400)["fields"]
    assert not TicketImport.objects.exists()
    assert not Job.objects.exists()


def test_a_batch_has_its_bound(send, client):
    fits = [tickets()[0] | {"number": f"N{number}", "group": "x" * 500} for number in range(5000)]
    assert len(json.dumps({"tickets": fits})) < 5 << 20
    send(fits)

    raw = b" " * (5 * (1 << 20) + 1)
    check_shape(client.post(DOOR, raw, content_type="application/json"), 413)


def test_strangers_readers_and_foreign_scopes_send_nothing(
    send, stranger, employee, head, specialist, officer
):
    send(tickets(), 404, client=machine(make_token(stranger, WRITE)[1]))
    send(tickets(), 403, client=machine(make_token(employee, WRITE)[1]))
    send(tickets(), 403, client=machine(make_token(head, WRITE)[1]))
    send(tickets(), 403, client=machine(make_token(specialist, READ)[1]))
    assert not TicketImport.objects.exists()
    send(tickets(), client=machine(make_token(officer, WRITE)[1]))


def test_an_import_is_told_to_those_who_see_its_source(send, stranger, head, client):
    path = send(tickets())["Location"]

    assert signed_in(head).get(path).status_code == 200
    check_shape(signed_in(stranger).get(path), 404)
    for nobody in (0, 10**9, 10**30):
        check_shape(client.get(f"/api/v1/kpi/imports/{nobody}/"), 404)


def test_a_batch_waits_for_the_one_before_it(send, source):
    first, second = send(tickets(ROWS[:2])).json()["id"], send(tickets(ROWS[2:])).json()["id"]
    # Another worker has the first in hand.
    Job.objects.filter(subject=str(first)).update(
        state=JobState.RUNNING, lease_until=timezone.now() + timezone.timedelta(minutes=5)
    )

    work()

    job = Job.objects.get(kind=IMPORT_JOB, subject=str(second))
    assert (job.state, job.attempts, job.error) == (JobState.DUE, 0, "")
    assert job.next_at > timezone.now()
    assert facts_of(source) == []


def test_a_batch_does_not_wait_for_one_that_was_given_up(send, source):
    first, second = send(tickets(ROWS[:2])).json()["id"], send(tickets(ROWS[2:])).json()["id"]
    Job.objects.filter(subject=str(first)).update(state=JobState.PARKED)

    work()

    assert TicketImport.objects.get(pk=second).outcome == "imported"


def test_a_batch_that_met_another_import_is_tried_again(send, source, tmp_path, specialist):
    row = TicketImport.objects.select_related("source").get(pk=send(tickets()).json()["id"])
    DataSource.objects.filter(pk=source.pk).update(version=99)

    with pytest.raises(Conflict):
        import_tickets(
            row, Export(write_csv(tmp_path / "x.csv"), is_batch=True), by=specialist, at=NOW
        )

    assert TicketImport.objects.get(pk=row.pk).outcome == "waiting"
    work()
    assert TicketImport.objects.get(pk=row.pk).outcome == "imported"


def test_asking_for_a_job_twice_is_one_job(send):
    row = TicketImport.objects.get(pk=send(tickets()).json()["id"])
    request_job(JobOrder(IMPORT_JOB, str(row.pk), {}), by=SETUP, at=timezone.now())
    assert Job.objects.count() == 1
