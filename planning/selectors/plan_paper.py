"""The printed documents of a plan: what each consists of, and the hash that names it (domain §5.1, G37, G38)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.bilingual import said
from governance.models import AuditEntry, Person, Resolution
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_value
from kpi.selectors.report_phrases import day_in_text
from kpi.selectors.report_template import SHIPPED, Heading
from planning.models import AnnualPlan, PlanSection
from planning.permissions import may_read_document
from planning.selectors.attainment import Attainment, attainments_of
from planning.selectors.content import (
    content_of,
    content_sha256,
    goals_of,
    milestones_of,
    resources_of,
)
from planning.selectors.paper_training import TrainingPaperRow, training_rows
from planning.selectors.plan import published_plan
from planning.selectors.resource import KINDS, ResourcePlan, resource_plan_of
from planning.selectors.section import GoalLine, goal_lines
from planning.states import PlanDocument, PlanState, ResourceKind, SectionState

LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}
SUFFIX = {
    PlanDocument.PLAN: "",
    PlanDocument.RESOURCES: "-R",
    PlanDocument.TRAINING: "-T",
    PlanDocument.TRAINING_COSTS: "-T",
}
GAPS = {
    PlanDocument.PLAN: "G29",
    PlanDocument.RESOURCES: "G37",
    PlanDocument.TRAINING: "G38",
    PlanDocument.TRAINING_COSTS: "G38",
}
BODIES = {
    PlanDocument.PLAN: "planning/_paper_plan.html",
    PlanDocument.RESOURCES: "planning/_paper_resources.html",
    PlanDocument.TRAINING: "planning/_paper_training.html",
    PlanDocument.TRAINING_COSTS: "planning/_paper_training.html",
}
PRINTED = (PlanState.COMPILED, PlanState.PUBLISHED, PlanState.SUPERSEDED)


@dataclass(frozen=True)
class PlanPaper:
    """Everything around the body of a document, in the active language."""

    plan: AnnualPlan
    name: PlanDocument
    title: str
    year: str
    number: str
    company: str
    secrecy: str
    created: str
    issued_on: str
    language_tag: str
    signers: tuple[dict[str, str], ...]
    versions: tuple[dict[str, str], ...]
    headings: tuple[Heading, ...]
    note: str
    gap: str

    @property
    def template(self) -> str:
        """The body of this document."""
        return BODIES[self.name]

    @property
    def with_costs(self) -> bool:
        """Whether the training plan shows its amounts."""
        return self.name == PlanDocument.TRAINING_COSTS

    @property
    def kinds(self) -> tuple[ResourceKind, ...]:
        """The three tables of the resource plan, in their order."""
        return KINDS

    @property
    def cover_signers(self) -> list[dict[str, str]]:
        """Who stands on the cover: all but the applying departments, which are many."""
        applied = _("Applied for by")
        return [row for row in self.signers if row["act"] != applied]

    @property
    def issued_words(self) -> str:
        """What the date at the foot of the cover is the date of."""
        return _("Issued") if self.plan.published_at else _("Compiled")

    @property
    def page_words(self) -> list[str]:
        """The words around the two numbers of a page."""
        return (_("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")

    def heading(self, code: str) -> str:
        """A chapter's heading by its code, for templates."""
        return next(each.text for each in self.headings if each.code == code)


@dataclass(frozen=True)
class PlanBody:
    """What the chapters of the documents print."""

    sections: tuple[PlanSection, ...]
    goals: tuple[GoalLine, ...]
    review: tuple[Attainment, ...]
    reviewed: AnnualPlan | None
    milestones: tuple[Any, ...]
    resources: ResourcePlan
    trainings: tuple[TrainingPaperRow, ...]
    resolution: Resolution | None
    conditions: tuple[Any, ...]

    @property
    def training_cost(self) -> Decimal:
        """The budgets of the trainings that have one, in yuan."""
        budgets = (row.line.budget for row in self.trainings)
        return sum((each for each in budgets if each is not None), Decimal(0))


@dataclass(frozen=True)
class OfferedDocument:
    """A document a person may have printed, with its languages as a reader calls them."""

    name: str
    label: str
    languages: tuple[tuple[str, str], ...] = (("zh-hans", "中文"), ("en", "English"))


