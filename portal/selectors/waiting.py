"""What waits for a second person though no duty names one: issue, approve, take over, publish (reliability §3.3).

The ledger holds what the calendar and the approvals owe. Between two people of one office more is
handed on: a report that is written, a target that is proposed. Whoever may act on it finds it here.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.periods import parse_period
from governance.models import Approval, DocumentVersion, Person
from governance.permissions import Permission, has_permission
from governance.selectors.document_case import decided_sha256
from governance.states import ApprovalState, DocumentState
from kpi.models import Proposal, Report, SelfAssessment, WeekUpload
from kpi.selectors.report_name import title_of
from kpi.states import AssessmentState, ProposalState, ReportState, UploadKind, UploadState
from planning.models import AnnualPlan
from planning.states import PlanState
from processes.models import AssetVersion
from processes.states import AssetState

# Of everything together; who has more waiting finds the rest in the lists of their own.
MOST = 40
REPORT, PROPOSAL, HISTORY, ASSET = "report", "proposal", "history", "asset"
ASSESSMENT, PLAN, DOCUMENT = "assessment", "plan", "document"
WORDS: dict[str, str | Promise] = {
    REPORT: _("report to be issued"),
    PROPOSAL: _("proposal to be approved"),
    HISTORY: _("past data to be accepted"),
    ASSET: _("asset to be taken into the library"),
    ASSESSMENT: _("self-assessment to be closed"),
    PLAN: _("approved plan to be published"),
    DOCUMENT: _("approved document to be published"),
}
_PAGES = {
    REPORT: "kpi:report",
    PROPOSAL: "kpi:indicator-detail",
    HISTORY: "kpi:upload",
    ASSET: "processes:asset",
    ASSESSMENT: "kpi:self-assessment",
}


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for this person or a colleague of the same right: what, its name, where it is done."""

    kind: str
    name: str
    url: str

    @property
    def word(self) -> str:
        """What is to be done with it."""
        return str(WORDS[self.kind])


def waiting_for(person: Person) -> list[Waiting]:
    """What a person may carry on and has had no hand in (separation of duties); one statement over all kinds.

    Where an approved document is among it, one more: it is left out where its text has changed since.
    """
    parts = [part(person) for right, part in _PARTS if has_permission(person, right)]
    if not parts:
        return []
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    rows: list[dict[str, Any]] = list(whole.order_by("kind_", "-key_")[:MOST])
    mine = [row for row in rows if person.pk not in json.loads(row["hands_"] or "[]")]
    return [_waiting(row) for row in _as_decided(person, mine)]


def _as_decided(person: Person, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """An approval of a document counts only for the text it was given to."""
    rows = list(rows)
    numbers = [row["label_"] for row in rows if row["kind_"] == DOCUMENT]
    if not numbers:
        return rows
    drafts = DocumentVersion.objects.visible_to(person).select_related("document")
    now = {str(each.pk): decided_sha256(each) for each in drafts.filter(pk__in=numbers)}
    return [
        row for row in rows if row["kind_"] != DOCUMENT or now.get(row["label_"]) == row["seen_"]
    ]


def _row(
    rows: QuerySet[Any], kind: str, key: str, names: tuple[str, str, str], **extra: Any
) -> QuerySet[Any]:
    """The same columns of whatever it is, so that one statement finds them all."""
    title, title_en, label = names
    nothing = Value("", TextField())
    return rows.order_by().values(
        kind_=Value(kind, CharField()),
        key_=Cast(F(key), CharField()),
        title_=Cast(F(title), TextField()),
        title_en_=Cast(F(title_en), TextField()),
        label_=Cast(F(label), TextField()),
        hands_=extra.get("hands_", nothing),
        url_=extra.get("url_", nothing),
        seen_=extra.get("seen_", nothing),
    )


def _authors(path: str = "authors") -> Cast:
    return Cast(F(path), TextField())


def _reports(person: Person) -> QuerySet[Any]:
    rows = Report.objects.visible_to(person).filter(state=ReportState.SUBMITTED)
    return _row(
        rows.exclude(submitted_by=person),
        REPORT,
        "pk",
        ("kind", "kind", "period"),
        hands_=_authors(),
    )


def _proposals(person: Person) -> QuerySet[Any]:
    rows = Proposal.objects.visible_to(person).filter(state=ProposalState.PROPOSED)
    names = ("indicator__name", "indicator__name_en", "indicator__code")
    return _row(rows.exclude(proposed_by=person), PROPOSAL, "indicator__code", names)


def _history(person: Person) -> QuerySet[Any]:
    rows = WeekUpload.objects.visible_to(person).filter(
        kind=UploadKind.HISTORY, state=UploadState.PROPOSED
    )
    names = ("file_name", "file_name", "kind")
    return _row(rows.exclude(uploaded_by=person), HISTORY, "pk", names)


def _assets(person: Person) -> QuerySet[Any]:
    """Only the version that is offered waits: it is the one nobody has accepted yet."""
    rows = AssetVersion.objects.visible_to(person).filter(
        asset__state=AssetState.OFFERED, accepted_at=None
    )
    names = ("asset__title", "asset__title", "asset__number")
    return _row(rows, ASSET, "asset_id", names, hands_=_authors())


def _assessments(person: Person) -> QuerySet[Any]:
    rows = SelfAssessment.objects.visible_to(person).filter(state=AssessmentState.EVALUATED)
    rows = rows.exclude(assessors__person=person)
    return _row(rows, ASSESSMENT, "pk", ("number", "number", "number"), hands_=_authors())


def _approved(person: Person, kind: str, subjects: QuerySet[Any], **extra: Any) -> QuerySet[Any]:
    name = subjects.model._meta.label_lower
    rows = Approval.objects.visible_to(person).filter(
        Q(object_key__in=subjects.order_by().values(key_=Cast("pk", CharField()))),
        object_type=name,
        state=ApprovalState.APPROVED,
    )
    names = ("title", "title_en", "object_key")
    return _row(rows, kind, "pk", names, url_=F("url"), **extra)


def _plans(person: Person) -> QuerySet[Any]:
    return _approved(person, PLAN, AnnualPlan.objects.filter(state=PlanState.COMPILED))


def _documents(person: Person) -> QuerySet[Any]:
    drafts = DocumentVersion.objects.filter(state=DocumentState.DRAFT)
    return _approved(person, DOCUMENT, drafts, seen_=F("content_sha256"))


_PARTS: tuple[tuple[Permission, Callable[[Person], QuerySet[Any]]], ...] = (
    (Permission.REPORT_ISSUE, _reports),
    (Permission.INDICATOR_APPROVE, _proposals),
    (Permission.SUBMISSION_ACCEPT, _history),
    (Permission.ASSET_ACCEPT, _assets),
    (Permission.ASSESSMENT_CLOSE, _assessments),
    (Permission.PLAN_PUBLISH, _plans),
    (Permission.DOCUMENT_PUBLISH, _documents),
)


def _waiting(row: dict[str, Any]) -> Waiting:
    kind = row["kind_"]
    if kind == REPORT:
        name = f"{title_of(row['title_'])} · {parse_period(row['label_']).display()}"
    elif kind in {PROPOSAL, ASSET}:
        name = f"{row['label_']} {said(_Named(row['title_'], row['title_en_']))}"
    else:
        name = said(_Named(row["title_"], row["title_en_"]))
    page = _PAGES.get(kind)
    return Waiting(kind, name, reverse(page, args=[row["key_"]]) if page else row["url_"])


@dataclass(frozen=True)
class _Named:
    name: str
    name_en: str
