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
from governance.lib.booklet import Booklet, print_booklet
from governance.lib.chart_svg import chart_pngs, chart_svgs
from governance.lib.paper_door import LANGUAGES
from governance.lib.pdf import Printed
from governance.lib.word import Manuscript, write_word
from governance.lib.workflow import Refused
from governance.models import Job
from governance.services.audit import Change, record
from governance.services.job import MOST_ATTEMPTS, JobOrder, held_lease, request_job, unpark_job
from governance.states import JobState, PaperFormat, RenderState
from kpi.models import ReportFile, ReportIssue
from kpi.selectors.report import job_subject
from kpi.selectors.report_paper import Piece, front_piece, paper_parts, paper_plan
from kpi.selectors.report_word import manuscript_of

JOB = "render_report"


class CannotPrintReport(Refused):
    """There is no document in this language."""


def request_document(
    issue: ReportIssue,
    language: str,
    *,
    form: str = PaperFormat.PDF,
    by: Actor,
    at: datetime,
) -> ReportFile:
    """Each issue has one document per language and form.

    One that failed is tried again, one that is there stays as it is.
    """
    if language not in LANGUAGES or form not in PaperFormat.values:
        raise CannotPrintReport(_("Documents are made as PDF and Word, in Chinese and English."))
    with transaction.atomic():
        file: ReportFile
        file, _created = ReportFile.objects.defer("content").get_or_create(
            issue=issue, language=language, format=form, defaults={"requested_at": at}
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
        printed = made_paper(file.issue, file.language, file.format)
    except Exception as problem:
        last = job.attempts >= MOST_ATTEMPTS
        ReportFile.objects.filter(pk=file.pk).exclude(state=RenderState.READY).update(
            state=RenderState.FAILED if last else RenderState.PENDING, reason=str(problem)[:1000]
        )
        raise
    with held_lease(job):
        _store(file, printed, at=clock())
    return {"sha256": printed.sha256, "pages": printed.pages, "seconds": round(printed.seconds, 2)}


def made_paper(issue: ReportIssue, language: str, form: str) -> Printed:
    """The document of an issue in one of its forms, from the same frozen content."""
    if form == PaperFormat.DOCX:
        return write_word(word_of(issue, language))
    return print_booklet(booklet_of(issue, language))


def word_of(issue: ReportIssue, language: str) -> Manuscript:
    """The Word file of an issue: the words of the PDF, the same charts as pictures."""
    with override(language):
        plan = paper_plan(issue.content, sha256=issue.sha256, language=language)
        pictures = chart_pngs(chart_svgs(list(plan.charts.values())))
        body = "".join(_bodies(paper_parts(plan, form=PaperFormat.DOCX)))
        return manuscript_of(plan, body, dict(zip(plan.charts, pictures, strict=True)))


def booklet_of(issue: ReportIssue, language: str) -> Booklet:
    """The paper of an issue is made of its snapshot and nothing else, so that it can be made again byte by byte."""
    with override(language):
        plan = paper_plan(issue.content, sha256=issue.sha256, language=language)
        before, between, after = plan.page_words
        parts = _bodies(paper_parts(plan))
        front = front_piece(plan)
        return Booklet(
            head=render_to_string("kpi/_report_pdf_head.html", {"plan": plan, "words": plan.words}),
            language=plan.language_tag,
            front=render_to_string(front.template, front.context),
            parts=parts,
            css=_style("paper"),
            folio=_style("folio"),
            running={
                "number": plan.issue["number"],
                "heading": f"{plan.words.title} · {plan.words.month}",
                "version": plan.issue["version"],
                "label": plan.layout.secrecy,
                "before": before,
                "between": between,
                "after": after,
            },
            assets=dict(zip(plan.charts, chart_svgs(list(plan.charts.values())), strict=True)),
        )


def _bodies(parts: list[list[Piece]]) -> tuple[str, ...]:
    return tuple(
        "".join(render_to_string(piece.template, piece.context) for piece in part) for part in parts
    )


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
                after={
                    "language": file.language,
                    "format": file.format,
                    "sha256": printed.sha256,
                    "pages": printed.pages,
                }
            ),
        )


def _style(name: str) -> str:
    found = finders.find(f"css/{name}.css")
    if not found:
        raise FileNotFoundError(f"static/css/{name}.css")
    return Path(str(found)).read_text(encoding="utf-8")
