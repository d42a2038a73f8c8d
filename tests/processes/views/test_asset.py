from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.models import AuditEntry, StoredFile
from processes.models import Asset
from processes.selectors.asset import newest_version
from processes.services.asset import AssetFacts, relabel_asset
from processes.services.asset_file import add_asset_file
from processes.services.asset_step import accept_asset, offer_asset, revise_asset
from tests.processes.library import AT, with_file

pytestmark = pytest.mark.usefixtures("english", "store")


@pytest.fixture
def page():
    def of(person):
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        return client

    return of


def post(client, row, file, **given):
    data = {"version": row.version, **given} | ({"file": file} if file else {})
    return client.post(f"/assets/{row.pk}/files/", data)


def upload(name="a.txt", content=b"seen", kind="text/plain"):
    return SimpleUploadedFile(name, content, content_type=kind)


def restricted(row, officer):
    row.refresh_from_db()
    facts = AssetFacts("", "", label=Asset.Label.RESTRICTED)
    return relabel_asset(row, facts, seen=row.version, reason="names", by=officer, at=AT)


def test_the_library_shows_what_one_may_read_and_filters_by_address(
    page, shelved, stranger, officer
):
    assert shelved.number in page(stranger).get("/assets/?kind=record").text
    assert shelved.number not in page(stranger).get("/assets/?kind=lesson").text
    restricted(shelved, officer)
    assert shelved.number not in page(stranger).get("/assets/").text
    assert page(stranger).get(f"/assets/{shelved.pk}/").status_code == 404


def test_the_list_is_a_file_with_the_same_rights(page, shelved, stranger, officer):
    assert shelved.title in page(stranger).get("/assets/?format=csv").getvalue().decode()
    restricted(shelved, officer)
    assert shelved.title not in page(stranger).get("/assets/?format=csv").getvalue().decode()


def test_an_asset_is_entered_described_offered_and_taken_in(page, process, specialist, officer):
    given = {
        "kind": "lesson",
        "title": "先回退",
        "process": "incident",
        "summary": "x",
        "version_label": "V1.0",
        "label": "internal",
    }
    page(specialist).post("/assets/new/", given)
    row = Asset.objects.get()
    told = {**given, "title": "先回退再查因", "version": row.version}
    page(specialist).post(f"/assets/{row.pk}/edit/", told)
    page(specialist).post(f"/assets/{row.pk}/steps/offer/", {"version": row.version})
    row.refresh_from_db()
    page(officer).post(f"/assets/{row.pk}/steps/accept/", {"version": row.version})

    row.refresh_from_db()
    assert (row.title, row.state) == ("先回退再查因", "library")


def test_a_page_nobody_offers_is_refused(page, process, specialist, employee):
    assert page(employee).get("/assets/new/").status_code == 403
    bad = {"kind": "lesson", "title": "x", "label": "secret", "process": "incident"}
    assert page(specialist).post("/assets/new/", bad).status_code == 422
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.txt", b"", 400),
        ("a.txt", b"x" * ((20 << 20) + 2), 413),
        ("a.exe", b"MZ", 400),
        ("a.html", b"<html>", 400),
        ("a.svg", b"<svg/>", 400),
        ("noextension", b"x", 400),
        ("a.pdf.exe", b"MZ", 400),
        ("a.pdf", b"<html></html>", 400),
        ("a.png", b"\x89PNG\r\n\x1a\n<html>", 400),
        ("a.docx", b"PK\x03\x04", 400),
        ("a.zip", b"PK\x03\x04", 400),
        ("a.txt", b"a\x00b", 400),
    ],
)
def test_u1_to_u3_u16_bad_files_leave_nothing(page, draft, specialist, name, content, status):
    answer = post(page(specialist), draft, upload(name, content))
    assert answer.status_code == status
    assert not StoredFile.objects.exists()


def test_u4_u11_the_name_is_cleaned_and_the_declared_kind_is_not_believed(page, draft, specialist):
    answer = post(
        page(specialist), draft, upload("CON.txt", b"<b>x</b>", "text/html; charset=utf-7")
    )
    assert answer.status_code == 302
    kept = StoredFile.objects.get()
    got = page(specialist).get(f"/assets/{draft.pk}/files/{kept.pk}/")
    assert kept.name == "_CON.txt"
    assert got["Content-Type"] == "text/plain; charset=utf-8"
    assert got["Content-Disposition"].startswith("attachment")
    assert (got["X-Content-Type-Options"], "sandbox" in got["Content-Security-Policy"]) == (
        "nosniff",
        True,
    )


