"""The company's service projects: added, renamed, ended by the PMO (G56)."""

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
from governance.models import Project
from governance.permissions import Permission
from governance.selectors.audit import timeline_of
from processes.forms.project import ProjectEndForm, ProjectForm, ProjectNameForm
from processes.selectors.project import projects_listed
from processes.services.project import add_project, rename_project, retire_project
from processes.views.listing import PROJECTS

PAGE = 50


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def projects(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_project(form.cleaned_data["code"], form.names(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The project can be chosen in assignments now."))
            return redirect("processes:projects")
    rows = projects_listed(request.user, timezone.localdate())
    if file_wanted(request):
        return list_file(request, PROJECTS, rows, at=timezone.now())
    context = {"form": form, "page": Paginator(rows, PAGE).get_page(request.GET.get("page"))}
    return render(request, "processes/project_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGNMENT_EDIT)
def project_edit(request: HttpRequest, code: str) -> HttpResponse:
    row = _project(request, code)
    named = {"name": row.name, "name_en": row.name_en}
    form = ProjectNameForm(request.POST or None, initial=named)
    if request.method == "POST" and form.is_valid():
        try:
            rename_project(row, form.names(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("processes:projects")
    return _edit_page(request, row, form=form)


@require_POST
@requires(Permission.ASSIGNMENT_EDIT)
def project_end(request: HttpRequest, code: str) -> HttpResponse:
    row = _project(request, code)
    form = ProjectEndForm(request.POST)
    if form.is_valid():
        try:
            retire_project(row, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The project has ended; its figures stay."))
            return redirect("processes:projects")
    return _edit_page(request, row, end_form=form)


def _project(request: HttpRequest, code: str) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.user), code=code)


def _edit_page(request: HttpRequest, row: Project, **forms: Any) -> HttpResponse:
    context = {
        "project": row,
        "form": ProjectNameForm(initial={"name": row.name, "name_en": row.name_en}),
        "end_form": ProjectEndForm(initial={"last_day": timezone.localdate()}, auto_id="end-%s"),
        "entries": timeline_of(row),
    }
    return render(request, "processes/project_edit.html", context | forms)
