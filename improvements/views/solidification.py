"""What works becomes the norm, and the improvement closes (6.4.4⑤)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.lib.guard import requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission
from improvements.forms.solidification import (
    CloseForm,
    NoNormForm,
    NormForm,
    RevisionForm,
    TrainingForm,
)
from improvements.selectors.norm import norm_versions, norms_of
from improvements.services.solidification import (
    cite_norm,
    close_improvement,
    declare_no_norm,
    plan_norm_training,
    revise_norm,
)
from improvements.views.improvement import page_of, row_of


def _settled(pk: int) -> str:
    return f"{reverse('improvements:improvement', args=[pk])}#solidify"


@require_POST
@requires(Permission.IMPROVEMENT_PLAN)
def norm_cite(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = NormForm(request.POST, versions=norm_versions(row, request.user))
    if not form.is_valid():
        return page_of(request, row, norm=form)
    try:
        cite_norm(row, form.chosen(), by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, norm=form)
    messages.success(request, _("Recorded."))
    return redirect(_settled(pk))


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def norm_revise(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = RevisionForm(request.POST, documents=norms_of(row, request.user))
    if not form.is_valid():
        return page_of(request, row, revision=form)
    try:
        row = revise_norm(row, form.chosen(), by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, revision=form)
    messages.success(request, _("The revision is a draft now; write it and submit it."))
    return redirect("governance:document-edit", row.norm_version_id)


@require_POST
@requires(Permission.IMPROVEMENT_CLOSE)
def norm_none(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = NoNormForm(request.POST)
    if not form.is_valid():
        return page_of(request, row, no_norm=form)
    try:
        declare_no_norm(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, no_norm=form)
    messages.success(request, _("Recorded."))
    return redirect(_settled(pk))


@require_POST
@requires(Permission.IMPROVEMENT_CLOSE)
def improvement_close(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return page_of(request, row, close=form)
    try:
        close_improvement(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, close=form)
    messages.success(request, _("Closed. In 90 days the PMO looks again."))
    return redirect(reverse("improvements:improvement", args=[pk]))


@require_POST
@requires(Permission.TRAINING_EDIT)
def training_plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_of(request, pk)
    form = TrainingForm(request.POST)
    if not form.is_valid():
        return page_of(request, row, training=form)
    try:
        plan_norm_training(row, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return page_of(request, row, training=form)
    messages.success(
        request, _("The training is planned; announce it when time and trainer are known.")
    )
    return redirect(_settled(pk))
