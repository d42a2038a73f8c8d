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

from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import key_number
from governance.lib.workflow import Refused
from governance.models import Department
from governance.permissions import Permission
from governance.selectors.saved_view import views_of_page
from processes.forms.assignment import AssignmentFilterForm, AssignmentForm
from processes.models import Assignment, Process
from processes.selectors.assignment import assignments_listed, day_to_assign, processes_unassigned
from processes.services.assignment import assign_process, end_assignment
from processes.views.listing import ASSIGNMENTS

PAGE = 50
# What in an address asks for the form: the button, a process that nobody reports, what stays for the next one.
ASKING = frozenset({"new", "process", "for", "of", "from"})


@filtered_by(AssignmentFilterForm)
@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def assignments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    is_asked = request.method == "POST" or bool(ASKING & request.GET.keys())
    form = _form(request, today) if is_asked else None
    if form is not None and form.is_valid():
        try:
            row = assign_process(form.new_assignment(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Assigned; the first week is owed from then on."))
            kept = urlencode(
                {"for": row.person_id, "of": row.department_id, "from": row.valid_from}
            )
            return HttpResponseRedirect(f"{reverse('processes:assignments')}?{kept}#new")
    narrowing = AssignmentFilterForm(request.GET)
    wanted = narrowing.wanted()
    listed = assignments_listed(request.user, wanted, on=today)
    if file_wanted(request):
        return list_file(request, ASSIGNMENTS, listed, at=timezone.now(), form=narrowing)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    is_narrowed = bool(wanted.text or wanted.department)
    if form is None and not page.paginator.count and not is_narrowed:
        form = _form(request, today)  # nothing else is to be done here yet
    context = {
        "form": form,
        "page": page,
        "unassigned": processes_unassigned(request.user, today),
        "narrowing": narrowing,
        "is_narrowed": is_narrowed,
        "department": wanted.department,
        "departments": Department.objects.visible_to(request.user).order_by("rank", "code"),
        "views": views_of_page(request.user, "processes:assignments", request.GET.urlencode()),
        "today": today,
    }
    return render(request, "processes/assignment_list.html", context)


def _form(request: HttpRequest, today: date) -> AssignmentForm:
    initial = {"valid_from": day_to_assign(today), "process": _process_of(request)}
    return AssignmentForm(
        request.POST or None, viewer=request.user, on=today, initial=initial | _kept(request)
    )


def _kept(request: HttpRequest) -> dict[str, object]:
    """One person is often given several processes: who, for whom and from when stay for the next."""
    kept: dict[str, object] = {
        field: value
        for field, name in (("person", "for"), ("department", "of"))
        if (value := key_number(request.GET.get(name, ""))) is not None
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


def _process_of(request: HttpRequest) -> Process | None:
    """The process that a link on the page asks to be assigned."""
    code = request.GET.get("process", "")
    rows = Process.objects.visible_to(request.user).filter(code=code[:60])
    return rows.first() if code else None


def _day(text: str) -> date:
    try:
        return parse_date(text) or timezone.localdate()
    except ValueError:  # a well-formed date that does not exist, such as 02-30
        return timezone.localdate()
