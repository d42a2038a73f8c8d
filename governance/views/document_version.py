"""One version of a document: what it says, how it stands, and the acts on it (R1, R2, R30; G36, G47)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.document import PublishForm, ReasonForm, SubmitForm, VersionForm
from governance.lib.guard import refused_to, requires
from governance.lib.workflow import Refused
from governance.models import DocumentVersion
from governance.permissions import Permission
from governance.selectors.approval import case_of
from governance.selectors.document_version import version_page
from governance.services.approval import withdraw_case
from governance.services.document import (
    describe_version,
    discard_version,
    edit_url,
    submit_version,
    text_url,
)
from governance.services.document_force import publish_version, recall_version
from governance.services.document_reading import confirm_reading


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    today = timezone.localdate()
    page = version_page(version, request.user, on=today)
    return render(
        request,
        "governance/document_version.html",
        {
            "version": version,
            "document": version.document,
            "page": page,
            "text_url": text_url(version),
            "edit_url": edit_url(version),
            "forms": {
                "describe": VersionForm(
                    known=True,
                    is_first=version.based_on_id is None,
                    initial={
                        "label": version.label,
                        "change_note": version.change_note,
                        "is_material": version.is_material,
                    },
                    auto_id="describe-%s",
                ),
                "submit": SubmitForm(people=page.reviewers, auto_id="submit-%s"),
                "publish": PublishForm(initial={"effective_on": today}, auto_id="publish-%s"),
                "reason": ReasonForm(auto_id="withdraw-%s"),
                "discard": ReasonForm(auto_id="discard-%s"),
                "recall": ReasonForm(auto_id="recall-%s"),
            },
        },
    )


@require_POST
@requires(Permission.DOCUMENT_VIEW)
def version_read(request: HttpRequest, pk: int) -> HttpResponse:
    version = _version(request, pk)
    back = reverse("governance:document-detail", args=[version.document.code])
    try:
        confirm_reading(version, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Your reading is on record."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.DOCUMENT_WRITE, Permission.DOCUMENT_PUBLISH)
def version_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The acts on a version, each with its form; a refusal comes back as a sentence."""
    version = _version(request, pk)
    acts = {
        "describe": _describe,
        "submit": _submit,
        "withdraw": _withdraw,
        "publish": _publish,
        "discard": _discard,
        "recall": _recall,
    }
    if step not in acts:
        raise Http404
    back = reverse("governance:version-detail", args=[pk])
    try:
        said = acts[step](request, version)
    except Refused as refusal:
        return refused_to(request, refusal, back)
    if said:
        messages.success(request, said)
    if step in {"publish", "discard"} and said:
        return redirect("governance:document-detail", version.document.code)
    return HttpResponseRedirect(back)


def _describe(request: HttpRequest, version: DocumentVersion) -> str:
    form = VersionForm(request.POST, known=True)
    if not _is_good(request, form):
        return ""
    describe_version(version, form.note(), by=request.user, at=timezone.now())
    return _("Recorded.")


def _submit(request: HttpRequest, version: DocumentVersion) -> str:
    page = version_page(version, request.user, on=timezone.localdate())
    form = SubmitForm(request.POST, people=page.reviewers)
    if not _is_good(request, form):
        return ""
    submit_version(version, by=request.user, at=timezone.now(), reviewer=form.chosen())
    return _("Submitted. Whoever decides finds it in the inbox.")


def _withdraw(request: HttpRequest, version: DocumentVersion) -> str:
    form = ReasonForm(request.POST)
    case = case_of(version)
    if case is None or not _is_good(request, form):
        return ""
    withdraw_case(case, by=request.user, at=timezone.now(), note=form.cleaned_data["note"])
    return _("Withdrawn.")


def _publish(request: HttpRequest, version: DocumentVersion) -> str:
    form = PublishForm(request.POST)
    if not _is_good(request, form):
        return ""
    day = form.cleaned_data["effective_on"]
    publish_version(version, effective_on=day, by=request.user, at=timezone.now())
    return _("Published; it takes effect on %(day)s.") % {"day": day}


def _discard(request: HttpRequest, version: DocumentVersion) -> str:
    form = ReasonForm(request.POST)
    if not _is_good(request, form):
        return ""
    note = form.cleaned_data["note"]
    discard_version(version, by=request.user, at=timezone.now(), note=note)
    return _("The draft is discarded; its trail stays.")


def _recall(request: HttpRequest, version: DocumentVersion) -> str:
    form = ReasonForm(request.POST)
    if not _is_good(request, form):
        return ""
    note = form.cleaned_data["note"]
    recall_version(version, by=request.user, at=timezone.now(), note=note)
    return _("Recalled; the version before goes on.")


def _is_good(request: HttpRequest, form) -> bool:
    for problems in form.errors.values():
        for problem in problems:
            messages.error(request, problem)
    return not form.errors


def _version(request: HttpRequest, pk: int) -> DocumentVersion:
    rows = DocumentVersion.objects.visible_to(request.user).select_related(
        "document__owner", "based_on", "preparer", "reviewer", "approver", "publisher", "resolution"
    )
    version: DocumentVersion = get_object_or_404(rows, pk=pk)
    return version
