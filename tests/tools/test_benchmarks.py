"""The benchmarks start: each is there under its name, and the one that runs a command runs it."""

import importlib
import lzma
import os
import subprocess
import sys

import pytest

from benchmarks.run import ALL
from tests.shape.tree import ROOT

HEAD = (
    "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,"
    "opened_by,opened_at,sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,"
    "location,category,subcategory,u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,"
    "assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,"
    "closed_code,resolved_by,resolved_at,closed_at"
)


def event(number, state):
    told = {
        "number": number,
        "incident_state": state,
        "active": "true",
        "reassignment_count": "0",
        "reopen_count": "0",
        "sys_mod_count": "1",
        "made_sla": "true",
        "opened_at": "1/3/2016 09:00",
        "sys_updated_at": "1/3/2016 10:00",
        "priority": "3 - Moderate",
        "resolved_at": "1/3/2016 11:00",
        "closed_at": "2/3/2016 12:00",
    }
    return ",".join(told.get(name, "?") for name in HEAD.split(","))


@pytest.mark.parametrize("name", ALL)
def test_every_benchmark_of_the_list_is_there(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").main)


def test_the_import_of_tickets_is_measured_on_any_log(tmp_path):
    log = tmp_path / "log.csv.xz"
    rows = [HEAD, event("INC1", "New"), event("INC1", "Closed"), event("INC2", "Closed")]
    log.write_bytes(lzma.compress("\n".join(rows).encode()))
    env = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.tickets", str(log)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("P8") == 3
