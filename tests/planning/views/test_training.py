"""The pages of training: who sees whom, who does what, and what is nowhere to be read."""

from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from planning.models import Attendance, TrainingSession
from planning.services.attendance import record_attendance
from planning.states import AttendanceState, SessionState
from tests.planning.teaching import (
    AFTER,
    BEGINS,
    came,
    make_announced,
    make_held,
    make_training,
    place_of,
    was_away,
    with_test,
)

pytestmark = pytest.mark.django_db
LIST = reverse("planning:trainings")
CANARY = Decimal("74031.55")


@pytest.fixture(autouse=True)
def afterwards():
    with time_machine.travel(AFTER, tick=False):
        yield


def at(name, row, *more):
    return reverse(f"planning:{name}", args=[row.pk, *more])


def test_the_list_shows_topic_trainer_and_numbers(as_, officer, employee, specialist):
    row = make_held(officer, [specialist])
    record_attendance(row, [came(row, specialist)], by=officer, at=AFTER)

    page = as_(employee).get(LIST).content.decode()

    assert "The incident norm" in page
    assert "1 / 1" in page
    assert specialist.name not in page


def test_the_list_answers_in_as_many_statements_for_one_and_three(as_, officer, specialist):
    client = as_(officer)

    def cost():
        with CaptureQueriesContext(connection) as caught:
            client.get(LIST)
        return len(caught)

    make_announced(officer, [specialist])
    client.get(LIST)
    one = cost()
    for _turn in range(2):
        make_announced(officer, [specialist])
    assert cost() <= one <= 12


def test_the_page_of_a_training_costs_at_most_twenty(as_, officer, specialist, colleague):
    row, client = make_held(officer, [specialist, colleague]), as_(officer)
    client.get(at("training", row))

    with CaptureQueriesContext(connection) as caught:
        client.get(at("training", row))

    assert len(caught) <= 20


def test_trainees_are_known_to_themselves_their_head_the_trainer_and_the_pmo(
    as_, officer, specialist, colleague, head, employee
):
    row = make_held(officer, [specialist, colleague])
    seen = {}
    for person in (officer, head, specialist, employee):
        page = as_(person).get(at("training", row)).content.decode()
        seen[person.username] = (
            specialist.name in page.partition("<main")[2],
            colleague.name in page,
        )

    assert seen == {
        "shen": (True, True),
        "du": (True, True),
        "lin": (True, False),
        "yu": (False, False),
    }


def test_a_specialist_plans_no_training(as_, specialist):
    assert as_(specialist).get(reverse("planning:training-new")).status_code == 403


def test_the_pmo_plans_edits_and_announces(as_, officer, specialist):
    client = as_(officer)
    typed = {
        "topic": "新版制度宣贯",
        "people": [specialist.pk],
        "planned_on": "2026-03-20",
        "day": "2026-03-20",
        "clock": "14:30",
        "method": "classroom",
        "test": "none",
        "place": "三号会议室",
        "trainer_name": "黎老师",
        "budget": "1200.50",
    }

    answer = client.post(reverse("planning:training-new"), typed)

    row = TrainingSession.objects.get()
    assert answer.headers["Location"] == at("training", row)
    assert (row.budget, row.starts_at.hour) == (Decimal("1200.50"), 6)
    client.post(at("training-edit", row), typed | {"place": "线上", "seen": row.version})
    client.post(at("training-step", row, "announce"))
    row.refresh_from_db()
    assert (row.place, row.state) == ("线上", SessionState.ANNOUNCED)


def test_a_form_that_contradicts_itself_comes_back_with_its_sentence(as_, officer):
    answer = as_(officer).post(
        reverse("planning:training-new"),
        {
            "topic": "x",
            "planned_on": "2026-03-20",
            "day": "2026-03-20",
            "method": "online",
            "test": "none",
        },
    )

    assert answer.status_code == 422
    assert "Day and time belong together." in answer.content.decode()


def test_a_trainee_signs_in_and_the_trainer_confirms(as_, officer, specialist, colleague):
    row = make_announced(officer, [specialist], trainer=colleague, trainer_name="", **with_test())
    as_(specialist).post(at("training-sign-in", row))
    assert place_of(row, specialist).state == AttendanceState.CHECKED_IN

    client = as_(colleague)
    client.post(at("training-step", row, "hold"))
    place = place_of(row, specialist)
    sheet = {
        f"t{place.pk}-outcome": "attended",
        f"t{place.pk}-score": "75",
        f"t{place.pk}-seen": place.version,
    }
    client.post(at("training-attendance", row), sheet)

    place = place_of(row, specialist)
    assert (place.state, place.is_passed, place.confirmed_by) == ("attended", True, colleague)


