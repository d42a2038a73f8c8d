"""What the manual shows can be copied and works."""

import re
from pathlib import Path

import pytest

from kpi.lib.ticket_declaration import load_mapping
from kpi.lib.ticket_file import open_export
from kpi.lib.ticket_rows import read_tickets

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "manual"


@pytest.mark.parametrize("name", ["ticket-sources.md", "ticket-sources.zh.md"])
def test_the_mapping_of_the_manual_reads_the_export_of_the_manual(tmp_path, name):
    text = (MANUAL / name).read_text(encoding="utf-8")
    mapping = load_mapping(re.search(r"```toml\n(.*?)```", text, re.DOTALL)[1])
    path = tmp_path / "tickets.csv"
    path.write_text(re.search(r"```\n([^`]*?;[^`]*?)```", text)[1], encoding="utf-8")
    with open_export(path, mapping) as export:
        reading = read_tickets(export.header, export.rows, mapping)

    assert reading.bad == []
    assert [(ticket.key, ticket.priority, ticket.sla) for ticket in reading.tickets.values()] == [
        ("T-1", "P1", True),
        ("T-2", "P3", None),
    ]
