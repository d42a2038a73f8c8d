import json
import threading
from decimal import Decimal

import pytest
from django.utils import timezone

from governance.lib.periods import Slice, Week
from governance.models import AuditEntry, IdempotencyKey, Obligation
from kpi.models import MeasureValue, Submission
from kpi.services.submission import accept_submission
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.rest import READ, WRITE, check_shape, machine, make_token, signed_in

DOOR = "/api/v1/kpi/submissions/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(specialist, operations):
    process = make_process()
    for code in ("inc_met", "inc_all"):
        make_measure(code, process)
    make_indicator("INC-04", process, "inc_met / inc_all")
    return make_assignment(specialist, process, operations)


@pytest.fixture
def send(specialist, assignment):
    client = machine(make_token(specialist, WRITE)[1])

    def _send(body, expected=None, *, key=None, client=client):
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        headers = {} if key is None else {"idempotency-key": key}
        answer = client.post(DOOR, raw, content_type="application/json", headers=headers)
        if expected is None:
            return answer
        return check_shape(answer, expected) if expected >= 400 else answer.json()

    return _send


def week_of(**changes):
    body = {
        "process": "incident",
        "department": "operations",
        "week": "2026-W08",
        "values": [
            {"measure": "inc_met", "slice_start": "2026-02-16", "value": "95"},
            {"measure": "inc_all", "slice_start": "2026-02-16", "value": 100},
        ],
        "submit": True,
    }
    return body | changes


def one(**cell):
    return week_of(
        values=[{"measure": "inc_met", "slice_start": "2026-02-16", **cell}], submit=False
    )


def nothing_stored():
    return not Submission.objects.exists() and not MeasureValue.objects.exists()


def test_a_week_is_handed_in(send, specialist):
    body = send(week_of())

    row = Submission.objects.get()
    assert body.status_code == 201
    assert body["Location"] == f"{DOOR}{row.pk}/"
    assert (row.state, row.submitted_by, row.entered_via) == ("submitted", specialist, "rest")
    told = body.json()
    assert told["week"] == "2026-W08"
    assert [(cell["measure"], cell["value"]) for cell in told["values"]] == [
        ("inc_all", "100"),
        ("inc_met", "95"),
    ]
    entry = AuditEntry.objects.filter(action="kpi.submit_submission").get()
    assert entry.actor_key == specialist.actor_key
    assert entry.via.startswith("token:")
    assert Obligation.objects.get(kind="weekly_data").state in {"done", "late_done"}


def test_what_was_handed_in_can_be_read_back(send, specialist, stranger, officer):
    pk = send(week_of()).json()["id"]

    mine = machine(make_token(specialist, WRITE, name="again")[1]).get(f"{DOOR}{pk}/")
    assert mine.status_code == 200
    assert mine.json()["state"] == "submitted"
    check_shape(signed_in(stranger).get(f"{DOOR}{pk}/"), 404)
    assert signed_in(officer).get(f"{DOOR}{pk}/").status_code == 200
    for nobody in (0, 10**9, 10**30):
        check_shape(signed_in(officer).get(f"{DOOR}{nobody}/"), 404)


def test_a_draft_is_kept_and_replaced(send):
    assert send(one(value=7)).status_code == 201
    again = send(one(value=8))

    assert again.status_code == 200
    assert Submission.objects.get().state == "draft"
    assert MeasureValue.objects.get().value == Decimal(8)


def test_the_same_week_again_names_the_record_that_is_there(send, officer):
    pk = send(week_of()).json()["id"]
    assert send(week_of(), 409)["existing"]["id"] == pk
    # As on the page: what was refused stands in the trail with the sentence that was read.
    entry = AuditEntry.objects.get(action="governance.refuse_act")
    assert (entry.after["address"], entry.via[:6]) == (DOOR, "token:")
    assert entry.note

    accept_submission(Submission.objects.get(), by=officer, at=timezone.now())
    body = send(week_of(), 409)
    assert (body["code"], body["existing"]["id"], body["existing"]["state"]) == (
        "already_submitted",
        pk,
        "accepted",
    )


def test_a_draft_of_another_is_overwritten_only_under_its_version(send, assignment, colleague):
    assignment.deputy = colleague
    assignment.save()
    send(one(value=7))
    deputy = machine(make_token(colleague, WRITE)[1])

    body = send(one(value=8), 428, client=deputy)
    send(one(value=8) | {"version": body["existing"]["version"] + 5}, 409, client=deputy)
    told = send(one(value=8) | {"version": body["existing"]["version"]}, client=deputy)

    assert told.status_code == 200
    assert MeasureValue.objects.get().value == Decimal(8)


