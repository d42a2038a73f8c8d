"""The documents of a plan as PDF and Word: ordered by a reader, printed by a worker from the decided content (domain §5.1, §5.2)."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.booklet import Booklet, print_booklet
from governance.lib.pdf import Printed
from governance.lib.word import write_word
from governance.lib.workflow import NotAllowed
from governance.models import Job, Paper, Person
from governance.services.paper import CannotPrint, PaperOrder, print_paper, request_paper
from governance.states import PaperFormat
from kpi.selectors.report_template import SHIPPED
from planning.models import AnnualPlan
from planning.permissions import may_read_document
from planning.selectors.plan_paper import (
    PRINTED,
    PlanPaper,
    is_as_compiled,
    paper_sha256,
    plan_body,
    plan_paper,
    trail_head_of,
)
from planning.selectors.plan_word import manuscript_of_plan
from planning.services.print_style import style_of

JOB = "print_plan_paper"


def order_plan_paper(
    plan: AnnualPlan, name: str, *, language: str, form: str, by: Person, at: datetime
) -> Paper:
    """Who may read a document may have it printed; what has amounts is for those who read amounts.

    Raises `NotAllowed`, `CannotPrint`.
    """
    if not may_read_document(by, name):
        raise NotAllowed(_("You are not allowed to do this."))
    if plan.state not in PRINTED:
        raise CannotPrint(_("A plan is printed once it is compiled."))
    return request_paper(plan, plan_order(plan, name, language, form), by=by, at=at)


def plan_order(plan: AnnualPlan, name: str, language: str, form: str) -> PaperOrder:
    """Which paper a document is as plan and year stand now."""
    return PaperOrder(name, paper_sha256(plan, name), JOB, language, form)


def print_plan_paper(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The job: one document in one language and form, printed once."""
    return print_paper(job, _drawn, clock=clock)


def _drawn(paper: Paper) -> Printed:
    plan = AnnualPlan.objects.select_related(
        "compiled_by", "submitted_by", "published_by", "resolution"
    ).get(pk=paper.object_key)
    if not is_as_compiled(plan) or paper_sha256(plan, paper.name) != paper.source_sha256:
        raise CannotPrint(_("The plan has changed meanwhile; please order the document again."))
    with override(paper.language):
        front = plan_paper(plan, paper.name, language=paper.language, on=paper.requested_at)
        body = _body(front, paper.format)
        if paper.format == PaperFormat.DOCX:
            return write_word(manuscript_of_plan(front, body, fonts=asdict(SHIPPED.fonts)))
        return print_booklet(_booklet(front, body))


def _body(front: PlanPaper, form: str) -> str:
    context = {
        "paper": front,
        "body": plan_body(front.plan),
        "form": form,
        "seal": trail_head_of(front.plan),
        "kinds": list(front.kinds),
    }
    chapters = render_to_string(front.template, context)
    return chapters + render_to_string("planning/_paper_seal.html", context)


def _booklet(front: PlanPaper, body: str) -> Booklet:
    before, between, after = front.page_words
    return Booklet(
        head=render_to_string("planning/_paper_head.html", {"paper": front}),
        language=front.language_tag,
        front=render_to_string("planning/_paper_front.html", {"paper": front}),
        parts=(body,),
        css=style_of("paper") + style_of("plan-paper"),
        folio=style_of("folio"),
        running={
            "number": front.number,
            "heading": f"{front.title} · {front.year}",
            "version": front.plan.label,
            "label": front.secrecy,
            "before": before,
            "between": between,
            "after": after,
        },
    )
