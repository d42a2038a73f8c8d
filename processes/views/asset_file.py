"""Files of an asset: handed in, handed out as downloads, taken off (5.2⑤, reliability §6.8)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires
from governance.lib.photo import tells_a_place
from governance.lib.upload_door import as_download, file_refused, sent_file, takes_files
from governance.lib.workflow import Refused
from governance.models import StoredFile
from governance.permissions import Permission
from governance.services.stored_file import FileDamaged, read_file
from processes.models import Asset
from processes.selectors.asset import file_for
from processes.services.asset import log_download
from processes.services.asset_file import add_asset_file, remove_asset_file
from processes.views.asset import asset_of, seen_of


@require_POST
@takes_files
@requires(Permission.ASSET_WRITE)
def asset_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = asset_of(request, pk)
    back = f"{reverse('processes:asset', args=[pk])}#versions"
    try:
        sent = sent_file(request)
        kept = add_asset_file(
            row,
            sent.name or "",
            sent.chunks(),
            seen=seen_of(request),
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return file_refused(request, refusal, back)
    messages.success(request, _("Added: %(name)s.") % {"name": kept.name})
    if StoredFile.objects.visible_to(request.user).filter(sha256=kept.sha256).count() > 1:
        messages.info(request, _("You have handed in a file with the same content before."))
    if kept.kind == "jpg" and not kept.is_waiting and tells_a_place(read_file(kept)):
        messages.warning(
            request,
            _("This photo says where it was taken; take it off if nobody should know."),
        )
    return HttpResponseRedirect(back)


@require_safe
@requires(Permission.ASSET_VIEW)
def asset_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row, found = _file(request, pk, file)
    try:
        content = read_file(found)
    except FileDamaged as damaged:
        return file_refused(request, damaged, reverse("processes:asset", args=[pk]))
    if request.method == "GET":
        log_download(row, found, by=request.user, at=timezone.now())
    return as_download(content, found.name, found.kind)


@require_POST
@requires(Permission.ASSET_WRITE)
def asset_file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row, found = _file(request, pk, file)
    back = f"{reverse('processes:asset', args=[pk])}#versions"
    try:
        remove_asset_file(row, found, seen=seen_of(request), by=request.user, at=timezone.now())
    except Refused as refusal:
        return file_refused(request, refusal, back)
    messages.success(request, _("Taken off: %(name)s.") % {"name": found.name})
    return HttpResponseRedirect(back)


def _file(request: HttpRequest, pk: int, file: int) -> tuple[Asset, StoredFile]:
    row = asset_of(request, pk)
    found = file_for(row, file, request.user)
    if found is None:
        raise Http404
    return row, found
