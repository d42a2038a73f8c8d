"""A major improvement goes to the committee with its whole plan, and again whenever the plan changes (R26, 5.1①)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.bilingual import in_turn
from governance.lib.workflow import NotAllowed, Refused, WrongState
from governance.models import Approval, Person
from governance.selectors.approval import case_of
from governance.services.approval import Fact, Subject, open_case, renew_case, resubmit_case
from governance.services.audit import hold_the_chain
from governance.states import ApprovalKind, ApprovalState
from improvements.models import ActionMeasure, Improvement
from improvements.permissions import may_plan
from improvements.selectors.gate import content_hash, missing_for_start
from improvements.states import MeasureState, Stage


class CannotSubmitImprovement(Refused):
    """The plan is not whole, or the improvement needs no committee."""


def submit_improvement(improvement: Improvement, *, by: Person, at: datetime) -> Approval:
    """A whole plan of a major improvement is put before the committee; a returned one is put before it again.

    Raises `CannotSubmitImprovement`, `WrongState`, `NotAllowed`, and what the engine refuses.
    """
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=improvement.pk)
        if not may_plan(by, row):
            raise NotAllowed(_("You are not allowed to do this."))
        if row.state != Stage.PLAN:
            raise WrongState(_("A plan is submitted while the improvement is planned."))
        if not row.is_major:
            raise CannotSubmitImprovement(_("Only a major improvement goes to the committee."))
        missing = missing_for_start(row)
        if missing:
            raise CannotSubmitImprovement(
                _("Still missing: %(what)s.") % {"what": in_turn(missing)}
            )
        case = case_of(row)
        subject = subject_of(row)
        if case is not None and case.state == ApprovalState.RETURNED:
            return resubmit_case(case, subject, by=by, at=at)
        return open_case(subject, by=by, at=at)


def tell_committee(improvement: Improvement, *, by: Person, at: datetime) -> None:
    """A plan that changes while it is decided makes the votes on the old text void."""
    if improvement.is_major and improvement.state == Stage.PLAN:
        renew_case(subject_of(improvement), by=by, at=at)


def subject_of(improvement: Improvement) -> Subject:
    """What the committee sees first: the goal, then the facts of the plan."""
    measures = list(
        ActionMeasure.objects.filter(improvement=improvement, round=improvement.round)
        .exclude(state=MeasureState.DROPPED)
        .select_related("responsible")
        .order_by("position")
    )
    facts = [
        Fact("过程", improvement.process.name, "Process", improvement.process.name_en),
        Fact(
            "责任部门",
            improvement.department.name,
            "Responsible department",
            improvement.department.name_en,
        ),
        Fact("负责人", improvement.owner.name, "Owner", improvement.owner.name),
        Fact("完成时限", str(improvement.due_on or "–"), "Due", str(improvement.due_on or "–")),
        Fact("重大理由", improvement.major_reason, "Why major", improvement.major_reason),
    ]
    facts += [
        Fact(
            f"措施 {place}",
            f"{row.text}（{row.responsible.name}，{row.due_on}）",
            f"Measure {place}",
            f"{row.text} ({row.responsible.name}, {row.due_on})",
        )
        for place, row in enumerate(measures, start=1)
    ]
    page = reverse("improvements:improvement", args=[improvement.pk])
    authors = tuple(Person.objects.filter(pk__in=improvement.planned_by).order_by("pk"))
    return Subject(
        kind=ApprovalKind.MAJOR_IMPROVEMENT,
        row=improvement,
        title=f"重大改进方案 {improvement.number} {improvement.title}",
        title_en=f"Major improvement {improvement.number} {improvement.title}",
        url=page,
        preview_url=page,
        content_sha256=content_hash(improvement),
        authors=authors,
        conclusion=improvement.goal,
        conclusion_en=improvement.goal,
        facts=tuple(facts),
    )
