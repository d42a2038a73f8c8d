"""The pages of files: who may open what, what they show, what a wrong turn answers."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.lib.periods import Week
from kpi.models import Submission, WeekUpload
from kpi.services.history import propose_history, read_history
from kpi.services.upload import register_upload
from kpi.states import UploadKind, UploadState
from tests.kpi.filing import filled, handed_in, list_csv, rows_of
from tests.kpi.views.test_weekly import NOW

pytestmark = pytest.mark.usefixtures("steady_now")
W07 = Week.parse("2026-W07")


def send(client, content, name="week.xlsx", address="/weekly/upload/"):
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def template(client, place):
    answer = client.get(f"/weekly/{place.pk}/2026-W07/template/")
    assert answer.status_code == 200
    return answer.content


def test_from_the_template_to_the_record(place, as_, specialist):
    client = as_(specialist)
    answer = send(client, filled(template(client, place), {"E6": 4, "E7": 5}))
    page = client.get(answer["Location"])

    assert "80.00%" in page.content.decode()
    assert "c-light--danger" in page.content.decode()
    row = WeekUpload.objects.get()
    client.post(f"/uploads/{row.pk}/confirm/", {"version": row.version})
    assert Submission.objects.get().state == "submitted"
    assert "Handed in: 1" in client.get(answer["Location"]).content.decode()


def test_bad_file_comes_back_marked(place, as_, specialist):
    client = as_(specialist)
    answer = send(client, filled(template(client, place), {"E6": "<b>x</b>", "E7": 5}))

    page = client.get(answer["Location"]).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page
    marked = client.get(f"{answer['Location']}marked/")
    assert marked["Content-Disposition"] == "attachment; filename*=UTF-8''week-marked.xlsx"


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [(b"", "a.xlsx", "empty"), (b"x", "a.exe", ".xlsx, .csv"), (None, "", "required")],
)
def test_what_is_no_file_comes_back_with_a_sentence(place, as_, specialist, content, name, word):
    client = as_(specialist)
    answer = client.post("/weekly/upload/", {}) if content is None else send(client, content, name)

    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert not WeekUpload.objects.exists()


def test_strangers_see_nothing_of_a_file(place, as_, specialist, colleague, officer, stranger):
    content = list_csv(rows_of("2026-W07", met="x"))
    address = send(as_(specialist), content, "a.csv")["Location"]

    for person in (colleague, officer, stranger):
        client = as_(person)
        assert client.get(address).status_code == 404
        assert client.get(f"{address}marked/").status_code == 404
        assert client.post(f"{address}drop/").status_code == 404
    assert as_(stranger).get(f"/weekly/{place.pk}/2026-W07/template/").status_code == 404


def test_employee_opens_no_file(place, as_, specialist, employee):
    address = send(as_(specialist), list_csv(rows_of("2026-W07")), "a.csv")["Location"]

    assert as_(employee).get(address).status_code == 403


def test_wrong_turns_are_refused(place, as_, specialist):
    client = as_(specialist)
    address = send(client, list_csv(rows_of("2026-W07")), "a.csv")["Location"]

    assert client.get(f"{address}confirm/").status_code == 405
    assert client.post(f"{address}explode/").status_code == 404
    assert client.get(f"{address}marked/").status_code == 404
    assert client.get(f"{address}file/").status_code == 403
    assert client.post(f"{address}endorse/").status_code == 403
    assert client.get("/board/history/").status_code == 403
    assert not Submission.objects.exists()


def test_old_screen_confirms_nothing_new(place, as_, specialist):
    client = as_(specialist)
    address = send(client, list_csv(rows_of("2026-W07")), "a.csv")["Location"]
    answer = client.post(f"{address}confirm/", {"version": "1"}, follow=True)

    assert "has just changed" in answer.content.decode()
    assert not Submission.objects.exists()


def test_dropped_file_is_gone(place, as_, specialist):
    client = as_(specialist)
    address = send(client, list_csv(rows_of("2026-W07")), "a.csv")["Location"]
    client.post(f"{address}drop/")

    assert WeekUpload.objects.get().state == UploadState.DROPPED
    assert "dropped" in client.get(address).content.decode()


def test_own_template_holds_everything_that_is_due(place, as_, specialist, colleague, officer):
    answer = as_(specialist).get("/weekly/template/")

    from tests.kpi.filing import opened

    titles = [page.title for page in opened(answer.content) if page.title.startswith("W")]
    assert len(titles) > 1
    assert titles == sorted(titles, key=titles.index)
    assert as_(officer).get("/weekly/template/").status_code == 302


def test_template_of_a_department_is_for_whoever_sees_it(
    place, as_, officer, head, stranger, operations
):
    address = f"/board/template/?department={operations.pk}&count=2"

    for person in (officer, head):
        assert as_(person).get(address).status_code == 200
    assert as_(stranger).get(address).status_code == 302
    for bad in ("", "?department=0&count=1", f"?department={operations.pk}&count=99"):
        assert as_(officer).get(f"/board/template/{bad}").status_code == 302


def test_board_offers_files_to_the_pmo(place, as_, officer, specialist):
    page = as_(officer).get("/board/").content.decode()
    assert "/board/history/" in page
    assert "/board/history/" not in as_(specialist).get("/board/").content.decode()


def test_second_person_opens_the_list_and_decides(place, as_, officer, manager):
    content = list_csv(rows_of("2026-W06"))
    row = register_upload(
        handed_in(content, "a.csv"), UploadKind.HISTORY, ".csv", by=officer, at=NOW
    )
    row = propose_history(read_history(row, at=NOW), by=officer, at=NOW)

    assert "endorse" not in as_(officer).get(f"/uploads/{row.pk}/").content.decode()
    assert as_(officer).post(f"/uploads/{row.pk}/endorse/").status_code == 403
    client = as_(manager)
    assert "endorse" in client.get(f"/uploads/{row.pk}/").content.decode()
    assert client.get(f"/uploads/{row.pk}/file/").content == content
    client.post(f"/uploads/{row.pk}/decline/", {"note": "not ours"})
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (UploadState.REJECTED, manager)


def test_list_of_the_past_is_taken_in_and_waits_for_a_worker(place, as_, officer):
    client = as_(officer)
    head = client.get("/board/history/head/")
    assert head.status_code == 200
    answer = send(client, list_csv(rows_of("2026-W06")), "a.csv", "/board/history/")

    page = client.get(answer["Location"]).content.decode()
    assert WeekUpload.objects.get().state == UploadState.WAITING
    assert 'hx-trigger="every 1s"' in page
    assert "a.csv" in client.get("/board/history/").content.decode()


def test_page_of_a_file_costs_the_same_for_one_week_and_for_many(
    place, as_, specialist, django_assert_max_num_queries
):
    client = as_(specialist)
    weeks = [f"2026-W{number:02}" for number in range(1, 8)]
    one = send(client, list_csv(rows_of("2026-W07")), "a.csv")["Location"]
    many = send(client, list_csv([row for week in weeks for row in rows_of(week)]), "b.csv")[
        "Location"
    ]

    for address in (one, many):
        with django_assert_max_num_queries(20):
            assert client.get(address).status_code == 200
    assert io.BytesIO(client.get(many).content).read().count(b"c-preview__value") == 7


def test_template_costs_the_same_for_one_week_and_for_twelve(place, as_, officer, operations):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = as_(officer), []
    client.get("/board/")  # what a process remembers is asked once
    for count in (1, 12):
        with CaptureQueriesContext(connection) as caught:
            address = f"/board/template/?department={operations.pk}&count={count}"
            assert client.get(address).status_code == 200
        counts.append(len(caught))

    assert counts[0] == counts[1] <= 20
