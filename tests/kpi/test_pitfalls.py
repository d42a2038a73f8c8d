"""The fifteen ways to get a figure wrong (domain §4.3 a–o), each with its worked numbers.

Every number is handed in and accepted through the services; what is compared is the stored figure,
the page and the REST answer. At the end of every test the kept figures equal a rebuild from the cells.
"""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from governance.lib.periods import Month
from governance.services.calendar import seed_calendar
from governance.states import Role
from kpi.formulas.expression import clashing_units, parse_formula
from kpi.models import Indicator, IndicatorValue, Measure, Target
from kpi.services.catalogue import seed_indicators
from kpi.services.count_owner import CountPlace, declare_count_owner
from kpi.services.indicator import (
    CannotReviseIndicator,
    revise_definition,
)
from kpi.services.rollup import check_rollups, mark_final
from kpi.services.submission import CannotSubmit
from tests.kpi.collecting import make_assignment, make_process
from tests.kpi.pitfalls import aim, figure, hand_in, indicator, measures, moment, page, rest
from tests.people import SETUP, make_person

pytestmark = pytest.mark.usefixtures("english")
FEBRUARY = ("2026-W06", "2026-W07", "2026-W08")


@pytest.fixture
def company(specialist, stranger, officer, operations, development, decide):
    """Two departments report one process; the PMO wants half of a month's points before it judges."""
    seed_calendar([2025, 2026], by=SETUP, at=moment(date(2025, 1, 2)))
    decide("coverage_threshold", "0.5")
    process = make_process()
    other = make_person("wu", "吴桐", development, Role.PROCESS_SPECIALIST)
    yield SimpleNamespace(
        process=process,
        officer=officer,
        operations=operations,
        development=development,
        desk=make_assignment(specialist, process, operations, valid_from=date(2025, 12, 1)),
        other_person=other,
    )
    assert check_rollups() == []


@pytest.fixture
def both(company):
    """The second department reports as well."""
    return make_assignment(
        company.other_person, company.process, company.development, valid_from=date(2025, 12, 1)
    )


def test_a_ratios_are_not_averaged(company, time_machine):
    """4/8, 2/10, 1/4: the mean of ratios is 31.7 %, the truth 7/22."""
    measures(company, "met", "due")
    indicator(company, "A-01", "met / due")
    for label, met, due in zip(FEBRUARY, (4, 2, 1), (8, 10, 4), strict=True):
        hand_in(company, company.desk, label, met=met, due=due)

    found = figure("A-01", "2026-02")
    assert (found.numerator, found.denominator) == (7, 22)
    assert found.value == Decimal("31.8181818182")
    assert rest(company, "A-01", "2026-02")["value"] == "31.8181818182"
    assert "31.82%" in page(company, "A-01", time_machine)


def test_a_departments_are_not_averaged_either(company, both):
    """1/2 and 99/100: the mean says 74.5 %, the truth is 100/102."""
    measures(company, "met", "due")
    indicator(company, "A-01", "met / due")
    hand_in(company, company.desk, "2026-W07", met=1, due=2)
    hand_in(company, both, "2026-W07", met=99, due=100)

    assert figure("A-01", "2026-W07").value == Decimal("98.0392156863")
    assert figure("A-01", "2026-W07", "department:operations").value == 50


def test_b_a_zero_denominator_is_no_sample(company, time_machine):
    """No changes is neither 0 % nor 100 %; the month is judged on the sum of what there was."""
    measures(company, "met", "due")
    indicator(company, "B-01", "met / due")
    aim("B-01", ">=", "95")
    hand_in(company, company.desk, "2026-W06", met=0, due=0)

    item = rest(company, "B-01", "2026-W06")
    assert (item["value"], item["verdict"], item["denominator"]) == (None, "no_sample", "0")

    hand_in(company, company.desk, "2026-W07", met=19, due=20)
    hand_in(company, company.desk, "2026-W08", met=0, due=0)
    assert (figure("B-01", "2026-02").value, figure("B-01", "2026-02").verdict) == (95, "met")
    assert "no sample" in page(company, "B-01", time_machine, grain="week")


