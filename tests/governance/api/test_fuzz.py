"""The OpenAPI document against the live doors: whatever it allows or forbids is answered as declared, never by 5xx.

SCHEMATHESIS_EXAMPLES and SCHEMATHESIS_SECONDS widen it; CI spends at most three minutes.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.api import urlpatterns
from governance.lib.periods import Month, Week, periods_between
from tests.kpi.api.test_value import make_figure
from tests.kpi.collecting import make_assignment, make_indicator, make_measure
from tests.kpi.ticketing import make_source
from tests.rest import READ, WRITE, machine, make_token

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "5")
SECONDS = int(os.environ.get("SCHEMATHESIS_SECONDS", "120"))
DOORS = [each.name for each in urlpatterns if each.name not in {"lost", "schema"}]
# What each check counts as an answer to data that fit the document: a shape cannot say which codes exist,
# which weeks are over or which were handed in already.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = [200, 201, 202, 304, 400, 403, 404, 409, 415, 422, 428]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 428]
"""
pytestmark = [pytest.mark.performance, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def text(specialist, operations, settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    # Wrong tokens are sent on purpose, to each door: here they are to be refused, not locked out.
    settings.AXES_FAILURE_LIMIT = 1_000_000
    source = make_source(department=operations)
    for code in ("inc_met", "inc_all"):
        make_measure(code, source.process)
    indicator = make_indicator("INC-99", source.process, "inc_met / inc_all")
    for period in (
        *periods_between(Week(2026, 1), Week(2026, 10)),
        *periods_between(Month(2026, 1), Month(2026, 3)),
    ):
        make_figure(indicator, period.label, "94.3661971831")
    make_assignment(specialist, source.process, operations)
    return make_token(specialist, READ, WRITE)[1]


def test_every_door_answers_as_declared(live_server, text, tmp_path):
    (tmp_path / "schemathesis.toml").write_text(CONFIG, encoding="utf-8")
    document = machine(text).get("/api/v1/schema/").json()
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    run = subprocess.run(
        [
            str(Path(sys.executable).parent / "st"),
            *("--config-file", "schemathesis.toml", "run", "openapi.json"),
            *(
                "--url",
                live_server.url,
                "--header",
                f"Authorization: Bearer {text}",
                "--checks",
                "all",
            ),
            *("--max-examples", EXAMPLES, "--max-time", str(SECONDS), "--seed", "600"),
            *("--generation-deterministic", "--no-shrink", "--continue-on-failure"),
            *("--max-failures", "40", "--request-timeout", "30", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS + 120,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    # Each of them was asked, whatever was left of the time.
    assert f"Tested: {len(DOORS)}" in run.stdout
