"""Measures and indicators of the company's own live the library's life (R54)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from governance.lib.periods import Week
from governance.lib.workflow import NotAllowed
from kpi.models import IndicatorValue, IndicatorVersion, Measure
from kpi.selectors.asked import questionnaire
from kpi.services.catalogue import seed_indicators
from kpi.services.indicator import CannotAdoptIndicator, adopt_indicator
from kpi.services.own_indicator import (
    CannotDefineIndicator,
    NewIndicator,
    NewMeasure,
    define_indicator,
    define_measure,
)
from kpi.services.rollup import check_rollups, rebuild_rollups
from processes.models import Process
from tests.kpi.collecting import enter_week, make_assignment

COUNTED = {"inc_opened": 40, "inc_response_late": 2}
AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def process(catalogue):
    return Process.objects.get(code="incident")


@pytest.fixture
def calls(process, officer):
    new = NewMeasure(process, "vip_calls", "VIP来电数", "次", "SUM", name_en="VIP calls")
    return define_measure(new, by=officer, at=AT)


@pytest.fixture
def wanted(process, calls):
    return NewIndicator(
        process, "VIP来电占比", "Q", "%", "down", "week", "own_vip_calls / inc_opened"
    )


def test_an_own_measure_is_named_own_and_only_once(calls, process, officer):
    assert (calls.code, calls.aggregation, calls.unit) == ("own_vip_calls", "SUM", "次")
    with pytest.raises(CannotDefineIndicator):
        define_measure(NewMeasure(process, "vip_calls", "again", "次", "SUM"), by=officer, at=AT)


@pytest.mark.parametrize("code", ["", "Vip", "9calls", "a b", "x", "a" * 57])
def test_a_code_that_no_formula_could_name_is_refused(process, officer, code):
    with pytest.raises(CannotDefineIndicator):
        define_measure(NewMeasure(process, code, "名", "次", "SUM"), by=officer, at=AT)


def test_own_indicators_are_numbered_in_their_process_and_only_suggested(wanted, officer):
    first = define_indicator(wanted, by=officer, at=AT)
    second = define_indicator(
        replace(wanted, name="VIP来电量", unit="次", formula="own_vip_calls"), by=officer, at=AT
    )

    assert (first.code, second.code, first.state) == ("INC-C01", "INC-C02", "suggested")
    assert (first.author, first.is_own, first.assessment_grain) == (officer, True, "month")
    definition = IndicatorVersion.objects.get(indicator=first)
    assert (definition.number, definition.valid_from) == (1, None)
    assert {row.code for row in definition.measures.all()} == {"own_vip_calls", "inc_opened"}


def test_who_defined_it_does_not_adopt_it(wanted, officer, manager, specialist, operations):
    row = define_indicator(wanted, by=officer, at=AT)
    with pytest.raises(CannotAdoptIndicator):
        adopt_indicator(row, by=officer, at=AT)

    adopted = adopt_indicator(row, by=manager, at=AT, valid_from=date(2026, 3, 9))

    place = make_assignment(specialist, row.process, operations)
    asked = questionnaire(place, Week.parse("2026-W11"), split=True)
    assert adopted.state == "adopted"
    assert "own_vip_calls" in {each.measure.code for each in asked.questions}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"formula": "own_vip_calls /"}, "16"),
        ({"formula": "own_vip_calls / no_such"}, "no_such"),
        ({"formula": "100"}, r"base measure|原始量"),
        ({"formula": "own_vip_calls"}, r"percentage|百分比"),
    ],
    ids=["breaks off", "unknown measure", "no measure", "share without quotient"],
)
def test_a_formula_that_cannot_be_is_refused_with_the_place(wanted, officer, change, words):
    with pytest.raises(CannotDefineIndicator, match=words):
        define_indicator(replace(wanted, **change), by=officer, at=AT)


def test_a_name_is_used_once_in_a_process(wanted, officer):
    define_indicator(wanted, by=officer, at=AT)

    with pytest.raises(CannotDefineIndicator):
        define_indicator(wanted, by=officer, at=AT)


def test_a_specialist_defines_nothing(wanted, process, specialist):
    with pytest.raises(NotAllowed):
        define_indicator(wanted, by=specialist, at=AT)
    with pytest.raises(NotAllowed):
        define_measure(NewMeasure(process, "x1", "名", "次", "SUM"), by=specialist, at=AT)


def test_loading_the_library_again_leaves_what_the_company_defined(wanted, officer):
    row = define_indicator(wanted, by=officer, at=AT)

    seed_indicators(at=AT)

    row.refresh_from_db()
    assert (row.name, row.version) == ("VIP来电占比", 1)
    assert Measure.objects.filter(code="own_vip_calls").count() == 1


def test_what_was_counted_before_it_was_defined_has_its_figures(
    process, officer, specialist, operations
):
    place = make_assignment(specialist, process, operations)
    numbers = {Measure.objects.get(code=code): count for code, count in COUNTED.items()}
    enter_week(place, "2026-W08", numbers)
    rebuild_rollups(at=AT)

    define_indicator(
        NewIndicator(
            process, "迟响应占比", "E", "%", "down", "week", "inc_response_late / inc_opened"
        ),
        by=officer,
        at=AT,
    )

    assert (
        IndicatorValue.objects.get(
            indicator__code="INC-C01", period="2026-W08", scope="company"
        ).value
        == 5
    )
    assert check_rollups() == []
