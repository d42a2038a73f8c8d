"""A chart is the same numbers as drawing and as table."""

import json
from decimal import Decimal

import pytest

from governance.lib.chart import Chart, Limits, Mark, Series

WEEKS = ("2026-W07", "2026-W08", "2026-W09")
SERIES = Series("SLA", (Decimal("98.55"), None, Decimal(97)))


def test_rows_show_a_gap_as_a_dash_and_never_as_zero():
    assert Chart("t", WEEKS, (SERIES,)).rows() == [
        ("2026-W07", ["98.6"]),
        ("2026-W08", ["–"]),
        ("2026-W09", ["97.0"]),
    ]


def test_to_echarts_is_plain_json_without_colours():
    chart = Chart(
        "t",
        WEEKS,
        (SERIES,),
        unit="%",
        target=Decimal(98),
        target_label="target",
        limits=Limits(None, Decimal(97), Decimal(99)),
        marks=(Mark("2026-W09", "below"),),
    )

    drawn = json.loads(json.dumps(chart.to_echarts()))

    assert drawn["series"][0]["values"] == [98.55, None, 97.0]
    assert drawn["target"] == {"value": 98.0, "name": "target"}
    assert [line["name"] for line in drawn["limits"]] == ["CL", "UCL"]
    assert "#" not in json.dumps(drawn)


@pytest.mark.parametrize(("target", "text"), [("5.000000", "5"), ("99.95", "99.95"), (None, "–")])
def test_a_target_has_no_more_places_than_it_needs(target, text):
    chart = Chart("t", WEEKS, (SERIES,), target=None if target is None else Decimal(target))

    assert chart.target_text == text


def test_chart_of_gaps_is_empty():
    assert Chart("t", WEEKS, (Series("SLA", (None, None, None)),)).is_empty
    assert not Chart("t", WEEKS, (SERIES,)).is_empty


def test_chart_refuses_values_without_a_label_and_marks_without_a_place():
    with pytest.raises(ValueError, match="2 values for 3 labels"):
        Chart("t", WEEKS, (Series("SLA", (None, None)),))
    with pytest.raises(ValueError, match="no label"):
        Chart("t", WEEKS, (SERIES,), marks=(Mark("2026-W10", "x"),))
