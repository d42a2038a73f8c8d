"""Who has read which document: the matrix, the list of one document, the reminder (R30; G52)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Department, Document
from governance.permissions import Permission, has_permission
from governance.selectors.document_life import readers_visible_to
from governance.selectors.document_reading import history_of, readership_of, reading_matrix
from governance.services.document_reading import remind_readers
from governance.views.listing import READERSHIP, reading_matrix_listing

PAGE = 100


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_readings(request: HttpRequest) -> HttpResponse:
    matrix = reading_matrix(request.user, _department_seen(request))
    if file_wanted(request):
        listing = reading_matrix_listing(matrix)
        return list_file(request, listing, matrix.rows, at=timezone.now())
    return render(request, "governance/document_readings.html", {"matrix": matrix})


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_readers(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), code=code)
    rows = readership_of(document, _department_seen(request))
    is_unread = request.GET.get("unread") == "1"
    shown = [row for row in rows if not row.has_read] if is_unread else rows
    if file_wanted(request):
        return list_file(request, READERSHIP, shown, at=timezone.now())
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "governance/document_readers.html",
        {
            "document": document,
            "page": page,
            "rows": page.object_list,
            "is_unread": is_unread,
            "read": sum(row.has_read for row in rows),
            "asked": len(rows),
            "unread": sum(not row.has_read for row in rows),
            "history": history_of(document, request.user),
            "may_remind": has_permission(request.user, Permission.BOARD_REMIND),
            "now": timezone.now(),
        },
    )


@require_POST
@requires(Permission.BOARD_REMIND)
def document_remind(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), code=code)
    back = reverse("governance:document-readers", args=[code])
    try:
        count = remind_readers(document, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    sentence = ngettext("%(count)s person was reminded.", "%(count)s people were reminded.", count)
    messages.success(request, sentence % {"count": count})
    return HttpResponseRedirect(back)


def _department_seen(request: HttpRequest) -> Department | None:
    """The department a reader is limited to, or None for all; who may see nobody's reading gets 403."""
    may, only = readers_visible_to(request.user)
    if not may:
        raise PermissionDenied
    return only
