"""The list of reviews, and the page of one from its preparation to its signature (6.4.3)."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.nudge import nudge
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_day
from governance.selectors.saved_view import views_of_page
from reviews.forms.review import (
    CameForm,
    ConveneForm,
    DiscussionForm,
    HoldForm,
    InviteForm,
    QuarterForm,
    ReportForm,
    ReviewFilterForm,
)
from reviews.models import Review
from reviews.selectors.attendance import people_to_invite, people_usually_invited
from reviews.selectors.review import (
    quarters_open,
    review_lines,
    review_name,
    review_page,
    reviews_listed,
)
from reviews.services.meeting import convene_review, resume_review
from reviews.services.review import cancel_review, prepare_review
from reviews.services.signature import sign_review
from reviews.states import ReviewState
from reviews.views.listing import REVIEWS

PAGE = 50
NOTED = {"cancel_review": cancel_review, "resume_review": resume_review}
PLAIN = {"sign_review": sign_review}


@filtered_by(ReviewFilterForm)
@require_safe
@requires(Permission.REVIEW_VIEW)
def review_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = ReviewFilterForm(request.GET)
    rows = reviews_listed(request.user, form.chosen())
    if file_wanted(request):
        lines = in_batches(rows, lambda batch: review_lines(batch, at=now))
        return list_file(request, REVIEWS, lines, at=now, form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    may_run = has_permission(request.user, Permission.REVIEW_RUN)
    context = {
        "form": form,
        "views": views_of_page(request.user, "reviews:reviews", request.GET.urlencode()),
        "at": now,
        "page": page,
        "lines": review_lines(page.object_list, at=now),
        "quarters": quarters_open(at=now) if may_run else [],
        "may_raise": has_permission(request.user, Permission.TRIGGER_RAISE),
    }
    return render(request, "reviews/review_list.html", context)


@require_POST
@requires(Permission.REVIEW_RUN)
def review_prepare(request: HttpRequest) -> HttpResponse:
    form = QuarterForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a quarter."))
        return redirect("reviews:reviews")
    try:
        row = prepare_review(form.cleaned_data["quarter"], by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("reviews:reviews"))
    messages.success(request, _("The review is in preparation."))
    return redirect("reviews:review", row.pk)


@require_safe
@requires(Permission.REVIEW_VIEW)
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return page_of(request, row_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_CONVENE)
def review_convene(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    if row.state != ReviewState.PREPARED:
        messages.info(request, _("The review has been convened already."))
        return redirect("reviews:review", pk)
    now = timezone.now()
    today = local_day(now)
    people = people_to_invite(today)
    start = timezone.localtime(now + timedelta(days=7)).replace(hour=14, minute=0)
    initial = {
        "starts_at": start,
        "people": sorted(people_usually_invited(people, today)),
        "chair": request.user.pk,
    }
    form = ConveneForm(request.POST or None, initial=initial, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            convene_review(row, form.meeting(), form.guests(), by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The review is convened; its inputs are frozen."))
            return redirect("reviews:review", pk)
    context = {"form": form, "row": row, "name": review_name(row)}
    status = 422 if form.errors else 200
    return render(request, "reviews/review_convene.html", context, status=status)


@require_POST
@requires(Permission.REVIEW_RUN, Permission.REVIEW_CONVENE, Permission.REVIEW_SIGN)
def review_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = row_of(request, pk)
    back = reverse("reviews:review", args=[pk])
    if request.POST.get("version", str(row.version)) != str(row.version):
        messages.error(
            request, _("Somebody else has just changed this record. Please look at it again.")
        )
        return redirect(back)
    given = {"by": request.user, "at": timezone.now()}
    try:
        if step in NOTED:
            NOTED[step](row, note=request.POST.get("note", ""), **given)
        elif step in PLAIN:
            PLAIN[step](row, **given)
            nudge("portal.run_jobs")
        else:
            raise Http404
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def row_of(request: HttpRequest, pk: int) -> Review:
    """The review, if this person may see it."""
    rows = Review.objects.visible_to(request.user).select_related(
        "trigger__review",
        "trigger__deviation__indicator",
        "trigger__feedback",
        "trigger__standard_update__document",
        "chaired_by",
        "minuted_by",
        "signed_by",
    )
    return get_object_or_404(rows, pk=pk)


def page_of(request: HttpRequest, row: Review, *, refused: dict | None = None) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    refused = refused or {}
    now = timezone.now()
    page = review_page(row, request.user, at=now)
    context = {"page": page, "row": row, "at": now, "error": refused.pop("error", "")}
    if page.may_attend:
        context["came"] = refused.pop("came", None) or [
            (each, came_form(each)) for each in page.attendances
        ]
        invited = {each.person_id for each in page.attendances}
        others = [each for each in people_to_invite(local_day(now)) if each.pk not in invited]
        context["invite_form"] = InviteForm(people=others) if others else None
        begin = row.starts_at if row.starts_at and row.starts_at < now else now
        context["hold_form"] = HoldForm(initial={"began_at": begin, "ended_at": now})
    if page.may_write:
        initial = {name: getattr(row, name) for name in ReportForm.base_fields if name != "seen"}
        context["report_form"] = ReportForm(initial={"seen": row.version, **initial})
    noting = {
        each.kind: discussion_form(each.kind, {"text": each.discussion})
        for each in page.inputs
        if page.may_write
    }
    noting |= refused.pop("noting", {})
    context["inputs"] = [(each, noting.get(each.kind)) for each in page.inputs]
    context |= {f"{name}_form": form for name, form in refused.items()}
    bad = bool(refused) or bool(context["error"])
    return render(request, "reviews/review_detail.html", context, status=422 if bad else 200)


def came_form(row, data=None) -> CameForm:
    """The attendance of one person, under a prefix of its own."""
    initial = {"attendance": row.attendance, "reason": row.reason}
    return CameForm(data, prefix=f"came-{row.pk}", initial=initial)


def discussion_form(kind: str, initial: dict, data=None) -> DiscussionForm:
    """The notes on one input; fields of several stand on one page."""
    return DiscussionForm(data, initial=initial, auto_id=f"id_{kind}_%s")
