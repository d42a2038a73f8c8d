"""Every finding of the standing rules, whole and as a file (peers' “conformance rules”; R66)."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import requires
from governance.lib.listing import file_wanted, list_file
from governance.permissions import Permission
from governance.selectors.calendar import local_day
from governance.selectors.saved_view import views_of_page
from portal.forms.conformance import StretchForm
from portal.selectors.finding import findings_by_rule
from portal.views.listing import FINDINGS


@filtered_by(StretchForm)
@require_safe
@requires(Permission.CONFORMANCE_VIEW)
def findings(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    form = StretchForm(request.GET, today=local_day(now))
    groups = findings_by_rule(request.user, form.stretch(), at=now)
    if file_wanted(request):
        rows = [finding for group in groups for finding in group.findings]
        return list_file(request, FINDINGS, rows, at=now, form=form)
    context = {
        "form": form,
        "stretch": form.stretch(),
        "groups": groups,
        "back": urlencode(form.query),
        "views": views_of_page(request.user, "portal:findings", request.GET.urlencode()),
    }
    return render(request, "portal/findings.html", context)
