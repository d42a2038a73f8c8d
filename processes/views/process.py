"""Editing a process, retiring it, and the matrix of interfaces (R10–R12, R20)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.guard import refused_to, requires, rights_of, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.selectors.policy_issue import settled_gaps
from processes.forms.process import ActivityLines, OutputLines, ProcessForm, draft_of, initial_of
from processes.models import Process
from processes.selectors.linkage import LINKAGE_LISTS, interfaces_of, linkage_gaps
from processes.selectors.linkage_graph import graph_of
from processes.selectors.process import ALL_LISTS, linkage_matrix, processes_of_catalogue
from processes.services.process import edit_process, restore_process, retire_process
from processes.views.listing import linkage_listing

STEPS = {"retire": retire_process, "restore": restore_process}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PROCESS_EDIT)
def process_edit(request: HttpRequest, code: str) -> HttpResponse:
    process = get_object_or_404(
        processes_of_catalogue(request.user, *ALL_LISTS, with_retired=True), code=code
    )
    form, activities, outputs = _forms(request, process)
    if request.method == "POST" and all(
        [form.is_valid(), activities.is_valid(), outputs.is_valid()]
    ):
        try:
            edit_process(
                process,
                draft_of(process, form, activities, outputs),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            # What was typed stays on the page; only the sentence is added.
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The process has been changed."))
            return redirect("portal:process", code)
    return render(
        request,
        "processes/process_edit.html",
        {"process": process, "form": form, "activities": activities, "outputs": outputs},
    )


@require_POST
@requires(Permission.PROCESS_RETIRE)
def process_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    process = get_object_or_404(Process.objects.visible_to(request.user), pk=pk)
    if step not in STEPS:
        raise Http404
    back = reverse("portal:process", args=[process.code])
    try:
        STEPS[step](process, note=request.POST.get("note", ""), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


@require_safe
@requires(Permission.PROCESS_VIEW)
def linkage(request: HttpRequest) -> HttpResponse:
    processes = list(processes_of_catalogue(request.user, *LINKAGE_LISTS))
    rows = linkage_matrix(processes)
    if file_wanted(request):
        return list_file(request, linkage_listing(rows), rows, at=timezone.now())
    interfaces = interfaces_of(processes)
    ruled = sum(each.by_rule for each in interfaces)
    context = {
        "processes": processes,
        "rows": rows,
        "interfaces": interfaces,
        "graph": graph_of(processes, interfaces),
        "gaps": linkage_gaps(processes),
        "stated": len(interfaces) - ruled,
        "ruled": ruled,
        "silent": len(rows) * (len(rows) - 1) - len(interfaces),
        "rules": [row for row in processes if row.link_rule],
        "settled": settled_gaps(),
        "may_edit": Permission.PROCESS_EDIT in rights_of(request.user),
    }
    return render(request, "processes/linkage.html", context)


def _forms(request: HttpRequest, process: Process) -> tuple[Any, Any, Any]:
    data = request.POST if request.method == "POST" else None
    return (
        ProcessForm(data, initial=initial_of(process), process=process, person=request.user),
        ActivityLines(
            data,
            prefix="activity",
            initial=[
                {"name": row.name, "name_en": row.name_en} for row in process.activities.all()
            ],
        ),
        OutputLines(
            data,
            prefix="output",
            initial=[
                {"name": row.name, "name_en": row.name_en, "kind": row.kind, "cadence": row.cadence}
                for row in process.outputs.all()
            ],
        ),
    )
