"""The table of bad requests line by line (reliability §4.4, R1–R25): where each is tested, and again at every door that writes."""

import importlib
import io
import json

import pytest
from rest_framework.exceptions import ParseError

from governance.lib.strict_json import StrictJSONParser
from governance.states import Scope
from tests.kpi.collecting import make_assignment
from tests.kpi.ticketing import make_source
from tests.rest import WRITE, check_shape, machine, make_token

SUBMISSION, VALUE, DOOR = (
    "kpi.api.test_submission",
    "kpi.api.test_value",
    "governance.api.test_door",
)
BODIES = [f"{SUBMISSION}:test_a_body_that_is_no_json_object_is_refused"]
LINES = {
    "R1": BODIES,
    "R2": BODIES,
    "R3": [f"{SUBMISSION}:test_other_kinds_of_bodies_are_refused", *BODIES],
    "R4": BODIES,
    "R5": BODIES,
    "R6": BODIES,
    "R7": BODIES,
    "R8": [f"{SUBMISSION}:test_a_wrong_field_is_named_and_nothing_is_stored"],
    "R9": [
        f"{SUBMISSION}:test_a_wrong_cell_is_named_and_nothing_is_stored",
        f"{SUBMISSION}:test_a_number_is_taken_as_a_number_or_its_text",
    ],
    "R10": [
        f"{SUBMISSION}:test_other_kinds_of_bodies_are_refused",
        "governance.api.test_lines:test_a_body_of_another_length_is_refused",
    ],
    "R11": [f"{SUBMISSION}:test_the_same_week_again_names_the_record_that_is_there"],
    "R12": [f"{SUBMISSION}:test_a_wrong_field_is_named_and_nothing_is_stored"],
    "R13": [f"{SUBMISSION}:test_a_draft_of_another_is_overwritten_only_under_its_version"],
    "R14": [f"{DOOR}:test_nothing_is_deleted_and_nothing_is_changed_by_other_methods"],
    "R15": [
        f"{DOOR}:test_nothing_is_deleted_and_nothing_is_changed_by_other_methods",
        f"{DOOR}:test_method_overrides_are_ignored",
    ],
    "R16": [
        f"{DOOR}:test_a_query_that_is_not_declared_is_refused_by_name",
        f"{DOOR}:test_page_sizes_are_cut_to_the_largest",
        f"{VALUE}:test_a_cursor_is_bound_to_its_question",
    ],
    "R17": [f"{DOOR}:test_a_query_that_is_not_declared_is_refused_by_name"],
    "R18": [
        f"{DOOR}:test_long_and_crowded_queries_are_refused",
        f"{VALUE}:test_a_question_that_cannot_be_meant_is_refused_by_name",
    ],
    "R19": [
        f"{SUBMISSION}:test_a_key_makes_a_repetition_harmless",
        f"{SUBMISSION}:test_while_the_first_runs_the_second_waits",
        f"{SUBMISSION}:test_a_key_that_is_none_is_refused",
        f"{SUBMISSION}:test_twenty_at_once_under_one_key_act_once",
    ],
    "R20": [f"{SUBMISSION}:test_the_same_week_again_names_the_record_that_is_there"],
    "R21": [
        f"{DOOR}:test_a_write_by_cookie_needs_its_csrf_token",
        f"{DOOR}:test_the_token_wins_over_the_cookie",
    ],
    "R22": [
        f"{DOOR}:test_without_a_token_nobody_comes_in",
        f"{DOOR}:test_a_malformed_header_is_no_token",
        f"{DOOR}:test_expired_and_revoked_tokens_are_answered_alike",
        f"{DOOR}:test_a_token_of_another_scope_is_refused",
        f"{DOOR}:test_a_token_from_a_foreign_address_is_refused",
        f"{DOOR}:test_a_token_in_the_address_or_the_body_is_none",
    ],
    "R23": [f"{DOOR}:test_the_quota_says_when_to_come_again"],
    "R24": [f"{DOOR}:test_what_is_accepted_and_sent_is_json"],
    # Feedback is the one door that takes a moment; where a day is asked for, a time is refused.
    "R25": [
        "reviews.api.test_feedback:test_a_moment_that_cannot_be_is_refused_by_name",
        f"{SUBMISSION}:test_a_wrong_cell_is_named_and_nothing_is_stored",
    ],
}
WRITERS = (
    "/api/v1/kpi/submissions/",
    "/api/v1/kpi/sources/desk/tickets/",
    "/api/v1/feedback/",
)
pytestmark = pytest.mark.django_db


def test_every_line_of_the_table_has_its_tests():
    assert list(LINES) == [f"R{number}" for number in range(1, 26)]
    for line, places in LINES.items():
        for place in places:
            module, _colon, name = place.partition(":")
            assert callable(getattr(importlib.import_module(f"tests.{module}"), name)), line


@pytest.fixture
def client(specialist, operations):
    source = make_source(department=operations)
    make_assignment(specialist, source.process, operations)
    return machine(make_token(specialist, WRITE, Scope.FEEDBACK_WRITE.value)[1])


@pytest.fixture(params=WRITERS)
def post(request, client):
    def _post(raw, expected, **extra):
        extra = {"content_type": "application/json"} | extra
        return check_shape(client.post(request.param, raw, **extra), expected)

    return _post


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b'{"tickets":[],}',
        b"\xef\xbb\xbf{}",
        b"null",
        b"[]",
        b'"x"',
        b"5",
        b'{"items":"\\u0000"}',
        b'{"tickets":[{"a":"\\ud800"}]}',
        b"[" * 100_000,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b'{"tickets":[{"a":' + b"1" * 10_000 + b"}]}",
        b'{"items":[1e400]}',
        b'{"tickets":[NaN]}',
        b'{"items":[],"items":[]}',
        '{"items":"中文"}'.encode("gbk"),
    ],
)
def test_every_door_that_writes_refuses_what_is_no_json(post, raw):
    assert post(raw, 400)["message"]


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "", "multipart/form-data"])
def test_every_door_that_writes_refuses_other_kinds(post, kind):
    post(b"{}", 415, content_type=kind)


@pytest.mark.parametrize("name", ["vaule", "state", "id", "_method", "accepted_by"])
def test_every_door_that_writes_names_a_field_it_does_not_know(post, name):
    for body in ({"items": [], name: 1}, {"tickets": [], name: 1}):
        assert name in post(json.dumps(body), 400)["fields"]


def test_every_door_that_writes_refuses_packed_bodies(post):
    post(b"{}", 415, headers={"content-encoding": "gzip"})


def test_a_body_of_another_length_is_refused(post):
    post(b"{}", 400, CONTENT_LENGTH="x")
    with pytest.raises(ParseError):
        StrictJSONParser().read(io.BytesIO(b"{}"), 200)


def test_nothing_that_was_written_is_deleted_or_changed(client):
    for path in (*WRITERS, "/api/v1/kpi/imports/1/", "/api/v1/kpi/cells/"):
        for method in ("delete", "put", "patch"):
            answer = getattr(client, method)(path, {}, content_type="application/json")
            check_shape(answer, 405)
