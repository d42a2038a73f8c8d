"""The audit trail for the auditor: list, one entry, verification; as a file too."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.audit import TrailForm
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.nudge import nudge
from governance.lib.workflow import Refused
from governance.models import AuditEntry
from governance.permissions import Permission
from governance.selectors.audit import TrailFilter, changes_of, entry_of, latest_anchor, trail_of
from governance.selectors.object_page import kind_in_words, page_of
from governance.selectors.saved_view import views_of_page
from governance.selectors.verification import TRAIL as VERIFY_TRAIL
from governance.selectors.verification import verifications
from governance.services.audit import entry_hash, record
from governance.services.verification import request_verification
from governance.views.listing_system import TRAIL

PAGE = 100
LOOK_AGAIN = 5


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
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    looked = verifications([VERIFY_TRAIL])[VERIFY_TRAIL]
    context = {
        "form": form,
        "views": views_of_page(request.user, "governance:audit", request.GET.urlencode()),
        "page": page,
        "rows": [_row(entry) for entry in page],
        "anchor": latest_anchor(),
        "looked": looked,
    }
    answer = render(request, "governance/audit_list.html", context)
    if looked.is_running:
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer


@require_safe
@requires(Permission.AUDIT_VIEW)
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    found = entry_of(request.user, sequence)
    if found is None:
        raise Http404
    context = {
        **_row(found),
        "changes": changes_of(found),
        "is_whole": found.hash == entry_hash(found),
        "earlier": sequence - 1 if sequence > 1 else None,
        "later": sequence + 1 if entry_of(request.user, sequence + 1) else None,
    }
    return render(request, "governance/audit_entry.html", context)


@require_POST
@requires(Permission.AUDIT_VERIFY)
def verify(request: HttpRequest) -> HttpResponse:
    back = reverse("governance:audit")
    try:
        request_verification(VERIFY_TRAIL, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    nudge("portal.run_jobs")
    messages.success(request, _("Asked for; this page shows how far it is."))
    return HttpResponseRedirect(back)


def _row(found: AuditEntry) -> dict[str, object]:
    return {
        "entry": found,
        "kind": kind_in_words(found.object_type) if found.object_type else "",
        "url": page_of(found.object_type, found.object_key),
    }
