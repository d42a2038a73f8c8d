"""The coverage matrix: process × dimension, with what does not apply and why (R54, G44)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from kpi.forms.indicator import ExemptionForm
from kpi.models import Exemption
from kpi.selectors.coverage import coverage_matrix, exemption_history
from kpi.services.exemption import declare_exemption, lift_exemption
from kpi.states import Dimension
from kpi.views.figure_listing import COVERAGE, coverage_lines
from kpi.views.indicator import today
from processes.models import Process
from processes.selectors.process import processes_of_catalogue


@require_safe
@requires(Permission.INDICATOR_VIEW)
def indicator_coverage(request: HttpRequest) -> HttpResponseBase:
    processes = list(processes_of_catalogue(request.user))
    may_exempt = has_permission(request.user, Permission.INDICATOR_ADOPT)
    code, _dot, dimension = request.GET.get("exempt", "").partition(".")
    asked = next((row for row in processes if row.code == code), None)
    matrix = coverage_matrix(request.user, processes, on=today())
    if file_wanted(request):
        return list_file(request, COVERAGE, coverage_lines(matrix), at=timezone.now())
    context = {
        "matrix": matrix,
        "may_exempt": may_exempt,
        "asked": asked if may_exempt and dimension in Dimension.values else None,
        "dimension": Dimension(dimension) if dimension in Dimension.values else None,
        "form": ExemptionForm(),
        "exempt": [
            (row.process, cell)
            for row in matrix.rows
            for cell in row.cells
            if cell.exemption is not None
        ],
        "ended": exemption_history(request.user),
    }
    return render(request, "kpi/indicator_coverage.html", context)


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def exemption_declare(request: HttpRequest, process: str, dimension: str) -> HttpResponse:
    found = get_object_or_404(Process.objects.visible_to(request.user), code=process)
    if dimension not in Dimension.values:
        raise Http404
    back = reverse("kpi:indicator-coverage")
    reason = request.POST.get("reason", "")[:300]
    try:
        declare_exemption(found, dimension, reason=reason, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def exemption_lift(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Exemption.objects.visible_to(request.user).select_related("process")
    back = reverse("kpi:indicator-coverage")
    try:
        lift_exemption(get_object_or_404(rows, pk=pk), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)
