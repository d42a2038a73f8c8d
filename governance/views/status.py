"""The machine at a glance, for whoever keeps it running: lights, failed jobs, verifications."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.status import SetAsideForm
from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.nudge import nudge
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.parked_job import job_in_words, parked_jobs
from governance.selectors.status import status_lines, worst_of
from governance.selectors.verification import verifications
from governance.services.parked_job import retry_job, set_job_aside
from governance.services.verification import request_verification
from governance.views.listing_system import STATUS

MOST = 50
LOOK_AGAIN = 5


@require_safe
@requires(Permission.SYSTEM_VIEW)
def status(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    looked = verifications()
    lines = status_lines(now, looked)
    if file_wanted(request):
        return list_file(request, STATUS, lines, at=now)
    may_retry = has_permission(request.user, Permission.JOB_RETRY)
    context = {
        "lines": lines,
        "worst": worst_of(lines),
        "jobs": [
            {
                "job": job,
                "words": job_in_words(job.kind),
                "form": SetAsideForm(auto_id=f"job-{job.pk}-%s") if may_retry else None,
            }
            for job in parked_jobs()[:MOST]
        ],
        "looked": looked,
        "may_verify": has_permission(request.user, Permission.AUDIT_VERIFY),
    }
    answer = render(request, "governance/status.html", context)
    if any(each.is_running for each in looked.values()):
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer


@require_POST
@requires(Permission.JOB_RETRY)
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(parked_jobs(), pk=pk)
    back = reverse("governance:status")
    try:
        retry_job(job, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    nudge("portal.run_jobs")
    messages.success(request, _("It is tried again, three times if need be."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.JOB_RETRY)
def job_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(parked_jobs(), pk=pk)
    back, form = reverse("governance:status"), SetAsideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        set_job_aside(job, by=request.user, at=timezone.now(), reason=reason)
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Set aside; it stays in the ledger of jobs."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.AUDIT_VERIFY)
def verify(request: HttpRequest, kind: str) -> HttpResponse:
    back = reverse("governance:status")
    try:
        request_verification(kind, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    nudge("portal.run_jobs")
    messages.success(request, _("Asked for; this page shows how far it is."))
    return HttpResponseRedirect(back)
