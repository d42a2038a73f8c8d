"""Files of an improvement: handed in, handed out as downloads, taken off (6.4.4①③, reliability §6.8)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires
from governance.lib.upload_door import as_download, file_refused, sent_file, takes_files
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.services.stored_file import FileDamaged, read_file
from improvements.selectors.evidence import file_on, part_of
from improvements.services.evidence import add_proof, remove_proof
from improvements.states import Behind
from improvements.views.improvement import row_of


@require_POST
@takes_files
@requires(Permission.IMPROVEMENT_VIEW)
def proof_add(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    row = row_of(request, pk)
    found = part_of(row, part)
    if found is None:
        raise Http404
    back = _page(pk, part)
    try:
        sent = sent_file(request)
        kept = add_proof(
            row, found, sent.name or "", sent.chunks(), by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return file_refused(request, refusal, back)
    messages.success(request, _("Added: %(name)s.") % {"name": kept.name})
    return HttpResponseRedirect(back)


@require_safe
@requires(Permission.IMPROVEMENT_VIEW)
def proof(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    found = file_on(row_of(request, pk), file)
    if found is None:
        raise Http404
    try:
        content = read_file(found)
    except FileDamaged as damaged:
        return file_refused(request, damaged, _page(pk, found.part))
    return as_download(content, found.name, found.kind)


@require_POST
@requires(Permission.IMPROVEMENT_VIEW)
def proof_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = row_of(request, pk)
    found = file_on(row, file)
    if found is None:
        raise Http404
    back = _page(pk, found.part)
    try:
        remove_proof(row, found, by=request.user, at=timezone.now())
    except Refused as refusal:
        return file_refused(request, refusal, back)
    messages.success(request, _("Taken off: %(name)s.") % {"name": found.name})
    return HttpResponseRedirect(back)


def _page(pk: int, part: str) -> str:
    """Back to where the file stands: the causes have a page of their own."""
    if part.startswith(Behind.CAUSE):
        _name, _dash, key = part.partition("-")
        return f"{reverse('improvements:causes', args=[pk])}?at={key}#{part}"
    name = "measures" if part.startswith(Behind.MEASURE) else "progress"
    return f"{reverse('improvements:improvement', args=[pk])}#{name}"
