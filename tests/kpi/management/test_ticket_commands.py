import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from kpi.models import DataSource, IndicatorValue, Measure, Ticket
from processes.models import Process
from tests.kpi.collecting import make_process
from tests.kpi.ticketing import make_source
from tests.services import NO_SHARED
from tests.tickets import MAPPING, ROWS, write_csv, write_xlsx

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
needs_data = pytest.mark.skipif(not SHARED.exists(), reason=NO_SHARED)
LOGS = {
    "uci_incident": "uci_incident_event_log.csv.xz",
    "openstack_changes": "openstack_changes.csv.xz",
    "govuk_releases": "govuk_releases.csv.xz",
}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def said(command, *args, **options):
    out = io.StringIO()
    call_command(command, *map(str, args), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def exported(*args):
    return list(csv.DictReader(io.StringIO(said("export_kpi", *args))))


@pytest.fixture
def mapping_file(tmp_path):
    make_source("unused")
    path = tmp_path / "our-desk.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def test_import_under_a_mapping_file_declares_the_source_by_its_name(mapping_file, tmp_path):
    told = said("import_tickets", "--source", mapping_file, write_csv(tmp_path / "log.csv"))

    assert DataSource.objects.get(code="our-desk").tickets.count() == 3
    assert "3 tickets (3 new, 0 changed)" in told
    assert "feeds SLM-01" in told


def test_import_twice_says_so(mapping_file, tmp_path):
    path = write_csv(tmp_path / "log.csv")
    said("import_tickets", "--source", mapping_file, path)

    assert "already imported" in said("import_tickets", "--source", mapping_file, path)
    assert "already imported" in said("import_tickets", "--source", "our-desk", path)


def test_sheet_and_text_give_the_same_table(mapping_file, tmp_path):
    said("import_tickets", "--source", mapping_file, write_xlsx(tmp_path / "log.xlsx"))
    sheet = exported("--source", "our-desk", "--grain", "week")
    said("import_tickets", "--source", mapping_file, write_csv(tmp_path / "log.csv"))

    assert exported("--source", "our-desk", "--grain", "week") == sheet


def test_a_bad_row_fails_the_command_and_stores_nothing(mapping_file, tmp_path):
    bad = [[*ROWS[0][:2], "soon", *ROWS[0][3:]]]
    with pytest.raises(CommandError, match="cannot be understood"):
        said("import_tickets", "--source", mapping_file, write_csv(tmp_path / "log.csv", bad))

    assert not Ticket.objects.exists()


@pytest.mark.parametrize("source", ["sap", "missing.toml"])
def test_an_unknown_source_is_refused_with_the_presets(tmp_path, source):
    with pytest.raises(CommandError, match="uci_incident"):
        said("import_tickets", "--source", source, write_csv(tmp_path / "log.csv"))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no file"):
        said("import_tickets", "--source", "uci_incident", tmp_path / "log.csv")


def test_export_has_one_row_a_period_with_an_exclusive_end(mapping_file, tmp_path):
    said("import_tickets", "--source", mapping_file, write_csv(tmp_path / "log.csv"))
    rows = exported(
        "--source", "our-desk", "--grain", "week", "--from", "2016-W09", "--to", "2016-W10"
    )

    assert [(row["period"], row["period_start"], row["period_end"]) for row in rows] == [
        ("2016-W09", "2016-02-29", "2016-03-07"),
        ("2016-W10", "2016-03-07", "2016-03-14"),
    ]
    assert [row["dimension"] for row in rows] == ["all", "all"]
    assert [(row["opened"], row["sla_pct"], row["mttr"], row["backlog"]) for row in rows] == [
        ("3", "", "24.0", "2"),
        ("0", "66.666667", "65.0", "0"),
    ]


@pytest.mark.parametrize(
    ("grain", "first", "last", "labels"),
    [
        ("month", "2016-W09", "2016-W10", ["2016-02", "2016-03"]),
        ("quarter", "2016-03", "2016-Q2", ["2016-Q1", "2016-Q2"]),
        ("year", "2016", "2016", ["2016"]),
        (
            "week",
            "2016-02",
            "2016-02",
            ["2016-W05", "2016-W06", "2016-W07", "2016-W08", "2016-W09"],
        ),
        ("week", "", "", ["2016-W09", "2016-W10"]),
    ],
)
def test_export_takes_labels_of_any_grain(mapping_file, tmp_path, grain, first, last, labels):
    said("import_tickets", "--source", mapping_file, write_csv(tmp_path / "log.csv"))
    rows = exported("--source", "our-desk", "--grain", grain, "--from", first, "--to", last)

    assert [row["period"] for row in rows] == labels


def test_export_by_dimension_has_a_row_for_each_value_and_period(mapping_file, tmp_path):
    said("import_tickets", "--source", mapping_file, write_csv(tmp_path / "log.csv"))
    rows = exported(
        "--source",
        "our-desk",
        "--grain",
        "month",
        "--from",
        "2016-03",
        "--to",
        "2016-03",
        "--dimension",
        "priority",
    )

    assert [(row["dimension"], row["value"], row["opened"]) for row in rows] == [
        ("priority", "1 - Critical", "0"),
        ("priority", "3 - Moderate", "2"),
    ]


def test_export_as_json_keeps_nothing_as_null(mapping_file, tmp_path):
    said("import_tickets", "--source", mapping_file, write_csv(tmp_path / "log.csv"))
    rows = json.loads(said("export_kpi", "--source", "our-desk", "--format", "json"))

    assert (rows[0]["sla_pct"], rows[1]["sla_pct"]) == (None, "66.666667")


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["--source", "nobody"], "no ticket source"),
        (["--source", "unused", "--dimension", "colour"], "Known: priority"),
        (["--source", "unused", "--from", "last week", "--to", "2016"], "last week"),
    ],
)
def test_export_refuses_what_it_does_not_know(mapping_file, args, word):
    with pytest.raises(CommandError, match=word):
        said("export_kpi", *args)


