"""What a person gets as a file is what the page would show them, whole, and nothing in it runs (X23)."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import AuditEntry, Person, Project
from kpi.models import Deviation
from tests.kpi.collecting import make_assignment, make_process
from tests.kpi.signalling import NOV_10, SEPTEMBER, make_watched

EVIL = "=HYPERLINK(1)"


def csv_rows(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))[:-1]


def sheet(answer):
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]


def both(client, url):
    join = "&" if "?" in url else "?"
    return client.get(f"{url}{join}format=csv"), client.get(f"{url}{join}format=xlsx")


def people(specialist, operations):
    Person.objects.filter(pk=specialist.pk).update(name=EVIL)
    return "/system/people/"


def assignments(specialist, operations):
    project = Project.objects.create(code="evil", name=EVIL)
    make_assignment(specialist, make_process("problem", "PRB"), operations, project=project)
    return "/system/assignments/"


def deviations(specialist, operations):
    make_deviation(specialist, operations, cause=EVIL)
    return "/deviations/"


def make_deviation(specialist, operations, **extra):
    return Deviation.objects.create(
        indicator=make_watched(specialist, operations),
        rule="target_missed",
        start_period=SEPTEMBER.label,
        period=SEPTEMBER.label,
        period_end=SEPTEMBER.end,
        opened_at=NOV_10,
        **extra,
    )


@pytest.mark.parametrize("make", [people, assignments, deviations])
def test_a_text_never_becomes_a_formula(place, as_, officer, specialist, operations, make):
    url = make(specialist, operations)
    as_csv, as_xlsx = both(as_(officer), url)

    texts = [text for row in csv_rows(as_csv) for text in row.values()]
    assert f"'{EVIL}" in texts
    assert EVIL not in texts
    cells = [cell for row in sheet(as_xlsx).iter_rows() for cell in row if cell.value == EVIL]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_file_holds_the_whole_list_and_not_a_page(as_, officer, specialist, operations):
    for number in range(60):
        process = make_process(f"p{number}", f"P{number}", f"过程{number}")
        make_assignment(specialist, process, operations)
    as_csv, as_xlsx = both(as_(officer), "/system/assignments/?page=2")

    assert len(csv_rows(as_csv)) == 60
    assert sheet(as_xlsx).max_row == 61


def test_a_file_keeps_the_filter_of_the_page(as_, officer, specialist, operations, settings):
    make_deviation(specialist, operations)
    client = as_(officer)

    assert len(csv_rows(both(client, "/deviations/?state=open")[0])) == 1
    assert csv_rows(both(client, "/deviations/?state=decided")[0]) == []
    told = b"".join(both(client, "/deviations/?state=open")[0].streaming_content).decode()
    assert "State: " in told.splitlines()[-1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_shows_no_more_than_the_board_of_the_reader(
    place, as_, specialist, stranger, employee, form
):
    def rows(person):
        answer = as_(person).get(f"/board/?format={form}")
        return csv_rows(answer) if form == "csv" else list(sheet(answer).iter_rows(min_row=2))

    assert len(rows(specialist)) == 1
    assert rows(stranger) == []
    assert as_(employee).get(f"/board/?format={form}").status_code == 403


@pytest.mark.parametrize(
    ("url", "status"),
    [("/system/people/", 200), ("/system/audit/", 403), ("/system/assignments/", 403)],
)
def test_a_file_asks_for_the_rights_of_its_page(place, as_, specialist, url, status):
    assert as_(specialist).get(url).status_code == status
    assert as_(specialist).get(f"{url}?format=csv").status_code == status


def test_the_list_of_people_as_a_file_is_in_the_trail(as_, officer):
    as_(officer).get("/system/people/")
    assert not AuditEntry.objects.filter(action="governance.export_list").exists()

    as_(officer).get("/system/people/?format=xlsx")
    entry = AuditEntry.objects.get(action="governance.export_list")
    assert (entry.after["list"], entry.after["format"]) == ("people", "xlsx")
    assert entry.actor_key == officer.actor_key


def test_an_unknown_format_is_the_page(place, as_, officer):
    answer = as_(officer).get("/board/?format=pdf")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_file_costs_no_statement_per_row(as_, officer, specialist, operations):
    def cost():
        client = as_(officer)
        with CaptureQueriesContext(connection) as caught:
            for url in ("/board/?format=csv", "/system/assignments/?format=csv"):
                b"".join(client.get(url).streaming_content)
        return len(caught)

    make_assignment(specialist, make_process("p", "P"), operations)
    few = cost()
    for number in range(30):
        make_assignment(
            specialist, make_process(f"p{number}", f"P{number}", f"过程{number}"), operations
        )
    assert cost() == few