def test_b_growth_on_a_base_of_zero_is_not_computable(company, time_machine):
    """(before - now) / before with nothing before; figures of two periods are never added up."""
    measures(company, "before", "now", aggregation="NONE")
    indicator(company, "B-02", "(before - now) / before", cadence="month", assessment_grain="month")
    hand_in(company, company.desk, "2026-W09", before=[0], now=[3])
    hand_in(company, company.desk, "2026-W14", before=[10], now=[8])

    assert figure("B-02", "2026-02").remark == "base_zero"
    assert rest(company, "B-02", "2026-02")["remark"] == "base_zero"
    assert "not computable, the base is 0" in page(company, "B-02", time_machine)
    assert figure("B-02", "2026-03").value == 20
    assert (figure("B-02", "2026").value, figure("B-02", "2026").remark) == (None, "not_joined")


def test_c_a_missing_week_is_not_a_zero_week(company, time_machine):
    """A submitted 0 is data; two of the five points of February are below the PMO's half."""
    measures(company, "count")
    indicator(company, "C-01", "count", unit="件")
    aim("C-01", "<=", "10")
    hand_in(company, company.desk, "2026-W06", count=0)
    hand_in(company, company.desk, "2026-W07", count=4)

    found = figure("C-01", "2026-02")
    assert (found.value, found.covered, found.expected) == (4, 2, 5)
    assert found.verdict == "incomplete"
    assert figure("C-01", "2026-W06").verdict == "met"
    assert not IndicatorValue.objects.filter(period="2026-W08").exists()

    hand_in(company, company.desk, "2026-W08", count="no clerk")
    assert figure("C-01", "2026-W08").value is None
    hand_in(company, company.desk, "2026-W05", count=[1, 0])
    hand_in(company, company.desk, "2026-W09", count=[3, 0])
    found = figure("C-01", "2026-02")
    assert (found.value, found.covered, found.verdict) == (7, 4, "met")
    assert ">4/5<" in page(company, "C-01", time_machine)


def test_c_the_last_snapshot_is_the_last_submitted_and_prints_its_date(company, time_machine):
    """Nothing is carried forward silently: the backlog of 15 February says so at the month's end."""
    measures(company, "open", aggregation="LAST")
    indicator(company, "C-02", "open", unit="件")
    hand_in(company, company.desk, "2026-W06", open=40)
    hand_in(company, company.desk, "2026-W07", open=38)

    assert (figure("C-02", "2026-02").value, figure("C-02", "2026-02").as_of) == (
        38,
        date(2026, 2, 15),
    )
    assert rest(company, "C-02", "2026-02")["as_of"] == "2026-02-15"
    assert "as of Feb. 15, 2026" in page(company, "C-02", time_machine)


def test_d_weeks_that_cross_months_and_years_are_exact(company):
    """Week 14 ends March on its Tuesday; week 53 of 2026 ends on 3 January 2027."""
    measures(company, "count")
    indicator(company, "D-01", "count", unit="件")
    hand_in(company, company.desk, "2026-W14", count=[5, 2])
    hand_in(company, company.desk, "2026-W53", count=[8, 1])

    assert [figure("D-01", each).value for each in ("2026-W14", "2026-03", "2026-04")] == [7, 5, 2]
    assert [figure("D-01", each).value for each in ("2026-W53", "2026-12", "2027-01")] == [9, 8, 1]
    assert [figure("D-01", each).value for each in ("2026", "2027")] == [15, 1]


def test_e_snapshots_are_not_added(company):
    """Backlogs 40, 38, 41 are 41, not 119."""
    measures(company, "open", aggregation="LAST")
    indicator(company, "E-01", "open", unit="件")
    for label, count in zip(FEBRUARY, (40, 38, 41), strict=True):
        hand_in(company, company.desk, label, open=count)

    assert figure("E-01", "2026-02").value == 41


def test_e_two_snapshots_are_divided_at_the_same_instant(company):
    """90 of 100 managed in week 7; in week 8 only the upper side came: still 90 %, of 15 February."""
    measures(company, "managed", "all", aggregation="LAST")
    indicator(company, "E-02", "managed / all")
    hand_in(company, company.desk, "2026-W07", managed=90, all=100)
    hand_in(company, company.desk, "2026-W08", managed=99, all="audit still running")

    found = figure("E-02", "2026-02")
    assert (found.value, found.as_of) == (90, date(2026, 2, 15))
    assert figure("E-02", "2026-W08").value is None


