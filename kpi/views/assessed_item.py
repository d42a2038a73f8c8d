"""One item of a self-assessment: judged by keyboard, with its evidence (R66; domain §3.4)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission
from kpi.forms.self_assessment import EvidenceForm, JudgeForm
from kpi.models import AssessedItem, AssessmentEvidence
from kpi.selectors.assessment_page import item_page, next_without_verdict
from kpi.services.assessed_item import (
    add_assessment_evidence,
    drop_assessment_evidence,
    judge_item,
)


@require_safe
@requires(Permission.ASSESSMENT_VIEW)
def assessed_item(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, item_of(request, pk))


@require_POST
@requires(Permission.ASSESSMENT_JUDGE)
def item_judge(request: HttpRequest, pk: int) -> HttpResponse:
    row = item_of(request, pk)
    now = timezone.now()
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return _page(request, row, judge=form)
    try:
        judge_item(row, form.judgement(), seen=form.cleaned_data["seen"], by=request.user, at=now)
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, row, judge=form)
    following = next_without_verdict(row, request.user, at=now)
    if following is None:
        messages.success(request, _("Every item you may judge has a verdict."))
        return redirect("kpi:self-assessment", row.assessment_id)
    return redirect("kpi:assessed-item", following.pk)


@require_POST
@requires(Permission.ASSESSMENT_JUDGE)
def item_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    row = item_of(request, pk)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return _page(request, row, evidence=form)
    try:
        add_assessment_evidence(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, row, evidence=form)
    return redirect("kpi:assessed-item", pk)


@require_POST
@requires(Permission.ASSESSMENT_JUDGE)
def evidence_drop(request: HttpRequest, pk: int) -> HttpResponse:
    rows = AssessmentEvidence.objects.visible_to(request.user).select_related("item")
    row = get_object_or_404(rows, pk=pk)
    back = reverse("kpi:assessed-item", args=[row.item_id])
    try:
        drop_assessment_evidence(row, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The evidence is taken off."))
    return redirect(back)


def item_of(request: HttpRequest, pk: int) -> AssessedItem:
    """The item, if this person may see its assessment."""
    rows = AssessedItem.objects.visible_to(request.user).select_related(
        "assessment", "item__process", "item__clause", "item__requirement", "judged_by"
    )
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, row: AssessedItem, **refused) -> HttpResponse:
    page = item_page(row, request.user, at=timezone.now())
    context = {"page": page, "row": row}
    if page.may_judge:
        initial = {"seen": row.version, "verdict": row.verdict, "remark": row.remark}
        context["judge_form"] = JudgeForm(initial=initial)
        context["evidence_form"] = EvidenceForm()
    context |= {f"{name}_form": form for name, form in refused.items()}
    status = 422 if refused else 200
    return render(request, "kpi/assessed_item.html", context, status=status)
