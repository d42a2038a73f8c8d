"""Files on a week's record: handed in, handed out as downloads, taken off (6.4.2②, reliability §6.8)."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.upload_door import as_download, file_refused, sent_file, takes_files
from governance.lib.workflow import NotAllowed, Refused
from governance.models import StoredFile
from governance.services.stored_file import FileDamaged, read_file
from kpi.models import Submission
from kpi.selectors.correction import open_correction_of
from kpi.selectors.evidence import evidence_on
from kpi.services.evidence import EvidenceClosed, add_evidence, remove_evidence
from kpi.services.submission import open_week
from kpi.views.weekly import SEEN_BY, place_and_week


@require_POST
@takes_files
@requires(*SEEN_BY)
def weekly_files(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    place, period = place_and_week(request, assignment, week)
    back = reverse("kpi:weekly-form", args=[place.pk, period.label])
    return _added(request, back, lambda now: open_week(place, period, by=request.user, at=now))


@require_POST
@takes_files
@requires(*SEEN_BY)
def correction_files(request: HttpRequest, assignment: int, week: str) -> HttpResponse:
    place, period = place_and_week(request, assignment, week)
    back = reverse("kpi:weekly-correction", args=[place.pk, period.label])
    row = open_correction_of(place, period)
    if row is None:
        raise Http404
    return _added(request, back, lambda _now: row)


@require_safe
@requires(*SEEN_BY)
def evidence_get(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row, found = _file(request, pk, file)
    try:
        content = read_file(found)
    except FileDamaged as damaged:
        back = reverse("kpi:weekly-form", args=[row.assignment_id, row.label])
        return file_refused(request, damaged, back)
    return as_download(content, found.name, found.kind)


@require_POST
@requires(*SEEN_BY)
def evidence_remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row, found = _file(request, pk, file)
    name = "kpi:weekly-correction" if row.is_correction else "kpi:weekly-form"
    back = reverse(name, args=[row.assignment_id, row.label])
    try:
        remove_evidence(row, found, by=request.user, at=timezone.now())
    except EvidenceClosed as closed:
        return file_refused(request, closed, back)
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Taken off: %(name)s.") % {"name": found.name})
    return HttpResponseRedirect(back)


def _added(
    request: HttpRequest, back: str, record_of: Callable[[datetime], Submission]
) -> HttpResponse:
    back += "?behalf=1" if "behalf" in request.POST else ""
    now = timezone.now()
    try:
        sent = sent_file(request)
        row = record_of(now)
        kept = add_evidence(
            row,
            sent.name or "",
            sent.chunks(),
            by=request.user,
            at=now,
            measure=request.POST.get("measure", ""),
        )
    except NotAllowed:
        raise Http404 from None
    except Refused as refusal:
        return file_refused(request, refusal, back)
    messages.success(request, _("Added: %(name)s.") % {"name": kept.name})
    if StoredFile.objects.visible_to(request.user).filter(sha256=kept.sha256).count() > 1:
        messages.info(request, _("You have handed in a file with the same content before."))
    return HttpResponseRedirect(back)


def _file(request: HttpRequest, pk: int, file: int) -> tuple[Submission, StoredFile]:
    row = get_object_or_404(
        Submission.objects.visible_to(request.user).select_related("assignment"), pk=pk
    )
    found = evidence_on(row, file)
    if found is None:
        raise Http404
    return row, found
