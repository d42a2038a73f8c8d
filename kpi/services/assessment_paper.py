"""The report of a self-assessment as PDF and Word, printed by a worker from the closed content and nothing else (R66; domain §5.1, §5.2)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.booklet import Booklet, print_booklet
from governance.lib.pdf import Printed
from governance.lib.word import Contents, Cover, Manuscript, write_word
from governance.lib.word_html import parts_of_html
from governance.models import Job, Paper
from governance.services.paper import print_paper
from governance.states import PaperFormat
from kpi.models import SelfAssessment
from kpi.selectors.assessment_words import AssessmentSheet, assessment_sheet

FONTS = {"body": "宋体", "heading": "黑体", "note": "仿宋", "latin": "Times New Roman"}


def print_assessment(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The job: one document, printed once; its content is the one that was closed."""
    return print_paper(job, _drawn, clock=clock)


def drawn_assessment(content: dict[str, Any], sha256: str, language: str, form: str) -> Printed:
    """The document of a closed content in one language and form."""
    with override(language):
        sheet = assessment_sheet(content, sha256=sha256, language=language)
        context = {"sheet": sheet, "form": form}
        body = render_to_string("kpi/_assessment_pdf_body.html", context)
        if form == PaperFormat.DOCX:
            front = render_to_string("kpi/_assessment_pdf_approval.html", context)
            return write_word(_manuscript(sheet, front, body))
        return print_booklet(_booklet(sheet, body, context))


def _drawn(paper: Paper) -> Printed:
    assessment = SelfAssessment.objects.get(pk=paper.object_key)
    return drawn_assessment(assessment.content, paper.source_sha256, paper.language, paper.format)


def _running(sheet: AssessmentSheet) -> dict[str, str]:
    before, between, after = sheet.page_words
    return {
        "number": sheet.number,
        "heading": sheet.heading,
        "version": "",
        "label": _("For internal use"),
        "before": before,
        "between": between,
        "after": after,
    }


def _booklet(sheet: AssessmentSheet, body: str, context: dict[str, Any]) -> Booklet:
    front = render_to_string("kpi/_assessment_pdf_front.html", context)
    approval = render_to_string("kpi/_assessment_pdf_approval.html", context)
    return Booklet(
        head=render_to_string("kpi/_assessment_pdf_head.html", context),
        language=sheet.language_tag,
        front=front + approval + render_to_string("kpi/_assessment_pdf_contents.html", context),
        parts=(body,),
        css=_style("paper"),
        folio=_style("folio"),
        running=_running(sheet),
    )


def _manuscript(sheet: AssessmentSheet, front: str, body: str) -> Manuscript:
    cover = Cover(
        sheet.company,
        sheet.number,
        sheet.title,
        sheet.subtitle,
        sheet.cover_facts,
        [sheet.issued, _("For internal use")],
    )
    blocks = (cover, *parts_of_html(front), Contents(_("Contents")), *parts_of_html(body))
    return Manuscript(
        title=f"{sheet.title} · {sheet.subtitle} · {sheet.number}",
        subject=sheet.number,
        author=sheet.company or sheet.closed_by,
        language=sheet.language_tag,
        created=sheet.created,
        fonts=FONTS,
        running=_running(sheet),
        words={"table": _("Table "), "figure": _("Figure ")},
        blocks=blocks,
    )


def _style(name: str) -> str:
    found = finders.find(f"css/{name}.css")
    if not found:
        raise FileNotFoundError(f"static/css/{name}.css")
    return Path(str(found)).read_text(encoding="utf-8")
