"""What conforms only in part becomes a finding; each ends as an improvement or is accepted with a reason (R66; 6.4.4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import delete_tracked, save_tracked
from governance.lib.workflow import (
    NotAllowed,
    Refused,
    WrongState,
    demand_reason,
    demand_seen,
    find_step,
)
from governance.models import Department, Person
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from kpi.models import AssessedItem, AssessmentFinding, SelfAssessment
from kpi.permissions import may_accept_finding
from kpi.selectors.assessment_figures import assessment_figures
from kpi.selectors.self_assessment import (
    missing_for_evaluation,
    processes_answered,
    usual_departments,
)
from kpi.services.self_assessment import demand_none
from kpi.states import (
    ASSESSMENT_STEPS,
    FINDING_STEPS,
    AssessmentState,
    FindingState,
    ItemVerdict,
)

FOUND = (ItemVerdict.PARTIAL, ItemVerdict.NONCONFORM)


class CannotDecideFinding(Refused):
    """The finding cannot be decided this way."""


def evaluate_assessment(assessment: SelfAssessment, *, by: Person, at: datetime) -> SelfAssessment:
    """When every item has its verdict the findings come into being and the figures are frozen.

    A finding begins with the remark of its item, and with the department that answers for the process
    where there is exactly one. Raises `CannotMoveAssessment`.
    """
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row: SelfAssessment = SelfAssessment.objects.get(pk=assessment.pk)
        step = find_step(ASSESSMENT_STEPS, "evaluate_assessment")
        if row.state in step.sources:
            demand_none(missing_for_evaluation(row))
        told = {"evaluated_at": at, "figures": assessment_figures(row, at=at)}
        advance(row, step, by=by, at=at, changes=told)
        _find(row, by=by, at=at)
    return row


def resume_assessment(
    assessment: SelfAssessment, *, note: str, by: Person, at: datetime
) -> SelfAssessment:
    """Items can be judged anew, with a reason, while no finding is decided; findings and figures are made again."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row: SelfAssessment = SelfAssessment.objects.get(pk=assessment.pk)
        findings = list(row.findings.all())
        if any(each.state != FindingState.OPEN for each in findings):
            raise CannotDecideFinding(
                _("A finding is decided already; the verdicts behind it stand.")
            )
        step = find_step(ASSESSMENT_STEPS, "resume_assessment")
        advance(row, step, by=by, at=at, note=note, changes={"evaluated_at": None, "figures": []})
        for each in findings:
            delete_tracked(each, by=by, at=at, reason="kpi.resume_assessment")
    return row


def word_finding(
    finding: AssessmentFinding,
    text: str,
    *,
    department: Department | None,
    seen: int,
    by: Person,
    at: datetime,
) -> AssessmentFinding:
    """The PMO puts a finding into words and names the department, until the assessment is closed."""
    demand(by, Permission.ASSESSMENT_RUN)
    demand_reason(text)
    with transaction.atomic():
        hold_the_chain()
        row = _evaluated(finding)
        demand_seen(row, seen)
        before = _told(row)
        row.text, row.department = text.strip(), department
        row.version += 1
        save_tracked(row, by=by, at=at, reason="kpi.word_finding")
        record("kpi.word_finding", by=by, at=at, obj=row, change=Change(before, _told(row)))
    return row


def take_up_finding(
    finding: AssessmentFinding, evidence: str, department: Department, *, by: Actor, at: datetime
) -> AssessmentFinding:
    """A finding has become an improvement, whose department answers for it.

    Called by the improvement that cites it, in the same transaction; one whose improvement was voided is
    taken up by the next. Raises `WrongState`.
    """
    with transaction.atomic():
        hold_the_chain()
        row: AssessmentFinding = AssessmentFinding.objects.select_related("assessment").get(
            pk=finding.pk
        )
        if row.state == FindingState.TAKEN_UP:
            return row
        _demand_evaluated(row)
        told = {
            "department": department,
            "decision_note": evidence,
            "decided_by": by if isinstance(by, Person) else None,
            "decided_at": at,
        }
        step = find_step(FINDING_STEPS, "take_up_finding")
        return advance(row, step, by=by, at=at, note=evidence, changes=told)


def accept_finding(
    finding: AssessmentFinding, *, note: str, by: Person, at: datetime
) -> AssessmentFinding:
    """The PMO accepts a finding as it is, with a reason, but nobody one about a process they answer for."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = _evaluated(finding)
        own = processes_answered([by.pk], row.assessment, at)[by.pk]
        if not may_accept_finding(by, row, own):
            raise NotAllowed(
                _("You answer for this process yourself; somebody else decides on the finding.")
            )
        if row.department_id is None:
            raise CannotDecideFinding(_("Please name the responsible department first."))
        told = {"decision_note": note.strip(), "decided_by": by, "decided_at": at}
        step = find_step(FINDING_STEPS, "accept_finding")
        return advance(row, step, by=by, at=at, note=note, changes=told)


def reconsider_finding(
    finding: AssessmentFinding, *, note: str, by: Person, at: datetime
) -> AssessmentFinding:
    """Until the assessment is closed an accepted finding can be decided anew, with a reason."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = _evaluated(finding)
        told = {"decision_note": "", "decided_by": None, "decided_at": None}
        step = find_step(FINDING_STEPS, "reconsider_finding")
        return advance(row, step, by=by, at=at, note=note, changes=told)


def _find(row: SelfAssessment, *, by: Person, at: datetime) -> None:
    items = list(
        AssessedItem.objects.filter(assessment=row, verdict__in=FOUND)
        .select_related("item__process")
        .order_by("item__position")
    )
    usual = usual_departments({each.item.process_id for each in items if each.item.process_id}, row)
    for place, each in enumerate(items, 1):
        found = AssessmentFinding(
            assessment=row,
            item=each,
            position=place,
            text=each.remark,
            process=each.item.process,
            department=usual.get(each.item.process_id),
        )
        save_tracked(found, by=by, at=at, reason="kpi.evaluate_assessment")


def _evaluated(finding: AssessmentFinding) -> AssessmentFinding:
    row: AssessmentFinding = AssessmentFinding.objects.select_related(
        "assessment", "department"
    ).get(pk=finding.pk)
    if row.assessment.state != AssessmentState.EVALUATED:
        _demand_evaluated(row)
        raise WrongState(_("The assessment is closed; its findings stand as they are."))
    return row


def _demand_evaluated(row: AssessmentFinding) -> None:
    if row.assessment.state not in {AssessmentState.EVALUATED, AssessmentState.CLOSED}:
        raise WrongState(
            _("The assessment is “%(state)s”; findings are decided once it is evaluated.")
            % {"state": row.assessment.get_state_display()}
        )


def _told(row: AssessmentFinding) -> dict[str, str]:
    return {"text": row.text, "department": row.department.name if row.department else ""}