def test_a_week_that_crosses_a_month_needs_its_parts(send):
    cells = [{"measure": code, "value": 5} for code in ("inc_met", "inc_all")]
    body = send(week_of(week="2026-W09", values=cells), 400)
    assert "2026-02-23, 2026-03-01" in body["fields"]["values[0].slice_start"][0]

    cells = [
        {"measure": code, "slice_start": day, "value": 5}
        for code in ("inc_met", "inc_all")
        for day in ("2026-02-23", "2026-03-01")
    ]
    assert send(week_of(week="2026-W09", values=cells)).status_code == 201
    assert set(MeasureValue.objects.values_list("start", "end")) == {
        (part.start, part.end) for part in Week(2026, 9).slices()
    }
    assert isinstance(Week(2026, 9).slices()[0], Slice)


def test_no_data_because_is_an_answer(send):
    cells = [
        {"measure": "inc_met", "value": None, "no_data_reason": "系统停机"},
        {"measure": "inc_all", "no_data_reason": "系统停机"},
    ]
    assert send(week_of(values=cells)).status_code == 201
    assert set(MeasureValue.objects.values_list("value", "no_data_reason")) == {(None, "系统停机")}


def test_what_is_missing_is_named_and_nothing_is_stored(send):
    body = send(week_of(values=[{"measure": "inc_met", "value": 5}]), 400)

    assert "inc_all 2026-02-16" in body["fields"]["values"][0]
    assert nothing_stored()


