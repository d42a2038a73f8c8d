"""The report of a self-assessment as PDF and Word, printed by a worker from the closed content and nothing else (R66; domain §5.1, §5.2)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import override

from governance.lib.pdf import Printed
from governance.models import Job, Paper
from governance.services.paper import print_paper
from governance.services.sheet import SheetTemplates, print_sheet
from kpi.models import SelfAssessment
from kpi.selectors.assessment_words import assessment_sheet

TEMPLATES = SheetTemplates(
    head="kpi/_assessment_pdf_head.html",
    front="kpi/_assessment_pdf_front.html",
    approval="kpi/_assessment_pdf_approval.html",
    contents="kpi/_assessment_pdf_contents.html",
    body="kpi/_assessment_pdf_body.html",
)


def print_assessment(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The job: one document, printed once; its content is the one that was closed."""
    return print_paper(job, _drawn, clock=clock)


def drawn_assessment(content: dict[str, Any], sha256: str, language: str, form: str) -> Printed:
    """The document of a closed content in one language and form."""
    with override(language):
        sheet = assessment_sheet(content, sha256=sha256, language=language)
        return print_sheet(sheet, TEMPLATES, author=sheet.closed_by, form=form)


def _drawn(paper: Paper) -> Printed:
    assessment = SelfAssessment.objects.get(pk=paper.object_key)
    return drawn_assessment(assessment.content, paper.source_sha256, paper.language, paper.format)
