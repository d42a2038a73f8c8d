"""A source with its process, measures and indicators, and imports into it."""

from datetime import UTC, datetime

from kpi.lib.ticket_presets import preset_text
from kpi.models import Ticket
from kpi.selectors.ticket import mapping_of
from kpi.services.ticket import Declaration, declare_source
from kpi.services.ticket_import import ExportFile, import_tickets, register_export
from tests.kpi.collecting import make_indicator, make_measure, make_process
from tests.people import SETUP
from tests.tickets import MAPPING, write_csv

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FLOWS = (
    "inc_opened",
    "inc_resolved",
    "inc_closed",
    "sla_applicable",
    "sla_met",
    "inc_resolve_hours",
)


def make_source(code="desk", *, department=None, text=MAPPING):
    """The source of `tests.tickets` with two indicators that live on it."""
    process = make_process()
    for flow in FLOWS:
        make_measure(flow, process)
    make_measure("inc_backlog", process, aggregation="LAST")
    make_indicator("INC-04", process, "inc_resolve_hours / inc_resolved", unit="h", adopted_on=None)
    make_indicator("SLM-01", process, "sla_met / sla_applicable")
    make_indicator("INC-07", process, "inc_backlog", unit="件")
    return declare_source(Declaration(code, text, department=department), by=SETUP, at=NOW)


def preset_source(name, process):
    return declare_source(
        Declaration(name, preset_text(name), preset=name, process=process), by=SETUP, at=NOW
    )


def run_import(source, path, *, by=SETUP, at=NOW):
    source.refresh_from_db()
    row = register_export(source, ExportFile(path, path.name), by=by, at=at)
    return import_tickets(row, path, by=by, at=at)


def import_rows(source, tmp_path, rows=None, name="log.csv"):
    return run_import(source, write_csv(tmp_path / name, rows))


def facts_of(source):
    return list(
        Ticket.objects.filter(source=source)
        .order_by("key")
        .values_list("key", "opened", "resolved", "priority", "sla")
    )


def mapping(source):
    return mapping_of(source)
