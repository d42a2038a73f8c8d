"""The plan through its year: goals, milestones, resources (6.4.1; PLN-03 to PLN-05)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from planning.forms.plan import DoneForm
from planning.models import AnnualPlan, Milestone
from planning.permissions import may_finish
from planning.selectors.milestone import milestone_subject, milestones_owed
from planning.selectors.progress import progress_of
from planning.services.milestone import finish_milestone
from planning.states import PlanState
from planning.views.listing import PROGRESS
from planning.views.tabs import plan_tabs


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_progress(request: HttpRequest, year: int) -> HttpResponse:
    now = timezone.now()
    rows = AnnualPlan.objects.visible_to(request.user).filter(year=year)
    plan = rows.filter(state=PlanState.PUBLISHED).select_related("resolution").first()
    if plan is None:
        raise Http404
    progress = progress_of(plan, request.user, at=now)
    if file_wanted(request):
        return list_file(request, PROGRESS, progress.attainments, at=now)
    owed = milestones_owed(request.user)
    context = {
        "plan": plan,
        "progress": progress,
        "mine": [
            line.row.pk
            for line in progress.milestones
            if line.row.done_on is None
            and (
                may_finish(request.user, line.row.responsible_id)
                or milestone_subject(line.row) in owed
            )
        ],
        "may_allot": has_permission(request.user, Permission.RESOURCE_ALLOT),
        "form": DoneForm(initial={"on": timezone.localdate(now)}),
        "tabs": plan_tabs(plan, request.user, "plan-progress"),
    }
    return render(request, "planning/plan_progress.html", context)


@require_POST
@requires(Permission.PLAN_VIEW)
def milestone_done(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Milestone.objects.visible_to(request.user).select_related("section__plan")
    row = get_object_or_404(rows, pk=pk)
    back_to = f"{reverse('planning:plan-progress', args=[row.section.plan.year])}#milestones"
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(each for found in form.errors.values() for each in found))
        return HttpResponseRedirect(back_to)
    try:
        finish_milestone(
            row,
            on=form.cleaned_data["on"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return refused_to(request, refusal, back_to)
    messages.success(request, _("The milestone is reported as done."))
    return HttpResponseRedirect(back_to)
