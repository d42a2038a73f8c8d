"""《过程评审报告》 as PDF and Word, printed by a worker from the signed content and nothing else (domain §5.1, §5.2)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import override

from governance.lib.pdf import Printed
from governance.models import Job, Paper
from governance.services.paper import print_paper
from governance.services.sheet import SheetTemplates, print_sheet
from reviews.models import Review
from reviews.selectors.review_sheet import review_sheet

TEMPLATES = SheetTemplates(
    head="reviews/_review_pdf_head.html",
    front="reviews/_review_pdf_front.html",
    approval="reviews/_review_pdf_approval.html",
    contents="reviews/_review_pdf_contents.html",
    body="reviews/_review_pdf_body.html",
)


def print_review(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The job: one document, printed once; its content is the one that was signed."""
    return print_paper(job, _drawn, clock=clock)


def drawn_review(content: dict[str, Any], sha256: str, language: str, form: str) -> Printed:
    """The document of a signed content in one language and form."""
    with override(language):
        sheet = review_sheet(content, sha256=sha256, language=language)
        return print_sheet(sheet, TEMPLATES, author=sheet.signed_by, form=form)


def _drawn(paper: Paper) -> Printed:
    review = Review.objects.get(pk=paper.object_key)
    return drawn_review(review.content, paper.source_sha256, paper.language, paper.format)
