"""Where a document is used: the processes it governs, what is owed because of it, the policy issues about it, the improvements it carries (R1; 6.3, 6.4.4⑤)."""

from dataclasses import dataclass

from governance.models import Document, Obligation, PolicyIssue
from governance.models.person import Person
from governance.selectors.policy_issue import policy_issues_about
from governance.states import STILL_OWED, ObligationKind
from improvements.models import Improvement
from processes.models import Norm, Process

MOST = 50


@dataclass(frozen=True)
class GovernedProcess:
    """A process the document governs, and the clause of the policy that says so."""

    process: Process
    clause: str


@dataclass(frozen=True)
class DocumentUses:
    """Everything that stands on a document, as far as the reader may see it."""

    processes: list[GovernedProcess]
    duties: list[Obligation]
    issues: list[PolicyIssue]
    improvements: list[Improvement]


def document_uses(document: Document, person: Person) -> DocumentUses:
    """The processes a document governs, the open duties about it, the policy issues that name it, the improvements that cite it."""
    norms = (
        Norm.objects.visible_to(person)
        .filter(document=document, process__in=Process.objects.visible_to(person))
        .select_related("process__owner")
        .order_by("process__position", "pk")
    )
    duties = Obligation.objects.visible_to(person).filter(
        kind__in=[ObligationKind.DOCUMENT_READING, ObligationKind.DOCUMENT_REVIEW],
        state__in=STILL_OWED,
        url=f"/documents/{document.code}/",
    )
    issues = policy_issues_about(person, f"document:{document.code}")
    named = {issue.pk for issue in issues}
    by_gap = [
        issue
        for issue in PolicyIssue.objects.visible_to(person).order_by("number")
        if issue.code in document.gaps and issue.pk not in named
    ]
    return DocumentUses(
        processes=[GovernedProcess(row.process, row.source_clause) for row in norms],
        duties=list(duties.select_related("responsible").order_by("due_at", "pk")[:MOST]),
        issues=sorted([*issues, *by_gap], key=lambda issue: issue.number),
        improvements=list(
            Improvement.objects.visible_to(person)
            .filter(norm_version__document=document)
            .select_related("norm_version", "owner")
            .order_by("-pk")[:MOST]
        ),
    )