def test_export_of_an_empty_source_is_a_head_only(mapping_file):
    assert exported("--source", "unused") == []


@pytest.fixture
def catalogue(db):
    for code, prefix in (("incident", "INC"), ("change", "CHG"), ("release", "REL")):
        make_process(code, prefix)
    assert Process.objects.count() == 3


def same(expected, found):
    if expected == found or "" in {expected, found}:
        return expected == found
    return abs(float(expected) - float(found)) <= 1e-6


def compare(table, *args, keys=("period",)):
    with (SHARED / "truth" / f"{table}.csv").open(newline="") as file:
        truth = list(csv.DictReader(file))
    found = {tuple(row[key] for key in keys): row for row in exported(*args)}
    assert list(next(iter(found.values()))) == list(truth[0]), (
        "the columns are those of the truth table, in its order"
    )
    compared = 0
    for row in truth:
        ours = found.get(tuple(row[key] for key in keys))
        if ours is not None:
            wrong = {
                name: (row[name], ours[name]) for name in row if not same(row[name], ours[name])
            }
            assert not wrong, (row["period"], wrong)
            compared += 1
    return compared


@needs_data
def test_the_incident_log_equals_the_truth_and_avoids_the_known_wrong_answers(catalogue):
    told = said("import_tickets", "--source", "uci_incident", SHARED / LOGS["uci_incident"])
    weeks = (
        "--source",
        "uci_incident",
        "--grain",
        "week",
        "--from",
        "2016-W09",
        "--to",
        "2016-W22",
    )

    assert "141712 rows" in told
    assert "24918 tickets" in told
    assert compare("uci_weekly", *weeks, keys=("period", "value")) == 7
    assert (
        compare(
            "uci_weekly_by_priority", *weeks, "--dimension", "priority", keys=("period", "value")
        )
        == 28
    )
    assert (
        compare(
            "uci_monthly",
            "--source",
            "uci_incident",
            "--grain",
            "month",
            "--from",
            "2016-03",
            "--to",
            "2016-03",
        )
        == 1
    )
    traps_of_the_log()


