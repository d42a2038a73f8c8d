"""Handing an assignment over to somebody else (R55, G18)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.lib.guard import requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission
from kpi.forms.handover import HandOverForm
from kpi.selectors.handover import open_work_of
from kpi.services.handover import hand_over
from processes.models import Assignment


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def assignment_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        Assignment.objects.visible_to(request.user).select_related(
            "person", "deputy", "department", "process", "project"
        ),
        pk=pk,
    )
    form = HandOverForm(
        request.POST or None,
        viewer=request.user,
        leaver=row.person,
        on=timezone.localdate(),
        initial={"last_day": timezone.localdate(), "deputy": row.deputy_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            successor = hand_over(row, form.terms(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            sentence = _("Handed over: %(name)s answers from %(day)s.")
            said = {"name": successor.person.name, "day": successor.valid_from.isoformat()}
            messages.success(request, sentence % said)
            return redirect("processes:assignments")
    context = {"row": row, "form": form, "work": open_work_of(row)}
    return render(request, "kpi/handover_form.html", context)
