"""The papers of a case: its printed text shown in the page, its attachments handed out (design §3; U11, U12)."""

import hashlib

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.paper_door import CONTENT_TYPES
from governance.lib.upload_door import as_download
from governance.models import Approval
from governance.permissions import Permission
from governance.selectors.approval_list import cases_open_to, desk_of
from governance.selectors.approval_page import attached_file, paper_of
from governance.services.stored_file import FileDamaged, read_file
from governance.states import PaperFormat
from governance.views.document_text import page_answer


@require_safe
@requires(Permission.APPROVAL_VIEW)
# The one document of ours that a page of ours shows in a frame; all other frames stay shut.
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def approval_paper(request: HttpRequest, pk: int) -> HttpResponse:
    case = _case(request, pk)
    paper = paper_of(case)
    if paper is None:
        raise Http404
    content = bytes(paper.content or b"")
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        raise Http404  # damaged bytes are not shown to anybody who is about to decide
    response = HttpResponse(content, content_type=CONTENT_TYPES[PaperFormat.PDF])
    response["Content-Disposition"] = f'inline; filename="approval-{case.pk}.pdf"'
    response["ETag"] = f'"{paper.sha256}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@requires(Permission.APPROVAL_VIEW)
def approval_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    case = _case(request, pk)
    found = attached_file(case, file)
    if found is None:
        raise Http404
    try:
        content = read_file(found)
    except FileDamaged as damaged:
        return refused_to(request, damaged, reverse("governance:approval-detail", args=[pk]))
    return as_download(content, found.name, found.kind)


@require_safe
@requires(Permission.APPROVAL_VIEW)
def approval_page(request: HttpRequest, pk: int, file: int, page: int) -> HttpResponse:
    return page_answer(attached_file(_case(request, pk), file), page)


def _case(request: HttpRequest, pk: int) -> Approval:
    return get_object_or_404(cases_open_to(desk_of(request.user, timezone.now())), pk=pk)
