from datetime import UTC, datetime

import pytest

from kpi.lib.ticket_declaration import load_mapping
from kpi.lib.ticket_presets import load_preset
from kpi.lib.ticket_rows import MOST_BAD_ROWS, read_tickets
from tests.tickets import HEADER, MAPPING, ROWS


def read(rows, header=HEADER, text=MAPPING):
    return read_tickets(header, enumerate(rows, 2), load_mapping(text))


def with_cell(row, column, value):
    changed = list(row)
    changed[HEADER.index(column)] = value
    return changed


def test_events_of_one_ticket_become_one_record():
    reading = read(ROWS)

    assert reading.rows == 5
    assert sorted(reading.tickets) == ["A1", "B2", "C3"]


def test_last_row_in_file_order_gives_priority_and_sla():
    ticket = read(ROWS).tickets["A1"]

    assert (ticket.priority, ticket.sla) == ("1 - Critical", False)


def test_last_group_that_is_known_and_highest_counter_are_kept():
    ticket = read(ROWS).tickets["A1"]

    assert (ticket.group, ticket.reopens) == ("Desk", 2)


def test_null_marker_is_no_value_and_an_odd_state_disturbs_nothing():
    ticket = read(ROWS).tickets["C3"]

    assert ticket.resolved is None
    assert read([ROWS[1]]).tickets["A1"].details == (("state", "-100"),)


def test_day_stands_first_and_the_wall_clock_is_kept():
    assert read(ROWS).tickets["B2"].opened == datetime(2016, 3, 4, 17, tzinfo=UTC)


def test_a_clock_with_a_zone_is_turned_into_utc():
    text = MAPPING.replace(
        'dates = "%d/%m/%Y %H:%M"', 'dates = "%d/%m/%Y %H:%M"\nzone = "Asia/Shanghai"'
    )

    assert read(ROWS, text=text).tickets["B2"].opened == datetime(2016, 3, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("opened_at", "2016-02-29", "not a time"),
        ("opened_at", "30/2/2016 09:00", "not a time"),
        ("made_sla", "maybe", "neither yes nor no"),
        ("reopens", "-1", "not a whole number"),
        ("reopens", "１", "not a whole number"),
        ("priority", "x" * 81, "longer than 80"),
        ("number", "?", "no usable key"),
    ],
)
def test_a_bad_value_is_listed_with_row_column_value_and_reason(column, value, word):
    reading = read([ROWS[0], with_cell(ROWS[3], column, value)])

    assert reading.bad_count == 1
    bad = reading.bad[0]
    assert (bad.row, bad.column) == (3, column)
    assert bad.value[:70] == value[:70]
    assert word in bad.reason


def test_every_bad_value_of_a_row_is_listed():
    row = with_cell(with_cell(ROWS[0], "opened_at", "soon"), "made_sla", "maybe")

    assert [bad.column for bad in read([row]).bad] == ["opened_at", "made_sla"]


def test_a_row_of_another_width_is_bad():
    assert "9" in read([ROWS[0][:-1]]).bad[0].reason


def test_only_the_first_bad_rows_are_listed_but_all_are_counted():
    reading = read([with_cell(ROWS[0], "opened_at", "soon")] * (MOST_BAD_ROWS + 5))

    assert (len(reading.bad), reading.bad_count) == (MOST_BAD_ROWS, MOST_BAD_ROWS + 5)


def test_where_one_row_is_one_ticket_the_second_one_is_named_with_the_first():
    text = (
        MAPPING.replace("event-log", "one-row-per-ticket")
        .replace(', keep = "last known"', "")
        .replace(', keep = "max"', "")
    )
    reading = read([ROWS[0], ROWS[1]], text=text)

    assert (reading.bad[0].row, reading.bad[0].value) == (3, "A1")
    assert "row 2" in reading.bad[0].reason


def release(before, after, environment="production"):
    header = ["commit", "committed_at", "environment", "application", "previous_tag", "new_tag"]
    row = ["c1", "2024-01-01T00:00:00+00:00", environment, "shop", before, after]
    return read_tickets(header, [(2, row)], load_preset("govuk_releases"))


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("v9", "v10", "forward"),
        ("v715", "v713", "rollback"),
        ("v7", "v7", "redeploy"),
        ("", "v1", "first"),
        ("a1b2c3", "v10", "unorderable"),
        ("v10", "a1b2c3", "unorderable"),
        ("v530", "v532-on-pg", "unorderable"),
    ],
)
def test_outcome_is_told_by_comparing_numeric_tags(before, after, outcome):
    assert release(before, after).tickets["c1/production/shop"].outcome == outcome


def test_rows_outside_the_filter_are_left_out_and_counted():
    reading = release("v1", "v2", environment="staging")

    assert (reading.left_out, reading.tickets) == (1, {})


def test_an_outcome_the_mapping_does_not_name_is_bad():
    header = [
        "commit",
        "committed_at",
        "is_revert",
        "reverted_by",
        "reverted_at",
        "change_id",
        "reverts_commit",
    ]
    row = ["c1", "2024-01-01T00:00:00+02:00", "2", "", "", "", ""]
    reading = read_tickets(header, [(2, row)], load_preset("openstack_changes"))

    assert [(bad.column, bad.value) for bad in reading.bad] == [("is_revert", "2")]
