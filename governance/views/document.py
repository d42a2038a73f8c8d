"""The documents pages: register, one document with its life, its entry, the import of the policy (R1–R4)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.document import (
    DocumentFilterForm,
    EntryForm,
    NumberForm,
    PolicyUploadForm,
    ReasonForm,
    RetireForm,
    VersionForm,
    entry_of,
)
from governance.forms.policy_text import read_policy
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import BadDate, parse_date
from governance.lib.workflow import Refused
from governance.models import Department, Document
from governance.permissions import Permission, has_permission
from governance.selectors.document import document_page
from governance.selectors.document_life import (
    document_life,
    readers_visible_to,
    visible_versions,
)
from governance.selectors.document_register import (
    documents_in_register,
    narrowed,
    register_totals,
)
from governance.selectors.policy_issue import IssueFilter, policy_issues
from governance.selectors.saved_view import views_of_page
from governance.services.document import start_version
from governance.services.document_force import retire_document
from governance.services.document_register import (
    create_document,
    departments_of,
    describe_document,
    number_document,
)
from governance.services.document_review import confirm_document
from governance.services.policy import import_policy
from governance.views.listing import DOCUMENTS

PAGE = 50


@filtered_by(DocumentFilterForm)
@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    owners = Department.objects.visible_to(request.user).order_by("rank", "pk")
    form = DocumentFilterForm(request.GET, owners=owners)
    every = documents_in_register(request.user, on=on)
    lines = narrowed(every, form.chosen())
    if file_wanted(request):
        return list_file(request, DOCUMENTS, lines, at=now, form=form)
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "governance/document_list.html",
        {
            "form": form,
            "views": views_of_page(request.user, "governance:documents", request.GET.urlencode()),
            "page": page,
            "lines": page.object_list,
            "totals": register_totals(every),
            "may_write": has_permission(request.user, Permission.DOCUMENT_WRITE),
            "sees_readings": readers_visible_to(request.user)[0],
            "may_import": has_permission(request.user, Permission.DOCUMENT_IMPORT),
            "import_form": PolicyUploadForm(),
        },
    )


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_detail(request: HttpRequest, code: str) -> HttpResponse:
    document = _document(request, code)
    today = timezone.localdate(timezone.now())
    gaps: dict[str, list[str]] = {}
    if document.kind == Document.Kind.POLICY:
        for issue in policy_issues(request.user, IssueFilter()):
            gaps.setdefault(issue.clause, []).append(issue.code)
    versions = visible_versions(document, request.user)
    on = _day_asked(request, today)
    life = document_life(document, versions, request.user, on=on, today=today)
    return render(
        request,
        "governance/document_detail.html",
        {
            "page": document_page(document, gaps, versions, life.shown),
            "document": document,
            "life": life,
            "current": life.shown,
            "paper_language": request.LANGUAGE_CODE,
            "front_gaps": gaps.get("cover", []) + gaps.get("history", []),
            "may_import": has_permission(request.user, Permission.DOCUMENT_IMPORT),
            "forms": {
                "start": VersionForm(is_first=not life.lines, auto_id="start-%s"),
                "number": NumberForm(auto_id="number-%s"),
                "review": ReasonForm(auto_id="review-%s"),
                "retire": RetireForm(auto_id="retire-%s"),
            },
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DOCUMENT_WRITE)
def document_new(request: HttpRequest) -> HttpResponse:
    departments = list(Department.objects.visible_to(request.user).order_by("rank", "pk"))
    initial = {"kind": Document.Kind.NORM, "distribution": "everyone"}
    form = EntryForm(request.POST or None, departments=departments, initial=initial)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        try:
            document = create_document(
                form.entry(), by=request.user, at=timezone.now(), number=number
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The document stands in the register."))
            return redirect("governance:document-detail", document.code)
    return render(request, "governance/document_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DOCUMENT_WRITE)
def document_entry(request: HttpRequest, code: str) -> HttpResponse:
    document = _document(request, code)
    departments = list(Department.objects.visible_to(request.user).order_by("rank", "pk"))
    initial = entry_of(document, departments_of(document))
    form = EntryForm(request.POST or None, departments=departments, known=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            describe_document(document, form.entry(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("governance:document-detail", document.code)
    context = {"form": form, "document": document}
    return render(request, "governance/document_form.html", context)


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def document_start(request: HttpRequest, code: str) -> HttpResponse:
    document = _document(request, code)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _said_wrong(request, form, document)
    try:
        version = start_version(document, form.note(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, _page_of(document))
    messages.success(request, _("Version %(label)s is begun.") % {"label": version.label})
    return redirect("governance:version-detail", version.pk)


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def document_number(request: HttpRequest, code: str) -> HttpResponse:
    def give(document: Document, given: dict[str, Any]) -> None:
        number_document(document, number=given["number"], by=request.user, at=timezone.now())

    return _done(request, code, NumberForm(request.POST), give)


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def document_unchanged(request: HttpRequest, code: str) -> HttpResponse:
    def confirm(document: Document, given: dict[str, Any]) -> None:
        confirm_document(document, reason=given["note"], by=request.user, at=timezone.now())

    return _done(request, code, ReasonForm(request.POST), confirm)


@require_POST
@requires(Permission.DOCUMENT_RETIRE)
def document_retire(request: HttpRequest, code: str) -> HttpResponse:
    def retire(document: Document, given: dict[str, Any]) -> None:
        day, reason = given["ended_on"], given["note"]
        retire_document(document, ended_on=day, reason=reason, by=request.user, at=timezone.now())

    return _done(request, code, RetireForm(request.POST), retire)


@require_POST
@requires(Permission.DOCUMENT_IMPORT)
def document_import(request: HttpRequest) -> HttpResponse:
    form = PolicyUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        for problem in form.errors.get("file", []):
            messages.error(request, problem)
        return redirect("governance:documents")
    try:
        policy = read_policy(form.cleaned_data["file"].read())
        outcome = import_policy(policy, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, "/documents/")
    version = outcome.version
    if outcome.is_new:
        messages.success(request, _("Imported: %(version)s.") % {"version": version})
    else:
        messages.info(
            request, _("This file has already been imported as %(version)s.") % {"version": version}
        )
    return redirect("governance:document-detail", version.document.code)


def _done(
    request: HttpRequest,
    code: str,
    form: forms.Form,
    act: Callable[[Document, dict[str, Any]], None],
) -> HttpResponse:
    """An act on the entry: what is wrong comes back as a sentence, on the document's page."""
    document = _document(request, code)
    if not form.is_valid():
        return _said_wrong(request, form, document)
    try:
        act(document, form.cleaned_data)
    except Refused as refusal:
        return refused_to(request, refusal, _page_of(document))
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(_page_of(document))


def _document(request: HttpRequest, code: str) -> Document:
    rows = Document.objects.visible_to(request.user).select_related("owner")
    document: Document = get_object_or_404(rows, code=code)
    return document


def _page_of(document: Document) -> str:
    return reverse("governance:document-detail", args=[document.code])


def _day_asked(request: HttpRequest, today: date) -> date:
    """`?on=` asks for the document as it was or will be on a day; what is no day asks for today."""
    try:
        return parse_date(request.GET["on"]) if request.GET.get("on") else today
    except BadDate as bad:
        messages.error(request, str(bad))
        return today


def _said_wrong(request: HttpRequest, form: forms.Form, document: Document) -> HttpResponse:
    for problems in form.errors.values():
        for problem in problems:
            messages.error(request, problem)
    return HttpResponseRedirect(_page_of(document))
