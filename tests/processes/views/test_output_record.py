from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.models import Department
from processes.models import ActivityRole, KeyActivity, Output, OutputExpectation, OutputRecord
from tests.kpi.collecting import make_process

pytestmark = pytest.mark.usefixtures("english", "store")


@pytest.fixture
def page():
    def of(person):
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        return client

    return of


@pytest.fixture
def output(process):
    return Output.objects.create(
        process=process, name="事件统计分析表", name_en="Statistics", position=1, kind="form"
    )


def expect(client, output, owner, **other):
    given = {
        "frequency": "month",
        "owner": owner.pk,
        "due_workdays": 5,
        "starts_on": "2026-01-01",
        "reason": "agreed",
    }
    return client.post(f"/outputs/{output.pk}/expect/", given | other)


def test_the_matrix_shows_each_output_and_whether_it_is_set(page, output, officer, employee):
    assert output.name in page(employee).get("/outputs/?year=2026").text
    assert page(employee).get("/outputs/?year=abc&process=nothing").status_code == 200
    make_process("change", "CHG", "变更管理", "Change management", position=2)
    assert output.name not in page(employee).get("/outputs/?process=change").text
    csv = page(employee).get("/outputs/?format=csv").getvalue().decode()
    assert output.name not in csv  # nothing was owed or filed


def test_the_pmo_sets_what_is_expected_and_ends_it(page, output, officer, specialist):
    assert expect(page(specialist), output, specialist).status_code == 403
    assert expect(page(officer), output, specialist, reason="").status_code == 422
    expect(page(officer), output, specialist)
    row = OutputExpectation.objects.get()
    assert (row.owner, row.starts_on) == (specialist, date(2026, 1, 1))
    page(officer).post(f"/outputs/{output.pk}/end/", {"note": "no longer made"})
    row.refresh_from_db()
    assert row.ended_on is not None


def test_a_file_is_filed_handed_out_and_taken_back(page, output, specialist, stranger):
    sent = SimpleUploadedFile("a.csv", b"1,2")
    page(specialist).post(f"/outputs/{output.pk}/", {"period": "2026-01", "file": sent})
    row = OutputRecord.objects.get()
    text = page(specialist).get(f"/outputs/{output.pk}/").text
    address = f"/outputs/records/{row.pk}/files/"
    link = text[text.index(address) :].split('"')[0]
    assert page(specialist).get(link).content == b"1,2"
    assert page(specialist).get(f"{address}999/").status_code == 404
    page(specialist).post(f"/outputs/records/{row.pk}/withdraw/", {"note": "wrong"})
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_who_may_not_file_is_not_asked_and_not_heard(page, output, stranger):
    assert "multipart/form-data" not in page(stranger).get(f"/outputs/{output.pk}/").text
    assert page(stranger).post(f"/outputs/{output.pk}/", {"period": "2026-01"}).status_code == 404


def test_a_filing_without_anything_keeps_what_was_typed(page, output, specialist):
    answer = page(specialist).post(f"/outputs/{output.pk}/", {"period": "2026-01", "title": "T"})
    assert (answer.status_code, 'value="T"' in answer.text) == (422, True)


def test_the_raci_table_is_read_by_everybody_and_set_by_the_pmo(
    page, process, officer, employee, operations
):
    activity = KeyActivity.objects.create(process=process, name="受理", position=1)
    assert "受理" in page(employee).get("/processes/incident/raci/").text
    key = f"cell-{activity.pk}-{operations.pk}"
    given = {key: "RA", "reason": "agreed", "version": process.version}
    page(employee).post("/processes/incident/raci/", given)
    assert not ActivityRole.objects.exists()
    page(officer).post("/processes/incident/raci/", given)
    assert sorted(row.letter for row in ActivityRole.objects.all()) == ["A", "R"]


def test_two_departments_do_not_answer_for_one_activity(
    page, process, officer, operations, development
):
    activity = KeyActivity.objects.create(process=process, name="受理", position=1)
    cells = {f"cell-{activity.pk}-{each.pk}": "A" for each in Department.objects.all()}
    given = {**cells, "reason": "agreed", "version": process.version}
    assert page(officer).post("/processes/incident/raci/", given).status_code == 422
