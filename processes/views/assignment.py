"""Assignments: who reports what, from when to when."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission
from processes.forms.assignment import AssignmentForm
from processes.models import Assignment
from processes.selectors.assignment import assignments_listed, day_to_assign, processes_unassigned
from processes.services.assignment import assign_process, end_assignment
from processes.views.listing import ASSIGNMENTS

PAGE = 50
MOST_DIGITS = 9


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def assignments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = AssignmentForm(
        request.POST or None,
        viewer=request.user,
        on=today,
        initial={"valid_from": day_to_assign(today)} | _kept(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = assign_process(form.new_assignment(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Assigned; the first week is owed from then on."))
            kept = urlencode(
                {"person": row.person_id, "department": row.department_id, "from": row.valid_from}
            )
            return HttpResponseRedirect(f"{reverse('processes:assignments')}?{kept}#new")
    listed = assignments_listed(request.user, show_ended=request.GET.get("ended") == "1")
    if file_wanted(request):
        return list_file(request, ASSIGNMENTS, listed, at=timezone.now())
    context = {
        "form": form,
        "page": Paginator(listed, PAGE).get_page(request.GET.get("page")),
        "unassigned": processes_unassigned(request.user, today),
        "ended": request.GET.get("ended") == "1",
        "today": today,
    }
    return render(request, "processes/assignment_list.html", context)


def _kept(request: HttpRequest) -> dict[str, object]:
    """One person is often given several processes: who, for whom and from when stay for the next."""
    kept: dict[str, object] = {
        name: int(value)
        for name in ("person", "department")
        if (value := request.GET.get(name, "")).isdecimal() and len(value) <= MOST_DIGITS
    }
    if "from" in request.GET:
        kept["valid_from"] = _day(request.GET["from"])
    return kept


@require_POST
@requires(Permission.ASSIGNMENT_EDIT)
def assignment_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    back = reverse("processes:assignments")
    last_day = _day(request.POST.get("last_day", ""))
    try:
        end_assignment(row, last_day=last_day, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The assignment has ended; what it reported stays."))
    return HttpResponseRedirect(back)


def _day(text: str) -> date:
    try:
        return parse_date(text) or timezone.localdate()
    except ValueError:  # a well-formed date that does not exist, such as 02-30
        return timezone.localdate()
