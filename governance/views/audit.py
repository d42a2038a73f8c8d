"""The audit trail for the auditor: list, filter, verify, export."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.audit import TrailForm
from governance.lib.csvtext import csv_text
from governance.lib.guard import requires
from governance.models import AuditEntry
from governance.permissions import Permission
from governance.selectors.audit import TrailFilter, latest_anchor, trail_of
from governance.services.audit import Change, record, verify_chain

PAGE = 100
_COLUMNS = (
    "sequence",
    "at",
    "actor_label",
    "action",
    "object_type",
    "object_label",
    "note",
    "result",
    "ip",
    "hash",
)


@require_safe
@requires(Permission.AUDIT_VIEW)
def trail(request: HttpRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    entries = trail_of(request.user, form.wanted() if form.is_valid() else TrailFilter())
    context = {
        "form": form,
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


@require_POST
@requires(Permission.AUDIT_VIEW)
def export(request: HttpRequest) -> HttpResponse:
    form = TrailForm(request.POST)
    entries = trail_of(request.user, form.wanted() if form.is_valid() else TrailFilter())
    record("governance.export_trail", by=request.user, at=timezone.now())
    return StreamingHttpResponse(
        _lines(entries.iterator(chunk_size=1000)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit-trail.csv"'},
    )


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(entries: Iterator[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(_COLUMNS)
    for entry in entries:
        yield writer.writerow([csv_text(str(getattr(entry, name))) for name in _COLUMNS])
