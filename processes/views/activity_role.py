"""RACI of the key activities of one process: read by everybody, set by the PMO (R20, G19)."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.lib.guard import requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from processes.forms.activity_role import RaciForm
from processes.models import Process
from processes.selectors.activity_role import raci_table
from processes.services.activity_role import set_activity_roles
from processes.views.asset import seen_of
from processes.views.listing import raci_listing


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROCESS_VIEW)
def raci(request: HttpRequest, code: str) -> HttpResponseBase:
    process = get_object_or_404(Process.objects.visible_to(request.user), code=code)
    may_edit = has_permission(request.user, Permission.PROCESS_EDIT)
    table = raci_table(process, request.user)
    if file_wanted(request) and request.method == "GET":
        return list_file(request, raci_listing(table), table.rows, at=timezone.now())
    is_editing = may_edit and ("edit" in request.GET or request.method == "POST")
    form = RaciForm(request.POST or None, table=table) if is_editing else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            set_activity_roles(
                process,
                form.wanted(),
                seen=seen_of(request),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("processes:raci", code)
    context = {
        "process": process,
        "table": table,
        "columns": list(zip(table.departments, table.printed, strict=True)),
        "form": form,
        "lines": form.lines(table) if form else [],
        "may_edit": may_edit and not is_editing and bool(table.rows),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "processes/raci.html", context, status=status)
