"""A stranger's program: the client is made from our document, imported, and works against the running system."""

import importlib
import importlib.util
import sys
from pathlib import Path

import pytest

from kpi.models import Submission
from tests.kpi.api.test_value import make_weeks
from tests.kpi.collecting import make_assignment, make_indicator, make_measure, make_process
from tests.rest import READ, WRITE, machine, make_token

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("client_tool", ROOT / "tools" / "client.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def made(tool, tmp_path, officer, monkeypatch):
    """The package, made from what the live document says."""
    described = machine(make_token(officer)[1]).get("/api/v1/schema/").json()
    tool.make_client(tmp_path, described)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield lambda name: importlib.import_module(f"{tool.NAME}.{name}")
    for name in [each for each in sys.modules if each.partition(".")[0] == tool.NAME]:
        del sys.modules[name]


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_pulls_figures_and_hands_in_a_week(
    live_server, made, specialist, operations, time_machine
):
    time_machine.move_to("2026-03-10T10:00:00+08:00")
    process = make_process()
    for code in ("inc_met", "inc_all"):
        make_measure(code, process)
    indicator = make_indicator("INC-04", process, "inc_met / inc_all")
    make_weeks(indicator)
    make_assignment(specialist, process, operations)
    text = make_token(specialist, READ, WRITE)[1]
    models, client = made("models"), made("client")
    with client.AuthenticatedClient(base_url=live_server.url, token=text) as us:
        pull_and_hand_in(us, made, models)


def pull_and_hand_in(us, made, models):
    values = made("api.kpi.list_values")
    weeks = {"client": us, "indicator": ["INC-04"], "grain": models.ListValuesGrain("week")}
    page = values.sync(**weeks)
    whole = values.sync(**weeks, paging=models.ListValuesPaging("none"))
    assert isinstance(page, models.ValuePage)
    assert [item.period for item in whole.items] == [item.period for item in page.items]
    assert len(whole.items) == 10
    assert whole.items[0].value == "95"
    assert whole.items[0].target is None
    mark = values.sync_detailed(**weeks).headers["ETag"]
    assert values.sync_detailed(**weeks, if_none_match=mark).status_code == 304

    cells = [models.CellRequest(measure=code, value="5") for code in ("inc_met", "inc_all")]
    week = models.WeekRequest(
        process="incident", department="operations", week="2026-W08", values=cells, submit=True
    )
    send = made("api.kpi.create_submission")
    first = send.sync_detailed(client=us, body=week, idempotency_key="week 8")
    again = send.sync_detailed(client=us, body=week, idempotency_key="week 8")
    assert first.status_code == 201
    assert isinstance(first.parsed, models.Submission)
    assert first.parsed.state == models.SubmissionState("submitted")
    assert again.parsed.id == first.parsed.id
    assert Submission.objects.count() == 1

    week.week, week.values[0].value = "2026-W07", "nonsense"
    refused = send.sync(client=us, body=week)
    assert isinstance(refused, models.Error)
    assert refused.fields.to_dict().keys() == {"values[0].value"}


def test_the_tool_writes_where_it_is_told(tool, tmp_path):
    folder = tool.make_client(tmp_path / "deep" / "down", tool.document())

    assert (folder / "py.typed").exists() or (folder / "__init__.py").exists()
    assert (folder / "api" / "kpi" / "send_tickets.py").exists()
