"""Who may do what with a week's data: the permission, and the relation to the record (reliability §3.2, §3.3)."""

from collections.abc import Collection

from governance.models import Person
from governance.permissions import Permission, has_permission
from kpi.models import AssessedItem, AssessmentFinding, Deviation, SelfAssessment, Submission
from processes.models import Assignment

# Every question about an assignment is asked of the one that answers for the place today
# (`processes.selectors.assignment.answering_for`), so that a hand-over moves all of them at once.


def is_own(person: Person, assignment: Assignment) -> bool:
    """An assignment is a person's own as its specialist or as its deputy."""
    return person.pk in {assignment.person_id, assignment.deputy_id}


def may_enter_own(person: Person, assignment: Assignment) -> bool:
    """A specialist, or the deputy, enters the data of the own assignment (R55, G18)."""
    return is_own(person, assignment) and has_permission(person, Permission.SUBMISSION_ENTER)


def may_enter(person: Person, assignment: Assignment) -> bool:
    """Besides the specialist the PMO may enter on behalf (代填), which then needs a reason."""
    return may_enter_own(person, assignment) or has_permission(person, Permission.SUBMISSION_ACCEPT)


def is_on_behalf(person: Person, assignment: Assignment) -> bool:
    """Whoever enters for somebody else says why."""
    return not may_enter_own(person, assignment)


def may_withdraw(person: Person, submission: Submission, answering: Assignment) -> bool:
    """Who submitted, or who answers for the place, takes it back before anybody has decided.

    `answering` is the assignment that answers today: after a hand-over the leaver takes nothing back.
    """
    is_mine = person.pk == submission.submitted_by_id and may_enter(person, answering)
    return is_mine or may_enter_own(person, answering)


def has_a_hand_in(person: Person, submission: Submission) -> bool:
    """Who entered any of it, or handed it in, decides nothing about it (G16)."""
    return person.pk in submission.entered_by or person.pk == submission.submitted_by_id


def may_accept(person: Person, submission: Submission) -> bool:
    """The PMO decides on what others entered: never on a record the same person entered or submitted (G16)."""
    return has_permission(person, Permission.SUBMISSION_ACCEPT) and not has_a_hand_in(
        person, submission
    )


def is_of_same_department(person: Person, submission: Submission) -> bool:
    """An acceptance inside one department is allowed and marked, since the policy names no second one (G16)."""
    return (
        person.department_id is not None
        and person.department_id == submission.assignment.department_id
    )


def may_analyse_deviation(person: Person, deviation: Deviation) -> bool:
    """The PMO analyses any deviation, whoever was asked for it that one (6.4.2③)."""
    if has_permission(person, Permission.REPORT_DRAFT):
        return True
    return deviation.asked_id == person.pk and has_permission(person, Permission.DEVIATION_ANALYSE)


def may_judge(
    person: Person, item: AssessedItem, team: Collection[int], own: Collection[int]
) -> bool:
    """Whoever is named judges, but never a process they own or report themselves (domain §3.4).

    `own` are the processes the person answers for, `team` the people named.
    """
    return (
        has_permission(person, Permission.ASSESSMENT_JUDGE)
        and person.pk in team
        and item.item.process_id not in own
    )


def has_assessed(person: Person, assessment: SelfAssessment, team: Collection[int]) -> bool:
    """Who is named to judge, or wrote a verdict or the conclusion, does not close it."""
    return person.pk in team or person.pk in assessment.authors


def may_close_assessment(person: Person, assessment: SelfAssessment, team: Collection[int]) -> bool:
    """A process manager who judged nothing and wrote nothing of it closes it (reliability §3.3 no. 3)."""
    return has_permission(person, Permission.ASSESSMENT_CLOSE) and not has_assessed(
        person, assessment, team
    )


def may_accept_finding(person: Person, finding: AssessmentFinding, own: Collection[int]) -> bool:
    """The PMO accepts a finding as it is, but nobody one about a process they answer for."""
    return has_permission(person, Permission.ASSESSMENT_RUN) and finding.process_id not in own
