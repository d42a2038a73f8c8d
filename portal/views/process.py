"""The page of one process: the hub (design §4)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.guard import requires
from governance.lib.workflow import open_from
from governance.permissions import Permission, has_permission
from portal.selectors.process_hub import process_hub
from processes.states import PROCESS_STEPS


@require_safe
@requires(Permission.PROCESS_VIEW)
def process(request: HttpRequest, code: str) -> HttpResponse:
    hub = process_hub(code, request.user, timezone.now())
    if hub is None:
        raise Http404
    row = hub.process
    steps = (
        open_from(PROCESS_STEPS, row.state)
        if has_permission(request.user, Permission.PROCESS_RETIRE)
        else ()
    )
    return render(
        request,
        "portal/process.html",
        {
            "process": row,
            "hub": hub,
            "library_url": f"{reverse('kpi:indicators')}?process={row.code}",
            "steps": steps,
            "may_edit": has_permission(request.user, Permission.PROCESS_EDIT),
        },
    )