def test_u12_a_foreign_or_removed_file_is_not_there_and_a_range_is_the_whole(
    page, draft, specialist, stranger, officer
):
    kept = with_file(draft, specialist)
    address = f"/assets/{draft.pk}/files/{kept.pk}/"
    many = ",".join(["0-"] * 1000)
    got = page(specialist).get(address, headers={"range": f"bytes=-1,{many}"})
    assert (got.status_code, got.content) == (200, b"seen")
    assert page(stranger).get(address).status_code == 404
    page(specialist).post(f"{address}remove/", {"version": draft.version})
    assert page(specialist).get(address).status_code == 404


def test_u12_the_file_of_an_unfinished_version_is_for_who_prepares_it(
    page, draft, specialist, stranger, officer
):
    with_file(draft, specialist)
    row = offer_asset(draft, by=specialist, at=AT)
    row = accept_asset(row, seen=row.version, by=officer, at=AT)
    row = revise_asset(row, note="new numbers", by=specialist, at=AT)
    new = add_asset_file(row, "b.txt", [b"new"], seen=row.version, by=specialist, at=AT)

    assert page(stranger).get(f"/assets/{row.pk}/files/{new.pk}/").status_code == 404
    assert page(specialist).get(f"/assets/{row.pk}/files/{new.pk}/").status_code == 200
    assert "V2.0" not in page(stranger).get(f"/assets/{row.pk}/").text


def test_u14_two_fields_of_one_name_are_the_first_and_none_is_told(page, draft, specialist):
    client = page(specialist)
    data = {"version": draft.version, "file": [upload("a.txt", b"one"), upload("b.txt", b"two")]}
    client.post(f"/assets/{draft.pk}/files/", data)
    assert [row.name for row in StoredFile.objects.all()] == ["a.txt"]
    assert post(client, draft, None).status_code == 400


def test_u17_conflicts_answer_409(page, draft, offered, shelved, specialist, officer):
    answer = post(page(specialist), shelved, upload())
    assert answer.status_code == 409
    assert not StoredFile.objects.exists()


def test_u17_who_has_the_old_label_open_looks_again(page, draft, specialist, officer):
    seen = draft.version
    restricted(draft, officer)
    answer = post(page(specialist), draft, upload(), version=seen)
    assert answer.status_code == 409


def test_u18_over_the_quota_answers_429(page, draft, specialist, settings):
    settings.UPLOAD_FILES_PER_DAY = 0
    assert post(page(specialist), draft, upload()).status_code == 429


def test_d23_a_rotten_file_is_refused_with_a_sentence(page, draft, specialist):
    kept = with_file(draft, specialist)
    Path(default_storage.path(kept.key)).write_bytes(b"seem")
    got = page(specialist).get(f"/assets/{draft.pk}/files/{kept.pk}/")
    assert (got.status_code, "seem" in got.text) == (409, False)


def test_every_download_of_a_restricted_asset_is_on_the_log_for_owner_pmo_and_auditor(
    page, draft, specialist, officer, auditor, colleague
):
    kept = with_file(draft, specialist)
    row = restricted(draft, officer)
    for _turn in range(2):
        page(officer).get(f"/assets/{row.pk}/files/{kept.pk}/")

    assert AuditEntry.objects.filter(action="processes.download_asset").count() == 2
    for person in (specialist, officer, auditor):
        assert page(person).get(f"/assets/{row.pk}/downloads/").text.count(kept.name) == 2
    assert page(colleague).get(f"/assets/{row.pk}/downloads/").status_code == 404


def test_the_buttons_are_those_one_may_press(page, offered, specialist, officer, auditor):
    assert "/steps/accept/" in page(officer).get(f"/assets/{offered.pk}/").text
    own = page(specialist).get(f"/assets/{offered.pk}/").text
    assert ("/steps/accept/" in own, "/steps/withdraw/" in own) == (False, True)
    assert "/steps/" not in page(auditor).get(f"/assets/{offered.pk}/").text


def test_who_had_a_hand_in_it_is_not_offered_to_take_it_in(page, offered, officer):
    version = newest_version(offered)
    version.authors = [*version.authors, officer.pk]
    version.save()
    assert "/steps/accept/" not in page(officer).get(f"/assets/{offered.pk}/").text
