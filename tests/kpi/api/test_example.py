"""The example of the README against a live server, run as a reader runs it."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from governance.lib.periods import Month, periods_between
from kpi.models import IndicatorValue
from kpi.states import Verdict
from tests.kpi.collecting import make_indicator, make_measure, make_process
from tests.rest import make_token

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "pull_kpi.py"


@pytest.mark.django_db(transaction=True)
def test_the_example_pulls_a_year(live_server, officer):
    process = make_process()
    make_measure("inc_all", process)
    indicator = make_indicator("INC-04", process, "inc_all")
    for month in periods_between(Month(2025, 12), Month(2026, 12)):
        IndicatorValue.objects.create(
            indicator=indicator,
            definition=indicator.definitions.get(),
            grain="month",
            period=month.label,
            start=month.start,
            end=month.end,
            value=None if month.month == 2 else Decimal("94.996"),
            verdict=Verdict.NO_SAMPLE if month.month == 2 else Verdict.MET,
        )
    world = {**os.environ, "KPI_URL": live_server.url, "KPI_TOKEN": make_token(officer)[1]}

    run = subprocess.run(
        [sys.executable, EXAMPLE, "INC-04", "2026"],
        env=world,
        capture_output=True,
        text=True,
        check=False,
    )

    lines = run.stdout.splitlines()
    assert run.returncode == 0, run.stderr
    assert len(lines) == 12
    assert lines[0] == "2026-01\t95.00 %\tmet"
    assert lines[1] == "2026-02\tno sample\tno_sample"
