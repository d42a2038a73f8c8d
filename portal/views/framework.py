"""The framework page (6.1)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.lib.guard import requires
from governance.lib.listing import file_wanted, list_file
from governance.permissions import Permission
from portal.selectors.framework import framework_of
from portal.views.listing import PROCESSES


@require_safe
@requires(Permission.PROCESS_VIEW)
def framework(request: HttpRequest) -> HttpResponseBase:
    found = framework_of(request.user, timezone.localdate(timezone.now()))
    if file_wanted(request):
        rooms = [(storey, room) for storey in found.house.storeys for room in storey.rooms]
        return list_file(request, PROCESSES, rooms, at=timezone.now())
    words = {
        "department": (_("without a responsible department"), "G19"),
        "goal": (_("without an objective"), "G5"),
        "outputs": (_("without a named output"), "G57"),
        "interface": (_("without any interface"), "G10"),
        "counterpart": (_("named by a process that they do not name back"), "G10"),
        "norm": (_("without a norm or basis document"), "G36"),
        "indicator": (_("without an adopted indicator"), "G14"),
    }
    findings = [
        {
            "label": words[finding.key][0],
            "gap": words[finding.key][1] if words[finding.key][1] not in found.settled else "",
            "processes": finding.processes,
            "count": len(finding.processes),
        }
        for finding in found.findings
    ]
    return render(request, "portal/framework.html", {"found": found, "findings": findings})
