"""The light of a process in a month, and which way it went since the month before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.lib.periods import Month
from governance.models.person import roles_held
from kpi.models import IndicatorValue
from kpi.selectors.light import ProcessLight, lights_of_months, process_lights, turn_of
from kpi.states import Verdict
from tests.kpi.collecting import make_process
from tests.kpi.signalling import make_watched, put

JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)


def light(met, judged):
    return ProcessLight(Verdict.MET, met, judged, "2026-02")


@pytest.mark.parametrize(
    ("now", "before", "turn"),
    [
        (light(2, 4), light(1, 3), "better"),
        (light(2, 4), light(3, 4), "worse"),
        (light(2, 4), light(1, 2), "same"),
        (light(0, 1), light(0, 3), "same"),
        (light(1, 1), light(0, 0), ""),
        (light(0, 0), light(1, 1), ""),
        (light(1, 1), None, ""),
        (None, light(1, 1), ""),
    ],
)
def test_turn_compares_the_shares_that_were_met(now, before, turn):
    assert turn_of(now, before) == turn


shares = st.integers(1, 40).flatmap(
    lambda judged: st.tuples(st.integers(0, judged), st.just(judged))
)


@given(shares, shares)
def test_turn_looked_at_from_the_other_side_is_the_opposite(one, other):
    opposite = {"better": "worse", "worse": "better", "same": "same"}

    assert turn_of(light(*one), light(*other)) == opposite[turn_of(light(*other), light(*one))]


@pytest.mark.django_db
def test_lights_of_two_months_are_those_of_each_alone_in_one_statement(
    specialist, operations, officer, django_assert_num_queries
):
    put(make_watched(specialist, operations), [96, 80], first=JANUARY)

    officer.roles_of_request = roles_held(officer)
    with django_assert_num_queries(1):
        found = lights_of_months(officer, [FEBRUARY, JANUARY])

    assert found["2026-01"] == process_lights(officer, JANUARY)
    assert found["2026-02"] == process_lights(officer, FEBRUARY)
    [january], [february] = (list(found[label].values()) for label in ("2026-01", "2026-02"))
    assert (january.light, january.met, january.judged) == ("met", 1, 1)
    assert (february.light, february.met, february.judged) == ("missed", 0, 1)
    assert turn_of(february, january) == "worse"


@pytest.mark.django_db
def test_month_without_a_sample_has_a_light_and_no_turn(specialist, operations, officer):
    put(make_watched(specialist, operations), [96, 80], first=JANUARY)
    IndicatorValue.objects.filter(period="2026-02").update(verdict=Verdict.NO_SAMPLE)
    process = make_process()

    found = lights_of_months(officer, [FEBRUARY, JANUARY])

    assert found["2026-02"][process.pk].light == "no_sample"
    assert turn_of(found["2026-02"][process.pk], found["2026-01"][process.pk]) == ""