@pytest.mark.parametrize(
    ("cell", "where"),
    [
        ({"value": True}, "values[0].value"),
        ({"value": [5]}, "values[0].value"),
        ({"value": {"a": 1}}, "values[0].value"),
        ({"value": "NaN"}, "values[0].value"),
        ({"value": "1_000"}, "values[0].value"),
        ({"value": "٣"}, "values[0].value"),
        ({"value": "1e5"}, "values[0].value"),
        ({"value": "0x10"}, "values[0].value"),
        ({"value": -1}, "values[0].value"),
        ({"value": 1.5}, "values[0].value"),
        ({"value": "95%"}, "values[0].value"),
        ({"value": 10**20}, "values[0].value"),
        ({"value": 5, "no_data_reason": "both of them"}, "values[0].no_data_reason"),
        ({"value": 5, "reason": 5}, "values[0].reason"),
        ({"value": 5, "reason": "x" * 301}, "values[0].reason"),
        ({"value": 5, "reason": "a\u202eb"}, "values[0].reason"),
        ({"vaule": 5}, "values[0].vaule"),
        ({"value": 5, "state": "accepted"}, "values[0].state"),
        ({"value": 5, "measure": "chg_all"}, "values[0].measure"),
        ({"value": 5, "measure": 5}, "values[0].measure"),
        ({"value": 5, "slice_start": "2026-02-17"}, "values[0].slice_start"),
        ({"value": 5, "slice_start": "20260216"}, "values[0].slice_start"),
        ({"value": 5, "slice_start": "2026-W08-1"}, "values[0].slice_start"),
        ({"value": 5, "slice_start": "2026-02-16T00:00:00Z"}, "values[0].slice_start"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_stored(send, cell, where):
    assert where in send(one(**cell), 400)["fields"]
    assert nothing_stored()


@pytest.mark.parametrize(
    ("value", "stored"),
    [("5", 5), (5, 5), ("５", 5), (" 5 ", 5), ("1,000", 1000), (5.0, 5), ("-0", 0)],
)
def test_a_number_is_taken_as_a_number_or_its_text(send, value, stored):
    assert send(one(value=value)).status_code == 201
    assert MeasureValue.objects.get().value == stored


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"week": "2027-W53"}, "week"),
        ({"week": "2026-W54"}, "week"),
        ({"week": "2026-02"}, "week"),
        ({"week": 202608}, "week"),
        ({"week": None}, "week"),
        ({"week": ""}, "week"),
        ({"process": "nothing"}, "process"),
        ({"process": None}, "process"),
        ({"department": "nothing"}, "process"),
        ({"project": "nothing"}, "process"),
        ({"values": "x"}, "values"),
        ({"values": None}, "values"),
        ({"values": [None]}, "values[0]"),
        ({"values": [[]]}, "values[0]"),
        ({"values": [{}]}, "values[0].measure"),
        ({"values": [{"measure": "inc_met"}] * 501}, "values"),
        ({"submit": "false"}, "submit"),
        ({"submit": 1}, "submit"),
        ({"submit": None}, "submit"),
        ({"note": 5}, "note"),
        ({"note": "x" * 2001}, "note"),
        ({"version": "3"}, "version"),
        ({"version": True}, "version"),
        ({"version": 0}, "version"),
        *[
            ({name: 1}, name)
            for name in (
                "state",
                "owner",
                "accepted_by",
                "received_at",
                "id",
                "hash",
                "is_late",
                "vaule",
                "_method",
            )
        ],
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(send, changes, where):
    assert where in send(week_of(**changes), 400)["fields"]
    assert nothing_stored()


def test_the_same_cell_twice_is_refused(send):
    cells = [{"measure": "inc_met", "value": 5}, {"measure": "inc_met", "value": 6}]

    assert "values[1].measure" in send(week_of(values=cells, submit=False), 400)["fields"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b'{"a":1,}',
        b"\xef\xbb\xbf{}",
        b"null",
        b"[]",
        b'"x"',
        b"5",
        b'{"note":"\\u0000"}',
        b'{"note":"\\ud800"}',
        b'{"\\ud800":1}',
        b"[" * 100_000,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b'{"version":' + b"1" * 10_000 + b"}",
        b'{"version":1e400}',
        b'{"version":NaN}',
        b'{"note":"a","note":"b"}',
        '{"note":"中文"}'.encode("gbk"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(send, raw):
    body = send(raw, 400)

    assert body["message"]
    assert nothing_stored()


def test_other_kinds_of_bodies_are_refused(specialist, assignment):
    client = machine(make_token(specialist, WRITE)[1])
    raw = json.dumps(week_of())

    for kind in (
        "application/xml",
        "text/plain",
        "",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        check_shape(client.post(DOOR, raw, content_type=kind), 415)
    json_kind = {"content_type": "application/json"}
    check_shape(client.post(DOOR, raw, headers={"content-encoding": "gzip"}, **json_kind), 415)
    check_shape(client.post(DOOR, b" " * 10_000_000, **json_kind), 413)
    assert client.post(DOOR, raw, CONTENT_LENGTH="x", **json_kind).status_code == 400
    assert nothing_stored()


def test_a_key_makes_a_repetition_harmless(send):
    first = send(week_of(), key="week-8")
    again = send(dict(reversed(week_of().items())), key='"week-8"')

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Submission.objects.count() == 1
    assert send(week_of(note="other"), 422, key="week-8")["code"] == "idempotency_key_reused"


def test_a_refused_request_leaves_its_key_free(send):
    send(week_of(values=[]), 400, key="k")

    assert not IdempotencyKey.objects.exists()
    assert send(week_of(), key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 300, "a\tb", "钥匙"])
def test_a_key_that_is_none_is_refused(send, key):
    assert "Idempotency-Key" in send(week_of(), 400, key=key)["fields"]
    assert nothing_stored()


def test_while_the_first_runs_the_second_waits(send, specialist):
    from governance.lib.rest_key import digest_of

    class Asked:
        method, path = "POST", DOOR

    digest = digest_of(Asked, json.loads(json.dumps(week_of())))
    IdempotencyKey.objects.create(
        person=specialist, key="k", request_sha256=digest, status=None, created_at=timezone.now()
    )

    answer = send(week_of(), key="k")
    check_shape(answer, 409)
    assert int(answer["Retry-After"]) >= 1


def test_strangers_readers_and_foreign_scopes_hand_nothing_in(
    send, specialist, stranger, employee, officer
):
    send(week_of(), 403, client=machine(make_token(stranger, WRITE)[1]))
    send(week_of(), 403, client=machine(make_token(employee, WRITE)[1]))
    send(week_of(), 403, client=machine(make_token(specialist, READ)[1]))
    # The PMO may, on behalf of the specialist, but says why.
    body = send(week_of(), 400, client=machine(make_token(officer, WRITE)[1]))
    assert body["code"] == "note_missing"
    assert nothing_stored()


def test_on_behalf_needs_its_reason(send, officer):
    client = machine(make_token(officer, WRITE)[1])

    assert send(week_of(note="the specialist is ill"), client=client).status_code == 201


def test_a_session_hands_in_with_its_csrf_token_only(specialist, assignment):
    browser = signed_in(specialist)

    check_shape(browser.post(DOOR, week_of(), content_type="application/json"), 403)
    assert nothing_stored()


def test_a_week_that_is_not_over_is_refused(send, time_machine):
    time_machine.move_to("2026-02-18T10:00:00+08:00")

    assert send(week_of(), 409)["code"] == "cannot_submit"
    assert nothing_stored()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_under_one_key_act_once(specialist, assignment):
    from django.db import connection

    text = make_token(specialist, WRITE)[1]
    answers = []

    def go():
        client = machine(text)
        answers.append(
            client.post(
                DOOR, week_of(), content_type="application/json", headers={"idempotency-key": "k"}
            ).status_code
        )
        connection.close()

    threads = [threading.Thread(target=go) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Submission.objects.count() == 1
    assert AuditEntry.objects.filter(action="kpi.submit_submission").count() == 1


def test_several_weeks_are_handed_in_at_once(send):
    first, second = week_of(), week_of(week="2026-W07", values=cells_on("2026-02-09"))

    answer = send({"items": [first, second]})

    assert answer.status_code == 201
    told = answer.json()["items"]
    assert [each["status"] for each in told] == [201, 201]
    assert [each["submission"]["week"] for each in told] == ["2026-W08", "2026-W07"]
    assert {each["submission"]["state"] for each in told} == {"submitted"}
    assert Submission.objects.count() == 2


def cells_on(day, **changes):
    cells = [{"measure": code, "slice_start": day, "value": 5} for code in ("inc_met", "inc_all")]
    cells[0] |= changes
    return cells


def test_of_several_weeks_every_fault_is_named_and_none_is_stored(send):
    bad_cell = week_of(week="2026-W07", values=cells_on("2026-02-09", value="x"))
    bad_shape = week_of(week="2026-W06", values=cells_on("2026-02-02", vaule=1), state="accepted")
    strange = week_of(week="2026-W05", process="nothing")

    fields = send({"items": [week_of(), bad_cell, bad_shape, strange, 5]}, 400)["fields"]

    assert set(fields) == {
        "items[1].values[0].value",
        "items[2].values[0].vaule",
        "items[2].state",
        "items[3].process",
        "items[4]",
    }
    assert nothing_stored()
    assert not AuditEntry.objects.filter(action="kpi.submit_submission").exists()


def test_weeks_that_are_there_already_stand_in_the_way_of_all(send):
    pk = send(week_of()).json()["id"]
    new = week_of(week="2026-W07", values=cells_on("2026-02-09"))

    body = send({"items": [new, week_of()]}, 409)

    assert body["code"] == "already_submitted"
    assert body["items"][0]["index"] == 1
    assert body["items"][0]["existing"]["id"] == pk
    assert set(body["fields"]) == {"items[1]"}
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"items": []}, "items"),
        ({"items": {}}, "items"),
        ({"items": None}, "items"),
        ({"items": [{}] * 54}, "items"),
        ({"items": [week_of()], "submit": True}, "submit"),
        ({"items": [week_of(), week_of(note="again")]}, "items[1]"),
    ],
)
def test_a_list_of_weeks_has_its_shape(send, body, where):
    assert where in send(body, 400)["fields"]
    assert nothing_stored()


