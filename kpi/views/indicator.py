"""The indicator library, one indicator with its course, and the numbers behind a figure (R54, G14)."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.periods import BadPeriod, parse_period
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.policy_issue import open_gaps, settled_gaps
from governance.selectors.saved_view import views_of_page
from kpi.forms.indicator import DefinitionForm, LibraryFilterForm, RetireForm, TargetForm
from kpi.formulas.grade import Scale
from kpi.models import Indicator, IndicatorValue
from kpi.selectors.adoption import complements_of, double_weights
from kpi.selectors.asked import reporters_of
from kpi.selectors.correction import corrections_behind
from kpi.selectors.count_owner import owner_of
from kpi.selectors.course import Course, course_of, scopes_of
from kpi.selectors.course_chart import CourseView
from kpi.selectors.figure import figure_behind, scope_text
from kpi.selectors.figure_text import all_scales, figure_text, passing_text
from kpi.selectors.indicator import (
    COMPANY,
    IndicatorLine,
    LibraryFilter,
    indicators_in_library,
    light_of,
    lines_of,
    record_of,
)
from kpi.selectors.library import pitfalls_of
from kpi.selectors.proposal import open_proposals, proposals_of
from kpi.selectors.spread import Spread, spread_of
from kpi.states import Grain, IndicatorState, Kind
from kpi.views.figure_listing import BEHIND, COURSE, behind_lines
from kpi.views.listing import INDICATORS
from processes.selectors.process import processes_of_catalogue


@filtered_by(LibraryFilterForm)
@require_safe
@requires(Permission.INDICATOR_VIEW)
def indicator_list(request: HttpRequest) -> HttpResponse:
    processes = list(processes_of_catalogue(request.user))
    form = LibraryFilterForm(request.GET, processes=processes)
    chosen = LibraryFilter(**form.cleaned_data) if form.is_valid() else LibraryFilter()
    lines = lines_of(indicators_in_library(request.user, chosen), on=today())
    if file_wanted(request):
        return list_file(request, INDICATORS, lines, at=timezone.now(), form=form)
    told = ("code", "state", "is_starter", "complements")
    every = list(Indicator.objects.visible_to(request.user).only(*told))
    starters = sum(row.is_starter and row.state == IndicatorState.SUGGESTED for row in every)
    context = {
        "form": form,
        "views": views_of_page(request.user, "kpi:indicators", request.GET.urlencode()),
        "lines": lines,
        "total": len(every),
        "adopted": sum(row.state == IndicatorState.ADOPTED for row in every),
        "starters": starters,
        "double": double_weights(every),
        "proposals": open_proposals(request.user),
        "may_adopt": has_permission(request.user, Permission.INDICATOR_ADOPT),
    }
    return render(request, "kpi/indicator_list.html", context)


@require_safe
@requires(Permission.INDICATOR_VIEW)
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    return detail_page(request, indicator_named(request, code))


@require_safe
@requires(Permission.INDICATOR_VIEW)
def indicator_figure(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The numbers behind one point, down to the submission or the tickets of each cell."""
    indicator = indicator_named(request, code)
    try:
        label = parse_period(period).label
    except BadPeriod as bad:
        raise Http404(str(bad)) from bad
    view = view_of(request)
    rows = IndicatorValue.objects.visible_to(request.user).select_related(
        "indicator", "definition", "department", "project", "target"
    )
    figure = get_object_or_404(
        rows,
        indicator=indicator,
        period=label,
        scope=view.scope,
        dimension=view.dimension,
        dimension_value=view.dimension_value,
    )
    behind = figure_behind(figure, request.user)
    if file_wanted(request):
        return list_file(request, BEHIND, behind_lines(behind), at=timezone.now())
    scale = all_scales().of(indicator) if indicator.kind == Kind.QUALITATIVE else Scale()
    context = {
        "indicator": indicator,
        "behind": behind,
        "line": lines_of([indicator], on=figure.end)[0],
        "scope": scope_text(figure),
        "light": light_of(figure),
        "text": figure_text(figure, indicator, scale),
        "may_see_tickets": has_permission(request.user, Permission.SOURCE_VIEW),
    }
    return render(request, "kpi/indicator_figure.html", context)


