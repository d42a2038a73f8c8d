"""A version as it is read and compared, with its pictures (R3)."""

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from governance.lib.guard import requires
from governance.lib.uploads import KINDS
from governance.models import DocumentVersion, StoredFile
from governance.permissions import Permission, has_permission
from governance.selectors.clause import clause_rows, content_file, pictures_of
from governance.selectors.clause_diff import version_diff
from governance.selectors.document_text import version_text
from governance.selectors.file_look import page_picture
from governance.services.page_set import read_page
from governance.services.stored_file import FileDamaged, read_file
from governance.states import DocumentState

SELF = "'self'"
LOOK_AGAIN = 2


def version_of(request: HttpRequest, pk: int) -> DocumentVersion:
    """A version the person may read; any other is not there."""
    rows = DocumentVersion.objects.visible_to(request.user).select_related("document")
    version: DocumentVersion = get_object_or_404(rows, pk=pk)
    return version


@require_safe
@requires(Permission.DOCUMENT_VIEW)
@csp_update({"frame-src": [SELF]})
def document_read(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_of(request, pk)
    text = version_text(version.document, version)
    context = {
        "version": version,
        "document": version.document,
        "text": text,
        "paper_language": request.LANGUAGE_CODE,
        "may_write": version.state == DocumentState.DRAFT
        and has_permission(request.user, Permission.DOCUMENT_WRITE),
        "others": [each for each in _siblings(request, version) if each.pk != version.pk],
    }
    response = render(request, "governance/document_read.html", context)
    if text.is_being_read:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    version, earlier = version_of(request, pk), version_of(request, other)
    if version.document_id != earlier.document_id or pk == other:
        raise Http404
    context = {
        "version": version,
        "earlier": earlier,
        "document": version.document,
        "diff": version_diff(earlier, version),
        "others": [each for each in _siblings(request, version) if each.pk != version.pk],
    }
    return render(request, "governance/document_compare.html", context)


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_picture(request: HttpRequest, pk: int, short: str) -> HttpResponse:
    version = version_of(request, pk)
    file = pictures_of(version, clause_rows(version)).get(short)
    if file is None:
        raise Http404
    return as_inline(bytes_or_404(file), file.kind)


@require_safe
@requires(Permission.DOCUMENT_VIEW)
def document_page(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    return page_answer(content_file(version_of(request, pk)), page)


def page_answer(file: StoredFile | None, page: int) -> HttpResponse:
    """One page of a file as a picture, to whoever was let in to the file; damaged bytes are as good as gone."""
    picture = page_picture(file, page) if file is not None else None
    if picture is None:
        raise Http404
    try:
        return as_inline(read_page(picture), "jpg")
    except FileDamaged:
        raise Http404 from None


def _siblings(request: HttpRequest, version: DocumentVersion) -> list[DocumentVersion]:
    rows = DocumentVersion.objects.visible_to(request.user).filter(document=version.document_id)
    return list(rows.exclude(state=DocumentState.DISCARDED).order_by("-pk"))


def bytes_or_404(file: StoredFile) -> bytes:
    """The bytes of a file; damaged ones are as good as gone here, and the trail of the store tells."""
    try:
        return read_file(file)
    except FileDamaged:
        raise Http404 from None


def as_inline(content: bytes, kind: str) -> HttpResponse:
    """Shown in our own page and nowhere else, under our type; it loads nothing and runs nothing of ours."""
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'inline; filename="document.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    response["Cache-Control"] = "private, no-store"
    return response
