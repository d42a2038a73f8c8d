"""Goals, milestones and trainings of a version, each as a page and as a file (domain §5.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.guard import requires
from governance.lib.listing import Listing, file_wanted, list_file
from governance.permissions import Permission
from planning.selectors.table import goals_seen, milestones_seen, trainings_seen
from planning.views.listing import GOALS, MILESTONES, TRAININGS
from planning.views.plan import plan_for
from planning.views.tabs import plan_tabs


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_goals(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    lines = goals_seen(plan, request.user)
    if file_wanted(request):
        return _file(request, GOALS, lines)
    tabs = plan_tabs(plan, request.user, "plan-goals")
    context = {"plan": plan, "tabs": tabs, "lines": lines}
    return render(request, "planning/goal_list.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_milestones(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    lines = milestones_seen(plan, request.user)
    if file_wanted(request):
        return _file(request, MILESTONES, lines)
    tabs = plan_tabs(plan, request.user, "plan-milestones")
    context = {"plan": plan, "tabs": tabs, "lines": lines}
    return render(request, "planning/milestone_list.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_trainings(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    lines = trainings_seen(plan, request.user)
    if file_wanted(request):
        return _file(request, TRAININGS, lines)
    tabs = plan_tabs(plan, request.user, "plan-trainings")
    context = {"plan": plan, "tabs": tabs, "lines": lines}
    return render(request, "planning/training_list.html", context)


def _file(request: HttpRequest, listing: Listing, rows) -> HttpResponse:
    return list_file(request, listing, rows, at=timezone.now())
