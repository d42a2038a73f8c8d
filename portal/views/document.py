"""Where a document is used: composed here, because the ground floor knows no process (R1; 6.3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.guard import requires
from governance.models import Document
from governance.permissions import Permission
from portal.selectors.document_uses import document_uses


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_where_used(request: HttpRequest, code: str) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), code=code)
    return render(
        request,
        "portal/document_uses.html",
        {
            "document": document,
            "uses": document_uses(document, request.user),
            "now": timezone.now(),
        },
    )
