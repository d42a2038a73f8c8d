"""An uploaded PDF or Word file as the content of a version: handed in, handed out, taken off (U1–U18)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.nudge import nudge
from governance.lib.upload_door import as_download, sent_file, takes_files
from governance.lib.uploads import BadUpload
from governance.lib.workflow import Refused
from governance.models import DocumentVersion
from governance.permissions import Permission
from governance.selectors.clause import content_file
from governance.services.document_file import drop_content_file, set_content_file
from governance.states import ContentKind
from governance.views.clause import draft_of
from governance.views.document_text import as_inline, bytes_or_404, version_of


@require_safe
@requires(Permission.DOCUMENT_VIEW)
@xframe_options_exempt
def document_file_get(request: HttpRequest, pk: int) -> HttpResponse:
    """The uploaded file; a PDF without active content may be looked at in the page itself (U8, U11)."""
    file = content_file(version_of(request, pk))
    if file is None:
        raise Http404
    content = bytes_or_404(file)
    if "inline" in request.GET and file.kind == "pdf" and not file.is_active:
        return as_inline(content, file.kind)
    return as_download(content, file.name, file.kind)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
@requires(Permission.DOCUMENT_WRITE)
def document_file(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    refusal, status = _set(request, version) if request.method == "POST" else ("", 200)
    if request.method == "POST" and not refusal:
        nudge("portal.run_jobs")
        messages.success(request, _("The file is the content of this version now."))
        return HttpResponseRedirect(reverse("governance:document-read", args=[version.pk]))
    context = {
        "version": version,
        "document": version.document,
        "file": content_file(version),
        "is_file": version.content_kind == ContentKind.FILE,
        "refusal": refusal,
    }
    return render(request, "governance/document_file.html", context, status=status)


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def document_file_drop(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    try:
        drop_content_file(version, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("governance:document-read", args=[version.pk]))
    return HttpResponseRedirect(reverse("governance:document-edit", args=[version.pk]))


def _set(request: HttpRequest, version: DocumentVersion) -> tuple[str, int]:
    """Nothing is said where the file has become the content, else why it has not."""
    try:
        sent = sent_file(request)
        set_content_file(
            version, sent.name or "", sent.chunks(), by=request.user, at=timezone.now()
        )
    except BadUpload as refusal:
        return sentence_of(request, refusal), refusal.status
    except Refused as refusal:
        return sentence_of(request, refusal), 400
    return "", 200
