"""Files of an improvement: handed in, handed out as downloads, taken off (6.4.4①③, reliability §6.8)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires, sentence_of
from governance.lib.upload_door import as_download, is_too_large, takes_files
from governance.lib.uploads import BadUpload, TooLarge
from governance.lib.workflow import NotAllowed, Refused
from governance.permissions import Permission
from governance.services.stored_file import FileDamaged, QuotaSpent, StoreFull, read_file
from improvements.selectors.evidence import file_on, part_of
from improvements.services.evidence import ProofClosed, add_proof, remove_proof
from improvements.states import Behind
from improvements.views.improvement import row_of

# What a program or a test reads; a person reads the sentence.
STATUS: dict[type[Refused], int] = {
    TooLarge: 413,
    StoreFull: 507,
    BadUpload: 400,
    QuotaSpent: 429,
    ProofClosed: 409,
    NotAllowed: 403,
}


@require_POST
@takes_files
@requires(Permission.IMPROVEMENT_VIEW)
def proof_add(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    row = row_of(request, pk)
    found = part_of(row, part)
    if found is None:
        raise Http404
    back = _page(pk, part)
    if is_too_large(request):
        return _refused(request, TooLarge(_("The file is larger than 20 MB.")), back)
    sent = request.FILES.get("file")
    if sent is None:
        return _refused(request, BadUpload(_("Please choose a file.")), back)
    try:
        kept = add_proof(
            row, found, sent.name or "", sent.chunks(), by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return _refused(request, refusal, back)
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
        return _refused(request, damaged, _page(pk, found.part))
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
        return _refused(request, refusal, back)
    messages.success(request, _("Taken off: %(name)s.") % {"name": found.name})
    return HttpResponseRedirect(back)


def _page(pk: int, part: str) -> str:
    """Back to where the file stands: the causes have a page of their own."""
    if part.startswith(Behind.CAUSE):
        _name, _dash, key = part.partition("-")
        return f"{reverse('improvements:causes', args=[pk])}?at={key}#{part}"
    name = "measures" if part.startswith(Behind.MEASURE) else "progress"
    return f"{reverse('improvements:improvement', args=[pk])}#{name}"


def _refused(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    status = next((code for kind, code in STATUS.items() if isinstance(refusal, kind)), 409)
    context = {"sentence": sentence_of(request, refusal), "back": back}
    return render(request, "improvements/proof_refused.html", context, status=status)