def test_an_officer_on_the_sheet_is_asked_of_others_only(as_, officer, manager, specialist):
    row = make_held(officer, [officer, specialist])
    own = place_of(row, officer)
    typed = {f"t{own.pk}-outcome": "attended", f"t{own.pk}-seen": own.version}
    other = place_of(row, specialist)
    typed |= {f"t{other.pk}-outcome": "", f"t{other.pk}-seen": other.version}

    page = as_(officer).get(at("training", row)).content.decode()
    as_(officer).post(at("training-attendance", row), typed)

    assert f"t{own.pk}-outcome" not in page
    assert place_of(row, officer).state == AttendanceState.INVITED


@pytest.mark.parametrize("name", ["training-sign-in", "training-evaluate"])
def test_who_was_not_invited_finds_no_place(as_, officer, specialist, stranger, name):
    row = make_held(officer, [specialist])

    assert as_(stranger).post(at(name, row), {"rating": 5}).status_code == 404


def test_a_stranger_confirms_nobody(as_, officer, specialist, stranger):
    row = make_held(officer, [specialist])
    place = place_of(row, specialist)

    answer = as_(stranger).post(
        at("training-attendance", row),
        {f"t{place.pk}-outcome": "attended", f"t{place.pk}-seen": place.version},
    )

    assert answer.status_code == 403
    assert not Attendance.objects.counted().exists()


def test_evaluation_through_the_page_is_kept_once(as_, officer, specialist):
    row = make_held(officer, [specialist])
    record_attendance(row, [came(row, specialist)], by=officer, at=AFTER)
    client = as_(specialist)

    for _turn in range(2):
        client.post(at("training-evaluate", row), {"rating": 4, "words": "有用"})

    assert row.evaluations.count() == 1
    assert "有用" not in client.get(at("training", row)).content.decode()


def test_the_timeline_tells_nobody_who_evaluated(as_, officer, employee, specialist):
    row = make_held(officer, [specialist])
    record_attendance(row, [came(row, specialist)], by=officer, at=AFTER)
    as_(specialist).post(at("training-evaluate", row), {"rating": 4})

    for person in (employee, officer):
        page = as_(person).get(at("training", row)).content.decode()
        assert "evaluated the training" not in page
    assert specialist.name not in as_(employee).get(at("training", row)).content.decode()


def test_my_training_shows_mine_alone(as_, officer, specialist, stranger):
    row = make_held(officer, [specialist, stranger])
    record_attendance(row, [was_away(row, specialist), came(row, stranger)], by=officer, at=AFTER)

    mine = as_(specialist).get(reverse("planning:my-training")).content.decode()

    assert "absent" in mine
    assert stranger.name not in mine


# --- money and names ----------------------------------------------------------------------------------


PAGES = ["planning:trainings", "planning:my-training", "planning:training-coverage"]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("officer", True),
        ("manager", True),
        ("chair", True),
        ("specialist", True),
        ("head", True),
        ("stranger", False),
        ("employee", False),
        ("auditor", False),
    ],
)
def test_what_a_training_costs_is_for_those_who_may_read_it(
    as_, officer, operations, who, sees, request
):
    person = request.getfixturevalue(who)
    row = make_training(officer, department=operations, budget=CANARY)
    client = as_(person)
    addresses = [
        reverse(name) + form for name in PAGES for form in ("", "?format=csv", "?format=xlsx")
    ]
    texts = []
    for address in [*addresses, at("training", row)]:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        texts.append(unzipped(content) if "xlsx" in address else content.decode())
    found = any("74031" in text or "74,031" in text for text in texts)

    assert found is sees


def unzipped(content):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_the_kept_record_is_for_who_runs_the_training(as_, officer, specialist, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from governance.models import StoredFile

    settings.MEDIA_ROOT = tmp_path
    row, client = make_held(officer, [specialist]), as_(officer)
    for part in ("material", "record"):
        sent = SimpleUploadedFile(f"{part}.txt", f"{part} 签到".encode())
        client.post(at("training-file-add", row), {"file": sent, "part": part})
    files = {file.part: file.pk for file in StoredFile.objects.all()}

    client = as_(specialist)
    answers = {
        part: client.get(at("training-file", row, pk)).status_code for part, pk in files.items()
    }

    assert answers == {"material": 200, "record": 404}
    sent = SimpleUploadedFile("x.txt", b"x")
    assert (
        client.post(at("training-file-add", row), {"file": sent, "part": "material"}).status_code
        == 403
    )


def test_the_sign_in_sheet_is_for_who_runs_the_training(as_, officer, specialist):
    row = make_announced(officer, [specialist])

    assert as_(specialist).get(at("training-sheet", row)).status_code == 404
    assert as_(officer).get(at("training-sheet", row)).status_code == 409


def test_before_the_door_opens_there_is_no_button(as_, officer, specialist):
    row = make_announced(officer, [specialist])
    with time_machine.travel(BEGINS.replace(hour=8), tick=False):
        page = as_(specialist).get(at("training", row)).content.decode()

    assert "I am here" not in page
