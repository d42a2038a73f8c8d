"""A baseline is a kept figure, or the sentence why there is none (R50; G42; domain §4.3 b c)."""

from datetime import date
from fractions import Fraction

import pytest

from planning.selectors.baseline import baseline_of, periods_offered
from tests.planning.world import make_figure

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 12)


def test_baseline_is_exact_and_frozen_with_all_it_rests_on(company):
    make_figure(company.hours, "2026-Q3", 100, 3)

    found = baseline_of(company.hours, None, "2026-Q3", on=TODAY)

    assert (found.exact, found.problem) == (Fraction(100, 3), "")
    assert (found.frozen["exact"], found.frozen["numerator"]) == ("100/3", "100")
    assert (found.frozen["covered"], found.frozen["expected"]) == (4, 4)


def test_baseline_of_a_share_is_in_per_cent(company):
    make_figure(company.rate, "2025", 9, 10)

    assert baseline_of(company.rate, None, "2025", on=TODAY).exact == 90


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("label", "verdict", "denominator", "sentence"),
    [
        ("2026-Q3", "incomplete", 3, "4 of 4 came"),
        ("2026-Q3", "no_sample", 0, "nothing to measure"),
        ("2026-Q4", "met", 3, "not over yet"),
        ("2026", "met", 3, "not over yet"),
    ],
)
def test_what_is_no_baseline_says_why(company, label, verdict, denominator, sentence):
    make_figure(company.hours, label, 100, denominator, verdict=verdict)

    found = baseline_of(company.hours, None, label, on=TODAY)

    assert found.exact is None
    assert sentence in found.problem


@pytest.mark.usefixtures("english")
def test_a_period_without_a_figure_and_no_period_at_all(company):
    assert "No figure" in baseline_of(company.hours, None, "2025-Q4", on=TODAY).problem
    assert "not a period" in baseline_of(company.hours, None, "last year", on=TODAY).problem


@pytest.mark.usefixtures("english")
def test_a_total_of_a_year_is_no_line_for_a_month(company):
    make_figure(company.hours, "2025", 863, None)
    make_figure(company.hours, "2026-09", 70, None)

    assert "month" in baseline_of(company.hours, None, "2025", on=TODAY).problem
    assert baseline_of(company.hours, None, "2026-09", on=TODAY).exact == 70


def test_a_departments_baseline_is_its_own(company):
    make_figure(company.hours, "2026-Q3", 100, 4)
    make_figure(company.hours, "2026-Q3", 10, 4, department=company.operations)

    assert baseline_of(company.hours, company.operations, "2026-Q3", on=TODAY).exact == Fraction(
        5, 2
    )


def test_periods_offered_are_over():
    labels = [each.label for each in periods_offered(TODAY)]

    assert (labels[0], labels[1]) == ("2025", "2024")
    assert "2026-Q3" in labels
    assert {"2026", "2026-Q4", "2026-10"} & set(labels) == set()
