"""Adopting from the library, retiring, proposing and deciding changes (R54, G14, reliability §3.3 no. 8)."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.workflow import NotAllowed, Refused
from governance.models import Department
from governance.permissions import Permission
from kpi.forms.indicator import AdoptForm, DefinitionForm, RetireForm, StarterForm, TargetForm
from kpi.models import Indicator, Proposal
from kpi.selectors.adoption import adoption_of, day_offered, starters_waiting
from kpi.selectors.indicator import lines_of
from kpi.selectors.library import pitfalls_of
from kpi.services.indicator import (
    TargetTerms,
    adopt_starter_set,
    monday_of,
    retire_indicator,
)
from kpi.services.proposal import (
    adopt_with_target,
    approve_proposal,
    decline_proposal,
    propose_formula,
    propose_target,
    withdraw_proposal,
)
from kpi.views.indicator import detail_page, indicator_named, today
from processes.selectors.assignment import processes_unassigned


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.INDICATOR_ADOPT)
def indicator_adopt(request: HttpRequest, code: str) -> HttpResponse:
    """First what will be asked of whom, then the act."""
    indicator = indicator_named(request, code)
    form = AdoptForm(request.POST or None, initial={"valid_from": _offered()})
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        given = form.cleaned_data
        try:
            adopt_with_target(
                indicator,
                form.terms(),
                valid_from=given["valid_from"],
                note=given["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The indicator has been adopted."))
            return redirect("kpi:indicator-detail", code)
    start = _start_of(form)
    context = {
        "indicator": indicator,
        "line": lines_of([indicator], on=today())[0],
        "form": form,
        "adoption": adoption_of(indicator, request.user, start=start),
        "pitfalls": pitfalls_of(indicator.pitfalls),
    }
    return render(request, "kpi/indicator_adopt.html", context)


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def indicator_retire(request: HttpRequest, pk: int) -> HttpResponse:
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user), pk=pk)
    form = RetireForm(request.POST)
    last = form.cleaned_data["last_day"] if form.is_valid() else None
    note = request.POST.get("note", "")
    return _done(
        request,
        lambda: retire_indicator(
            indicator, note=note, last_day=last, by=request.user, at=timezone.now()
        ),
        reverse("kpi:indicator-detail", args=[indicator.code]),
        _("Recorded."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.INDICATOR_ADOPT)
def starter_adopt(request: HttpRequest) -> HttpResponse:
    """First what the set holds and who would report it, then the act: it cannot be dated anew afterwards."""
    form = StarterForm(request.POST or None, initial={"valid_from": _offered()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            adopted = adopt_starter_set(
                by=request.user,
                at=timezone.now(),
                valid_from=given["valid_from"],
                note=given["reason"],
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Indicators adopted: %(count)s") % {"count": len(adopted)})
            return redirect(reverse("kpi:indicators") + "?state=adopted")
    waiting = starters_waiting(request.user)
    context = {
        "form": form,
        "lines": lines_of(waiting, on=today()),
        "unassigned": processes_unassigned(request.user, today()),
    }
    return render(request, "kpi/starter_adopt.html", context)


@require_POST
@requires(Permission.TARGET_SET)
def target_propose(request: HttpRequest, code: str) -> HttpResponse:
    indicator = indicator_named(request, code)
    form = TargetForm(request.POST, person=request.user, auto_id="target-%s")
    if not form.is_valid():
        return detail_page(request, indicator, target_form=form)
    given = form.cleaned_data
    department = (
        get_object_or_404(Department.objects.visible_to(request.user), pk=given["department"])
        if given["department"]
        else None
    )
    terms = TargetTerms(
        operator=given["operator"],
        value=given["value"],
        valid_from=given["valid_from"],
        upper=given["upper"],
        department=department,
        basis=given["basis"],
    )
    try:
        propose_target(indicator, terms, by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        return refused_to(request, refusal, reverse("kpi:indicators"))
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return detail_page(request, indicator, target_form=form)
    messages.success(request, _("Proposed; it holds once another person has approved it."))
    return redirect("kpi:indicator-detail", code)


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def formula_propose(request: HttpRequest, code: str) -> HttpResponse:
    indicator = indicator_named(request, code)
    form = DefinitionForm(request.POST, auto_id="definition-%s")
    if not form.is_valid():
        return detail_page(request, indicator, definition_form=form)
    given = form.cleaned_data
    try:
        propose_formula(
            indicator,
            given["formula"],
            valid_from=given["valid_from"],
            note=given["note"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return detail_page(request, indicator, definition_form=form)
    messages.success(request, _("Proposed; it holds once another person has approved it."))
    return redirect("kpi:indicator-detail", code)


@require_POST
@requires(Permission.INDICATOR_ADOPT, Permission.INDICATOR_APPROVE)
def proposal_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    rows = Proposal.objects.visible_to(request.user).select_related("indicator", "department")
    proposal = get_object_or_404(rows, pk=pk)
    person, now, note = request.user, timezone.now(), request.POST.get("note", "")
    acts: dict[str, Callable[[], object]] = {
        "approve": lambda: approve_proposal(proposal, by=person, at=now, note=note),
        "decline": lambda: decline_proposal(proposal, by=person, at=now, note=note),
        "withdraw": lambda: withdraw_proposal(proposal, by=person, at=now),
    }
    if step not in acts:
        raise Http404
    back = reverse("kpi:indicator-detail", args=[proposal.indicator.code])
    return _done(request, acts[step], back, _("Recorded."))


def _start_of(form: AdoptForm) -> date:
    """The day the form names, as far as it can be read; else the Monday of this week."""
    if not form.is_bound:
        return monday_of(timezone.now())
    form.is_valid()
    return form.cleaned_data.get("valid_from") or monday_of(timezone.now())


def _done(
    request: HttpRequest, act: Callable[[], object], back: str, sentence: str
) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, sentence)
    return redirect(back)


def _offered() -> date:
    return day_offered(monday_of(timezone.now()))
