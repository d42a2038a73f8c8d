"""The meeting and the report of a review: attendance, notes, conclusions (R57, R59)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.lib.guard import requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.selectors.calendar import local_day
from reviews.forms.review import HoldForm, InviteForm, ReportForm
from reviews.selectors.attendance import attendances_of, people_to_invite
from reviews.services.meeting import hold_review, invite_to_review, note_presence
from reviews.services.review import write_discussion, write_report
from reviews.states import InputKind
from reviews.views.review import came_form, discussion_form, page_of, row_of


@require_POST
@requires(Permission.REVIEW_RUN)
def review_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    forms = [(each, came_form(each, request.POST)) for each in attendances_of(row)]
    # Each form is asked, so that every mistake is shown at once.
    checked = [form.is_valid() for _each, form in forms]
    if not all(checked):
        return page_of(
            request, row, refused={"came": forms, "error": _("Please check what you entered.")}
        )
    found = {each.pk: form.came() for each, form in forms}
    try:
        note_presence(row, found, by=request.user, at=timezone.now())
    except Refused as refusal:
        return page_of(
            request, row, refused={"came": forms, "error": sentence_of(request, refusal)}
        )
    messages.success(request, _("The attendance is recorded."))
    return redirect(f"{reverse('reviews:review', args=[pk])}#attendance")


@require_POST
@requires(Permission.REVIEW_RUN)
def review_invite(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = InviteForm(request.POST, people=people_to_invite(local_day(timezone.now())))
    if not form.is_valid():
        return page_of(request, row, refused={"invite": form})
    try:
        invite_to_review(row, [form.guest()], by=request.user, at=timezone.now())
    except Refused as refusal:
        return page_of(request, row, refused={"error": sentence_of(request, refusal)})
    messages.success(request, _("%(name)s is invited.") % {"name": form.guest().name})
    return redirect(f"{reverse('reviews:review', args=[pk])}#attendance")


@require_POST
@requires(Permission.REVIEW_RUN)
def review_hold(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return page_of(request, row, refused={"hold": form})
    try:
        hold_review(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, refused={"hold": form})
    messages.success(request, _("The meeting is closed; the report waits for its signature."))
    return redirect("reviews:review", pk)


@require_POST
@requires(Permission.REVIEW_RUN)
def review_discussion(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    row = row_of(request, pk)
    if kind not in InputKind.values:
        raise Http404
    form = discussion_form(kind, {}, request.POST)
    if not form.is_valid():
        return page_of(
            request,
            row,
            refused={"noting": {kind: form}, "error": _("Please check what you entered.")},
        )
    try:
        write_discussion(row, kind, form.cleaned_data["text"], by=request.user, at=timezone.now())
    except Refused as refusal:
        return page_of(
            request, row, refused={"noting": {kind: form}, "error": sentence_of(request, refusal)}
        )
    messages.success(request, _("The note is kept."))
    return redirect(f"{reverse('reviews:review', args=[pk])}#input-{kind}")


@require_POST
@requires(Permission.REVIEW_RUN)
def review_report(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return page_of(request, row, refused={"report": form})
    try:
        write_report(
            row,
            form.text(),
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, refused={"report": form})
    messages.success(request, _("The text is saved."))
    return redirect(f"{reverse('reviews:review', args=[pk])}#report")
