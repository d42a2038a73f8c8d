"""Pages of a PDF as pictures: asked for with the file, drawn by a worker, kept with their hash (design §3, U8)."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from governance.lib.actors import Actor
from governance.lib.page_picture import (
    BATCH,
    HEAVY,
    MOST_PAGES,
    CannotDrawPages,
    DrawnPage,
    draw_pages,
)
from governance.models import Job, PagePicture, PageSet, StoredFile
from governance.services.job import (
    MOST_ATTEMPTS,
    JobOrder,
    held_lease,
    report_progress,
    request_job,
)
from governance.services.stored_file import PAGES, FileDamaged, FileWaiting, read_file
from governance.states import DrawFault, RenderState

JOB = "draw_pages"


def request_pages(file: StoredFile, *, by: Actor, at: datetime) -> PageSet:
    """The same bytes are drawn once, however many files have them; what failed is tried again when asked."""
    with transaction.atomic():
        pages: PageSet
        pages, is_new = PageSet.objects.get_or_create(sha256=file.sha256)
        if is_new or pages.state == RenderState.FAILED:
            PageSet.objects.filter(pk=pages.pk).update(state=RenderState.PENDING, fault="")
            order = JobOrder(JOB, f"pages:{pages.pk}", {"pages": pages.pk, "file": file.pk})
            request_job(order, by=by, at=at)
    return pages


def draw_requested(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """A worker draws the pages, ten at a time; what cannot be drawn is said in a word, the file stays as it is."""
    pages = PageSet.objects.get(pk=job.payload["pages"])
    if pages.state == RenderState.READY:
        return {"pages": pages.pages}
    drawn: list[DrawnPage] = []
    count, fault = 0, ""
    try:
        content = read_file(StoredFile.objects.get(pk=job.payload["file"]))
        start = 1
        while start == 1 or start <= min(count, MOST_PAGES):
            batch = draw_pages(content, start, most=min(BATCH, MOST_PAGES + 1 - start))
            count, start = batch.pages, start + BATCH
            drawn += batch.drawn
            done = min(start - 1, count)
            report_progress(job, done=done, total=min(count, MOST_PAGES), at=clock())
    except CannotDrawPages as problem:
        fault = problem.fault
        # Only a crowded machine may do better another time; the same bytes will not.
        if fault == HEAVY and job.attempts < MOST_ATTEMPTS:
            raise
    except FileWaiting:
        raise
    except FileDamaged:
        fault = DrawFault.BROKEN
    fault = fault or ("" if len(drawn) == min(count, MOST_PAGES) else DrawFault.BROKEN)
    _keep(job, pages, drawn, {"pages": count, "fault": fault, "drawn_at": clock()})
    return {"pages": count, "drawn": len(drawn), "fault": fault}


def read_page(picture: PagePicture) -> bytes:
    """The bytes of a page, if they are still those that were drawn; raises `FileDamaged`."""
    try:
        with default_storage.open(picture.key, "rb") as file:
            content: bytes = file.read()
    except FileNotFoundError as missing:
        raise FileDamaged(picture.key) from missing
    if hashlib.sha256(content).hexdigest() != picture.sha256:
        raise FileDamaged(picture.key)
    return content


def _keep(job: Job, pages: PageSet, drawn: list[DrawnPage], facts: dict[str, Any]) -> None:
    # Files first: what a crash leaves without a row is swept away with the other orphans.
    kept = [_stored(each) for each in drawn]
    with held_lease(job):
        for each, key in zip(drawn, kept, strict=True):
            PagePicture.objects.create(
                page_set=pages,
                number=each.number,
                key=key,
                sha256=hashlib.sha256(each.content).hexdigest(),
                size=len(each.content),
                width=each.width,
                height=each.height,
            )
        state = RenderState.READY if drawn else RenderState.FAILED
        PageSet.objects.filter(pk=pages.pk).update(state=state, **facts)


def _stored(page: DrawnPage) -> str:
    token = uuid.uuid4().hex
    key: str = default_storage.save(f"{PAGES}/{token[:2]}/{token}.jpg", ContentFile(page.content))
    return key
