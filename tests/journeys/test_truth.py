"""Real logs through the whole machine: import, roll-up, export and REST equal the truth tables.

The truth tables were computed by others from the raw files, in SQL and in plain Python.
"""

import csv
import io
import math
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from governance.services.token import NewToken, issue_token
from governance.states import Scope
from kpi.services.rollup import check_rollups
from tests.services import NO_SHARED

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA.exists(), reason=NO_SHARED)]
EXACT = 1e-4
# Indicator, its column in the truth table, and the truth column of its denominator.
INCIDENTS = (
    ("SLM-01", "sla_pct_closed", "closed_sla_known"),
    ("INC-04", "mttr_mean_h", "resolved"),
    ("INC-07", "backlog_end", None),
)


def truth(name):
    with (DATA / "truth" / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def near(told, true):
    """An empty cell of the truth is no sample, and REST must say so too."""
    if not true or told is None:
        return not true and told is None
    return math.isclose(float(told), float(true), rel_tol=0, abs_tol=EXACT)


@pytest.fixture
def rest(client, manager):
    """Asks as a machine would: a token in the header, every page of the answer."""
    new = NewToken("warehouse", manager, (Scope.KPI_READ,), timezone.now() + timedelta(days=1))
    _token, text = issue_token(new, by=manager, at=timezone.now())

    def ask(path, **question):
        items, address, query = [], f"/api/v1/{path}", question
        while address:
            answer = client.get(address, query, headers={"Authorization": f"Bearer {text}"})
            assert answer.status_code == 200, answer.content
            body = answer.json()
            items += body["items"]
            address, query = body.get("next"), {}
        return items

    return ask


def values_by_period(rest, indicator, **question):
    items = rest("kpi/values/", indicator=indicator, **question)
    return {(item["period"], item["dimension_value"] or "all"): item for item in items}


TABLES = (
    ("uci_weekly.csv", {"grain": "week", "from": "2016-W09", "to": "2016-W15"}),
    ("uci_monthly.csv", {"grain": "month", "from": "2016-03", "to": "2016-03"}),
    (
        "uci_weekly_by_priority.csv",
        {"grain": "week", "from": "2016-W09", "to": "2016-W15", "dimension": "priority"},
    ),
)


def test_incident_figures_by_rest_equal_the_truth(catalogue, rest):
    """One import of the 46 MB log serves all of it: it is the slow part."""
    log = DATA / "uci_incident_event_log.csv.xz"
    call_command("import_tickets", log, source="uci_incident", stdout=io.StringIO())

    for table, question in TABLES:
        for indicator, column, denominator in INCIDENTS:
            told = values_by_period(rest, indicator, **question)
            for row in truth(table):
                item = told[row["period"], row["value"]]
                assert near(item["value"], row[column]), (indicator, row["period"], row["value"])
                assert (item["period_start"], item["period_end"]) == (
                    row["period_start"],
                    row["period_end"],
                )
                if denominator:
                    assert Decimal(item["denominator"]) == Decimal(row[denominator])

    # 66.92 is the mean of weekly percentages, 45.16 the Thursday rule, 42.61 the month's own incidents.
    march = values_by_period(rest, "SLM-01", **TABLES[1][1])["2016-03", "all"]
    assert (march["numerator"], march["denominator"]) == ("2492", "5848")
    assert check_rollups() == []


@pytest.mark.parametrize(
    ("source", "file", "table", "indicator", "column", "label"),
    [
        (
            "openstack_changes",
            "openstack_changes.csv.xz",
            "openstack_changes_weekly.csv",
            "CHG-01",
            "change_success_pct",
            None,
        ),
        (
            "govuk_releases",
            "govuk_releases.csv.xz",
            "govuk_releases_weekly.csv",
            "REL-03",
            "rollback_pct",
            "application",
        ),
    ],
)
def test_changes_and_releases_by_rest_equal_the_truth(  # noqa: PLR0917 -- one line of the table above
    catalogue, rest, source, file, table, indicator, column, label
):
    call_command("import_tickets", DATA / file, source=source, stdout=io.StringIO())
    rows = truth(table)
    span = {"grain": "week", "from": rows[0]["period"], "to": max(row["period"] for row in rows)}
    told = values_by_period(rest, indicator, **span)
    if label:
        told |= values_by_period(rest, indicator, **span, dimension=label)

    for row in rows:
        value = told[row["period"], row[label] if label else "all"]["value"]
        assert near(value, row[column]), row
