"""The RACI table of a process as a file: a column for each department that the page shows (G19)."""

import csv
import io

import pytest
from django.conf import settings
from django.urls import reverse

from processes.models import KeyActivity
from tests.processes.services.test_activity_role import settle

pytestmark = pytest.mark.usefixtures("english")


def test_the_table_of_who_does_what_is_a_file(client, process, operations, officer, employee):
    activity = KeyActivity.objects.create(process=process, name="事件受理", position=1)
    settle(process, {(activity.pk, operations.pk): "RA"}, officer)
    client.force_login(employee)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    answer = client.get(reverse("processes:raci", args=[process.code]), {"format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))

    assert row["Key activity"] == "事件受理"
    assert "RA" in row.values()
