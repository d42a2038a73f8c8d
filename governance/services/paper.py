"""Papers: ordered by a person, printed by a worker, stored with their hash (design §5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor, SystemActor
from governance.lib.naming import object_type_of
from governance.lib.paper_door import LANGUAGES
from governance.lib.pdf import Printed
from governance.lib.workflow import Refused
from governance.models import Job, Paper
from governance.services.audit import Change, record
from governance.services.job import MOST_ATTEMPTS, JobOrder, held_lease, request_job, unpark_job
from governance.states import JobState, PaperFormat, RenderState


class CannotPrint(Refused):
    """There is no paper in this language or form."""


@dataclass(frozen=True)
class PaperOrder:
    """Which paper of a record: its name (e.g. `document`), the hash of what it prints, language and form.

    `job` is the kind of job whose handler, in the app of the record, prints it; `content` travels with
    the order where the record itself does not keep what was ordered.
    """

    name: str
    source_sha256: str
    job: str
    language: str = "zh-hans"
    form: str = PaperFormat.PDF
    content: dict[str, Any] | None = None


def request_paper(row: models.Model, order: PaperOrder, *, by: Actor, at: datetime) -> Paper:
    """Each content has one paper per name, language and form.

    One that failed is tried again, one that is there stays as it is. Raises `CannotPrint`.
    """
    if order.language not in LANGUAGES or order.form not in PaperFormat.values:
        raise CannotPrint(_("Documents are made as PDF and Word, in Chinese and English."))
    with transaction.atomic():
        paper: Paper
        paper, _created = Paper.objects.defer("content").get_or_create(
            object_type=object_type_of(row),
            object_key=str(row.pk),
            name=order.name,
            source_sha256=order.source_sha256,
            language=order.language,
            format=order.form,
            defaults={"requested_at": at},
        )
        if paper.state == RenderState.READY:
            return paper
        if paper.state == RenderState.FAILED:
            Paper.objects.filter(pk=paper.pk, state=RenderState.FAILED).update(
                state=RenderState.PENDING, reason="", requested_at=at
            )
            paper.refresh_from_db(fields=["state", "reason", "requested_at"])
        subject = f"paper:{paper.pk}"
        parked = Job.objects.filter(kind=order.job, subject=subject, state=JobState.PARKED).last()
        if parked is None or not unpark_job(parked, at=at):
            payload = {"paper": paper.pk} | ({"content": order.content} if order.content else {})
            request_job(JobOrder(order.job, subject, payload), by=by, at=at)
    return paper


def print_paper(
    job: Job, draw: Callable[[Paper], Printed], *, clock: Callable[[], datetime]
) -> dict[str, Any]:
    """A paper is printed once; a failure is kept as a sentence and told to the job, which tries again.

    `draw` makes the bytes of a paper; it is called by the handler of the app whose record it prints.
    After the third failure the paper has failed; record and page stay usable (D19).
    """
    paper = Paper.objects.defer("content").get(pk=job.payload["paper"])
    if paper.state == RenderState.READY:
        return {"sha256": paper.sha256}
    try:
        printed = draw(paper)
    except Exception as problem:
        last = job.attempts >= MOST_ATTEMPTS
        Paper.objects.filter(pk=paper.pk).exclude(state=RenderState.READY).update(
            state=RenderState.FAILED if last else RenderState.PENDING, reason=str(problem)[:1000]
        )
        raise
    with held_lease(job):
        _store(paper, printed, at=clock())
    return {"sha256": printed.sha256, "pages": printed.pages, "seconds": round(printed.seconds, 2)}


def _store(paper: Paper, printed: Printed, *, at: datetime) -> None:
    changed = (
        Paper.objects.filter(pk=paper.pk)
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
            "governance.print_paper",
            by=SystemActor("render"),
            at=at,
            obj=paper,
            change=Change(
                after={
                    "of": f"{paper.object_type} {paper.object_key}",
                    "name": paper.name,
                    "language": paper.language,
                    "format": paper.format,
                    "sha256": printed.sha256,
                    "pages": printed.pages,
                }
            ),
        )
