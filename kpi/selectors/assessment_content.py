"""A self-assessment as plain data, as it is frozen when it is closed, and its hash (domain §5.1; R66)."""

import hashlib
import json
from datetime import datetime
from typing import Any

from governance.models import Person
from governance.selectors.setting import setting_value
from kpi.models import AssessedItem, AssessmentFinding, SelfAssessment
from kpi.selectors.self_assessment import assessors_of
from kpi.states import ItemVerdict

Facts = dict[str, Any]


def assessment_content(assessment: SelfAssessment, *, closer: Person, at: datetime) -> Facts:
    """Everything the report says; nothing in it moves afterwards."""
    items = list(
        AssessedItem.objects.filter(assessment=assessment)
        .select_related("item__process", "judged_by")
        .prefetch_related("evidence")
        .order_by("item__position")
    )
    findings = list(
        AssessmentFinding.objects.filter(assessment=assessment)
        .select_related("process", "department", "decided_by", "item__item")
        .order_by("position")
    )
    checklist = assessment.checklist
    authors = Person.objects.in_bulk(assessment.authors)
    return {
        "number": assessment.number,
        "company": str(setting_value("company_name")),
        "year": assessment.year,
        "scope": assessment.scope,
        "projects": [
            {"code": row.code, "name": row.name, "name_en": row.name_en}
            for row in assessment.projects.order_by("code")
        ],
        "purpose": assessment.purpose,
        "checklist": {"title": checklist.title, "number": checklist.number},
        "assessors": [_person(row) for row in assessors_of(assessment)],
        "authors": [authors[key].name for key in assessment.authors if key in authors],
        "planned_at": assessment.planned_at.isoformat(),
        "started_at": _moment(assessment.started_at),
        "evaluated_at": _moment(assessment.evaluated_at),
        "items": [_item(row) for row in items],
        "verdicts": {
            str(verdict): sum(row.verdict == verdict for row in items) for verdict in ItemVerdict
        },
        "figures": assessment.figures,
        "findings": [_finding(row) for row in findings],
        "conclusion": assessment.conclusion,
        "suggestions": assessment.suggestions,
        "closed_by": closer.name,
        "closed_at": at.isoformat(),
    }


def sha256_of_assessment(content: Facts) -> str:
    """The hash of its data in one order, so that it can be recomputed from what is stored."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _item(row: AssessedItem) -> Facts:
    item, process = row.item, row.item.process
    return {
        "position": item.position,
        "clause": item.clause_label,
        "standard_clause": item.standard_clause,
        "process": process.name if process else "",
        "process_en": process.name_en if process else "",
        "text": item.text,
        "text_en": item.text_en,
        "verdict": row.verdict,
        "remark": row.remark,
        "judged_by": row.judged_by.name if row.judged_by else "",
        "judged_at": _moment(row.judged_at),
        "evidence": [
            {"text": each.text, "text_en": each.text_en, "url": each.url}
            for each in sorted(row.evidence.all(), key=lambda each: each.pk)
        ],
    }


def _finding(row: AssessmentFinding) -> Facts:
    process, department = row.process, row.department
    return {
        "position": row.position,
        "item": row.item.item.position,
        "clause": row.item.item.clause_label,
        "verdict": row.item.verdict,
        "text": row.text,
        "process": process.name if process else "",
        "process_en": process.name_en if process else "",
        "department": department.name if department else "",
        "department_en": department.name_en if department else "",
        "state": row.state,
        "decision_note": row.decision_note,
        "decided_by": row.decided_by.name if row.decided_by else "",
        "decided_at": _moment(row.decided_at),
    }


def _person(row: Person) -> Facts:
    place = row.department
    return {
        "name": row.name,
        "department": place.name if place else "",
        "department_en": place.name_en if place else "",
    }


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
