"""Measures, the plan of the verification, and the verdict on the effect (6.4.4②–④)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.numbers import plain
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.selectors.person import people_to_charge
from improvements.forms.measure import ComparingForm, EffectForm, MeasureForm
from improvements.models import ActionMeasure, Improvement, VerificationPlan
from improvements.selectors.cause import confirmed_causes
from improvements.services.measure import (
    add_action_measure,
    change_action_measure,
    end_action_measure,
    remove_action_measure,
)
from improvements.services.verification import (
    plan_verification,
    verify_improvement,
    watch_improvement,
)
from improvements.states import MEASURE_STEPS, MeasureKind, Stage
from improvements.views.improvement import indicators_of, page_of, row_of

ENDS = frozenset(step.name for step in MEASURE_STEPS)


def _page(pk: int, part: str) -> str:
    return f"{reverse('improvements:improvement', args=[pk])}#{part}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPROVEMENT_PLAN)
def measure_new(request: HttpRequest, pk: int) -> HttpResponse:
    return _measure_form(request, row_of(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPROVEMENT_PLAN)
def measure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    return _measure_form(request, measure.improvement, measure)


@require_POST
@requires(Permission.IMPROVEMENT_VIEW)
def measure_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    measure = _measure(request, pk)
    back = _page(measure.improvement_id, "measures")
    if step not in ENDS:
        raise Http404
    note = request.POST.get("note", "")
    try:
        end_action_measure(measure, step, note=note, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def measure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    back = _page(measure.improvement_id, "measures")
    try:
        remove_action_measure(measure, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.IMPROVEMENT_PLAN)
def verification_plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    known = (
        VerificationPlan.objects.visible_to(request.user)
        .filter(improvement=row, round=row.round)
        .first()
    )
    names = [
        "before_start",
        "before_end",
        "after_start",
        "after_end",
        "expected",
        "is_relative",
        "reason",
        "indicator_id",
    ]
    initial = {name.removesuffix("_id"): getattr(known, name) for name in names} if known else {}
    if known:
        initial["expected"] = plain(known.expected)
    initial["is_relative"] = "yes" if initial.get("is_relative") else "no"
    initial.setdefault("indicator", row.indicator_id)
    form = ComparingForm(
        request.POST or None, initial=initial, indicators=indicators_of(request, row)
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan_verification(row, form.given(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("How the effect is compared is settled."))
            return redirect(_page(pk, "verification"))
    context = {"row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "improvements/verification_form.html", context, status=status)


@require_POST
@requires(Permission.IMPROVEMENT_VERIFY)
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = EffectForm(request.POST, is_watch=row.state == Stage.CLOSED)
    if not form.is_valid():
        return page_of(request, row, effect=form)
    given = form.cleaned_data
    try:
        if row.state == Stage.CLOSED:
            watch_improvement(
                row,
                effect=given["effect"],
                reason=given["reason"],
                by=request.user,
                at=timezone.now(),
            )
        else:
            verify_improvement(
                row,
                given["effect"],
                goes_on=given["goes_on"] is not False,
                reason=given["reason"],
                by=request.user,
                at=timezone.now(),
            )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, effect=form)
    messages.success(request, _("The verdict is recorded, with the figures as they were."))
    return redirect(_page(pk, "verification"))


def _measure(request: HttpRequest, pk: int) -> ActionMeasure:
    rows = ActionMeasure.objects.visible_to(request.user).select_related("improvement", "cause")
    return get_object_or_404(rows, pk=pk)


def _measure_form(
    request: HttpRequest, row: Improvement, measure: ActionMeasure | None
) -> HttpResponse:
    initial = (
        {
            "kind": measure.kind,
            "text": measure.text,
            "cause": measure.cause_id,
            "responsible": measure.responsible_id,
            "starts_on": measure.starts_on,
            "due_on": measure.due_on,
        }
        if measure
        else {"kind": MeasureKind.CORRECTIVE, "responsible": row.owner_id, "due_on": row.due_on}
    )
    form = MeasureForm(
        request.POST or None,
        initial=initial,
        causes=confirmed_causes(row),
        people=people_to_charge(request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            if measure is None:
                add_action_measure(row, form.given(), by=request.user, at=timezone.now())
            else:
                change_action_measure(measure, form.given(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The measure is in the plan."))
            return redirect(_page(row.pk, "measures"))
    context = {"row": row, "measure": measure, "form": form}
    status = 422 if form.errors else 200
    return render(request, "improvements/measure_form.html", context, status=status)
