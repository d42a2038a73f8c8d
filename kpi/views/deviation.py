"""The register of deviations and the page of one: evidence, analysis, decision (6.4.2③, R19)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_day
from governance.selectors.person import people_to_charge
from governance.selectors.saved_view import views_of_page
from governance.selectors.setting import setting_values
from kpi.forms.deviation import AskForm, RegisterFilterForm, SignalForm
from kpi.models import Deviation
from kpi.permissions import may_analyse_deviation
from kpi.selectors.deviation import (
    deviation_page,
    deviations_in_register,
    register_lines,
    register_totals,
)
from kpi.selectors.deviation_place import departments_by_process, places_to_choose
from kpi.selectors.signal import rules_in_words, series_too_short
from kpi.services.deviation import ask_analysis, settle_signal
from kpi.states import DeviationDecision, DeviationState, ReportState
from kpi.views.listing import DEVIATIONS
from processes.models import Process

PAGE = 50


@filtered_by(RegisterFilterForm)
@require_safe
@requires(Permission.REPORT_VIEW)
def deviation_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    processes = Process.objects.visible_to(request.user).order_by("position", "pk")
    places = departments_by_process(local_day(now))
    form = RegisterFilterForm(
        request.GET,
        processes=[(row.code, said(row)) for row in processes],
        departments=places_to_choose(places),
    )
    rows = deviations_in_register(request.user, form.chosen(), at=now)
    if file_wanted(request):
        lines = in_batches(rows, lambda batch: register_lines(batch, at=now, places=places))
        return list_file(request, DEVIATIONS, lines, at=now, form=form)
    settings = setting_values()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "views": views_of_page(request.user, "kpi:deviations", request.GET.urlencode()),
        "page": page,
        "lines": register_lines(list(page.object_list), at=now, places=places),
        "totals": register_totals(request.user),
        "rules": rules_in_words(settings),
        "too_short": series_too_short(settings),
        "may_set": has_permission(request.user, Permission.SETTING_EDIT),
    }
    return render(request, "kpi/deviation_list.html", context)


@require_safe
@requires(Permission.REPORT_VIEW)
def deviation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(request, pk))


@require_POST
@requires(Permission.DEVIATION_ANALYSE)
def deviation_settle(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = _form(request, row, request.POST)
    if not form.is_valid():
        return _page(request, row, form=form)
    try:
        settle_signal(
            row,
            form.analysis(),
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        # What was typed stays on the page, beside the sentence that refuses it.
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, row, form=form)
    messages.success(request, _("The analysis is saved."))
    return HttpResponseRedirect(reverse("kpi:deviation", args=[row.pk]))


@require_POST
@requires(Permission.REPORT_DRAFT)
def deviation_ask(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    back_to = reverse("kpi:deviation", args=[row.pk])
    page = deviation_page(row, at=timezone.now(), may_ask=True)
    form = AskForm(request.POST, people=page.people)
    if not form.is_valid():
        messages.error(request, _("Please choose somebody of the list."))
        return HttpResponseRedirect(back_to)
    try:
        ask_analysis(row, form.chosen(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back_to)
    messages.success(request, _("%(name)s has been asked.") % {"name": form.chosen().name})
    return HttpResponseRedirect(back_to)


def _row(request: HttpRequest, pk: int) -> Deviation:
    rows = Deviation.objects.visible_to(request.user).select_related(
        "indicator__process", "report", "responsible", "asked", "analysed_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _is_editable(row: Deviation, person) -> bool:
    """What the service would allow; the button is only politeness."""
    if row.state == DeviationState.LAPSED or not may_analyse_deviation(person, row):
        return False
    closed = row.report is not None and row.report.state == ReportState.SUBMITTED
    if closed:
        return False
    if row.state != DeviationState.DECIDED:
        return True
    is_told = row.report is not None and row.report.state == ReportState.ISSUED
    return not is_told and has_permission(person, Permission.REPORT_DRAFT)


def _form(request: HttpRequest, row: Deviation, data=None) -> SignalForm:
    person = request.user
    may_decide = has_permission(person, Permission.REPORT_DRAFT)
    initial = {
        "seen": row.version,
        "cause": row.cause,
        "impact": row.impact,
        "measure": row.measure,
        "responsible": row.responsible_id,
        "due_on": row.due_on,
        "decision": row.decision,
        "decision_reason": row.decision_reason,
    }
    people = people_to_charge(person) if may_decide else []
    return SignalForm(data, row=row, people=people, may_decide=may_decide, initial=initial)


def _page(request: HttpRequest, row: Deviation, *, form: SignalForm | None = None) -> HttpResponse:
    editable = _is_editable(row, request.user)
    may_ask = has_permission(request.user, Permission.REPORT_DRAFT) and row.state in {
        DeviationState.OPEN,
        DeviationState.ANALYSED,
    }
    page = deviation_page(row, at=timezone.now(), may_ask=may_ask)
    context = {
        "page": page,
        "row": row,
        "form": form or (_form(request, row) if editable else None),
        "ask": AskForm(people=page.people) if page.people else None,
        # Whether it has led to one already is known a floor above; opening a second one is refused there.
        "may_improve": row.decision == DeviationDecision.IMPROVEMENT
        and has_permission(request.user, Permission.IMPROVEMENT_RAISE),
        "may_trigger": row.decision == DeviationDecision.ADHOC_REVIEW
        and has_permission(request.user, Permission.TRIGGER_RAISE),
    }
    return render(request, "kpi/deviation_detail.html", context, status=422 if form else 200)
