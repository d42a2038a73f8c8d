"""A report on the screen: the workbench of every kind, its texts, its steps (6.4.2③, R39, R40)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.nudge import nudge
from governance.lib.periods import BadPeriod, Month
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.selectors.person import people_to_charge
from kpi.forms.report import DeviationForm, SectionForm
from kpi.forms.report_new import FindingForm
from kpi.models import Indicator, Report
from kpi.selectors.reading import readership
from kpi.selectors.report_page import report_page
from kpi.services.deviation import settle_deviation
from kpi.services.reading import note_reading
from kpi.services.report import (
    compile_report,
    issue_report,
    return_report,
    submit_report,
    void_report,
    write_finding,
    write_section,
)
from kpi.states import SECTIONS_OF, ReadingDoor, ReportKind, SectionKind
from processes.models import Process

STEPS = {
    "submit": lambda report, note, **who: submit_report(report, **who),
    "issue": lambda report, note, **who: issue_report(report, **who),
    "return": lambda report, note, **who: return_report(report, note=note, **who),
    "void": lambda report, note, **who: void_report(report, note=note, **who),
}
DONE = {
    "submit": gettext_lazy("The report waits for its issue."),
    "issue": gettext_lazy("The report is issued; its document is being made."),
    "return": gettext_lazy("The report was returned."),
    "void": gettext_lazy("The issue is void; the report is a draft again."),
}


@require_POST
@requires(Permission.REPORT_DRAFT)
def report_compile(request: HttpRequest) -> HttpResponse:
    try:
        month = Month.parse(request.POST.get("month", ""))
        report = compile_report(month, by=request.user, at=timezone.now())
    except BadPeriod as bad:
        messages.error(request, str(bad))
        return redirect("kpi:reports")
    except Refused as refusal:
        return refused_to(request, refusal, reverse("kpi:reports"))
    return redirect("kpi:report", report.pk)


@require_safe
@requires(Permission.REPORT_VIEW)
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _workbench(request, _report(request, pk))


@require_POST
@requires(Permission.REPORT_DRAFT)
def report_section(request: HttpRequest, pk: int, kind: str, process: str = "") -> HttpResponse:
    report = _report(request, pk)
    kind = _kind(kind)
    target = (
        get_object_or_404(Process.objects.visible_to(request.user), code=process)
        if process
        else None
    )
    form = SectionForm(request.POST, auto_id=f"id_{process or kind}_%s")
    back_to = f"{reverse('kpi:report', args=[report.pk])}#{f'process-{process}' if process else 'narrative'}"
    if not form.is_valid():
        return _workbench(request, report, bound={process or kind: form})
    try:
        write_section(
            report,
            kind,
            form.cleaned_data["text"],
            process=target,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _workbench(request, report, bound={process or kind: form})
    messages.success(request, _("The text is saved."))
    return HttpResponseRedirect(back_to)


@require_POST
@requires(Permission.REPORT_DRAFT)
def report_deviation(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    report = _report(request, pk)
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user), code=code)
    form = DeviationForm(
        request.POST, people=people_to_charge(request.user), auto_id=f"id_{code}_%s"
    )
    if not form.is_valid():
        return _workbench(request, report, bound={code: form})
    try:
        settle_deviation(
            report,
            indicator,
            form.analysis(),
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        # What was typed stays on the page, beside the sentence that refuses it.
        form.add_error(None, sentence_of(request, refusal))
        return _workbench(request, report, bound={code: form})
    messages.success(request, _("The analysis is saved."))
    return HttpResponseRedirect(f"{reverse('kpi:report', args=[report.pk])}#deviation-{code}")


@require_POST
@requires(Permission.REPORT_DRAFT)
def report_finding(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    report = _report(request, pk)
    indicator = get_object_or_404(Indicator.objects.visible_to(request.user), code=code)
    form = FindingForm(request.POST, auto_id=f"id_{code}_%s")
    if not form.is_valid():
        return _workbench(request, report, bound={code: form})
    try:
        write_finding(
            report, indicator, texts=form.cleaned_data, by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _workbench(request, report, bound={code: form})
    messages.success(request, _("The text is saved."))
    return HttpResponseRedirect(f"{reverse('kpi:report', args=[report.pk])}#finding-{code}")


@require_POST
@requires(Permission.REPORT_SUBMIT, Permission.REPORT_ISSUE)
def report_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    report = _report(request, pk)
    back_to = reverse("kpi:report", args=[report.pk])
    if step not in STEPS:
        return HttpResponseRedirect(back_to)
    if request.POST.get("version", str(report.version)) != str(report.version):
        messages.error(
            request, _("Somebody else has just changed this record. Please look at it again.")
        )
        return HttpResponseRedirect(back_to)
    try:
        STEPS[step](report, request.POST.get("note", ""), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back_to)
    nudge("portal.run_jobs")
    messages.success(request, DONE[step])
    return HttpResponseRedirect(back_to)


def _kind(kind: str) -> str:
    return kind if kind in SectionKind.values else SectionKind.SUMMARY


def _report(request: HttpRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.user).select_related("submitted_by", "project")
    return get_object_or_404(reports, pk=pk)


def _workbench(request: HttpRequest, report: Report, *, bound: dict | None = None) -> HttpResponse:
    now = timezone.now()
    page = report_page(report, request.user, at=now, ordinal=request.GET.get("issue", ""))
    read = {}
    if page.issue is not None:
        note_reading(page.issue, by=request.user, door=ReadingDoor.PAGE, at=now)
        read["readership"] = readership(page.issue, request.user, at=now)
    forms = _forms(page, bound or {}) if page.may_edit else {}
    status = 422 if bound else 200
    template = "kpi/report_detail.html"
    if report.kind != ReportKind.MONTHLY:
        template = "kpi/report_period.html"
        forms |= _finding_forms(page, bound or {})
    return render(
        request, template, {"page": page, "report": report, **forms, **read}, status=status
    )


def _finding_forms(page, bound: dict) -> dict:
    return {
        "findings": [
            {
                "row": row,
                "form": bound.get(row.code)
                or FindingForm(
                    initial={"cause": row.cause, "proposal": row.proposal},
                    auto_id=f"id_{row.code}_%s",
                )
                if page.may_edit
                else None,
            }
            for row in page.words.findings
        ]
    }


def _forms(page, bound: dict) -> dict:
    words = page.words
    kinds = [each for each in SECTIONS_OF[page.report.kind] if each != SectionKind.PROCESS]
    texts = {kind.value: words.sections[kind] for kind in kinds}
    chapters = getattr(words, "chapters", {})
    hints = {"summary": words.automatic_summary} | {
        kind: getattr(words, kind, "") for kind in ("purpose", "scope", "audience")
    }
    narrative = [
        {
            "kind": kind,
            "label": chapters[kind].title if kind in chapters else SectionKind(kind).label,
            "form": bound.get(kind) or SectionForm(initial={"text": text}, auto_id=f"id_{kind}_%s"),
            "hint": "" if text else hints.get(kind, ""),
        }
        for kind, text in texts.items()
    ]
    comments = {
        block.code: bound.get(block.code)
        or SectionForm(initial={"text": block.comment}, auto_id=f"id_{block.code}_%s")
        for block in words.blocks
    }
    deviations = {
        row.code: bound.get(row.code)
        or DeviationForm(
            initial=_initial(page, row), people=page.people, auto_id=f"id_{row.code}_%s"
        )
        for row in _own_deviations(page)
    }
    # One form is open: the one that was refused, else the first that still waits for a decision.
    rows = _own_deviations(page)
    waiting = next((row.code for row in rows if not row.decision), "")
    open_code = next((row.code for row in rows if row.code in bound), waiting)
    return {
        "narrative": narrative,
        "blocks": [{"block": block, "form": comments[block.code]} for block in words.blocks],
        "deviations": [
            {"row": row, "form": deviations[row.code], "is_open": row.code == open_code}
            for row in rows
        ],
    }


def _own_deviations(page) -> tuple:
    """A compilation repeats what its months decided; only the monthly report decides."""
    return page.words.deviations if page.report.kind == ReportKind.MONTHLY else ()


def _initial(page, row) -> dict:
    facts = row.facts
    name = facts["responsible"]
    person = next((each.pk for each in page.people if each.name == name), None)
    return {**facts, "seen": facts["version"], "responsible": person}
