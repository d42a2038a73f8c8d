"""The indicator library: adopt, retire, revise, set targets (R54, G14)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.workflow import Refused, open_from
from governance.models import Department
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.policy_issue import open_gaps, settled_gaps
from kpi.forms.indicator import AdoptForm, DefinitionForm, LibraryFilterForm, TargetForm
from kpi.formulas.grade import Scale
from kpi.models import Indicator
from kpi.selectors.correction import corrections_behind
from kpi.selectors.count_owner import owner_of
from kpi.selectors.course import course_of, scopes_of
from kpi.selectors.figure_text import all_scales, passing_text
from kpi.selectors.indicator import (
    COMPANY,
    LibraryFilter,
    definitions_of,
    indicator_coverage,
    indicators_in_library,
    lines_of,
)
from kpi.services.indicator import (
    TargetTerms,
    adopt_indicator,
    adopt_starter_set,
    retire_indicator,
    revise_definition,
    set_target,
)
from kpi.states import INDICATOR_STEPS, IndicatorState, Kind
from processes.selectors.process import processes_of_catalogue


@require_safe
@requires(Permission.INDICATOR_VIEW)
def indicator_list(request: HttpRequest) -> HttpResponse:
    processes = list(processes_of_catalogue(request.user))
    form = LibraryFilterForm(request.GET, processes=processes)
    chosen = LibraryFilter(**form.cleaned_data) if form.is_valid() else LibraryFilter()
    every = list(Indicator.objects.visible_to(request.user).values_list("state", "is_starter"))
    rows = indicators_in_library(request.user, chosen)
    return render(
        request,
        "kpi/indicator_list.html",
        {
            "form": form,
            "lines": lines_of(rows, on=_today()),
            "total": len(every),
            "adopted": sum(state == IndicatorState.ADOPTED for state, _starter in every),
            "starters": sum(
                starter and state == IndicatorState.SUGGESTED for state, starter in every
            ),
            "coverage": indicator_coverage(request.user, processes),
            "may_adopt": has_permission(request.user, Permission.INDICATOR_ADOPT),
        },
    )


@require_safe
@requires(Permission.INDICATOR_VIEW)
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    return _detail_page(request, _indicator(request, code))


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def indicator_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user), pk=pk)
    if step not in {known.name for known in INDICATOR_STEPS}:
        raise Http404
    form = AdoptForm(request.POST)
    start = form.cleaned_data["valid_from"] if form.is_valid() else None

    def act() -> None:
        if step == "adopt":
            adopt_indicator(indicator, by=request.user, at=timezone.now(), valid_from=start)
        else:
            retire_indicator(
                indicator, note=request.POST.get("note", ""), by=request.user, at=timezone.now()
            )

    return _done(request, act, reverse("kpi:indicator-detail", args=[indicator.code]))


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def starter_adopt(request: HttpRequest) -> HttpResponse:
    try:
        adopted = adopt_starter_set(by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("kpi:indicators"))
    messages.success(request, _("Indicators adopted: %(count)s") % {"count": len(adopted)})
    return redirect(reverse("kpi:indicators") + "?state=adopted")


@require_POST
@requires(Permission.TARGET_SET)
def target_set(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator(request, code)
    form = TargetForm(request.POST, person=request.user)
    if not form.is_valid():
        return _detail_page(request, indicator, target_form=form)
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
        set_target(indicator, terms, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _detail_page(request, indicator, target_form=form)
    messages.success(request, _("The target has been set."))
    return redirect("kpi:indicator-detail", code)


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def definition_revise(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator(request, code)
    form = DefinitionForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, indicator, definition_form=form)
    given = form.cleaned_data
    try:
        revise_definition(
            indicator,
            given["formula"],
            valid_from=given["valid_from"],
            note=given["note"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _detail_page(request, indicator, definition_form=form)
    messages.success(request, _("The new formula is recorded."))
    return redirect("kpi:indicator-detail", code)


def _today() -> date:
    return timezone.localdate(timezone.now())


def _indicator(request: HttpRequest, code: str) -> Indicator:
    rows = Indicator.objects.visible_to(request.user).select_related("process")
    return get_object_or_404(rows, code=code)


def _done(request: HttpRequest, act: Callable[[], None], back: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def _detail_page(request: HttpRequest, indicator: Indicator, **forms: Any) -> HttpResponse:
    today = _today()
    line = lines_of([indicator], on=today)[0]
    scale = all_scales().of(indicator) if indicator.kind == Kind.QUALITATIVE else Scale()
    scopes = scopes_of(indicator, request.user)
    chosen = request.GET.get("scope", COMPANY)
    if chosen not in {each.scope for each in scopes}:
        raise Http404
    may_adopt = has_permission(request.user, Permission.INDICATOR_ADOPT)
    formula = line.definition.formula if line.definition else ""
    context = {
        "indicator": indicator,
        "line": line,
        "course": course_of(line, request.user, on=today, scope=chosen, scale=scale),
        "scopes": [
            {
                "url": f"?scope={each.scope}",
                "label": each.name,
                "active": each.scope == chosen,
                "count": None,
            }
            for each in scopes
            if len(scopes) > 1
        ],
        "scale": scale,
        "passing": passing_text(scale),
        "owner": owner_of(indicator, on=today),
        "definitions": definitions_of(indicator),
        "targets": indicator.targets.select_related("department").order_by("-valid_from", "pk"),
        "gaps": open_gaps(indicator.gaps, settled_gaps()),
        "steps": open_from(INDICATOR_STEPS, indicator.state) if may_adopt else (),
        "may_adopt": may_adopt,
        "may_revise": may_adopt
        and indicator.kind != Kind.QUALITATIVE
        and indicator.state == IndicatorState.ADOPTED,
        "may_target": has_permission(request.user, Permission.TARGET_SET)
        and indicator.kind != Kind.QUALITATIVE
        and indicator.state == IndicatorState.ADOPTED,
        "adopt_form": AdoptForm(),
        "target_form": TargetForm(
            person=request.user, initial={"valid_from": today}, auto_id="target-%s"
        ),
        "definition_form": DefinitionForm(
            initial={"formula": formula, "valid_from": today}, auto_id="definition-%s"
        ),
        "entries": timeline_of(indicator),
        "corrections": corrections_behind(indicator, request.user),
    }
    return render(request, "kpi/indicator_detail.html", context | forms)
