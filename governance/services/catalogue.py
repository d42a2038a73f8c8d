"""The catalogue that ships: clauses, requirements, policy issues, departments, documents (design §6).

The seeding rule for every app lives here: what the PMO has touched is the PMO's.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history

from governance.lib.actors import SystemActor
from governance.lib.history import save_tracked
from governance.models import Clause, ClauseText, Department, Document, PolicyIssue, Requirement
from governance.services.audit import Change, record

ACTOR = SystemActor("catalogue")
REASON = "catalogue.seed"
_DATA = Path(__file__).resolve().parent.parent / "data"
_DEPARTMENT_KINDS = {"undecided": Department.Kind.UNDETERMINED}
_DOCUMENT_KINDS = {"internal": Document.Kind.REFERENCE}


@dataclass
class Tally:
    """How many rows a seeding created, brought up to date, or left because somebody had changed them."""

    created: int = 0
    updated: int = 0
    kept: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.created + other.created, self.updated + other.updated, self.kept + other.kept
        )


def read_catalogue(path: Path) -> dict[str, Any]:
    """A shipped data file, as it stands."""
    with path.open("rb") as file:
        return tomllib.load(file)


def seed_rows(
    model: Any, rows: Sequence[dict[str, Any]], *, key: tuple[str, ...], at: datetime
) -> Tally:
    """A shipped row is created once and corrected only while nobody else has touched it.

    `key` names the columns that identify a row. A key that the history knows but the table no
    longer has was renamed or removed by somebody, and is not brought back.
    """
    present = {_key_of(row, key): row for row in model.objects.all()}
    reasons, ever = _past_of(model, key)
    fresh: list[Any] = []
    tally = Tally()
    for values in rows:
        candidate = model(**values)
        identity = _key_of(candidate, key)
        known = present.get(identity)
        if known is None:
            if identity in ever:
                tally.kept += 1
            else:
                fresh.append(candidate)
        elif any(getattr(known, name) != value for name, value in values.items()):
            if reasons.get(known.pk) == REASON:
                _correct(known, values, at=at)
                tally.updated += 1
            else:
                tally.kept += 1
    if fresh:
        bulk_create_with_history(fresh, model, default_change_reason=REASON, default_date=at)
    tally.created = len(fresh)
    return tally


def seed_governance(*, at: datetime) -> Tally:
    """Departments, documents, the clause tree, R1–R66 and G1–G58 exist after every start."""
    return (
        _seed_departments(at)
        + _seed_documents(at)
        + _seed_clauses()
        + _seed_requirements()
        + _seed_policy_issues(at)
    )


def record_seeding(tally: Tally, *, at: datetime) -> None:
    """A load that changed something leaves one entry in the trail; one that found nothing leaves none."""
    if tally.created or tally.updated:
        record(
            "governance.load_catalogue",
            by=ACTOR,
            at=at,
            change=Change(
                after={"created": tally.created, "updated": tally.updated, "kept": tally.kept}
            ),
        )


def _key_of(row: models.Model, key: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _columns_of(type(row), key))


def _columns_of(model: Any, key: tuple[str, ...]) -> list[str]:
    return [model._meta.get_field(name).attname for name in key]


def _past_of(model: Any, key: tuple[str, ...]) -> tuple[dict[int, str], set[tuple[Any, ...]]]:
    past = model.history.order_by("history_id").values_list(
        "id", "history_change_reason", *_columns_of(model, key)
    )
    reasons: dict[int, str] = {}
    ever: set[tuple[Any, ...]] = set()
    for pk, reason, *identity in past:
        reasons[pk] = reason
        ever.add(tuple(identity))
    return reasons, ever


def _correct(row: Any, values: dict[str, Any], *, at: datetime) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    save_tracked(row, by=ACTOR, at=at, reason=REASON)


def _seed_departments(at: datetime) -> Tally:
    rows = [
        {
            "code": unit["code"],
            "name": unit["zh"],
            "name_en": unit["en"],
            "kind": _DEPARTMENT_KINDS.get(unit["kind"], unit["kind"]),
            "named_in": unit["named_in"],
            "duties": unit.get("duty", ""),
            "duties_en": unit.get("duty_en", ""),
            "rank": rank,
        }
        for rank, unit in enumerate(read_catalogue(_DATA / "departments.toml")["units"], start=1)
    ]
    return seed_rows(Department, rows, key=("code",), at=at)


def _seed_documents(at: datetime) -> Tally:
    rows = [
        {
            "code": entry["key"],
            "number": entry["number"],
            "title": entry["zh"],
            "title_en": entry["en"],
            "aliases": entry.get("aliases", []),
            "kind": _DOCUMENT_KINDS.get(entry["kind"], entry["kind"]),
            "edition": entry.get("edition", ""),
            "named_in": entry["named_in"],
            "gaps": [entry["gap"]],
            "note": entry.get("note", ""),
            "note_en": entry.get("note_en", ""),
        }
        for entry in read_catalogue(_DATA / "documents.toml")["documents"]
    ]
    return seed_rows(Document, rows, key=("code",), at=at)


def _seed_clauses() -> Tally:
    document = Document.objects.get(code="policy")
    known = {clause.number: clause for clause in Clause.objects.filter(document=document)}
    has_text = ClauseText.objects.filter(clause__document=document).exists()
    tally = Tally()
    for position, entry in enumerate(read_catalogue(_DATA / "clauses.toml")["clauses"], start=1):
        clause = known.get(entry["number"])
        if clause is not None and (has_text or clause.title == entry["zh"]):
            continue  # an imported text rules over what ships
        if clause is None:
            clause = Clause(document=document, number=entry["number"])
            tally.created += 1
        else:
            tally.updated += 1
        clause.title, clause.title_en, clause.position = entry["zh"], entry["en"], position
        clause.parent = known.get(entry["number"].rpartition(".")[0])
        clause.save()
        known[clause.number] = clause
    return tally


def _seed_requirements() -> Tally:
    clauses = {
        clause.number: clause.pk for clause in Clause.objects.filter(document__code="policy")
    }
    known = {row.number: row for row in Requirement.objects.all()}
    tally = Tally()
    fresh = []
    for entry in read_catalogue(_DATA / "requirements.toml")["requirements"]:
        number = int(entry["code"][1:])
        values = {
            "clause_id": clauses.get(entry["clause"]),
            "clause_label": entry["clause"] + entry.get("item", ""),
            "summary": entry["zh"],
            "summary_en": entry["en"],
            "needs_committee": entry.get("approval", False),
            "cadence": entry.get("cadence", ""),
        }
        row = known.get(number)
        if row is None:
            fresh.append(Requirement(number=number, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            Requirement.objects.filter(pk=row.pk).update(**values)
            tally.updated += 1
    tally.created = len(Requirement.objects.bulk_create(fresh))
    return tally


def _seed_policy_issues(at: datetime) -> Tally:
    rows = [
        {
            "number": int(code[1:]),
            "clause": entry["clause"],
            "kind": entry["kind"],
            "weight": entry["weight"],
            "title": entry["title"],
            "title_en": entry["title_en"],
            "description": entry["what"],
            "description_en": entry["what_en"],
            "treatment": entry["treatment"],
            "treatment_en": entry["treatment_en"],
            "affects": entry["affects"],
        }
        for code, entry in read_catalogue(_DATA / "policy_issues.toml").items()
    ]
    return seed_rows(PolicyIssue, rows, key=("number",), at=at)
