"""The documents pages: register, the policy with its clauses, its import (R1–R4)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.document import PolicyUploadForm
from governance.forms.policy_text import read_policy
from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Document
from governance.permissions import Permission, has_permission
from governance.selectors.document import document_page, documents_in_register
from governance.selectors.policy_issue import IssueFilter, policy_issues
from governance.services.policy import import_policy
from governance.views.listing import DOCUMENTS


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_list(request: HttpRequest) -> HttpResponse:
    lines = documents_in_register(request.user)
    if file_wanted(request):
        return list_file(request, DOCUMENTS, lines, at=timezone.now())
    return render(
        request,
        "governance/document_list.html",
        {
            "lines": lines,
            "without_number": [line for line in lines if line.lacks_number],
            "may_import": has_permission(request.user, Permission.DOCUMENT_IMPORT),
            "form": PolicyUploadForm(),
        },
    )


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_detail(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), code=code)
    gaps: dict[str, list[str]] = {}
    if document.kind == Document.Kind.POLICY:
        for issue in policy_issues(request.user, IssueFilter()):
            gaps.setdefault(issue.clause, []).append(issue.code)
    page = document_page(document, gaps)
    return render(
        request,
        "governance/document_detail.html",
        {
            "page": page,
            "document": document,
            "current": page.current,
            "front_gaps": gaps.get("cover", []) + gaps.get("history", []),
            "may_import": has_permission(request.user, Permission.DOCUMENT_IMPORT),
        },
    )


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
