"""How each kind of approval is decided, and deciding it otherwise (domain §6.3; G21, G36)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.forms.route import (
    RouteForm,
    RouteStepFormSet,
    initial_route,
    initial_steps,
    planned_steps,
)
from governance.lib.guard import not_here, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.approval_people import people_to_ask
from governance.selectors.route import (
    acts_on_routes,
    route_in_force,
    routes_in_force,
)
from governance.services.approval_route import RouteRuling, decide_route
from governance.states import ApprovalKind
from governance.views.listing import ROUTES


@require_safe
@requires(Permission.COMMITTEE_VIEW, Permission.SYSTEM_VIEW, Permission.ROUTE_EDIT)
def routes(request: HttpRequest) -> HttpResponse:
    lines = routes_in_force()
    if file_wanted(request):
        rows = [(line, step) for line in lines for step in line.steps]
        return list_file(request, ROUTES, rows, at=timezone.now())
    context = {
        "lines": lines,
        "may_edit": has_permission(request.user, Permission.ROUTE_EDIT),
        "acts": acts_on_routes(),
    }
    return render(request, "governance/route_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ROUTE_EDIT)
def route_edit(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in ApprovalKind.values:
        raise not_here()
    line = route_in_force(kind)
    data = request.POST or None
    form = RouteForm(data, initial=initial_route(line))
    steps = RouteStepFormSet(
        data,
        initial=initial_steps(line),
        prefix="steps",
        form_kwargs={"people": people_to_ask(request.user)},
    )
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            decide_route(
                kind,
                planned_steps(steps),
                RouteRuling(**form.cleaned_data),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            # What was typed stays on the page, beside the sentence that refuses it.
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Decided and on record."))
            return HttpResponseRedirect(reverse("governance:routes"))
    context = {"line": line, "form": form, "steps": steps}
    status = 422 if form.is_bound else 200
    return render(request, "governance/route_form.html", context, status=status)
