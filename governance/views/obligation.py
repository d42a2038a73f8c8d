"""What is owed may be waived with a reason that stays on record (6.4.2①; design §5)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.lib.guard import refused_to, requires
from governance.lib.workflow import Refused
from governance.models import Obligation
from governance.permissions import Permission
from governance.services.obligation import waive


@require_POST
@requires(Permission.OBLIGATION_WAIVE)
def obligation_waive(request: HttpRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(Obligation.objects.visible_to(request.user), pk=pk)
    back = _back(request)
    try:
        waive(duty, by=request.user, at=timezone.now(), reason=request.POST.get("note", ""))
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Waived; the reason stays on record."))
    return HttpResponseRedirect(back)


def _back(request: HttpRequest) -> str:
    """To the page the button stood on, if that page is ours."""
    referer = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()})
    return referer if is_ours else reverse("portal:inbox")
