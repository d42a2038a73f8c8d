"""What migrations do to rows that were there before them."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from kpi.models import Deviation
from kpi.services.report import compile_report
from tests.kpi.reporting import FEBRUARY, MARCH_6, make_months
from tests.people import SETUP

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("grain", "period"), [("month", "2026-02"), ("quarter", "2026-Q1"), ("year", "2026")]
)
def test_a_missed_target_learns_its_period_and_its_figure(
    specialist, operations, officer, grain, period
):
    world = make_months(specialist, operations, FEBRUARY)
    report = compile_report(FEBRUARY, by=SETUP, at=MARCH_6)
    world.share.assessment_grain = grain
    world.share.save()
    Deviation.objects.update(period="", start_period="", evidence={}, period_end=date(2000, 1, 1))

    import_module("kpi.migrations.0002_deviation_register").tell_periods(apps, None)

    row = Deviation.objects.get()
    assert (row.period, row.start_period, row.period_end) == (period, period, report.end)
    assert row.opened_at == report.drafted_at
    assert row.evidence["fired"] == [period]
    assert row.evidence["target"] == {"operator": ">=", "value": "95", "upper": None}
    assert row.evidence["points"] == [[period, "90"]]
    assert row.history.latest().period == period
