"""Evidence packs: ordered here, made by a worker, downloaded by whoever ordered them (R66)."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.lib.guard import refused_to, requires, rights_of
from governance.lib.nudge import nudge
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_value
from portal.forms.conformance import StretchForm
from portal.models import EvidencePack
from portal.selectors.pack_list import packs_of
from portal.services.evidence_pack import PackDamaged, check_pack, log_pack_download, order_pack
from portal.services.pack_retention import DAYS

LOOK_AGAIN = 3


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PACK_ORDER)
def packs(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = StretchForm(request.POST or request.GET, today=local_day(now))
    if request.method == "POST" and form.is_valid():
        return _ordered(request, form)
    lines = packs_of(request.user)
    context = {
        "form": form,
        "lines": lines,
        "stretch": form.stretch(),
        "kept_days": setting_value(DAYS),
        "may_decide": Permission.SETTING_EDIT in rights_of(request.user),
    }
    response = render(
        request, "portal/packs.html", context, status=422 if request.method == "POST" else 200
    )
    if request.method != "POST" and any(line.is_waiting for line in lines):
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def _ordered(request: HttpRequest, form: StretchForm) -> HttpResponse:
    back = reverse("portal:packs")
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    try:
        order_pack(form.stretch(), language=language, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    nudge("portal.run_jobs")
    messages.success(request, _("The pack is being made; this page shows how far it is."))
    return HttpResponseRedirect(back)


@require_safe
@requires(Permission.PACK_ORDER)
def pack_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    pack = get_object_or_404(EvidencePack.objects.visible_to(request.user), pk=pk)
    if not pack.sha256:
        raise Http404
    try:
        stream = check_pack(pack)
    except PackDamaged as damaged:
        return refused_to(request, damaged, reverse("portal:packs"))
    if request.method == "HEAD":
        stream.close()
        return HttpResponse(
            content_type="application/zip", headers={"Content-Length": str(pack.size)}
        )
    log_pack_download(pack, by=request.user, at=timezone.now())
    response = FileResponse(
        stream, as_attachment=True, filename=pack.name, content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{pack.sha256}"'
    return response


@require_safe
@requires(Permission.PACK_ORDER)
def pack_manifest(request: HttpRequest, pk: int) -> HttpResponse:
    """What a pack held, file by file, after its bytes were removed."""
    pack = get_object_or_404(
        EvidencePack.objects.visible_to(request.user), pk=pk, removed_at__isnull=False
    )
    with default_storage.open(pack.key, "rb") as stream:
        content = stream.read()
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{pack.manifest_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
