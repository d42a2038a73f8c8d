"""Items of reviews: written with the report, followed until they end (R59)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Department
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.person import people_to_charge
from governance.selectors.saved_view import views_of_page
from processes.models import Process
from reviews.forms.review import ItemFilterForm, ItemForm
from reviews.models import ReviewItem
from reviews.selectors.item import item_acts, item_is_late, items_in_register
from reviews.selectors.review import review_name
from reviews.services.item import (
    add_review_item,
    change_review_item,
    explain_item,
    finish_item,
    remove_review_item,
)
from reviews.states import ItemState, ReviewState
from reviews.views.listing import ITEMS
from reviews.views.review import row_of

PAGE = 50
STEPS = {"finish_item": finish_item, "explain_item": explain_item}


@filtered_by(ItemFilterForm)
@require_safe
@requires(Permission.REVIEW_VIEW)
def item_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    departments = Department.objects.visible_to(request.user).order_by("rank", "pk")
    form = ItemFilterForm(request.GET, departments=[(row.code, said(row)) for row in departments])
    rows = items_in_register(request.user, form.chosen(), at=now)
    if file_wanted(request):
        return list_file(request, ITEMS, rows, at=now, form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "views": views_of_page(request.user, "reviews:items", request.GET.urlencode()),
        "page": page,
        "lines": [(row, item_is_late(row, at=now)) for row in page.object_list],
    }
    return render(request, "reviews/item_list.html", context)


@require_safe
@requires(Permission.REVIEW_VIEW)
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = _item(request, pk)
    context = {
        "row": row,
        "review_name": review_name(row.review),
        "is_late": item_is_late(row, at=timezone.now()),
        "acts": item_acts(row, request.user),
        "entries": timeline_of(row),
        "may_improve": row.state == ItemState.OPEN
        and row.review.state == ReviewState.SIGNED
        and has_permission(request.user, Permission.IMPROVEMENT_RAISE),
    }
    return render(request, "reviews/item_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_RUN)
def item_new(request: HttpRequest, pk: int) -> HttpResponse:
    review = row_of(request, pk)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            add_review_item(review, form.item(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The item stands in the report."))
            return redirect(f"{reverse('reviews:review', args=[pk])}#items")
    return _render(request, form, review, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_RUN)
def item_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _item(request, pk)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            change_review_item(
                row,
                form.item(),
                seen=form.cleaned_data["seen"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The item is saved."))
            return redirect(f"{reverse('reviews:review', args=[row.review_id])}#items")
    return _render(request, form, row.review, row)


@require_POST
@requires(Permission.REVIEW_RUN)
def item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _item(request, pk)
    back = f"{reverse('reviews:review', args=[row.review_id])}#items"
    try:
        remove_review_item(row, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The item is taken off the report."))
    return redirect(back)


@require_POST
@requires(Permission.REVIEW_VIEW)
def item_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = _item(request, pk)
    if step not in STEPS:
        raise Http404
    back = reverse("reviews:item", args=[pk])
    try:
        STEPS[step](row, note=request.POST.get("note", ""), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def _item(request: HttpRequest, pk: int) -> ReviewItem:
    rows = ReviewItem.objects.visible_to(request.user).select_related(
        "review", "process", "department", "responsible"
    )
    return get_object_or_404(rows, pk=pk)


def _form(request: HttpRequest, row: ReviewItem | None = None) -> ItemForm:
    initial = {}
    if row is not None:
        initial = {
            "seen": row.version,
            "text": row.text,
            "process": row.process_id,
            "department": row.department_id,
            "responsible": row.responsible_id,
            "due_on": row.due_on,
            "verification": row.verification,
        }
    return ItemForm(
        request.POST or None,
        initial=initial,
        processes=Process.objects.visible_to(request.user).order_by("position", "pk"),
        departments=Department.objects.visible_to(request.user).order_by("rank", "pk"),
        people=people_to_charge(request.user),
    )


def _render(request, form, review, row) -> HttpResponse:
    context = {"form": form, "review": review, "review_name": review_name(review), "row": row}
    status = 422 if form.errors else 200
    return render(request, "reviews/item_form.html", context, status=status)
