import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.models import StoredFile
from kpi.models import Submission
from kpi.services.submission import accept_submission, submit_week
from tests.kpi.services.test_evidence import store  # noqa: F401 -- fixture
from tests.kpi.services.test_submission import numbers
from tests.kpi.views.conftest import NOW

pytestmark = pytest.mark.usefixtures("steady_now", "store")
WEEK = "2026-W07"


def send(client, place, name="证据.txt", content=b"seen", **more):
    file = SimpleUploadedFile(name, content, content_type="text/html; charset=utf-7")
    return client.post(f"/weekly/{place.pk}/{WEEK}/files/", {"file": file} | more)


def the_file():
    return StoredFile.objects.get()


def url_of(file):
    return f"/submissions/{file.object_key}/files/{file.pk}/"


def test_a_specialist_adds_a_file_and_sees_its_chip(place, as_, specialist):
    client = as_(specialist)

    assert send(client, place).status_code == 302

    page = client.get(f"/weekly/{place.pk}/{WEEK}/").content.decode()
    file = the_file()
    assert all(part in page for part in ("证据.txt", file.hash_start, url_of(file)))


def test_the_form_of_the_page_carries_the_token_a_browser_must_send(place, as_, specialist):
    client = as_(specialist)
    client.handler.enforce_csrf_checks = True
    page = client.get(f"/weekly/{place.pk}/{WEEK}/").content.decode()
    form = page[page.index("c-files__add") :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)

    assert send(client, place, csrfmiddlewaretoken=token[1] if token else "").status_code == 302


def test_u11_it_comes_out_as_an_attachment_that_nobody_runs(place, as_, specialist):
    client = as_(specialist)
    send(client, place, '周报 "1".md', b"<script>alert(1)</script>")

    answer = client.get(url_of(the_file()), headers={"range": "bytes=-1,0-" + ",0-" * 1000})

    assert (answer.status_code, answer.content) == (200, b"<script>alert(1)</script>")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E5%91%A8%E6%8A%A5" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_u12_a_strangers_a_removed_and_another_records_file_are_not_there(
    place, as_, specialist, stranger, officer
):
    send(as_(specialist), place)
    file = the_file()
    assert as_(stranger).get(url_of(file)).status_code == 404
    assert as_(officer).get(url_of(file)).status_code == 200
    assert as_(specialist).get(f"/submissions/{file.object_key}/files/999/").status_code == 404

    assert as_(specialist).post(f"{url_of(file)}remove/").status_code == 302
    assert as_(specialist).get(url_of(file)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.exe", b"MZ", 400),
        ("a.pdf", b"<html>", 400),
        ("a.txt", b"", 400),
        ("a.txt", b"x" * ((20 << 20) + 1), 413),
        ("a.txt", b"x" * (21 << 20), 413),
        ("a.txt", b"x" * (20 << 20), 302),
    ],
    ids=["kind", "structure", "empty", "one byte too many", "much too large", "just fits"],
)
def test_u1_u3_a_refusal_has_its_status_and_a_sentence(
    place, as_, specialist, name, content, status
):
    answer = send(as_(specialist), place, name, content)

    assert answer.status_code == status
    assert StoredFile.objects.count() == (status == 302)
    if status != 302:
        assert "c-callout--warn" in answer.content.decode()


def test_u14_no_file_and_two_files_of_one_name(place, as_, specialist):
    client, address = as_(specialist), f"/weekly/{place.pk}/{WEEK}/files/"
    assert client.post(address, {}).status_code == 400
    pair = [SimpleUploadedFile("1.txt", b"1"), SimpleUploadedFile("2.txt", b"2")]

    assert client.post(address, {"file": pair}).status_code == 302
    assert the_file().name == "1.txt"


def test_u17_an_accepted_week_takes_no_file(place, as_, specialist, officer):
    client = as_(specialist)
    send(client, place)
    row = submit_week(Submission.objects.get(), numbers(), by=specialist, at=NOW)
    accept_submission(row, by=officer, at=NOW)

    assert send(client, place).status_code == 409
    assert client.post(f"{url_of(the_file())}remove/").status_code == 409


def test_u18_the_501st_file_of_a_day_waits_for_tomorrow(place, as_, specialist, settings):
    settings.UPLOAD_FILES_PER_DAY = 3
    client = as_(specialist)

    assert [send(client, place).status_code for _turn in range(5)] == [302] * 3 + [429] * 2


def test_a_stranger_and_a_head_add_nothing_and_a_forged_form_is_refused(
    place, as_, specialist, stranger, head, client
):
    assert send(as_(stranger), place).status_code == 404
    assert send(as_(head), place).status_code == 404

    from tests.rest import signed_in

    assert send(signed_in(specialist), place).status_code == 403
    assert not StoredFile.objects.exists()


def test_the_pmo_adds_on_behalf_and_lands_where_it_was(place, as_, officer):
    answer = send(as_(officer), place, behalf="1")

    assert answer["Location"].endswith("?behalf=1")
