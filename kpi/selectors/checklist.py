"""The checklist in force, its versions, and what a first draft can begin with (R66, G39)."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from governance.lib.workflow import Step, open_from
from governance.models import AuditEntry, Person, Requirement
from governance.permissions import has_permission
from governance.selectors.audit import timeline_of
from kpi.models import Checklist, ChecklistItem
from kpi.states import CHECKLIST_STEPS, ChecklistState
from processes.models import Process
from processes.states import Category


@dataclass(frozen=True)
class Act:
    """A button: its step, its words and its address."""

    step: Step
    label: str
    url: str


@dataclass(frozen=True)
class ChecklistPage:
    """What one person sees of one version."""

    row: Checklist
    items: list[ChecklistItem]
    acts: tuple[Act, ...]
    entries: list[AuditEntry]
    may_write: bool


def checklist_in_force() -> Checklist | None:
    """The one version that assessments are planned by; None until the PMO has put one in force."""
    found: Checklist | None = Checklist.objects.filter(state=ChecklistState.IN_FORCE).first()
    return found


def checklists_listed(person: Person) -> QuerySet[Checklist]:
    """All versions, the latest first, with how many items each has and how often it was used."""
    rows: QuerySet[Checklist] = Checklist.objects.visible_to(person).select_related(
        "written_by", "enforced_by"
    )
    return rows.annotate(
        item_count=Count("items", distinct=True), use_count=Count("assessments", distinct=True)
    ).order_by("-number")


def checklist_items(checklist: Checklist) -> list[ChecklistItem]:
    """The items in their order."""
    rows = ChecklistItem.objects.filter(checklist=checklist)
    return list(rows.select_related("clause", "process", "requirement").order_by("position"))


def checklist_page(row: Checklist, person: Person) -> ChecklistPage:
    """A version with its items; only a draft can be written."""
    acts = tuple(
        Act(step, str(step.label), reverse("kpi:checklist-step", args=[row.pk, step.name]))
        for step in open_from(CHECKLIST_STEPS, row.state)
        if not step.by_system and has_permission(person, step.permission)
    )
    return ChecklistPage(row, checklist_items(row), acts, timeline_of(row), may_write=bool(acts))


def requirement_texts() -> list[tuple[Requirement, Process | None]]:
    """The requirements of the policy with the process each speaks of: its own line of 6.2 or 6.3, or a clause 6.4.x."""
    rows = Requirement.objects.select_related("clause").order_by("number")
    processes = list(Process.objects.order_by("position"))
    return [(row, _process_of(row, processes)) for row in rows]


def _process_of(row: Requirement, processes: list[Process]) -> Process | None:
    number = row.clause.number if row.clause else ""
    for process in processes:
        if process.category == Category.MANAGEMENT:
            if number.startswith("6.4.") and number in process.named_in:
                return process
        elif number in {"6.2", "6.3"} and row.summary.startswith(f"{process.name}："):
            return process
    return None
