"""The process catalogue as the policy prints it (R10–R12, R35–R48)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from governance.models import Department, Document
from governance.services.catalogue import Tally, read_catalogue, seed_rows
from processes.models import KeyActivity, Norm, Output, Process, ProcessLink, Responsibility

_DATA = Path(__file__).resolve().parent.parent / "data"
# The clause that charges a department or body, where only one does (5.3, 6.4).
_CHARGED_IN = {"responsible": "5.3", "participant": "5.3"}


def seed_processes(*, at: datetime) -> Tally:
    """The 16 processes exist after every start, with all that the policy prints and nothing more."""
    catalogue = read_catalogue(_DATA / "processes.toml")
    tally = seed_rows(
        Process,
        [
            _process(position, code, entry)
            for position, (code, entry) in enumerate(catalogue.items(), 1)
        ],
        key=("code",),
        at=at,
    )
    processes = {process.code: process for process in Process.objects.all()}
    return (
        tally
        + seed_rows(KeyActivity, _activities(catalogue, processes), key=("process", "name"), at=at)
        + seed_rows(Output, _outputs(catalogue, processes), key=("process", "name"), at=at)
        + seed_rows(ProcessLink, _links(catalogue, processes), key=("source", "target"), at=at)
        + seed_rows(Norm, _norms(catalogue, processes), key=("process", "document"), at=at)
        + seed_rows(
            Responsibility,
            _responsibilities(catalogue, processes),
            key=("process", "department"),
            at=at,
        )
    )


def _process(position: int, code: str, entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "prefix": entry["short"],
        "name": entry["zh"],
        "name_en": entry["en"],
        "aliases": entry.get("aliases", []),
        "category": entry["category"],
        "position": position,
        "named_in": entry["named_in"],
        "goal": entry.get("goal", ""),
        "goal_en": entry.get("goal_en", ""),
        "link_rule": entry.get("links_rule", ""),
        "link_rule_text": entry.get("links_rule_text", ""),
        "gaps": entry["gaps"],
    }


def _activities(catalogue: dict[str, Any], processes: dict[str, Process]) -> list[dict[str, Any]]:
    return [
        {
            "process": processes[code],
            "name": activity["zh"],
            "name_en": activity["en"],
            "position": position,
        }
        for code, entry in catalogue.items()
        for position, activity in enumerate(entry.get("activities", []), 1)
    ]


def _outputs(catalogue: dict[str, Any], processes: dict[str, Process]) -> list[dict[str, Any]]:
    return [
        {
            "process": processes[code],
            "name": output["zh"],
            "name_en": output["en"],
            "kind": output["kind"],
            "cadence": output.get("cadence", ""),
            "gaps": [output["gap"]],
            "position": position,
        }
        for code, entry in catalogue.items()
        for position, output in enumerate(entry.get("outputs", []), 1)
    ]


def _links(catalogue: dict[str, Any], processes: dict[str, Process]) -> list[dict[str, Any]]:
    return [
        {"source": processes[code], "target": processes[target], "source_clause": "6.3"}
        for code, entry in catalogue.items()
        for target in entry.get("links", [])
    ]


def _norms(catalogue: dict[str, Any], processes: dict[str, Process]) -> list[dict[str, Any]]:
    documents = {document.code: document for document in Document.objects.all()}
    return [
        {"process": processes[code], "document": documents[key], "source_clause": "6.3"}
        for code, entry in catalogue.items()
        for key in entry.get("basis", [])
    ]


def _responsibilities(
    catalogue: dict[str, Any], processes: dict[str, Process]
) -> list[dict[str, Any]]:
    departments = {department.code: department for department in Department.objects.all()}
    charged = [
        (code, kind, department, _CHARGED_IN.get(kind, entry["named_in"][-1]))
        for code, entry in catalogue.items()
        for kind in ("responsible", "participant", "organiser")
        for department in _as_list(entry.get(kind if kind != "participant" else "participants"))
    ]
    return [
        {
            "process": processes[code],
            "department": departments[department],
            "kind": kind,
            "source_clause": clause,
        }
        for code, kind, department, clause in charged
    ]


def _as_list(value: Any) -> list[str]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