def test_f_a_peak_is_the_highest_of_peaks_and_percentiles_are_never_joined(company, time_machine):
    """Peaks 71, 88, 80 make 88. The P95 of weekly P95s is meaningless: the month stays empty and says why."""
    measures(company, "peak", aggregation="MAX")
    measures(company, "p95", aggregation="NONE")
    indicator(company, "F-01", "peak", unit="百分点")
    indicator(company, "F-02", "p95", unit="h")
    aim("F-02", "<=", "200")
    for label, peak, high in zip(FEBRUARY, (71, 88, 80), (100, 200, 150), strict=True):
        hand_in(company, company.desk, label, peak=peak, p95=high)

    assert figure("F-01", "2026-02").value == 88
    assert figure("F-02", "2026-W07").value == 200
    found = figure("F-02", "2026-02")
    assert (found.value, found.verdict, found.remark) == (None, "not_applicable", "not_joined")
    assert "cannot be put together from several counts" in page(company, "F-02", time_machine)


def test_f_people_counted_twice_are_recounted_or_not_joined(company):
    """12 trained in one quarter and 10 in the next may be 12 people; without names nobody knows."""
    measures(company, "people", aggregation="DISTINCT")
    indicator(company, "F-03", "people", unit="人", cadence="quarter", assessment_grain="quarter")
    hand_in(company, company.desk, "2026-W14", people=[12])
    hand_in(company, company.desk, "2026-W27", people=[10])

    assert figure("F-03", "2026-Q1").value == 12
    assert (figure("F-03", "2026").value, figure("F-03", "2026").remark) == (None, "not_joined")


def test_g_both_sides_of_a_quotient_are_of_one_cohort(company, time_machine):
    """3 of 10 late, then “no data” of 40: 30 %, not 3 of 50; and the cohort is printed beside the formula."""
    measures(company, "late", "closed")
    row = indicator(company, "G-01", "late / closed")
    row.definitions.update(cohort="期内关闭", cohort_en="closed in the period")
    hand_in(company, company.desk, "2026-W06", late=3, closed=10)
    hand_in(company, company.desk, "2026-W07", late="log lost", closed=40)

    found = figure("G-01", "2026-02")
    assert (found.numerator, found.denominator, found.value) == (3, 10, 30)
    assert (found.covered, found.expected) == (1, 5)
    assert "closed in the period" in page(company, "G-01", time_machine)


def test_h_clocks_do_not_mix(company):
    """Hours and workdays are never added; each definition of the library keeps to one clock."""
    measures(company, "hours", unit="h")
    measures(company, "days", unit="工作日")
    row = indicator(company, "H-01", "hours", unit="h")
    row.definitions.update(valid_from=date(2025, 12, 1))
    with pytest.raises(CannotReviseIndicator, match="cannot be added"):
        revise_definition(
            row,
            "hours + days",
            valid_from=date(2026, 2, 2),
            note="sum",
            by=SETUP,
            at=moment(date(2026, 1, 5)),
        )


def test_h_every_formula_of_the_library_keeps_to_one_unit(catalogue):
    seed_indicators(at=moment(date(2026, 1, 5)))
    units = dict(Measure.objects.values_list("code", "unit"))
    formulas = Indicator.objects.values_list("code", "definitions__formula")
    assert {
        code: clashing_units(parse_formula(formula), units) for code, formula in formulas
    } == dict.fromkeys(dict(formulas))


def test_i_what_two_count_is_counted_once_by_its_owner(company, both, time_machine):
    """100 and 30 make 130, which the page says; with an owner the company's 100, and 30 stands beside it."""
    measures(company, "cases")
    row = indicator(company, "I-01", "cases", unit="件")
    hand_in(company, company.desk, "2026-W07", cases=100)
    hand_in(company, both, "2026-W07", cases=30)
    assert figure("I-01", "2026-W07").value == 130
    assert "nobody owns the count" in page(company, "I-01", time_machine)

    place = CountPlace(company.operations)
    at = moment(date(2026, 3, 2))
    declare_count_owner(
        row, place, valid_from=date(2026, 2, 9), note="desk leads", by=company.officer, at=at
    )

    found = figure("I-01", "2026-W07")
    assert (found.value, found.covered, found.expected) == (100, 1, 1)
    assert figure("I-01", "2026-W07", "department:development").value == 30
    assert rest(company, "I-01", "2026-W07", scope="dept:development")["value"] == "30"
    assert "of the owner of the count: O&amp;M Dept." in page(company, "I-01", time_machine)
    shares = page(company, "I-01", time_machine, "count/")
    assert "All places together make 130; 30 of it is counted elsewhere as well" in shares
    assert "share, beside the total" in shares


