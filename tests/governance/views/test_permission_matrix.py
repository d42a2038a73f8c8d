"""The printed matrix is the table in code, right by right and role by role (domain §3.5; reliability §3.2)."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils import translation

from governance.permissions import ROLES, Permission
from governance.states.permission_group import GROUPS

pytestmark = pytest.mark.django_db
MATRIX = reverse("governance:matrix")
ROW = re.compile(r'<tr data-right="([a-z_.]+)">(.*?)</tr>', re.DOTALL)
CELL = re.compile(r"<td>(.*?)</td>", re.DOTALL)


def table():
    """What the program asks: per right, whether each role holds it."""
    return {
        str(right): [right in charter.permissions for charter in ROLES.values()]
        for right in Permission
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_printed_matrix_is_the_table_in_code(client, officer, language):
    client.force_login(officer)
    client.cookies["django_language"] = language

    text = client.get(MATRIX).content.decode()

    shown = {right: ["●" in cell for cell in CELL.findall(row)] for right, row in ROW.findall(text)}
    assert shown == table()


def test_matrix_as_a_workbook_is_the_table_in_code(client, auditor):
    import openpyxl

    client.force_login(auditor)
    client.cookies["django_language"] = "en"

    answer = client.get(MATRIX, {"format": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    with translation.override("en"):
        assert list(head[3:]) == [str(charter.role.label) for charter in ROLES.values()]
    assert {row[2]: [cell == "yes" for cell in row[3:]] for row in rows} == table()


def test_matrix_as_csv_is_the_table_in_code(client, auditor):
    client.force_login(auditor)
    client.cookies["django_language"] = "en"

    answer = client.get(MATRIX, {"format": "csv"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) > 3][1:]
    assert {row[2]: [cell == "yes" for cell in row[3:]] for row in rows} == table()


def test_every_right_stands_in_exactly_one_group():
    grouped = [right for group in GROUPS for right in group.permissions]

    assert sorted(grouped) == sorted(Permission)
    assert all(group.permissions for group in GROUPS)


@pytest.mark.parametrize("who", ["employee"])
def test_matrix_is_not_for_who_may_not_read_the_directory(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(MATRIX).status_code == 403
