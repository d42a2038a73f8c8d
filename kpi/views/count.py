"""How an indicator's numbers become the company's: shares, owner of the count, projects (domain §4.3i; G56)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from kpi.forms.count import OwnerEndForm, OwnerForm, PerProjectForm
from kpi.models import Indicator
from kpi.selectors.count_owner import count_page, definition_on
from kpi.services.count_owner import declare_count_owner, end_count_owner
from kpi.services.project import require_project
from kpi.states import IndicatorState, Kind


@require_safe
@requires(Permission.INDICATOR_VIEW)
def indicator_count(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _indicator(request, code))


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def owner_declare(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator(request, code)
    form = OwnerForm(request.POST, person=request.user, indicator=indicator)
    if not form.is_valid():
        return _page(request, indicator, owner_form=form)
    given = form.cleaned_data
    try:
        declare_count_owner(
            indicator,
            form.place_chosen(),
            valid_from=given["valid_from"],
            note=given["note"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, indicator, owner_form=form)
    messages.success(request, _("From then on these numbers are the company's."))
    return redirect("kpi:indicator-count", code)


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def owner_end(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator(request, code)
    form = OwnerEndForm(request.POST)
    if not form.is_valid():
        return _page(request, indicator, end_form=form)
    try:
        end_count_owner(indicator, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, indicator, end_form=form)
    messages.success(request, _("After that day all places are added again."))
    return redirect("kpi:indicator-count", code)


@require_POST
@requires(Permission.INDICATOR_ADOPT)
def per_project(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator(request, code)
    form = PerProjectForm(request.POST)
    if not form.is_valid():
        return _page(request, indicator, project_form=form)
    try:
        require_project(
            indicator,
            request.POST.get("per_project") == "1",
            **form.cleaned_data,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, indicator, project_form=form)
    messages.success(request, _("Recorded."))
    return redirect("kpi:indicator-count", code)


def _indicator(request: HttpRequest, code: str) -> Indicator:
    rows = Indicator.objects.visible_to(request.user).select_related("process")
    return get_object_or_404(rows, code=code)


def _page(request: HttpRequest, indicator: Indicator, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    definition = definition_on(indicator, today)
    is_adopted = indicator.state == IndicatorState.ADOPTED
    may = has_permission(request.user, Permission.INDICATOR_ADOPT)
    day = {"valid_from": today, "last_day": today}
    context = {
        "indicator": indicator,
        "definition": definition,
        "count": count_page(indicator, definition, request.user, on=today),
        "may_own": may and is_adopted and indicator.kind != Kind.QUALITATIVE,
        "may_change": may and indicator.state != IndicatorState.RETIRED,
        "owner_form": OwnerForm(
            person=request.user, indicator=indicator, initial=day, auto_id="owner-%s"
        ),
        "end_form": OwnerEndForm(initial=day, auto_id="end-%s"),
        "project_form": PerProjectForm(initial=day, auto_id="project-%s"),
    }
    return render(request, "kpi/indicator_count.html", context | forms)
