"""The page of one process: the hub (design §4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.workflow import open_from
from governance.permissions import Permission, has_permission
from governance.views.guard import requires
from portal.selectors.process_hub import process_hub
from processes.selectors.process import processes_of_catalogue
from processes.states import PROCESS_STEPS


@require_safe
@requires(Permission.PROCESS_VIEW)
def process(request: HttpRequest, code: str) -> HttpResponse:
    row = get_object_or_404(processes_of_catalogue(request.user, with_retired=True), code=code)
    steps = (
        open_from(PROCESS_STEPS, row.state) if has_permission(request.user, Permission.PROCESS_RETIRE) else ()
    )
    return render(
        request,
        "portal/process.html",
        {
            "process": row,
            "hub": process_hub(row, request.user, timezone.localdate(timezone.now())),
            "steps": steps,
            "may_edit": has_permission(request.user, Permission.PROCESS_EDIT),
        },
    )
