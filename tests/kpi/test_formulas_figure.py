"""Figures and verdicts: the pitfalls a, b, c, g, k, n and o of the domain with their own numbers."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from governance.lib.numbers import format_number
from governance.lib.periods import Slice, Week
from kpi import states
from kpi.formulas import (
    Cell,
    Change,
    Figure,
    Light,
    Target,
    Verdict,
    aggregate,
    change,
    coverage,
    exceeds_whole,
    figure_of,
    indicator_value,
    is_near,
    is_small_sample,
    light,
    mean,
    meets,
    parse_formula,
    stored,
    target_text,
    verdict,
)

RATIO = parse_formula("good / total")
AT_LEAST_95 = Target(">=", Decimal(95))


def ratio(good, total, unit="%"):
    return indicator_value(RATIO, unit, {"good": good, "total": total})


def judge(figure, target=AT_LEAST_95, *, covered=4, expected=4, threshold="0.8"):
    return verdict(figure, target, covered=covered, expected=expected, threshold=Decimal(threshold))


# a: averaging ratios


@pytest.mark.parametrize(
    ("weeks", "wrong", "right"),
    [([(4, 8), (2, 10), (1, 4)], "31.7", "31.8"), ([(1, 2), (99, 100)], "74.5", "98.0")],
)
def test_ratio_of_sums_is_not_the_mean_of_ratios(weeks, wrong, right):
    figure = ratio(sum(good for good, _total in weeks), sum(total for _good, total in weeks))
    averaged = mean([ratio(good, total).value for good, total in weeks])

    assert format_number(averaged, decimals=1) == wrong
    assert format_number(figure.value, decimals=1) == right


def test_ratio_keeps_its_numerator_and_denominator():
    assert ratio(7, 22) == Figure(Fraction(7), Fraction(22), Fraction(700, 22))
    assert format_number(ratio(100, 102).value) == "98.04"


# b: denominator zero


def test_no_changes_this_week_is_no_sample_neither_0_nor_100():
    figure = ratio(0, 0)

    assert figure == Figure(Fraction(0), Fraction(0), None, no_sample=True)
    assert judge(figure) is Verdict.NO_SAMPLE
    assert format_number(figure.value) == "—"


def test_zero_denominator_inside_the_numerator_is_no_sample():
    figure = indicator_value(parse_formula("(a / b) / c"), "", {"a": 1, "b": 0, "c": 2})

    assert figure == Figure(None, Fraction(2), None, no_sample=True)


def test_year_is_judged_on_its_sums_even_if_most_weeks_have_no_sample():
    assert judge(ratio(19 + 0 + 0, 20 + 0 + 0)) is Verdict.MET


@pytest.mark.parametrize(
    ("current", "base", "result"),
    [
        (8, 10, Change(Fraction(-2), Fraction(-1, 5))),
        (5, 0, Change(Fraction(5), None)),
        (-5, -10, Change(Fraction(5), Fraction(1, 2))),
        (None, 10, None),
        (10, None, None),
    ],
)
def test_change_to_an_earlier_figure(current, base, result):
    assert change(current, base) == result


# c: a missing week is not a zero week


def test_missing_week_is_not_a_zero_week():
    weeks = [Slice(week.start, week.end) for week in (Week(2026, 6), Week(2026, 7), Week(2026, 8))]
    with_zero = [
        Cell(part, Decimal(value), "desk") for part, value in zip(weeks, (3, 0, 3), strict=True)
    ]
    missing = [with_zero[0], with_zero[2]]

    assert min(cell.value for cell in with_zero) == aggregate("MIN", with_zero).value == 0
    assert aggregate("MIN", missing).value == 3
    assert aggregate("LAST", missing[:1]).as_of == date(2026, 2, 8)


def test_month_with_too_little_coverage_is_incomplete_neither_met_nor_missed():
    assert coverage(4, 5) == Fraction(4, 5)
    assert judge(ratio(99, 100), covered=4, expected=5, threshold="0.8") is Verdict.MET
    assert judge(ratio(99, 100), covered=4, expected=5, threshold="0.81") is Verdict.INCOMPLETE
    assert judge(ratio(1, 100), covered=3, expected=5) is Verdict.INCOMPLETE


def test_no_sample_is_said_only_of_complete_data():
    assert judge(ratio(0, 0), covered=0, expected=4) is Verdict.INCOMPLETE


def test_measure_that_is_not_there_is_incomplete_or_not_applicable_where_nothing_was_expected():
    figure = ratio(None, 100)

    assert figure == Figure(None, Fraction(100), None)
    assert judge(figure) is Verdict.INCOMPLETE
    assert judge(figure, covered=0, expected=0) is Verdict.NOT_APPLICABLE
    assert coverage(0, 0) is None


def test_figure_without_target_is_not_judged():
    assert judge(ratio(1, 2), None) is Verdict.NOT_APPLICABLE
    assert judge(ratio(1, 2), AT_LEAST_95, covered=0, expected=0) is Verdict.MISSED


# g: one cohort


def test_ticket_closed_a_week_after_it_opened_stays_in_one_cohort():
    # Opened in W12, closed in W13 within target: counted by closing, it is in both sides of W13 only.
    w12, w13 = ratio(0, 0), ratio(1, 1)

    assert (w12.no_sample, w13.value) == (True, 100)


# k: unrounded comparison


def test_near_miss_does_not_meet_its_target_and_prints_one_more_digit():
    figure = ratio(94996, 100000)

    assert judge(figure) is Verdict.MISSED
    assert format_number(figure.value, unit="%") == "95.00%"
    assert format_number(figure.value, unit="%", against=AT_LEAST_95.value) == "94.996%"


def test_thirds_are_compared_exactly():
    assert meets(ratio(2, 3).value, Target(">=", Decimal("66.666667"))) is False
    assert meets(ratio(2, 3).value, Target(">=", Decimal("66.666666"))) is True
    assert meets(ratio(19, 20).value, AT_LEAST_95)


def test_target_of_its_own_period_decides():
    figure = ratio(92, 100)

    assert judge(figure, Target(">=", Decimal(90))) is Verdict.MET
    assert judge(figure, Target(">=", Decimal(95))) is Verdict.MISSED


@pytest.mark.parametrize(
    ("target", "met", "missed", "text"),
    [
        (Target(">=", Decimal("95.00")), [95, 96], [94], "≥95%"),
        (Target("<=", Decimal(5)), [5, 4], [6], "≤5%"),
        (Target(">", Decimal(5)), [6], [5, 4], ">5%"),
        (Target("<", Decimal(5)), [4], [5, 6], "<5%"),
        (Target("=", Decimal(0)), [0], [1], "=0%"),
        (Target("between", Decimal(5), Decimal("7.50")), [5, 6, Decimal("7.5")], [4, 8], "5–7.5%"),
    ],
)
def test_every_operator(target, met, missed, text):
    assert all(meets(value, target) for value in met)
    assert not any(meets(value, target) for value in missed)
    assert target_text(target, "%") == text


def test_target_prints_a_word_unit_with_a_gap():
    assert target_text(Target("<=", Decimal(4)), "h") == "≤4 h"
    assert target_text(Target("=", Decimal(0))) == "=0"


@pytest.mark.parametrize(
    ("operator", "upper"), [("≥", None), ("between", None), ("between", Decimal(1))]
)
def test_target_that_says_nothing_is_refused(operator, upper):
    with pytest.raises(ValueError, match=r"operator|between"):
        Target(operator, Decimal(2), upper)


# n: small numbers; o: more than the whole


@pytest.mark.parametrize(
    ("figure", "small"),
    [(ratio(1, 1), True), (ratio(9, 9), True), (ratio(9, 10), False), (ratio(0, 0), False)],
)
def test_ratio_of_fewer_than_10_is_a_small_sample(figure, small):
    assert is_small_sample(figure) is small


def test_count_is_never_a_small_sample():
    assert not is_small_sample(indicator_value(parse_formula("good"), "件", {"good": 3}))


def test_share_above_the_whole_is_a_cohort_error():
    assert exceeds_whole(ratio(12, 10), "%")
    assert not exceeds_whole(ratio(10, 10), "%")
    assert exceeds_whole(ratio(12, 10, "‰"), "‰")
    assert not exceeds_whole(ratio(12, 10, "h"), "h")
    assert not exceeds_whole(ratio(0, 0), "%")


# units, counts, storage


def test_unit_scales_the_value_and_a_count_has_no_denominator():
    count = indicator_value(parse_formula("good"), "件", {"good": Decimal(3)})

    assert count == Figure(Fraction(3), None, Fraction(3))
    assert ratio(1, 4, "h").value == Fraction(1, 4)
    assert ratio(1, 4, "‰").value == 250


def test_form_of_the_standard_has_the_value_of_the_plain_one():
    values = {"late": 3, "total": 60}

    standard = indicator_value(parse_formula("1 - late / total"), "%", values)

    assert standard == indicator_value(parse_formula("(total - late) / total"), "%", values)
    assert standard == Figure(Fraction(57), Fraction(60), Fraction(95))


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_ratio", "figure"),
    [
        (7, 22, True, Figure(Fraction(7), Fraction(22), Fraction(700, 22))),
        (0, 0, True, Figure(Fraction(0), Fraction(0), None, no_sample=True)),
        (None, 5, True, Figure(None, Fraction(5), None)),
        (5, None, True, Figure(Fraction(5), None, None)),
        (5, None, False, Figure(Fraction(5), None, Fraction(500))),
        (None, None, False, Figure(None, None, None)),
    ],
)
def test_stored_sides_give_the_same_figure_again(numerator, denominator, is_ratio, figure):
    assert figure_of(numerator, denominator, "%", is_ratio=is_ratio) == figure


def test_figure_is_rounded_once_when_it_is_stored():
    assert stored(ratio(2, 3).value) == Decimal("66.6666666667")
    assert stored(Decimal("1.5"), 6) == Decimal("1.500000")
    assert stored(None) is None


# lights


@pytest.mark.parametrize(
    ("judged", "watch", "expected"),
    [
        ("met", False, Light.MET), ("met", True, Light.WATCH), ("missed", True, Light.MISSED),
        ("missed", False, Light.MISSED), ("no_sample", False, Light.NO_SAMPLE), ("incomplete", True, Light.MISSING),
        ("not_applicable", False, Light.NONE),
    ],
)  # fmt: skip
def test_every_verdict_has_one_light(judged, watch, expected):
    assert light(judged, watch=watch) is expected


@pytest.mark.parametrize(
    ("figure", "target", "near"),
    [
        (ratio(959, 1000), AT_LEAST_95, True), (ratio(95, 100), AT_LEAST_95, True), (ratio(96, 100), AT_LEAST_95, False),
        (ratio(94, 100), AT_LEAST_95, False), (ratio(100, 100), Target(">=", Decimal(100)), False),
        (ratio(0, 100), Target("<=", Decimal(0)), False), (ratio(0, 100), Target("=", Decimal(0)), False),
        (ratio(0, 0), AT_LEAST_95, False), (ratio(96, 100), None, False),
        (ratio(7, 100), Target("between", Decimal(5), Decimal("7.02")), True),
        (indicator_value(parse_formula("hours"), "h", {"hours": Decimal("3.99")}), Target("<=", Decimal(4)), True),
    ],
)  # fmt: skip
def test_met_figure_within_1_percent_of_its_line_is_near(figure, target, near):
    assert is_near(figure, target) is near


def test_codes_are_those_of_the_stored_states():
    assert {each.value for each in Verdict} == set(states.Verdict.values)