def test_several_weeks_under_one_key_are_handed_in_once(send):
    body = {"items": [week_of(), week_of(week="2026-W07", values=cells_on("2026-02-09"))]}

    first, again = send(body, key="two weeks"), send(body, key="two weeks")

    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Submission.objects.count() == 2
    assert send({"items": body["items"][:1]}, 422, key="two weeks")


def test_strangers_hand_in_no_list_either(send, stranger):
    send({"items": [week_of()]}, 403, client=machine(make_token(stranger, WRITE)[1]))
    assert nothing_stored()


GRADE_SCALE = [
    {"code": "poor", "name": "不合格", "name_en": "poor"},
    {"code": "fair", "name": "合格", "name_en": "fair", "meets": True},
]


@pytest.fixture
def graded(assignment):
    measure = make_measure(
        "inc_q1", assignment.process, aggregation="GRADE", scale=GRADE_SCALE, unit=""
    )
    make_indicator("INC-Q1", assignment.process, "inc_q1", unit="", kind="qualitative")
    return measure


def grade_of(**cell):
    body = week_of(submit=False)
    body["values"] = [{"measure": "inc_q1", "slice_start": "2026-02-16", **cell}]
    return body


@pytest.mark.parametrize("told", [{"grade": "fair"}, {"grade": "合格"}, {"value": "fair"}])
def test_a_grade_is_sent_by_code_or_word(send, graded, told):
    body = send(grade_of(**told, narrative="minutes"), 201)

    (cell,) = body["values"]
    assert (cell["value"], cell["grade"], cell["narrative"]) == (None, "fair", "minutes")


def test_a_number_and_a_grade_or_a_wrong_grade_are_refused(send, graded):
    told = send(grade_of(value="1", grade="fair"), 400)
    assert "values[0].grade" in told["fields"]
    told = send(grade_of(grade="great"), 400)
    assert "values[0].value" in told["fields"]
    assert nothing_stored()
