"""The pages of one version, as tabs."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from planning.models import AnnualPlan
from planning.states import PlanState


@dataclass(frozen=True)
class Tab:
    """One page of a version."""

    label: str
    url: str
    active: bool
    count: int | None = None


def plan_tabs(plan: AnnualPlan, person, here: str) -> list[Tab]:
    """Overview, the four tables, what changed, and the course of the year once it is published.

    A year for which no plan was made has its overview only (G30).
    """
    pages = [
        ("plan", _("Overview")),
        ("plan-goals", _("Goals")),
        ("plan-milestones", _("Milestones")),
        ("plan-resources", _("Resource plan")),
        ("plan-trainings", _("Training plan")),
        ("plan-changes", _("Changes")),
    ]
    tabs = [
        Tab(label, reverse(f"planning:{name}", args=[plan.pk]), name == here)
        for name, label in pages
    ]
    if plan.state == PlanState.NOT_MADE:
        return tabs[:1]
    if plan.state == PlanState.PUBLISHED:
        url = reverse("planning:plan-progress", args=[plan.year])
        tabs.append(Tab(_("Progress"), url, here == "plan-progress"))
    return tabs
