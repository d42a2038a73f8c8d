"""What the paper of a version says, as one frozen value: cover, approval sheet, version table, contents, text (R1–R3)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.models import Approval, DocumentVersion, Vote
from governance.selectors.approval import case_of
from governance.selectors.clause import clause_rows, content_file, pictures_of
from governance.selectors.document_case import decided_sha256, signatures_of
from governance.selectors.setting import setting_values
from governance.states import ApprovalState, Ballot, ContentKind, DocumentState

# What stands across every page where the version is not what holds.
MARKS = {
    DocumentState.DRAFT: _("DRAFT · not approved"),
    DocumentState.DISCARDED: _("DISCARDED"),
    DocumentState.SUPERSEDED: _("SUPERSEDED"),
    DocumentState.RETIRED: _("RETIRED"),
}
STATUS = {
    DocumentState.DRAFT: _("draft"),
    DocumentState.DISCARDED: _("discarded"),
    DocumentState.SUPERSEDED: _("superseded"),
    DocumentState.RETIRED: _("retired"),
}
ACTS = (
    ("prepared", _("Prepared by")),
    ("reviewed", _("Reviewed by")),
    ("approved", _("Approved by")),
)
EDITION = "2"


@dataclass(frozen=True)
class PaperPlan:
    """Everything the templates of the paper show, taken from the frozen facts alone."""

    facts: dict[str, Any]
    language_tag: str

    @property
    def title(self) -> str:
        """The title in the language of the paper."""
        given: dict[str, str] = self.facts["document"]
        return (given["title_en"] if self.language_tag == "en" else "") or given["title"]

    @property
    def mark(self) -> str:
        """What stands across every page; nothing for what holds or has been approved."""
        if self.facts["version"]["state"] == DocumentState.DRAFT and self.facts["is_approved"]:
            return ""
        return str(MARKS.get(self.facts["version"]["state"], ""))

    @property
    def status(self) -> str:
        """受控状态: whether the sheet in hand is what holds."""
        if self.facts["version"]["state"] == DocumentState.DRAFT and self.facts["is_approved"]:
            return gettext("approved, not yet published")
        return str(STATUS.get(self.facts["version"]["state"], gettext("controlled")))

    @property
    def page_words(self) -> list[str]:
        """The words around the two numbers of a page."""
        return (gettext("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")

    @property
    def signers(self) -> list[dict[str, str]]:
        """编制 · 审核 · 批准 with name and date."""
        return [{"act": str(label), **self.facts["signers"][name]} for name, label in ACTS]

    @property
    def votes(self) -> list[dict[str, str]]:
        """Who decided what, each ballot in words."""
        words = dict(Ballot.choices)
        return [{**row, "word": str(words[row["ballot"]])} for row in self.facts["votes"]]

    def clauses(self) -> Iterator[dict[str, Any]]:
        """Each clause with its title in the language of the paper and the level of its heading."""
        for row in self.facts["clauses"]:
            title: str = (
                row["title_en"] if self.language_tag == "en" and row["title_en"] else row["title"]
            )
            depth = row["number"].count(".") + 1
            yield {**row, "title": title, "level": min(depth, 3), "anchor": f"c{row['number']}"}


def paper_facts(version: DocumentVersion) -> dict[str, Any]:
    """What is printed of a version, in JSON values: the same facts give the same paper, byte by byte."""
    document, settings = version.document, setting_values()
    rows = clause_rows(version) if version.content_kind == ContentKind.CLAUSES else []
    file = content_file(version) if version.content_kind == ContentKind.FILE else None
    case = _case_of(version)
    approved = case if case is not None and case.state == ApprovalState.APPROVED else None
    return {
        "edition": EDITION,
        "company": version.preamble.get("company") or settings["company_name"] or document.issuer,
        "document": {
            "number": document.number,
            "title": document.title,
            "title_en": document.title_en,
        },
        "version": {
            "label": version.label,
            "state": version.state,
            "published_on": _day(version.published_on),
            "effective_on": _day(version.effective_on),
            "change_note": version.change_note,
            "classification": document.classification,
            "sha256": version.content_sha256,
        },
        "signers": _signers(version, approved),
        "is_approved": approved is not None,
        "resolution": _resolution(version, approved),
        "case": _case_facts(case),
        "votes": list(_votes(case)) if case is not None else [],
        "versions": [_version_row(row) for row in _versions(version)],
        "clauses": [
            {
                "number": row.number,
                "title": row.title,
                "title_en": row.title_en,
                "text": row.text,
            }
            for row in rows
        ],
        "pictures": {short: picture.sha256 for short, picture in pictures_of(version, rows).items()}
        if rows
        else {},
        "file": {"name": file.name, "kind": file.kind, "sha256": file.sha256} if file else None,
        # The moment in the file's properties: that of the content, never of the print.
        "created": _moment(_created(version)),
    }


def facts_sha256(facts: dict[str, Any]) -> str:
    """The hash of what is printed; a changed text, vote or date makes another paper."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def paper_plan(facts: dict[str, Any]) -> PaperPlan:
    """The facts in the active language."""
    is_english = (get_language() or "").startswith("en")
    return PaperPlan(facts, "en" if is_english else "zh-CN")


