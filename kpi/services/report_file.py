"""The document of an issue: ordered with the issue, printed by a worker out of the snapshot alone, stored with its hash."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import Actor, SystemActor
from governance.lib.chart_svg import chart_svgs
from governance.lib.pdf import Paper, Printed, print_paper
from governance.lib.workflow import Refused
from governance.models import Job
from governance.services.audit import Change, record
from governance.services.job import MOST_ATTEMPTS, JobOrder, held_lease, request_job, unpark_job
from governance.states import JobState
from kpi.models import ReportFile, ReportIssue
from kpi.selectors.report import job_subject
from kpi.selectors.report_paper import paper_context
from kpi.states import RenderState, ReportKind

JOB = "render_report"
LANGUAGES = ("zh-hans", "en")
PAPERS: dict[str, str] = {
    ReportKind.MONTHLY: "kpi/report.pdf.html",
    ReportKind.QUARTERLY: "kpi/report_compiled.pdf.html",
    ReportKind.YEARLY: "kpi/report_compiled.pdf.html",
    ReportKind.SLA: "kpi/report_service.pdf.html",
    ReportKind.SERVICE: "kpi/report_service.pdf.html",
}


class CannotPrintReport(Refused):
    """There is no document in this language."""


def request_document(issue: ReportIssue, language: str, *, by: Actor, at: datetime) -> ReportFile:
    """Each issue has one document per language; one that failed is tried again, one that is there stays as it is."""
    if language not in LANGUAGES:
        raise CannotPrintReport(_("Documents are printed in Chinese and English."))
    with transaction.atomic():
        file: ReportFile
        file, _created = ReportFile.objects.defer("content").get_or_create(
            issue=issue, language=language, defaults={"requested_at": at}
        )
        if file.state == RenderState.READY:
            return file
        if file.state == RenderState.FAILED:
            ReportFile.objects.filter(pk=file.pk, state=RenderState.FAILED).update(
                state=RenderState.PENDING, reason="", requested_at=at
            )
            file.refresh_from_db(fields=["state", "reason", "requested_at"])
        parked = Job.objects.filter(
            kind=JOB, subject=job_subject(file), state=JobState.PARKED
        ).last()
        if parked is None or not unpark_job(parked, at=at):
            request_job(JobOrder(JOB, job_subject(file), {"file": file.pk}), by=by, at=at)
    return file


def render_requested(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """A document is printed once; a failure is kept as a sentence with it and told to the job, which tries again.

    After the third failure the document has failed; data and page stay usable (D19).
    """
    file = (
        ReportFile.objects.defer("content")
        .select_related("issue__report")
        .get(pk=job.payload["file"])
    )
    if file.state == RenderState.READY:
        return {"sha256": file.sha256}
    try:
        printed = print_paper(paper_of(file.issue, file.language))
    except Exception as problem:
        last = job.attempts >= MOST_ATTEMPTS
        ReportFile.objects.filter(pk=file.pk).exclude(state=RenderState.READY).update(
            state=RenderState.FAILED if last else RenderState.PENDING, reason=str(problem)[:1000]
        )
        raise
    with held_lease(job):
        _store(file, printed, at=clock())
    return {"sha256": printed.sha256, "pages": printed.pages, "seconds": round(printed.seconds, 2)}


def paper_of(issue: ReportIssue, language: str) -> Paper:
    """The paper of an issue is made of its snapshot and nothing else, so that it can be made again byte by byte."""
    with override(language):
        context = paper_context(issue.content, sha256=issue.sha256, language=language)
        charts = context.pop("charts")
        html = render_to_string(PAPERS[issue.report.kind], context)
    drawn = chart_svgs(list(charts.values()))
    return Paper(html=html, css=_style(), assets=dict(zip(charts, drawn, strict=True)))


def _store(file: ReportFile, printed: Printed, *, at: datetime) -> None:
    changed = (
        ReportFile.objects.filter(pk=file.pk)
        .exclude(state=RenderState.READY)
        .update(
            state=RenderState.READY,
            reason="",
            content=printed.content,
            sha256=printed.sha256,
            size=len(printed.content),
            pages=printed.pages,
            rendered_at=at,
        )
    )
    if changed:
        record(
            "kpi.render_report",
            by=SystemActor("render"),
            at=at,
            obj=file.issue.report,
            change=Change(
                after={"language": file.language, "sha256": printed.sha256, "pages": printed.pages}
            ),
        )


def _style() -> str:
    found = finders.find("css/paper.css")
    if not found:
        raise FileNotFoundError("static/css/paper.css")
    return Path(str(found)).read_text(encoding="utf-8")
