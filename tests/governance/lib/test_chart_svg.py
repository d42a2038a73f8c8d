from decimal import Decimal

import pytest

from governance.lib.chart import Chart, Limits, Mark, Series
from governance.lib.chart_svg import Drawing, chart_svgs, to_vega

LABELS = ("2025-12", "2026-01", "2026-02")


def chart(*values, **extra):
    numbers = tuple(None if value is None else Decimal(value) for value in values)
    return Chart("SLA", LABELS, (Series("SLA达成率", numbers),), unit="%", **extra)


def values_in(spec):
    return [row["value"] for row in spec["layer"][0]["data"]["values"]]


def test_a_gap_stays_a_gap():
    assert values_in(to_vega(chart("96", None, "94.5"))) == [96.0, None, 94.5]


def test_a_target_is_a_dashed_line_with_its_word():
    spec = to_vega(chart("96", "95", "94.5", target=Decimal(95), target_label="目标 ≥95%"))

    rule, word = spec["layer"][1:]
    assert rule["mark"]["strokeDash"]
    assert word["data"]["values"][0]["name"] == "目标 ≥95%"


def test_a_share_is_not_drawn_above_the_whole():
    axis = to_vega(chart("99", "100", "98"))["layer"][0]["layer"][0]["encoding"]["y"]

    assert axis["scale"]["domain"][1] == 100


@pytest.mark.parametrize("values", [("0", "0", "0"), ("5", "5", "5"), (None, "7", None)])
def test_a_flat_or_lonely_series_has_room(values):
    low, high = to_vega(chart(*values))["layer"][0]["layer"][0]["encoding"]["y"]["scale"]["domain"]

    assert low < high


def test_drawn_twice_it_is_the_same_and_holds_its_words():
    drawing = Drawing(
        chart(
            "96",
            None,
            "94.5",
            target=Decimal(95),
            target_label="目标 ≥95%",
            limits=Limits(Decimal(90), Decimal(95), Decimal(99)),
            marks=(Mark("2026-01", "口径变更"),),
        )
    )

    once, again = chart_svgs([drawing, drawing])

    assert once == again
    assert "目标 ≥95%" in once
    assert "口径变更" in once


def test_nothing_to_draw_starts_no_child():
    assert chart_svgs([]) == []
