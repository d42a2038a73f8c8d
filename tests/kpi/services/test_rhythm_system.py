"""MON-05 and MON-06 are counted from adoptions, exemptions and decisions (R54, 6.4.2③)."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpi.models import Deviation, Indicator, IndicatorValue, MeasureValue
from kpi.services.exemption import declare_exemption
from kpi.services.indicator import adopt_indicator, retire_indicator
from kpi.services.rhythm import count_rhythm
from kpi.services.rollup import check_rollups
from kpi.states import DeviationState
from processes.models import Process
from tests.kpi.reporting import MARCH_6

FEB_11 = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)
MARCH_11 = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
APRIL_9 = datetime(2026, 4, 9, 2, 7, tzinfo=UTC)


def pair(code, period):
    row = IndicatorValue.objects.get(indicator__code=code, period=period, scope="company")
    return row.numerator, row.denominator


@pytest.fixture
def covered(catalogue, officer):
    """Configuration is measured in two dimensions from February on and exempt in the third from March on."""
    for code in ("CFG-04", "CFG-05", "MON-05"):
        row = Indicator.objects.get(code=code)
        adopt_indicator(row, by=officer, at=FEB_11, valid_from=date(2026, 2, 9))
    process = Process.objects.get(code="configuration")
    declare_exemption(process, "S", reason="无外部客户", by=officer, at=MARCH_11)


def test_coverage_is_a_snapshot_of_each_month_and_of_today(covered):
    count_rhythm(at=APRIL_9)

    assert pair("MON-05", "2026-02") == (0, 16)
    assert pair("MON-05", "2026-03") == (1, 16)
    assert pair("MON-05", "2026-04") == (1, 16)
    assert check_rollups() == []


def test_coverage_falls_when_an_indicator_is_retired_and_earlier_months_stay(covered, officer):
    count_rhythm(at=APRIL_9)
    at = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
    retire_indicator(Indicator.objects.get(code="CFG-05"), note="not wanted", by=officer, at=at)

    count_rhythm(at=datetime(2026, 5, 6, 2, 7, tzinfo=UTC))

    assert pair("MON-05", "2026-03") == (1, 16)
    assert pair("MON-05", "2026-05") == (0, 16)


def test_counting_again_writes_nothing_and_asks_as_little(covered, officer):
    count_rhythm(at=APRIL_9)
    before = MeasureValue.objects.count()
    with CaptureQueriesContext(connection) as first:
        again = count_rhythm(at=APRIL_9)
    declare_exemption(
        Process.objects.get(code="change"),
        "S",
        reason="不面向客户",
        by=officer,
        at=APRIL_9,
    )
    with CaptureQueriesContext(connection) as second:
        count_rhythm(at=APRIL_9)

    assert (again.written, MeasureValue.objects.count()) == (0, before)
    assert len(second) == len(first)


def test_deviations_are_handled_once_they_are_decided(catalogue, officer):
    adopt_indicator(
        Indicator.objects.get(code="MON-06"), by=officer, at=FEB_11, valid_from=date(2026, 2, 2)
    )
    for code, state in (("INC-02", DeviationState.OPEN), ("INC-05", DeviationState.LAPSED)):
        Deviation.objects.create(
            indicator=Indicator.objects.get(code=code),
            start_period="2026-02",
            period="2026-02",
            period_end=date(2026, 2, 28),
            opened_at=MARCH_6,
            state=state,
        )

    count_rhythm(at=MARCH_11)
    open_share = pair("MON-06", "2026-03")
    Deviation.objects.filter(indicator__code="INC-02").update(
        state=DeviationState.DECIDED, decision="accept", decided_by=officer
    )
    count_rhythm(at=MARCH_11)

    assert open_share == (0, 1)
    assert pair("MON-06", "2026-03") == (1, 1)