def documents_offered(plan: AnnualPlan, person: Person) -> list[OfferedDocument]:
    """What is printed of a version once it is compiled, by what the person may read."""
    if plan.state not in PRINTED:
        return []
    return [
        OfferedDocument(str(each), str(each.label))
        for each in PlanDocument
        if may_read_document(person, each)
    ]


def plan_body(plan: AnnualPlan) -> PlanBody:
    """The content of a version as it stands; a constant number of statements."""
    before = published_plan(plan.year - 1)
    resolution = plan.resolution
    rows = PlanSection.objects.filter(plan=plan).select_related("department", "handed_in_by")
    return PlanBody(
        sections=tuple(rows.order_by("department__rank", "pk")),
        goals=tuple(goal_lines(goals_of(plan))),
        review=tuple(attainments_of(goals_of(before), before.year)) if before else (),
        reviewed=before,
        milestones=tuple(milestones_of(plan)),
        resources=resource_plan_of(plan, resources_of(plan)),
        trainings=tuple(training_rows(plan)),
        resolution=resolution,
        conditions=tuple(resolution.conditions.select_related("responsible").order_by("position"))
        if resolution
        else (),
    )


def plan_paper(plan: AnnualPlan, name: str, *, language: str, on: datetime) -> PlanPaper:
    """Cover, approval and contents of a document; `on` is when it was ordered, which stands in the file."""
    document = PlanDocument(name)
    issued = plan.published_at or plan.compiled_at or on
    shown = PlanDocument.TRAINING if document == PlanDocument.TRAINING_COSTS else document
    return PlanPaper(
        plan=plan,
        name=document,
        title=str(shown.label),
        year=_("Year %(year)s") % {"year": plan.year},
        number=f"{plan.number or plan.year}{SUFFIX[document]}",
        company=str(setting_value("company_name")),
        secrecy=SHIPPED.secrecy,
        created=on.isoformat(),
        issued_on=day_in_text(issued),
        language_tag=LANGUAGE_TAGS[language],
        signers=tuple(_signers(plan, document)),
        versions=tuple(_versions(plan)),
        headings=tuple(_headings(document)),
        note=_note(plan, document),
        gap=GAPS[document],
    )


def paper_sha256(plan: AnnualPlan, name: str) -> str:
    """What a document says, as one hash for every language: the decided content and what was done since."""
    with override("zh-hans"):
        body = plan_body(plan)
        facts: dict[str, Any] = {
            "name": name,
            "content": plan.content_sha256,
            "state": plan.state,
            "resolution": body.resolution.number if body.resolution else "",
            "published_at": str(plan.published_at or ""),
            "versions": _versions(plan),
            "done": _done(name, body),
        }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_as_compiled(plan: AnnualPlan) -> bool:
    """Whether the rows still say what was compiled and decided.

    The publication sets the day of effect, never before its own day; the hash is of the day that was
    decided on, which the history of the plan still knows.
    """
    content = content_of(plan)
    days = {None, plan.effective_on, *plan.history.values_list("effective_on", flat=True)}
    return any(
        content_sha256({**content, "effective_on": day.isoformat() if day else ""})
        == plan.content_sha256
        for day in days
    )


def trail_head_of(plan: AnnualPlan) -> AuditEntry | None:
    """The last entry of the trail about a plan: the seal of its documents names it."""
    found: AuditEntry | None = (
        AuditEntry.objects.about("planning.annualplan", str(plan.pk)).order_by("-sequence").first()
    )
    return found


def _done(name: str, body: PlanBody) -> list[Any]:
    """What the year has added since the decision, as far as the document prints it."""
    if name == PlanDocument.RESOURCES:
        rows = [row for sheet in body.resources.sheets for row in sheet.rows]
        return [
            [row.key, row.fulfilment, row.fulfilled, str(row.fulfilment_on), row.fulfilment_note]
            for row in rows
        ]
    if name in {PlanDocument.TRAINING, PlanDocument.TRAINING_COSTS}:
        return [[row.line.key, row.actual] for row in body.trainings]
    reviewed = [[each.goal.key, each.light, each.value] for each in body.review]
    return [*reviewed, *([row.key, str(row.done_on)] for row in body.milestones)]


