"""The document of an issued report: handed out with its hash checked, or its state told (6.4.2③)."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.nudge import nudge
from governance.lib.paper_door import LANGUAGES, LOOK_AGAIN, hand_out_paper
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.states import PaperFormat, RenderState
from kpi.models import Report, ReportFile, ReportIssue
from kpi.selectors.report import file_status, issue_of
from kpi.services.reading import note_reading
from kpi.services.report_file import request_document


@require_safe
@requires(Permission.REPORT_VIEW)
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _handed_out(request, pk, PaperFormat.PDF)


@require_safe
@requires(Permission.REPORT_VIEW)
def report_docx(request: HttpRequest, pk: int) -> HttpResponse:
    return _handed_out(request, pk, PaperFormat.DOCX)


def _handed_out(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    report, issue = _issue(request, pk)
    language = request.GET.get("language", LANGUAGES[0])
    files = ReportFile.objects.visible_to(request.user)
    file = files.filter(issue=issue, language=language, format=form).first()
    if file is not None and file.is_ready:
        return _bytes(request, issue, file)
    if language not in LANGUAGES:
        raise Http404
    status = file_status(file, language, form)
    response = render(
        request,
        "kpi/report_document.html",
        {
            "report": report,
            "issue": issue,
            "status": status,
            "may_retry": has_permission(request.user, Permission.REPORT_DRAFT),
        },
        status=202 if status.state == RenderState.PENDING else 409,
    )
    if status.state == RenderState.PENDING:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@require_POST
@requires(Permission.REPORT_VIEW)
def report_document(request: HttpRequest, pk: int) -> HttpResponse:
    report, issue = _issue(request, pk)
    language = request.POST.get("language", LANGUAGES[0])
    form = request.POST.get("form", PaperFormat.PDF)
    try:
        request_document(issue, language, form=form, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("kpi:report", args=[report.pk]))
    nudge("portal.run_jobs")
    address = reverse(f"kpi:report-{form}", args=[report.pk])
    return HttpResponseRedirect(f"{address}?language={language}&issue={issue.ordinal}")


def _issue(request: HttpRequest, pk: int) -> tuple[Report, ReportIssue]:
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    given = request.GET.get("issue") or request.POST.get("issue") or ""
    issue = issue_of(report, request.user, given)
    if issue is None:
        raise Http404
    return report, issue


def _bytes(request: HttpRequest, issue: ReportIssue, file: ReportFile) -> HttpResponse:
    response = hand_out_paper(
        request,
        file,
        name=f"{issue.number}-{issue.label}",
        back=reverse("kpi:report", args=[issue.report_id]),
    )
    if response.status_code == HTTPStatus.OK:
        note_reading(issue, by=request.user, door=file.format, at=timezone.now())
    return response
