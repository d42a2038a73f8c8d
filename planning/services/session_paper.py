"""The sign-in sheet as a PDF: ordered by who runs the training, printed by a worker (6.4.1; domain §5.1)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.pdf import Paper as PrintPaper
from governance.lib.pdf import Printed
from governance.lib.pdf import print_paper as print_pdf
from governance.lib.workflow import NotAllowed
from governance.models import Job, Paper, Person
from governance.selectors.setting import setting_value
from governance.services.paper import CannotPrint, PaperOrder, print_paper, request_paper
from planning.models import TrainingSession
from planning.permissions import may_hold_session
from planning.selectors.sign_in_sheet import sheet_sha256, sign_in_sheet
from planning.services.print_style import style_of

JOB = "print_sign_in_sheet"
NAME = "sign_in_sheet"
TAGS = {"zh-hans": "zh-CN", "en": "en"}


def order_sign_in_sheet(
    session: TrainingSession, language: str, *, by: Person, at: datetime
) -> Paper:
    """Who runs a training has its sheet printed as it stands now; names are for nobody else."""
    if not may_hold_session(by, session):
        raise NotAllowed(_("You are not allowed to do this."))
    return request_paper(session, sheet_order(session, language), by=by, at=at)


def sheet_order(session: TrainingSession, language: str) -> PaperOrder:
    """Which paper the sheet is as the training stands now."""
    return PaperOrder(NAME, sheet_sha256(session), JOB, language)


def print_sign_in_sheet(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The job: one sheet, printed once."""
    return print_paper(job, _drawn, clock=clock)


def _drawn(paper: Paper) -> Printed:
    session = TrainingSession.objects.select_related("trainer", "department").get(
        pk=paper.object_key
    )
    with override(paper.language):
        if sheet_sha256(session) != paper.source_sha256:
            raise CannotPrint(
                _("The training has changed meanwhile; please order the sheet again.")
            )
        context = {
            "sheet": sign_in_sheet(session),
            "session": session,
            "company": setting_value("company_name"),
            "created": paper.requested_at.isoformat(),
            "language": TAGS[paper.language],
        }
        html = render_to_string("planning/sign_in_sheet.pdf.html", context)
    return print_pdf(PrintPaper(html, style_of("paper") + style_of("sheet")))