def test_j_a_late_correction_restates_what_was_issued(company):
    """Week 8 comes after February was issued: the figures are restated, and say so."""
    measures(company, "count")
    indicator(company, "J-01", "count", unit="件")
    hand_in(company, company.desk, "2026-W06", count=4)
    mark_final(Month(2026, 2))
    assert figure("J-01", "2026-02").status == "final"

    hand_in(company, company.desk, "2026-W08", count=5)

    assert (figure("J-01", "2026-02").value, figure("J-01", "2026-02").status) == (9, "restated")
    assert rest(company, "J-01", "2026-02")["status"] == "restated"


def test_k_the_target_of_the_period_judges_and_rounding_does_not(company, time_machine):
    """94.996 % does not pass ≥ 95 % because it prints 95.00 %; February keeps the target of February."""
    measures(company, "met", "due")
    indicator(company, "K-01", "met / due")
    aim("K-01", ">=", "90", "2026-01-01")
    aim("K-01", ">=", "95", "2026-03-01")
    hand_in(company, company.desk, "2026-W07", met=94996, due=100000)
    hand_in(company, company.desk, "2026-W11", met=94996, due=100000)

    decide = [figure("K-01", each).verdict for each in ("2026-W07", "2026-W11")]
    assert decide == ["met", "missed"]
    assert Target.objects.filter(valid_to=date(2026, 2, 28)).exists()
    assert "94.996%" in page(company, "K-01", time_machine)


def test_l_two_complements_are_one_fact(company):
    """Success and back-out come from the same two counts and always make 100 %."""
    measures(company, "total", "backed_out")
    indicator(company, "L-01", "1 - backed_out / total")
    indicator(company, "L-03", "backed_out / total")
    hand_in(company, company.desk, "2026-W07", total=7, backed_out=2)

    success, failure = figure("L-01", "2026-W07"), figure("L-03", "2026-W07")
    assert (success.denominator, failure.denominator) == (7, 7)
    assert success.numerator + failure.numerator == 7
    assert success.value + failure.value == 100


def test_m_satisfaction_says_how_many_answered_of_how_many(company, time_machine):
    """43 of 45 satisfied, 60 asked: n = 45, response rate 75 %; one answer alone is shown as 1/1."""
    measures(company, "satisfied", "rated", "surveyed")
    row = indicator(company, "M-01", "satisfied / rated", dimension="S")
    definition = row.definitions.get()
    definition.population = Measure.objects.get(code="surveyed")
    definition.save()
    definition.measures.add(definition.population)
    hand_in(company, company.desk, "2026-W06", satisfied=43, rated=45, surveyed=60)
    hand_in(company, company.desk, "2026-W11", satisfied=1, rated=1, surveyed="list lost")

    found = figure("M-01", "2026-02")
    assert (found.denominator, found.population) == (45, 60)
    assert rest(company, "M-01", "2026-02")["population"] == "60"
    shown = page(company, "M-01", time_machine)
    assert "n = 45 of 60, response rate 75.00%" in shown
    assert ">1/1<" in shown
    # Out of how many is not known for every day of the year so far.
    assert figure("M-01", "2026").population is None


def test_n_a_ratio_of_few_shows_both_numbers(company, time_machine):
    """8 of 9 is 88.89 % and stands as 8/9 beside it; from 10 on the share speaks for itself."""
    measures(company, "met", "due")
    indicator(company, "N-01", "met / due")
    hand_in(company, company.desk, "2026-W07", met=8, due=9)
    hand_in(company, company.desk, "2026-W12", met=9, due=10)

    item = rest(company, "N-01", "2026-02")
    assert (item["numerator"], item["denominator"]) == ("8", "9")
    shown = page(company, "N-01", time_machine)
    assert "8/9" in shown
    assert "9/10" not in shown


def test_o_a_share_above_the_whole_warns_and_needs_a_reason(company, time_machine):
    """12 of 10 completed includes last month's plan: a cohort error, accepted only with a reason."""
    measures(company, "done", "planned")
    indicator(company, "O-01", "done / planned")
    with pytest.raises(CannotSubmit) as refused:
        hand_in(company, company.desk, "2026-W07", done=12, planned=10)
    (problem,) = refused.value.problems
    assert (problem.code, problem.part_of_cell, problem.kind) == ("done", "reason", "ratio")
    assert "is more than" in problem.sentence

    hand_in(company, company.desk, "2026-W07", done=(12, "two of last month"), planned=10)

    assert figure("O-01", "2026-W07").value == 120
    assert "not of one cohort" in page(company, "O-01", time_machine)
