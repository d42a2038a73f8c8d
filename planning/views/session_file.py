"""Files of a training: handed in, handed out as downloads, taken off (5.2⑤, reliability §6.8)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.upload_door import as_download, sent_file, takes_files
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.services.stored_file import read_file
from planning.selectors.session import file_on
from planning.services.session_file import add_training_file, remove_training_file
from planning.views.session import training_of


@require_POST
@takes_files
@requires(Permission.TRAINING_VIEW)
def training_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = training_of(request, pk), reverse("planning:training", args=[pk])
    try:
        sent = sent_file(request)
        kept = add_training_file(
            row,
            sent.name or "",
            sent.chunks(),
            part=request.POST.get("part", ""),
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Added: %(name)s.") % {"name": kept.name})
    return HttpResponseRedirect(f"{back}#files")


@require_safe
@requires(Permission.TRAINING_VIEW)
def training_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = training_of(request, pk)
    found = file_on(row, file, request.user)
    if found is None:
        raise Http404
    try:
        content = read_file(found)
    except Refused as damaged:
        return refused_to(request, damaged, reverse("planning:training", args=[pk]))
    return as_download(content, found.name, found.kind)


@require_POST
@requires(Permission.TRAINING_VIEW)
def training_file_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row, back = training_of(request, pk), reverse("planning:training", args=[pk])
    found = file_on(row, file, request.user)
    if found is None:
        raise Http404
    try:
        remove_training_file(row, found, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Taken off: %(name)s.") % {"name": found.name})
    return HttpResponseRedirect(back)
