"""Triggers of ad-hoc reviews: raised with evidence, taken up or dismissed (6.4.3②, R58, G31)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.numbers import key_number
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.saved_view import views_of_page
from kpi.models import Deviation
from reviews.forms.trigger import TriggerFilterForm, TriggerForm
from reviews.models import Feedback, ReviewTrigger, StandardUpdate
from reviews.selectors.review import review_name
from reviews.selectors.trigger import (
    deviations_without_trigger,
    evidence_of,
    found_by,
    trigger_line,
    triggers_listed,
)
from reviews.selectors.trigger_rule import rules_listed
from reviews.services.review import open_adhoc_review
from reviews.services.trigger import dismiss_trigger, raise_trigger
from reviews.states import TriggerKind, TriggerState
from reviews.views.listing import TRIGGERS

PAGE = 50
DOORS = {
    "deviation": (Deviation, TriggerKind.PROCESS_FAILURE),
    "feedback": (Feedback, TriggerKind.COMPLAINT),
    "standard_update": (StandardUpdate, TriggerKind.STANDARD_UPDATE),
}
PAGES = {
    "deviation": ("kpi:deviation", "deviation_id"),
    "feedback": ("reviews:feedback-one", "feedback_id"),
}


@filtered_by(TriggerFilterForm)
@require_safe
@requires(Permission.REVIEW_VIEW)
def trigger_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = TriggerFilterForm(request.GET)
    rows = triggers_listed(request.user, form.chosen())
    if file_wanted(request):
        lines = in_batches(rows, lambda batch: [trigger_line(row, at=now) for row in batch])
        return list_file(request, TRIGGERS, lines, at=now, form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "views": views_of_page(request.user, "reviews:triggers", request.GET.urlencode()),
        "page": page,
        "lines": [
            (trigger_line(row, at=now), evidence_of(row)[0] or found_by(row))
            for row in page.object_list
        ],
        "decided": deviations_without_trigger(request.user),
        "rules": rules_listed(),
        "may_decide": has_permission(request.user, Permission.SETTING_EDIT),
        "may_raise": has_permission(request.user, Permission.TRIGGER_RAISE),
    }
    return render(request, "reviews/trigger_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TRIGGER_RAISE)
def trigger_new(request: HttpRequest) -> HttpResponse:
    cited, words = _cited(request)
    known = _raised_from(request, cited)
    if known is not None and request.method != "POST":
        messages.info(request, _("This has been raised as a trigger already."))
        return redirect("reviews:trigger", known.pk)
    initial = {"happened_at": timezone.now(), "evidence": words}
    form = TriggerForm(request.POST or None, cited=cited, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = raise_trigger(form.new(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The trigger is raised; a process manager looks at it."))
            return redirect("reviews:trigger", row.pk)
    context = {"form": form, "words": words, "kind": cited.get("kind")}
    status = 422 if form.errors else 200
    return render(request, "reviews/trigger_new.html", context, status=status)


@require_safe
@requires(Permission.REVIEW_VIEW)
def trigger_detail(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    words, door = evidence_of(row)
    url = ""
    if door in PAGES:
        name, column = PAGES[door]
        url = reverse(name, args=[getattr(row, column)])
    elif door == "standard":
        url = reverse("reviews:standards")
    line = trigger_line(row, at=timezone.now())
    context = {
        "row": row,
        "line": line,
        "evidence": (words, url),
        "found_by": found_by(row),
        "review_name": review_name(line.review) if line.review else "",
        "entries": timeline_of(row),
        "may_decide": row.state == TriggerState.RAISED
        and has_permission(request.user, Permission.REVIEW_CONVENE),
    }
    return render(request, "reviews/trigger_detail.html", context)


@require_POST
@requires(Permission.REVIEW_CONVENE)
def trigger_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        review = open_adhoc_review(_row(request, pk), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("reviews:trigger", args=[pk]))
    messages.success(request, _("The ad-hoc review is in preparation."))
    return redirect("reviews:review", review.pk)


@require_POST
@requires(Permission.REVIEW_CONVENE)
def trigger_dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    back = reverse("reviews:trigger", args=[pk])
    note = request.POST.get("note", "")
    try:
        dismiss_trigger(_row(request, pk), note=note, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def _row(request: HttpRequest, pk: int) -> ReviewTrigger:
    rows = ReviewTrigger.objects.visible_to(request.user).select_related(
        "review", "raised_by", "deviation__indicator", "feedback", "standard_update__document"
    )
    return get_object_or_404(rows, pk=pk)


def _cited(request: HttpRequest):
    """The record that stands as evidence, with its kind and what is known from it."""
    for name, (model, kind) in DOORS.items():
        key = key_number(request.GET.get(name, ""))
        if key is not None:
            row = get_object_or_404(model.objects.visible_to(request.user), pk=key)
            return {"kind": kind, name: row}, _known_from(name, row)
    return {}, ""


def _raised_from(request: HttpRequest, cited) -> ReviewTrigger | None:
    """The trigger that the cited record has raised already."""
    record = {name: row for name, row in cited.items() if name in DOORS}
    rows = ReviewTrigger.objects.visible_to(request.user).filter(**record)
    return rows.order_by("pk").first() if record else None


def _known_from(name: str, row) -> str:
    if name == "deviation":
        return "；".join(part for part in (str(row), row.cause, row.impact) if part)
    if name == "feedback":
        return f"{row.number} {row.text}"
    return f"{row} {row.summary}"