def traps_of_the_log():
    tickets = Ticket.objects.filter(source__code="uci_incident")
    assert tickets.filter(resolved=None).count() == 1556
    assert tickets.filter(sla=True).count() / tickets.count() * 100 == pytest.approx(
        63.420018, abs=1e-6
    )
    # Most of them in the bulk close of the evening, and no figure may lose or double one.
    day = datetime(2016, 3, 24, tzinfo=UTC)
    bulk = tickets.filter(closed__gte=day, closed__lt=day + timedelta(days=1))
    assert bulk.count() == 3114
    years = exported("--source", "uci_incident", "--grain", "year")
    resolved = sum(int(row["resolved"]) for row in years)
    hours = sum(float(row["mttr_mean_h"]) * int(row["resolved"]) for row in years)
    assert hours / resolved == pytest.approx(178.171582, abs=1e-4)
    assert set(tickets.values_list("priority", flat=True)) == {
        "1 - Critical",
        "2 - High",
        "3 - Moderate",
        "4 - Low",
    }
    assert not tickets.filter(group="?").exists()


@needs_data
def test_changes_equal_the_truth(catalogue):
    said("import_tickets", "--source", "openstack_changes", SHARED / LOGS["openstack_changes"])

    assert (
        compare(
            "openstack_changes_weekly",
            "--source",
            "openstack_changes",
            "--grain",
            "week",
            "--from",
            "2019",
            "--to",
            "2019",
        )
        == 52
    )


@needs_data
def test_releases_equal_the_truth(catalogue):
    said("import_tickets", "--source", "govuk_releases", SHARED / LOGS["govuk_releases"])
    weeks = (
        "--source",
        "govuk_releases",
        "--grain",
        "week",
        "--from",
        "2024-W01",
        "--to",
        "2024-W09",
    )
    keys = ("period", "application")

    assert compare("govuk_releases_weekly", *weeks, keys=keys) == 9
    assert compare("govuk_releases_weekly", *weeks, "--dimension", "application", keys=keys) == 36


def test_presets_feed_indicators_at_once_although_nobody_adopted_them(catalogue, tmp_path):
    from tests.kpi.collecting import make_indicator, make_measure

    process = Process.objects.get(code="change")
    for code in ("chg_implemented", "chg_failed"):
        make_measure(code, process)
    make_indicator(
        "CHG-01", process, "(chg_implemented - chg_failed) / chg_implemented", adopted_on=None
    )
    header = [
        "commit",
        "committed_at",
        "is_revert",
        "reverted_by",
        "reverted_at",
        "change_id",
        "reverts_commit",
    ]
    rows = [
        ["a", "2024-01-01T01:00:00+02:00", "0", "", "", "", ""],
        ["b", "2024-01-02T00:00:00+00:00", "0", "c", "2024-01-02T02:00:00+00:00", "", ""],
        ["c", "2024-01-02T02:00:00+00:00", "1", "", "", "", "b"],
        ["d", "2024-01-03T00:00:00+00:00", "0", "", "", "", ""],
    ]
    said(
        "import_tickets",
        "--source",
        "openstack_changes",
        write_csv(tmp_path / "changes.csv", rows, header),
    )

    # 01:00 at +02:00 on Monday is still Sunday in UTC: it belongs to the week before.
    assert IndicatorValue.objects.get(indicator__code="CHG-01", period="2024-W01").value == 50
    assert IndicatorValue.objects.get(indicator__code="CHG-01", period="2023-W52").value == 100
    assert Measure.objects.filter(code="chg_failed").count() == 1
