"""The register and page of resolutions, conditions and files through the browser (5.1, G20)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.models import ResolutionCondition, StoredFile
from governance.states import ConditionState, Outcome
from tests.governance.deciding import stored
from tests.governance.meeting import CONDITION, decided, plan_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_that_time", "store")]


@pytest.fixture
def resolution(seated, officer, employee):
    return decided(plan_case(officer), seated, responsible=employee)


def as_person(person):
    client = Client()
    client.force_login(person)
    return client


def condition_of(resolution):
    return ResolutionCondition.objects.get(resolution=resolution)


def file(name="佐证.txt"):
    return {"file": SimpleUploadedFile(name, b"seen")}


def test_the_page_says_what_by_which_count_and_against_whom(resolution, specialist, seated):
    page = as_person(specialist).get(f"/resolutions/{resolution.pk}/").content.decode()

    for word in (
        resolution.number,
        "有表决权 4 人 × 2/3，向上取整：至少 3 人出席；实际 4 人。",
        "超过 1/2：至少 3 票同意；实际同意 3 票。",
        seated[3].name,
        "资源不足",
        CONDITION,
    ):
        assert word in page, word


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("outcome=conditional", 1),
        ("outcome=rejected", 0),
        ("kind=annual_plan&year=2026", 2),
        ("year=2025", 0),
        ("conditions=unmet", 1),
        ("text=JY-2026-002", 1),
        ("year=abc&outcome=nonsense", 2),
    ],
)
def test_the_register_is_narrowed(resolution, seated, officer, query, count):
    decided(plan_case(officer, number=2), seated)

    page = as_person(officer).get(f"/resolutions/?{query}")

    assert len(page.context["page"].object_list) == count


def test_the_register_is_a_file_too(resolution, officer):
    answer = as_person(officer).get("/resolutions/?format=csv")

    text = b"".join(answer.streaming_content).decode()
    assert resolution.number in text
    assert resolution.outcome == Outcome.CONDITIONAL


def test_staff_reads_the_resolution_it_must_fulfil_and_no_other(
    resolution, seated, officer, employee
):
    other = decided(plan_case(officer, number=2), seated)
    client = as_person(employee)

    assert client.get(f"/resolutions/{resolution.pk}/").status_code == 200
    assert client.get(f"/resolutions/{other.pk}/").status_code == 404
    assert client.get("/resolutions/").status_code == 403


def test_only_who_may_read_the_case_is_led_to_it(resolution, seated, employee):
    case = f"/approvals/{resolution.approval_id}/"
    page = f"/resolutions/{resolution.pk}/"

    assert as_person(employee).get(case).status_code == 404
    assert case not in as_person(employee).get(page).content.decode()
    assert case in as_person(seated[0]).get(page).content.decode()


def test_a_condition_is_reported_with_evidence_sent_back_and_confirmed(
    resolution, officer, employee
):
    row, mine, pmo = condition_of(resolution), as_person(employee), as_person(officer)
    at = f"/conditions/{row.pk}/"
    assert mine.post(f"{at}files/", file()).status_code == 302
    mine.post(f"{at}meet_condition/", {"note": "报告见附件"})
    assert stored(row).state == ConditionState.MET

    pmo.post(f"{at}reject_condition/", {"note": "缺少数据"})
    assert stored(row).state == ConditionState.OPEN
    mine.post(f"{at}meet_condition/", {"note": "补齐数据"})
    pmo.post(f"{at}confirm_condition/")

    assert stored(row).state == ConditionState.CONFIRMED
    found = StoredFile.objects.get()
    given = pmo.get(f"{at}files/{found.pk}/")
    assert given["Content-Disposition"].startswith("attachment")


def test_a_stranger_steps_adds_and_reads_nothing(resolution, specialist, stranger, officer):
    row = condition_of(resolution)
    at, client = f"/conditions/{row.pk}/", as_person(specialist)

    assert client.post(f"{at}meet_condition/", {"note": "代报一下"}).status_code == 403
    assert client.post(f"{at}confirm_condition/").status_code == 403
    assert client.post(f"{at}files/", file()).status_code == 403
    assert client.post(f"/resolutions/{resolution.pk}/files/", file("页.pdf")).status_code == 403
    assert client.post(f"{at}explode/").status_code == 404
    assert client.get(f"{at}files/1/").status_code == 404
    assert stored(row).state == ConditionState.OPEN


def test_bad_files_are_a_sentence(resolution, officer):
    at, client = f"/resolutions/{resolution.pk}/files/", as_person(officer)

    assert client.post(at, file("页.xlsx")).status_code == 400
    assert client.post(at).status_code == 400
    assert client.post(at, file("页.pdf")).status_code == 400
    assert not StoredFile.objects.exists()


def test_a_file_of_one_record_is_not_handed_out_by_another(resolution, seated, officer, employee):
    row = condition_of(resolution)
    as_person(employee).post(f"/conditions/{row.pk}/files/", file())
    found = StoredFile.objects.get()

    assert as_person(officer).get(
        f"/resolutions/{resolution.pk}/files/{found.pk}/"
    ).status_code == (404)
    removed = as_person(employee).post(f"/conditions/{row.pk}/files/{found.pk}/remove/")
    assert removed.status_code == 302
    assert as_person(officer).get(f"/conditions/{row.pk}/files/{found.pk}/").status_code == 404
