"""The lists of reports by kind, beginning one by hand, and how a kind is laid out (6.4.2③, R39, R40, G12, G57)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.lib.guard import requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.periods import parse_period
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from kpi.forms.report_new import OutlineForm, ReportForm
from kpi.models import ReportOutline
from kpi.selectors.report import monthly_report, report_years, reports_of_year
from kpi.selectors.report_listing import (
    issued_reports,
    projects_on,
    reportable_periods,
    reports_of_kind,
)
from kpi.selectors.report_name import project_name, title_of
from kpi.selectors.report_outline import LAID_OUT, choices_for
from kpi.services.report import draft_report
from kpi.services.report_outline import lay_out_report
from kpi.states import COMPILATIONS, SERVICE_REPORTS, ReportKind
from kpi.views.listing import REPORTS, REPORTS_OF_KIND

PAGE = 25
ISSUED = "issued"


@require_safe
@requires(Permission.REPORT_VIEW)
def report_list(request: HttpRequest) -> HttpResponse:
    """Asked for one month (`period=2026-03`, as the duty asks), its report itself is opened, where there is one."""
    if (row := monthly_report(request.user, request.GET.get("period", ""))) is not None:
        return redirect("kpi:report", row.pk)
    kind = request.GET.get("kind", ReportKind.MONTHLY)
    if kind == ISSUED or kind in LAID_OUT:
        return _of_kind(request, kind)
    years = report_years(request.user)
    chosen = request.GET.get("year", "")
    year = next((each for each in years if each.label == chosen), years[0])
    lines = reports_of_year(request.user, year)
    if file_wanted(request):
        return list_file(request, REPORTS, lines, at=timezone.now())
    tabs = [
        {"label": each.label, "url": f"?year={each.label}", "active": each == year}
        for each in years
    ]
    return render(
        request,
        "kpi/report_list.html",
        {
            "year": year,
            "kinds": _kinds(ReportKind.MONTHLY),
            "tabs": tabs if len(tabs) > 1 else [],
            "lines": lines,
            "may_draft": has_permission(request.user, Permission.REPORT_DRAFT),
            "may_see_template": has_permission(request.user, Permission.SYSTEM_VIEW),
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_DRAFT)
def report_new(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("kind", "")
    form = ReportForm(
        request.POST or None,
        groups=reportable_periods(),
        projects=projects_on(request.user),
        initial={"kind": wanted, "period": request.GET.get("period", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = draft_report(
                form.cleaned_data["kind"],
                form.cleaned_data["period"],
                project=form.chosen_project(),
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            return redirect("kpi:report", report.pk)
    status = 422 if form.is_bound else 200
    return render(request, "kpi/report_new.html", {"form": form, "kind": wanted}, status=status)


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def report_outline(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in LAID_OUT:
        raise Http404
    outline = ReportOutline.objects.visible_to(request.user).filter(kind=kind).first()
    choices = choices_for(kind, outline)
    form = OutlineForm(
        request.POST or None,
        kind=kind,
        choices=[(each.indicator.code, str(each.indicator)) for each in choices],
        initial=_initial(outline, choices),
    )
    if request.method == "POST" and form.is_valid():
        try:
            lay_out_report(
                kind,
                form.layout(),
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Decided and on record."))
            return HttpResponseRedirect(f"{reverse('kpi:reports')}?kind={kind}")
    context = {"form": form, "kind": kind, "title": title_of(kind), "gaps": _gaps(kind)}
    status = 422 if form.is_bound else 200
    return render(request, "kpi/report_outline.html", context, status=status)


def _of_kind(request: HttpRequest, kind: str) -> HttpResponse:
    rows = issued_reports(request.user) if kind == ISSUED else reports_of_kind(request.user, kind)
    if file_wanted(request):
        lines = in_batches(rows, _lines)
        return list_file(request, REPORTS_OF_KIND, lines, at=timezone.now())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = _lines(page)
    context = {
        "kind": kind,
        "kinds": _kinds(kind),
        "page": page,
        "lines": lines,
        "is_issued": kind == ISSUED,
        "has_projects": any(line["project"] for line in lines),
        "gaps": _gaps(kind),
        "may_draft": kind != ISSUED and has_permission(request.user, Permission.REPORT_DRAFT),
        "may_lay_out": kind != ISSUED and has_permission(request.user, Permission.SETTING_EDIT),
    }
    return render(request, "kpi/report_kind_list.html", context)


def _lines(reports: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "report": report,
            "title": title_of(report.kind),
            "period": parse_period(report.period),
            "project": project_name(report.project),
            "issue": report.in_force[0] if report.in_force else None,
        }
        for report in reports
    ]


def _kinds(active: str) -> list[dict]:
    words = {
        ReportKind.MONTHLY: _("Monthly"),
        ReportKind.QUARTERLY: _("Quarterly"),
        ReportKind.YEARLY: _("Yearly"),
        ReportKind.SLA: _("SLA performance"),
        ReportKind.SERVICE: _("Service reports"),
        ISSUED: _("All issued"),
    }
    return [
        {"label": label, "url": f"?kind={kind}", "active": kind == active}
        for kind, label in words.items()
    ]


def _gaps(kind: str) -> list[str]:
    if kind in SERVICE_REPORTS:
        return ["G12", "G57"]
    return ["G57"] if kind in COMPILATIONS else ["G23"]


def _initial(outline: ReportOutline | None, choices: list) -> dict:
    shown = [each.indicator.code for each in choices if each.is_chosen]
    if outline is None:
        return {"seen": 0, "indicators": shown}
    return {
        "seen": outline.version,
        "cadence": outline.cadence,
        "recipients": outline.recipients,
        "purpose": outline.purpose,
        "scope": outline.scope,
        "indicators": shown,
    }
