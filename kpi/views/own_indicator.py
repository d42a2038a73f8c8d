"""Indicators and measures of the company's own, and the formula looked at while it is typed (R54)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.lib.guard import requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission
from kpi.forms.indicator import FormulaCheckForm, OwnIndicatorForm, OwnMeasureForm
from kpi.models import Measure
from kpi.selectors.formula import FormulaPreview, preview_of
from kpi.services.own_indicator import define_indicator, define_measure


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.INDICATOR_ADOPT)
def indicator_new(request: HttpRequest) -> HttpResponse:
    form = OwnIndicatorForm(request.POST or None, person=request.user)
    wants_look = "look" in request.POST
    if request.method == "POST" and not wants_look and form.is_valid():
        try:
            row = define_indicator(form.new_indicator(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("formula", sentence_of(request, refusal))
        else:
            messages.success(request, _("Defined; it counts once somebody else has adopted it."))
            return redirect("kpi:indicator-detail", row.code)
    formula = request.POST.get("formula", "")
    return render(
        request,
        "kpi/indicator_new.html",
        {
            "form": form,
            "preview": _preview(formula, request.POST.get("unit", "")) if formula else None,
            "measures": _measures(request),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.INDICATOR_ADOPT)
def measure_new(request: HttpRequest) -> HttpResponse:
    form = OwnMeasureForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            measure = define_measure(form.new_measure(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("code", sentence_of(request, refusal))
        else:
            messages.success(request, _("Base measure %(code)s defined.") % {"code": measure.code})
            return redirect("kpi:indicator-new")
    return render(request, "kpi/measure_new.html", {"form": form})


@require_safe
@requires(Permission.INDICATOR_ADOPT)
def formula_check(request: HttpRequest) -> HttpResponse:
    """The same fragment the pages include, for a formula that is still being typed."""
    form = FormulaCheckForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {"formula": "", "unit": ""}
    preview = _preview(given["formula"], given["unit"]) if given["formula"] else None
    return render(request, "kpi/_formula_preview.html", {"preview": preview})


def _preview(formula: str, unit: str) -> FormulaPreview:
    return preview_of(formula, unit)


def _measures(request: HttpRequest) -> list[Measure]:
    rows = Measure.objects.visible_to(request.user).select_related("process")
    return list(rows.order_by("process__position", "position", "code"))
