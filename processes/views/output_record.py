"""The outputs register: a year's matrix, one output with what was filed, expecting and filing (R21, G57)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.periods import Year
from governance.lib.upload_door import as_download, file_refused, is_too_large, takes_files
from governance.lib.workflow import Refused
from governance.models import Document
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.person import people_to_charge
from governance.selectors.saved_view import views_of_page
from governance.services.stored_file import FileDamaged, read_file
from processes.forms.output_record import ExpectationForm, FilingForm, OutputFilterForm
from processes.models import Asset, Output, OutputRecord, Process
from processes.permissions import may_file_output
from processes.selectors.output_record import (
    PRINTED,
    expectation_of,
    file_of_record,
    files_of,
    output_matrix,
    owed_periods,
    records_of,
    register_lines,
)
from processes.services.output_record import (
    end_expectation,
    expect_output,
    file_output,
    withdraw_output,
)
from processes.states import Frequency
from processes.views.listing import OUTPUTS

MOST_CHOICES = 300


@filtered_by(OutputFilterForm)
@require_safe
@requires(Permission.ASSET_VIEW)
def outputs(request: HttpRequest) -> HttpResponse:
    processes = Process.objects.visible_to(request.user).order_by("position", "pk")
    form = OutputFilterForm(request.GET, processes=[(row.code, said(row)) for row in processes])
    chosen = form.chosen()
    today = timezone.localdate()
    year = Year(chosen.get("year") or today.year)
    rows = output_matrix(
        request.user,
        year,
        on=today,
        process=chosen.get("process", ""),
        only_missing=chosen.get("missing") == "yes",
    )
    if file_wanted(request):
        lines = register_lines(rows)
        return list_file(request, OUTPUTS, lines, at=timezone.now(), form=form)
    context = {
        "form": form,
        "views": views_of_page(request.user, "processes:outputs", request.GET.urlencode()),
        "rows": rows,
        "year": year,
        "months": range(1, 13),
        "unset": sum(not row.frequency for row in rows),
        "missing": sum(row.missing for row in rows),
        "filed": sum(cell.count for row in rows for cell in row.cells),
    }
    return render(request, "processes/output_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
@requires(Permission.ASSET_VIEW)
def output(request: HttpRequest, pk: int) -> HttpResponse:
    row = _output(request, pk)
    may_file = may_file_output(request.user, row, timezone.localdate())
    if request.method == "POST" and not may_file:
        raise Http404
    form = _filing_form(request, row) if may_file else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            kept = file_output(row, form.filing(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Filed for %(period)s.") % {"period": kept.period})
            return redirect("processes:output", pk)
    return _page(request, row, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.OUTPUT_SET)
def output_expect(request: HttpRequest, pk: int) -> HttpResponse:
    row = _output(request, pk)
    expected = expectation_of(row)
    form = ExpectationForm(
        request.POST or None,
        people=people_to_charge(request.user),
        initial=_expected(expected) if expected else {"starts_on": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            expect_output(
                row,
                form.wanted(),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("processes:output", pk)
    context = {"output": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "processes/output_expect.html", context, status=status)


@require_POST
@requires(Permission.OUTPUT_SET)
def output_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = _output(request, pk)
    back = reverse("processes:output", args=[pk])
    expected = expectation_of(row)
    if expected is None:
        raise Http404
    try:
        reason = request.POST.get("note", "")
        end_expectation(expected, reason=reason, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


@require_POST
@requires(Permission.ASSET_VIEW)
def record_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _record(request, pk)
    back = reverse("processes:output", args=[row.output_id])
    try:
        reason = request.POST.get("note", "")
        withdraw_output(row, reason=reason, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


@require_safe
@requires(Permission.ASSET_VIEW)
def record_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = _record(request, pk)
    found = file_of_record(row, file)
    if found is None:
        raise Http404
    try:
        content = read_file(found)
    except FileDamaged as damaged:
        back = reverse("processes:output", args=[row.output_id])
        return file_refused(request, damaged, back)
    return as_download(content, found.name, found.kind)


def _output(request: HttpRequest, pk: int) -> Output:
    rows = Output.objects.visible_to(request.user).select_related("process")
    found: Output = get_object_or_404(rows, pk=pk)
    return found


def _record(request: HttpRequest, pk: int) -> OutputRecord:
    rows = OutputRecord.objects.visible_to(request.user).select_related("output__process")
    found: OutputRecord = get_object_or_404(rows, pk=pk)
    return found


def _filing_form(request: HttpRequest, row: Output) -> FilingForm:
    mine = Asset.objects.visible_to(request.user).filter(process=row.process_id)
    owed = owed_periods(row)
    return FilingForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        assets=mine.order_by("-added_at")[:MOST_CHOICES],
        documents=Document.objects.visible_to(request.user).order_by("title")[:MOST_CHOICES],
        initial={"period": owed[0].period if owed else ""},
    )


def _expected(expected: Any) -> dict[str, Any]:
    return {
        "frequency": expected.frequency,
        "owner": expected.owner_id,
        "due_workdays": expected.due_workdays,
        "starts_on": expected.starts_on,
        "place": expected.place,
    }


def _page(request: HttpRequest, row: Output, *, form: FilingForm | None) -> HttpResponse:
    records = records_of(row)
    files = files_of(records)
    is_pmo = has_permission(request.user, Permission.ASSET_ACCEPT)
    is_cut = is_too_large(request)
    if form is not None and is_cut:
        form.add_error(None, _("The file is larger than 20 MB."))
    lines = [
        {
            "record": each,
            "files": files.get(each.pk, []),
            "may_withdraw": each.withdrawn_at is None
            and each.filed_by_id is not None
            and (is_pmo or each.filed_by_id == request.user.pk),
        }
        for each in records
    ]
    context = {
        "output": row,
        "expected": expectation_of(row),
        "printed": Frequency(PRINTED[row.cadence]).label if row.cadence in PRINTED else "",
        "owed": owed_periods(row),
        "lines": lines,
        "form": form,
        "may_set": has_permission(request.user, Permission.OUTPUT_SET),
        "entries": timeline_of(row),
    }
    status = 422 if form is not None and form.errors else 200
    return render(
        request, "processes/output_detail.html", context, status=413 if is_cut else status
    )
