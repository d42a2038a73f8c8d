"""The audit trail for the auditor: list, filter, verify; as a file too."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.audit import TrailForm
from governance.lib.filters import filtered_by
from governance.lib.guard import requires
from governance.lib.listing import file_wanted, list_file
from governance.permissions import Permission
from governance.selectors.audit import TrailFilter, latest_anchor, trail_of
from governance.selectors.saved_view import views_of_page
from governance.services.audit import Change, record, verify_chain
from governance.views.listing import TRAIL

PAGE = 100


@filtered_by(TrailForm)
@require_safe
@requires(Permission.AUDIT_VIEW)
def trail(request: HttpRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    entries = trail_of(request.user, form.wanted() if form.is_valid() else TrailFilter())
    if file_wanted(request):
        now = timezone.now()
        record("governance.export_trail", by=request.user, at=now)
        return list_file(request, TRAIL, entries, at=now, form=form)
    context = {
        "form": form,
        "views": views_of_page(request.user, "governance:audit", request.GET.urlencode()),
        "page": Paginator(entries, PAGE).get_page(request.GET.get("page")),
        "anchor": latest_anchor(),
    }
    return render(request, "governance/audit_list.html", context)


@require_POST
@requires(Permission.AUDIT_VERIFY)
def verify(request: HttpRequest) -> HttpResponse:
    fault = verify_chain()
    record(
        "governance.verify_trail",
        by=request.user,
        at=timezone.now(),
        change=Change(
            result="ok" if fault is None else "fault", note="" if fault is None else str(fault)
        ),
    )
    if fault is None:
        messages.success(request, _("The trail is whole: every entry fits the one before it."))
    else:
        messages.error(
            request,
            _("The trail is broken at entry %(number)s (%(problem)s).")
            % {"number": fault.sequence, "problem": fault.problem},
        )
    return HttpResponseRedirect(reverse("governance:audit"))
