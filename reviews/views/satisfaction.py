"""Which indicators of complaints the register counts by itself (R54, G24)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_day
from reviews.forms.survey import ComplaintCountForm, ComplaintEndForm
from reviews.models import ComplaintCount
from reviews.selectors.satisfaction import complaint_counts_listed, complaint_doors
from reviews.services.satisfaction import end_complaint_count, start_complaint_count
from reviews.views.listing import COUNTS


@require_safe
@requires(Permission.FEEDBACK_VIEW)
def count_list(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def count_start(request: HttpRequest) -> HttpResponse:
    form = ComplaintCountForm(request.POST, rows={"indicator": complaint_doors()})
    if not form.is_valid():
        return _page(request, form)
    try:
        start_complaint_count(**form.picked(), by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, form)
    messages.success(request, _("From then on the register counts; nobody types this number."))
    return redirect("reviews:feedback-counts")


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def count_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ComplaintCount.objects.visible_to(request.user), pk=pk)
    form = ComplaintEndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give the last day and a reason."))
        return redirect("reviews:feedback-counts")
    try:
        end_complaint_count(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, sentence_of(request, refusal))
        return redirect("reviews:feedback-counts")
    messages.success(request, _("After that day people type the number again."))
    return redirect("reviews:feedback-counts")


def _page(request: HttpRequest, form: ComplaintCountForm | None = None) -> HttpResponse:
    today = local_day(timezone.now())
    may = has_permission(request.user, Permission.INDICATOR_ADOPT)
    rows = list(complaint_counts_listed(request.user))
    if file_wanted(request) and form is None:
        return list_file(request, COUNTS, rows, at=timezone.now())
    running = {row.indicator_id for row in rows if row.valid_to is None}
    doors = [row for row in complaint_doors() if row.pk not in running] if may else []
    if form is None and doors:
        form = ComplaintCountForm(rows={"indicator": doors}, initial={"valid_from": today})
    context = {
        "rows": rows,
        "form": form,
        "may_decide": may,
        "today": today,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "reviews/feedback_counts.html", context, status=status)
