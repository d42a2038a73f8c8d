"""修订建议表 as PDF and Word: ordered by a person, printed by a worker from the register as it stood then (domain §2)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.pdf import Printed
from governance.models import Job, Paper, Person, PolicyIssue
from governance.permissions import Permission, demand
from governance.selectors.issue_paper import (
    JOB,
    NAME,
    content_sha256,
    issue_sheet,
    issues_content,
    policy_document,
)
from governance.services.paper import CannotPrint, PaperOrder, print_paper, request_paper
from governance.services.sheet import SheetTemplates, print_sheet

TEMPLATES = SheetTemplates(
    head="governance/_issue_pdf_head.html",
    front="governance/_issue_pdf_front.html",
    approval="governance/_issue_pdf_overview.html",
    contents="governance/_issue_pdf_contents.html",
    body="governance/_issue_pdf_body.html",
)


def request_issue_paper(*, language: str, form: str, by: Person, at: datetime) -> Paper:
    """The register has one paper per standing, language and form; what is printed is the standing that was ordered.

    Raises `NotAllowed`, and `CannotPrint` where there is no policy whose wording could be proposed.
    """
    demand(by, Permission.ISSUE_PRINT)
    policy = policy_document()
    if policy is None:
        raise CannotPrint(_("There is no policy in the register of documents yet."))
    rows = PolicyIssue.objects.visible_to(by).order_by("number")
    content = issues_content(rows, policy)
    order = PaperOrder(NAME, content_sha256(content), JOB, language, form, content)
    return request_paper(policy, order, by=by, at=at)


def print_issues(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The job: the table in one language and form, printed once from the content that travels with the order."""
    return print_paper(job, lambda paper: _drawn(paper, job.payload["content"]), clock=clock)


def _drawn(paper: Paper, content: dict[str, Any]) -> Printed:
    if content_sha256(content) != paper.source_sha256:
        raise CannotPrint(_("The order does not fit its content; please order the document again."))
    with override(paper.language):
        sheet = issue_sheet(content, paper)
        return print_sheet(sheet, TEMPLATES, author=sheet.title, form=paper.format)
