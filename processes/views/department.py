"""The company's departments: added, renamed, ended by the PMO (5.3; G15)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.lib.guard import requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Department
from governance.permissions import Permission
from governance.selectors.audit import timeline_of
from processes.forms.department import DepartmentEndForm, DepartmentForm, DepartmentNameForm
from processes.selectors.department import departments_listed
from processes.services.department import add_department, rename_department, retire_department
from processes.views.listing import DEPARTMENTS

PAGE = 50


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def departments(request: HttpRequest) -> HttpResponse:
    form = DepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_department(
                form.cleaned_data["code"], form.names(), by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The department can be chosen everywhere now."))
            return redirect("processes:departments")
    rows = departments_listed(request.user, timezone.localdate())
    if file_wanted(request):
        return list_file(request, DEPARTMENTS, rows, at=timezone.now())
    context = {"form": form, "page": Paginator(rows, PAGE).get_page(request.GET.get("page"))}
    return render(request, "processes/department_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def department_edit(request: HttpRequest, code: str) -> HttpResponse:
    row = _department(request, code)
    named = {"name": row.name, "name_en": row.name_en}
    form = DepartmentNameForm(request.POST or None, initial=named)
    if request.method == "POST" and form.is_valid():
        try:
            rename_department(row, form.names(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("processes:departments")
    return _edit_page(request, row, form=form)


@require_POST
@requires(Permission.ASSIGNMENT_EDIT)
def department_end(request: HttpRequest, code: str) -> HttpResponse:
    row = _department(request, code)
    form = DepartmentEndForm(request.POST)
    if form.is_valid():
        try:
            retire_department(row, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The department has ended; its figures stay."))
            return redirect("processes:departments")
    return _edit_page(request, row, end_form=form)


def _department(request: HttpRequest, code: str) -> Department:
    return get_object_or_404(Department.objects.visible_to(request.user), code=code)


def _edit_page(request: HttpRequest, row: Department, **forms: Any) -> HttpResponse:
    context = {
        "department": row,
        "form": DepartmentNameForm(initial={"name": row.name, "name_en": row.name_en}),
        "end_form": DepartmentEndForm(initial={"last_day": timezone.localdate()}, auto_id="end-%s"),
        "may_end": row.retired_on is None and row.kind != Department.Kind.BODY,
        "entries": timeline_of(row),
    }
    return render(request, "processes/department_edit.html", context | forms)
