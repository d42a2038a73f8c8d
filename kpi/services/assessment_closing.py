"""A self-assessment is closed by a process manager who judged nothing of it; that freezes it and counts it (R66, G39)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.workflow import NotAllowed, WrongState, demand_seen, find_step
from governance.models import Obligation, Paper, Person
from governance.permissions import Permission, demand, has_permission
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from governance.services.obligation import fulfil
from governance.services.paper import PaperOrder, request_paper
from governance.services.transition import advance
from governance.states import ObligationKind, PaperFormat
from kpi.models import SelfAssessment
from kpi.permissions import has_assessed, may_close_assessment
from kpi.selectors.assessment_content import assessment_content, sha256_of_assessment
from kpi.selectors.assessment_page import PAPER
from kpi.selectors.duty import COMPANY
from kpi.selectors.self_assessment import assessors_of, missing_for_closing
from kpi.services.assessed_item import note_assessment_author
from kpi.services.self_assessment import CannotMoveAssessment, demand_none
from kpi.states import ASSESSMENT_STEPS, AssessmentScope, AssessmentState

JOB = "print_assessment"
WRITABLE = frozenset({AssessmentState.RUNNING, AssessmentState.EVALUATED})


def write_conclusion(
    assessment: SelfAssessment,
    conclusion: str,
    suggestions: str,
    *,
    seen: int,
    by: Person,
    at: datetime,
) -> SelfAssessment:
    """The PMO and the assessors write what it comes to; who writes becomes an author and does not close it."""
    with transaction.atomic():
        hold_the_chain()
        row: SelfAssessment = SelfAssessment.objects.get(pk=assessment.pk)
        is_named = by.pk in {each.pk for each in assessors_of(row)}
        if not (is_named or has_permission(by, Permission.ASSESSMENT_RUN)):
            raise NotAllowed(_("You are not allowed to do this."))
        if row.state not in WRITABLE:
            raise WrongState(
                _("The assessment is “%(state)s”; its conclusion is not written now.")
                % {"state": row.get_state_display()}
            )
        demand_seen(row, seen)
        before = {"conclusion": row.conclusion, "suggestions": row.suggestions}
        row.conclusion, row.suggestions = conclusion.strip(), suggestions.strip()
        note_assessment_author(row, by=by, at=at, fields=["conclusion", "suggestions"])
        after = {"conclusion": row.conclusion, "suggestions": row.suggestions}
        record("kpi.write_conclusion", by=by, at=at, obj=row, change=Change(before, after))
    return row


def close_assessment(assessment: SelfAssessment, *, by: Person, at: datetime) -> SelfAssessment:
    """Closed when the conclusion is written and each finding is decided; nothing in it changes afterwards.

    Who judged or wrote any part does not close it. One of the company fulfils what is owed in the
    calendar year in which it is closed. Raises `CannotMoveAssessment`, `NotAllowed`, `WrongState`.
    """
    demand(by, Permission.ASSESSMENT_CLOSE)
    with transaction.atomic():
        hold_the_chain()
        row: SelfAssessment = SelfAssessment.objects.select_related("checklist").get(
            pk=assessment.pk
        )
        team = [each.pk for each in assessors_of(row)]
        if has_assessed(by, row, team) or not may_close_assessment(by, row, team):
            raise NotAllowed(
                _(
                    "Who judged or wrote any part of it does not close it; another process manager does."
                )
            )
        step = find_step(ASSESSMENT_STEPS, "close_assessment")
        if row.state in step.sources:
            demand_none(missing_for_closing(row))
        content = assessment_content(row, closer=by, at=at)
        told = {
            "content": content,
            "content_sha256": sha256_of_assessment(content),
            "closed_by": by,
            "closed_at": at,
        }
        advance(row, step, by=by, at=at, changes=told)
        if row.scope == AssessmentScope.COMPANY:
            _fulfil(row, by=by, at=at)
        order_report(row, language="zh-hans", form=PaperFormat.PDF, by=by, at=at)
    return row


def order_report(
    assessment: SelfAssessment, *, language: str, form: str, by: Person, at: datetime
) -> Paper:
    """A closed assessment has one report per language and form, printed from the frozen content."""
    if assessment.state != AssessmentState.CLOSED:
        raise CannotMoveAssessment(_("The report is printed once the assessment is closed."))
    order = PaperOrder(PAPER, assessment.content_sha256, JOB, language, form)
    return request_paper(assessment, order, by=by, at=at)


def _fulfil(row: SelfAssessment, *, by: Person, at: datetime) -> None:
    duty = Obligation.objects.filter(
        kind=ObligationKind.SELF_ASSESSMENT, subject=COMPANY, period=str(local_day(at).year)
    ).first()
    if duty is not None:
        fulfil(duty, by=by, at=at, evidence=row.number)