def _case_of(version: DocumentVersion) -> Approval | None:
    """The latest case, if it is about what the version says now."""
    case = case_of(version)
    return case if case is not None and case.content_sha256 == decided_sha256(version) else None


def _case_facts(case: Approval | None) -> dict[str, Any] | None:
    if case is None:
        return None
    return {
        "number": case.pk,
        "state": str(case.state),
        "sha256": case.content_sha256,
        "proposed_by": case.proposed_by.name,
        "proposed_on": _local_day(case.proposed_at),
        "ended_on": _local_day(case.ended_at),
    }


def _votes(case: Approval) -> Iterator[dict[str, str]]:
    votes = Vote.objects.filter(
        task__step__approval=case, task__step__round=case.round, voided_at=None
    ).select_related("cast_by", "task__step", "task__person")
    for vote in votes.order_by("task__step__position", "at", "pk"):
        step, asked = vote.task.step, vote.task.person
        deputy = "" if asked.pk == vote.cast_by_id else asked.name
        yield {
            "step": step.label,
            "step_en": step.label_en or step.label,
            "name": vote.cast_by.name,
            "for": deputy,
            "ballot": str(vote.ballot),
            "on": _local_day(vote.at),
        }


def _resolution(version: DocumentVersion, case: Approval | None) -> str:
    found = version.resolution or getattr(case, "resolution", None)
    return found.number if found is not None else ""


def _signers(version: DocumentVersion, approved: Approval | None) -> dict[str, dict[str, str]]:
    """As recorded with the version; an approved one that is not published yet, as its case has them."""
    found = {
        name: {"name": getattr(version, f"{name}_by"), "on": _day(getattr(version, f"{name}_on"))}
        for name, _label in ACTS
    }
    if approved is None or version.approved_by:
        return found
    signed = signatures_of(version, approved)
    for name, signature in (
        ("prepared", signed.prepared),
        ("reviewed", signed.reviewed),
        ("approved", signed.approved),
    ):
        if signature is not None:
            found[name] = {"name": signature.name, "on": _day(signature.on)}
    return found


def _versions(version: DocumentVersion) -> list[DocumentVersion]:
    """The history up to this version: what was given up before it was published is no part of it."""
    rows = DocumentVersion.objects.filter(document=version.document_id, pk__lte=version.pk)
    kept = rows.exclude(state=DocumentState.DISCARDED) | rows.filter(pk=version.pk)
    return list(kept.order_by("pk"))


def _version_row(row: DocumentVersion) -> dict[str, str]:
    return {
        "label": row.label,
        "author": row.prepared_by,
        "written_on": _day(row.prepared_on),
        "reviewer": row.reviewed_by,
        "reviewed_on": _day(row.reviewed_on),
        "approver": row.approved_by,
        "approved_on": _day(row.approved_on),
        "note": row.change_note,
    }


def _created(version: DocumentVersion) -> datetime | None:
    first = version.history.order_by("history_date", "history_id").first()
    moment: datetime | None = first.history_date if first is not None else None
    return moment


def _moment(at: datetime | None) -> str:
    return at.astimezone(timezone.get_default_timezone()).isoformat() if at else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _local_day(at: datetime | None) -> str:
    return timezone.localdate(at).isoformat() if at else ""


def file_name(version: DocumentVersion) -> str:
    """What the paper is called where it is saved: number, title, version."""
    parts = (version.document.number, said(version.document, "title"), version.label)
    return " ".join(part for part in parts if part)