def today() -> date:
    """The present day by the clock of the company."""
    return timezone.localdate(timezone.now())


def indicator_named(request: HttpRequest, code: str) -> Indicator:
    """The indicator of an address, or 404 to whoever may not see it."""
    rows = Indicator.objects.visible_to(request.user).select_related("process", "author")
    return get_object_or_404(rows, code=code)


def view_of(request: HttpRequest) -> CourseView:
    """Which figures the address asks for; an unknown length of period is 404."""
    grain = request.GET.get("grain", "")
    if grain and grain not in Grain.values:
        raise Http404
    dimension, _colon, value = request.GET.get("part", "").partition(":")
    return CourseView(grain, request.GET.get("scope") or COMPANY, dimension, value)


def _grain_tabs(request: HttpRequest, course: Course) -> list[dict[str, Any]]:
    return [
        _tab(request, "grain", grain, Grain(grain).label, is_here=grain == course.grain)
        for grain in course.grains
    ]


def _scope_tabs(
    request: HttpRequest, indicator: Indicator, view: CourseView
) -> list[dict[str, Any]]:
    """Whose figures can be looked at; nothing to choose where there is the company only."""
    scopes = scopes_of(indicator, request.user)
    if view.scope not in {each.scope for each in scopes}:
        raise Http404
    if len(scopes) == 1:
        return []
    return [
        _tab(request, "scope", each.scope, each.name, is_here=each.scope == view.scope)
        for each in scopes
    ]


def _tab(
    request: HttpRequest, name: str, value: str, label: Any, *, is_here: bool
) -> dict[str, Any]:
    asked = request.GET.copy()
    asked[name] = value
    return {"label": label, "url": f"?{asked.urlencode()}", "active": is_here}


def detail_page(request: HttpRequest, indicator: Indicator, **forms: Any) -> HttpResponse:
    """The page of an indicator, with a form that was refused still filled in."""
    day, view = today(), view_of(request)
    known = record_of(indicator, on=day)
    line = known.line
    is_graded = indicator.kind == Kind.QUALITATIVE
    scale = all_scales().of(indicator) if is_graded else Scale()
    course = course_of(line, request.user, on=day, view=view, scale=scale)
    if file_wanted(request) and not forms:
        return list_file(request, COURSE, course.periods, at=timezone.now())
    unit = said(indicator, "unit")
    latest = course.latest
    spread = (
        spread_of(indicator, request.user, period=latest.period, unit=unit)
        if latest and not is_graded
        else Spread()
    )
    is_adopted = indicator.state == IndicatorState.ADOPTED
    may_adopt = has_permission(request.user, Permission.INDICATOR_ADOPT)
    context = {
        "indicator": indicator,
        "line": line,
        "view": view,
        "course": course,
        "tabs": _grain_tabs(request, course),
        "scopes": _scope_tabs(request, indicator, view),
        "scale": scale,
        "passing": passing_text(scale),
        "owner": owner_of(indicator, on=day),
        "latest": latest,
        "scope": scope_text(latest) if latest else "",
        "spread": spread,
        "reporters": reporters_of(indicator, line.definition, on=day),
        "pitfalls": pitfalls_of(indicator.pitfalls),
        "complements": complements_of(indicator, request.user),
        "definitions": known.definitions,
        "targets": known.targets,
        "proposals": proposals_of(indicator, request.user),
        "gaps": open_gaps(indicator.gaps, settled_gaps()),
        "may_adopt": may_adopt and not is_adopted,
        "may_change": may_adopt and is_adopted,
        "is_graded": is_graded,
        "entries": timeline_of(indicator),
        "corrections": corrections_behind(indicator, request.user),
    }
    if context["may_change"]:
        context |= _empty_forms(request, line, day)
    return render(request, "kpi/indicator_detail.html", context | forms)


def _empty_forms(request: HttpRequest, line: IndicatorLine, day: date) -> dict[str, Any]:
    formula = line.definition.formula if line.definition else ""
    aimed = {"valid_from": day}
    return {
        "retire_form": RetireForm(auto_id="retire-%s"),
        "target_form": TargetForm(person=request.user, initial=aimed, auto_id="target-%s"),
        "definition_form": DefinitionForm(
            initial={"formula": formula, **aimed}, auto_id="definition-%s"
        ),
    }