def _headings(document: PlanDocument) -> list[Heading]:
    if document == PlanDocument.PLAN:
        titles = [
            ("basis", _("Basis of the plan")),
            ("review", _("Review of last year's goals")),
            ("goals", _("Annual goals of the processes")),
            ("milestones", _("Key work and milestones")),
            ("resources", _("Resource needs")),
            ("training", _("Promotion and training plan")),
            ("risks", _("Risks and responses")),
            ("arrangements", _("Monitoring and review")),
            ("resolution", _("Decision of the committee")),
        ]
    elif document == PlanDocument.RESOURCES:
        titles = [
            ("scope", _("Purpose and scope")),
            ("people", _("People")),
            ("tools", _("Tools")),
            ("training", _("Training")),
            ("budget", _("Budget in total")),
            ("resolution", _("Decision of the committee")),
        ]
    else:
        titles = [
            ("scope", _("Purpose and scope")),
            ("trainings", _("Trainings of the year")),
            ("measured", _("How the effect is measured")),
            ("resolution", _("Decision of the committee")),
        ]
    return [Heading(code, str(place), title) for place, (code, title) in enumerate(titles, 1)]


def _signers(plan: AnnualPlan, document: PlanDocument) -> list[dict[str, str]]:
    """Applicants are the departments of the resource plan; who compiled, who submitted, what the committee decided."""
    rows = []
    if document == PlanDocument.RESOURCES:
        sections = PlanSection.objects.filter(plan=plan, state=SectionState.HANDED_IN)
        rows += [
            _signer(
                _("Applied for by"),
                row.handed_in_by.name if row.handed_in_by else "",
                said(row.department),
                row.handed_in_at,
            )
            for row in sections.select_related("department", "handed_in_by").order_by(
                "department__rank", "pk"
            )
        ]
    pmo = _("Process Management Office (PMO)")
    compiled = plan.compiled_by.name if plan.compiled_by else ""
    submitted = plan.submitted_by.name if plan.submitted_by else ""
    rows.append(_signer(_("Prepared by"), compiled, pmo, plan.compiled_at))
    manager = _("process manager")
    rows.append(_signer(_("Reviewed by"), submitted, manager, plan.submitted_at))
    resolution = plan.resolution
    rows.append(
        _signer(
            _("Approved by"),
            resolution.number if resolution else _("not decided yet"),
            _("Process Management Committee"),
            resolution.closed_at if resolution else None,
        )
    )
    if plan.published_by is not None:
        rows.append(_signer(_("Published by"), plan.published_by.name, manager, plan.published_at))
    return rows


def _signer(act: str, who: str, role: str, at: datetime | None) -> dict[str, str]:
    return {"act": act, "who": who or "—", "as": role, "on": _day(local_day(at) if at else None)}


def _versions(plan: AnnualPlan) -> list[dict[str, str]]:
    rows = (
        AnnualPlan.objects.filter(year=plan.year, ordinal__lte=plan.ordinal)
        .exclude(state=PlanState.DROPPED)
        .select_related("compiled_by", "submitted_by", "resolution", "published_by")
        .order_by("ordinal")
    )
    return [
        {
            "label": row.label,
            "author": row.compiled_by.name if row.compiled_by else "—",
            "written_on": _day(local_day(row.compiled_at) if row.compiled_at else None),
            "approved": row.resolution.number if row.resolution else "—",
            "approved_on": _day(local_day(row.resolution.closed_at) if row.resolution else None),
            "published": row.published_by.name if row.published_by else "—",
            "published_on": _day(local_day(row.published_at) if row.published_at else None),
            "note": row.note or (_("first version") if row.ordinal == 1 else "—"),
        }
        for row in rows
    ]


def _note(plan: AnnualPlan, document: PlanDocument) -> str:
    if plan.resolution is None:
        return _("Not decided yet: this is the text the committee is asked to approve.")
    notes = {
        PlanDocument.PLAN: _(
            "The annual plan takes effect only after the committee has approved it (5.1①, 6.4.1). Who publishes it the policy does not say; the process manager does."
        ),
        PlanDocument.RESOURCES: _(
            "The policy does not say who approves this document. It is a part of the annual plan and was approved with it."
        ),
    }
    other = _(
        "The policy names neither this document's number nor its approver. It is a part of the annual plan and was approved with it."
    )
    return notes.get(document, other)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else "—"
