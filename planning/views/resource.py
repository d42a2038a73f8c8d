"""《过程资源需求计划》 on the screen: the three tables, totals, and what was provided (R27, R51)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.lib.guard import requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_day
from planning.forms.resource import ProvisionForm
from planning.models import ResourceLine
from planning.selectors.resource import KINDS, resource_plan, resource_rows
from planning.services.resource import record_provision
from planning.states import PlanState
from planning.views.listing import RESOURCES
from planning.views.plan import plan_for
from planning.views.tabs import plan_tabs


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_resources(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    if file_wanted(request):
        rows = resource_rows(plan, request.user)
        return list_file(request, RESOURCES, rows, at=timezone.now())
    context = {
        "plan": plan,
        "tabs": plan_tabs(plan, request.user, "plan-resources"),
        "page": resource_plan(plan, request.user),
        "kinds": KINDS,
        "sees_all": has_permission(request.user, Permission.RESOURCE_VIEW),
        "may_allot": plan.state == PlanState.PUBLISHED
        and has_permission(request.user, Permission.RESOURCE_ALLOT),
        "is_running": plan.state in {PlanState.PUBLISHED, PlanState.SUPERSEDED},
    }
    return render(request, "planning/plan_resources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RESOURCE_ALLOT)
def resource_provide(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ResourceLine.objects.visible_to(request.user).select_related(
        "section__plan", "section__department", "process"
    )
    line, now = get_object_or_404(rows, pk=pk), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = ProvisionForm(data, row=line, today=local_day(now))
    if data is not None and form.is_valid():
        try:
            record_provision(line, form.provision(), by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded: %(name)s.") % {"name": line.name})
            return HttpResponseRedirect(
                reverse("planning:plan-resources", args=[line.section.plan_id])
            )
    status = 422 if form.errors else 200
    context = {"line": line, "plan": line.section.plan, "form": form}
    return render(request, "planning/resource_provide.html", context, status=status)
