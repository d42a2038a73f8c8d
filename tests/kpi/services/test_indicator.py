"""Adopting, retiring and revising indicators, and their targets (R54, G14, G41)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Department
from kpi.models import Indicator, IndicatorVersion, Target
from kpi.selectors.indicator import LibraryFilter, formula_in_words, indicators_in_library, lines_of
from kpi.services.indicator import (
    CannotAdoptIndicator,
    CannotRetireIndicator,
    CannotReviseIndicator,
    CannotSetTarget,
    TargetTerms,
    adopt_indicator,
    adopt_starter_set,
    end_announced_indicators,
    retire_indicator,
    revise_definition,
    set_target,
)
from kpi.states import IndicatorState

WEDNESDAY = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def indicator(catalogue):
    return Indicator.objects.get(code="INC-04")


@pytest.fixture
def adopted(indicator, officer):
    return adopt_indicator(indicator, by=officer, at=WEDNESDAY)


def terms(value, start, **more):
    return TargetTerms(
        operator=more.pop("operator", "<="), value=Decimal(value), valid_from=start, **more
    )


def test_adopt_indicator_puts_its_formula_into_force_from_the_monday(adopted, officer):
    definition = IndicatorVersion.objects.get(indicator=adopted)
    assert (definition.number, definition.valid_from, definition.valid_to) == (
        1,
        date(2026, 3, 9),
        None,
    )
    assert {measure.code for measure in definition.measures.all()} == {
        "inc_resolve_hours",
        "inc_resolved",
    }
    assert (
        AuditEntry.objects.filter(action="kpi.adopt_indicator", object_key=str(adopted.pk)).count()
        == 1
    )


def test_adopt_indicator_twice_is_refused(adopted, officer):
    with pytest.raises(WrongState):
        adopt_indicator(adopted, by=officer, at=WEDNESDAY)


def test_adopt_indicator_by_a_specialist_is_refused(indicator, specialist):
    with pytest.raises(NotAllowed):
        adopt_indicator(indicator, by=specialist, at=WEDNESDAY)


def test_adopt_starter_set_adopts_each_once_with_its_own_entry(catalogue, officer):
    first = adopt_starter_set(by=officer, at=WEDNESDAY)
    second = adopt_starter_set(by=officer, at=WEDNESDAY)

    assert (len(first), len(second)) == (21, 0)
    assert Indicator.objects.filter(state=IndicatorState.ADOPTED).count() == 22
    assert (
        AuditEntry.objects.filter(action="kpi.adopt_indicator", actor_key=officer.actor_key).count()
        == 21
    )


def test_adopt_starter_set_by_a_stranger_is_refused(catalogue, stranger):
    with pytest.raises(NotAllowed):
        adopt_starter_set(by=stranger, at=WEDNESDAY)


def test_retire_indicator_ends_its_definition_and_adopting_again_starts_a_new_series(
    adopted, officer
):
    retired = retire_indicator(adopted, note="not wanted", by=officer, at=LATER)
    assert IndicatorVersion.objects.get(indicator=retired).valid_to == date(2026, 5, 6)

    again = adopt_indicator(retired, by=officer, at=LATER, valid_from=date(2026, 6, 1))

    versions = IndicatorVersion.objects.filter(indicator=again).order_by("number")
    assert [(row.number, row.valid_from) for row in versions] == [
        (1, date(2026, 3, 9)),
        (2, date(2026, 6, 1)),
    ]


def test_adopting_again_inside_the_earlier_definition_is_refused(adopted, officer):
    retired = retire_indicator(adopted, note="not wanted", by=officer, at=LATER)

    with pytest.raises(CannotAdoptIndicator):
        adopt_indicator(retired, by=officer, at=LATER, valid_from=date(2026, 5, 6))
    retired.refresh_from_db()
    assert retired.state == IndicatorState.RETIRED


def test_an_announced_end_counts_until_its_day_and_is_then_retired_by_the_clock(adopted, officer):
    last = date(2026, 5, 31)

    announced = retire_indicator(adopted, note="contract ends", by=officer, at=LATER, last_day=last)
    early = end_announced_indicators(at=datetime(2026, 5, 31, 2, 0, tzinfo=UTC))
    after = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    ended, again = end_announced_indicators(at=after), end_announced_indicators(at=after)

    adopted.refresh_from_db()
    assert (announced.retired_on, early, len(ended), again) == (last, [], 1, [])
    assert (adopted.state, adopted.retired_on) == ("retired", last)
    assert IndicatorVersion.objects.get(indicator=adopted).valid_to == last
    assert AuditEntry.objects.filter(action="kpi.announce_end", note="contract ends").exists()


def test_an_announced_end_may_be_moved(adopted, officer):
    for last in (date(2026, 6, 30), date(2026, 5, 31)):
        retire_indicator(adopted, note="contract ends", by=officer, at=LATER, last_day=last)

    assert IndicatorVersion.objects.get(indicator=adopted).valid_to == date(2026, 5, 31)


def test_an_end_in_the_past_would_orphan_data_and_is_refused(adopted, officer):
    with pytest.raises(CannotRetireIndicator):
        retire_indicator(
            adopted, note="not wanted", by=officer, at=LATER, last_day=date(2026, 5, 5)
        )


@pytest.mark.parametrize("code", ["REV-03", "REV-05"])
def test_what_nothing_counts_yet_is_not_adopted_with_a_promise_of_figures(catalogue, officer, code):
    row = Indicator.objects.get(code=code)

    with pytest.raises(CannotAdoptIndicator, match=r"data source|数据来源"):
        adopt_indicator(row, by=officer, at=WEDNESDAY)

    row.refresh_from_db()
    assert row.state == "suggested"


def test_retire_indicator_without_a_reason_is_refused(adopted, officer):
    with pytest.raises(NoteMissing):
        retire_indicator(adopted, note="", by=officer, at=LATER)


def test_revise_definition_ends_the_old_one_the_day_before(adopted, officer):
    fresh = revise_definition(
        adopted,
        "inc_resolve_hours/(inc_resolved+inc_closed)",
        valid_from=date(2026, 4, 1),
        note="counts both",
        by=officer,
        at=LATER,
    )

    earlier = IndicatorVersion.objects.get(indicator=adopted, number=1)
    assert (earlier.valid_to, fresh.number) == (date(2026, 3, 31), 2)
    assert fresh.formula == "inc_resolve_hours / (inc_resolved + inc_closed)"
    assert fresh.measures.count() == 3


@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("inc_resolve_hours /", date(2026, 4, 1)),
        ("no_such_measure / inc_resolved", date(2026, 4, 1)),
        ("inc_resolve_hours/inc_resolved", date(2026, 4, 1)),
        ("inc_closed / inc_resolved", date(2026, 3, 9)),
    ],
    ids=["unreadable", "unknown measure", "same", "too early"],
)
def test_revise_definition_that_cannot_be_is_refused_and_leaves_the_old_one(
    adopted, officer, formula, start
):
    with pytest.raises(CannotReviseIndicator):
        revise_definition(adopted, formula, valid_from=start, note="a reason", by=officer, at=LATER)

    assert IndicatorVersion.objects.get(indicator=adopted).valid_to is None


def test_revise_definition_needs_a_reason_and_an_adopted_indicator(indicator, officer):
    with pytest.raises(NoteMissing):
        revise_definition(
            indicator, "inc_closed", valid_from=date(2026, 4, 1), note=" ", by=officer, at=LATER
        )
    with pytest.raises(CannotReviseIndicator):
        revise_definition(
            indicator,
            "inc_closed",
            valid_from=date(2026, 4, 1),
            note="why not",
            by=officer,
            at=LATER,
        )


def test_set_target_ends_the_open_one_and_is_recorded(adopted, officer):
    set_target(adopted, terms("8", date(2026, 1, 1), basis="plan 2026"), by=officer, at=LATER)
    set_target(adopted, terms("6", date(2026, 7, 1), basis="review Q2"), by=officer, at=LATER)

    first, second = Target.objects.filter(indicator=adopted).order_by("valid_from")
    assert (first.valid_to, second.valid_to) == (date(2026, 6, 30), None)
    entry = AuditEntry.objects.filter(action="kpi.set_target").latest("sequence")
    assert (entry.before["value"][:1], entry.after["value"], entry.note) == ("8", "6", "review Q2")


def test_targets_of_company_and_department_stand_side_by_side(adopted, officer, operations):
    set_target(adopted, terms("8", date(2026, 1, 1)), by=officer, at=LATER)
    set_target(adopted, terms("6", date(2026, 1, 1), department=operations), by=officer, at=LATER)

    assert Target.objects.filter(indicator=adopted, valid_to=None).count() == 2


@pytest.mark.parametrize("start", [date(2025, 12, 1), date(2026, 1, 1)])
def test_set_target_not_after_the_one_that_holds_is_refused(adopted, officer, start):
    set_target(adopted, terms("8", date(2026, 1, 1)), by=officer, at=LATER)

    with (
        pytest.raises(CannotSetTarget, match=r"8 h from 2026-01-01 \("),
        translation.override("en"),
    ):
        set_target(adopted, terms("6", start), by=officer, at=LATER)


def test_between_needs_its_upper_value(adopted, officer):
    with pytest.raises(CannotSetTarget):
        set_target(adopted, terms("8", date(2026, 1, 1), operator="between"), by=officer, at=LATER)

    target = set_target(
        adopted,
        terms("8", date(2026, 1, 1), operator="between", upper=Decimal(9)),
        by=officer,
        at=LATER,
    )
    assert target.upper == 9


def test_set_target_by_a_specialist_is_refused(adopted, specialist):
    with pytest.raises(NotAllowed):
        set_target(adopted, terms("8", date(2026, 1, 1)), by=specialist, at=LATER)


def test_the_library_is_narrowed_by_what_was_chosen(catalogue, employee):
    def codes(**chosen):
        return [row.code for row in indicators_in_library(employee, LibraryFilter(**chosen))]

    assert len(codes()) == 114
    assert codes(process="incident", dimension="S") == ["INC-08"]
    assert codes(state="adopted") == ["REV-02"]
    assert len(codes(starter=True)) == 22
    assert codes(text="积压") == ["INC-07"]


def test_a_line_has_the_definition_in_force_and_the_target_of_the_day(adopted, officer):
    revise_definition(
        adopted, "inc_closed", valid_from=date(2026, 4, 1), note="a trial", by=officer, at=LATER
    )
    set_target(adopted, terms("8", date(2026, 1, 1)), by=officer, at=LATER)

    march, april = (lines_of([adopted], on=date(2026, month, 15))[0] for month in (3, 4))

    assert (march.definition.number, april.definition.number) == (1, 2)
    assert march.target_text == "≤8 h"
    assert march.in_words == "解决总时长 ÷ 已解决事件数"


def test_a_formula_is_read_with_the_names_of_its_measures():
    words = formula_in_words("(a - b) / a * 2", {"a": "总数", "b": "失败数"})

    assert words == "(总数 − 失败数) ÷ 总数 × 2"


def test_departments_of_the_catalogue_are_the_cast_s(catalogue, operations):
    assert Department.objects.filter(code="operations").count() == 1
