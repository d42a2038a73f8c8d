"""Minutes and resolutions as PDF and Word: ordered by a person, printed by a worker from frozen content (design §5)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import Actor
from governance.lib.booklet import Booklet, print_booklet
from governance.lib.pdf import Printed
from governance.lib.word import Manuscript, write_word
from governance.lib.word_html import parts_of_html
from governance.lib.workflow import WrongState
from governance.models import Job, Meeting, Paper, Resolution
from governance.selectors.committee_paper import (
    LANGUAGE_TAGS,
    MINUTES,
    RESOLUTION,
    Sheet,
    minutes_sheet,
    resolution_content,
    resolution_sheet,
)
from governance.selectors.minutes import sha256_of
from governance.services.paper import PaperOrder, print_paper, request_paper
from governance.states import MeetingState, PaperFormat

JOB = "print_committee_paper"
FONTS = {"body": "宋体", "heading": "黑体", "note": "仿宋", "latin": "Times New Roman"}


def request_minutes(
    meeting: Meeting, *, language: str, form: str, by: Actor, at: datetime
) -> Paper:
    """Signed minutes have one paper per language and form. Raises `WrongState` before they are signed, `CannotPrint`."""
    if meeting.state != MeetingState.CLOSED:
        raise WrongState(_("The minutes are printed once they are signed."))
    order = PaperOrder(MINUTES, meeting.content_sha256, JOB, language, form)
    return request_paper(meeting, order, by=by, at=at)


def request_resolution_paper(
    resolution: Resolution, *, language: str, form: str, by: Actor, at: datetime
) -> Paper:
    """A resolution has one paper per language and form: it says what was decided, not how conditions stand today."""
    sha256 = sha256_of(resolution_content(resolution))
    order = PaperOrder(RESOLUTION, sha256, JOB, language, form)
    return request_paper(resolution, order, by=by, at=at)


def print_committee_paper(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """A worker prints what was ordered; the content is read again and must still have the hash that was ordered."""
    return print_paper(job, _drawn, clock=clock)


def drawn(sheet: Sheet, language: str, form: str) -> Printed:
    """One sheet in one of its forms; the language must be active."""
    body = render_to_string(sheet.template, sheet.context)
    if form == PaperFormat.DOCX:
        return write_word(_manuscript(sheet, body, language))
    return print_booklet(_booklet(sheet, body, language))


def _drawn(paper: Paper) -> Printed:
    with override(paper.language):
        return drawn(_sheet(paper), paper.language, paper.format)


def _sheet(paper: Paper) -> Sheet:
    if paper.name == MINUTES:
        return minutes_sheet(Meeting.objects.get(pk=paper.object_key))
    rows = Resolution.objects.select_related("approval__proposed_by", "meeting", "closed_by")
    content = resolution_content(
        rows.prefetch_related("conditions__responsible").get(pk=paper.object_key)
    )
    return resolution_sheet(content, paper.source_sha256)


def _running(sheet: Sheet) -> dict[str, str]:
    before, between, after = sheet.page_words
    return {
        "number": sheet.number,
        "heading": sheet.title,
        "version": "",
        "label": _("For internal use"),
        "before": before,
        "between": between,
        "after": after,
    }


def _booklet(sheet: Sheet, body: str, language: str) -> Booklet:
    head = render_to_string("governance/_committee_pdf_head.html", {"sheet": sheet})
    return Booklet(
        head=head,
        language=LANGUAGE_TAGS[language],
        front=body,
        parts=(),
        css=_style("paper"),
        folio=f"{_style('folio')}\n{_style('folio_first')}",
        running=_running(sheet),
    )


def _manuscript(sheet: Sheet, body: str, language: str) -> Manuscript:
    return Manuscript(
        title=f"{sheet.title} · {sheet.number}",
        subject=sheet.number,
        author=sheet.author,
        language=LANGUAGE_TAGS[language],
        created=sheet.created,
        fonts=FONTS,
        running=_running(sheet),
        words={"table": _("Table "), "figure": _("Figure ")},
        blocks=tuple(parts_of_html(body)),
    )


def _style(name: str) -> str:
    found = finders.find(f"css/{name}.css")
    if not found:
        raise FileNotFoundError(f"static/css/{name}.css")
    return Path(str(found)).read_text(encoding="utf-8")
