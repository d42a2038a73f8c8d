"""The year wheel's geometry, by hand-worked points."""

from datetime import date

import pytest

from portal.formulas import Ring, angle_of, arc_path, point_at


@pytest.mark.parametrize(
    ("day", "angle"),
    [
        (date(2026, 1, 1), 0.0),
        (date(2026, 7, 2), 360 * 182 / 365),
        (date(2024, 12, 31), 360 * 365 / 366),
    ],
)
def test_angle_of_a_day(day, angle):
    assert angle_of(day) == pytest.approx(angle)


@pytest.mark.parametrize(
    ("angle", "point"),
    [(0, (160.0, 60.0)), (90, (260.0, 160.0)), (180, (160.0, 260.0)), (270, (60.0, 160.0))],
)
def test_point_at_the_four_quarters(angle, point):
    assert point_at(100, angle) == point


def test_arc_path_is_one_closed_piece():
    path = arc_path(Ring(50, 100), 0, 90, gap=0)

    assert (
        path
        == "M160.00 60.00 A100 100 0 0 1 260.00 160.00 L210.00 160.00 A50 50 0 0 0 160.00 110.00 Z"
    )


def test_arc_path_past_half_a_turn_takes_the_long_way():
    assert " 0 1 1 " in arc_path(Ring(50, 100), 0, 270)


def test_arc_path_of_a_sliver_never_turns_inside_out():
    start, end = 10.0, 10.2
    path = arc_path(Ring(50, 100), start, end)

    assert path.startswith("M")
