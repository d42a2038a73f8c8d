"""The page of one version: how it stands, who wrote it, who may be named as reviewer, what may be done (R1, R2)."""

from dataclasses import dataclass
from datetime import date

from governance.models import Approval, AuditEntry, DocumentVersion
from governance.models.person import Person
from governance.permissions import Permission, has_permission
from governance.selectors.approval import case_read_by
from governance.selectors.approval_right import holders_of
from governance.selectors.audit import timeline_of
from governance.selectors.document_case import authors_of, version_standing
from governance.states import DocumentStanding, DocumentState, Role


@dataclass(frozen=True)
class VersionActs:
    """What the reader may do with the version now."""

    describe: bool
    submit: bool
    withdraw: bool
    publish: bool
    discard: bool
    recall: bool


@dataclass(frozen=True)
class VersionPage:
    """Everything of the page that is not the text itself."""

    standing: DocumentStanding
    case: Approval | None
    leads_to_case: bool
    authors: list[Person]
    reviewers: list[Person]
    acts: VersionActs
    entries: list[AuditEntry]


def version_page(version: DocumentVersion, person: Person, *, on: date) -> VersionPage:
    """How a version stands for a reader, and what they may do."""
    is_draft = version.state == DocumentState.DRAFT
    case, leads_to_case = case_read_by(person, version)
    standing = version_standing(version, case)
    authors = authors_of(version) if is_draft else []
    may_submit = is_draft and has_permission(person, Permission.DOCUMENT_SUBMIT)
    return VersionPage(
        standing=standing,
        case=case,
        leads_to_case=leads_to_case,
        authors=authors,
        reviewers=_reviewers(authors, person, on) if may_submit else [],
        acts=_acts(version, standing, case, authors, person),
        entries=timeline_of(version),
    )


def _acts(
    version: DocumentVersion,
    standing: DocumentStanding,
    case: Approval | None,
    authors: list[Person],
    person: Person,
) -> VersionActs:
    is_draft = version.state == DocumentState.DRAFT
    is_running = standing in {DocumentStanding.IN_APPROVAL, DocumentStanding.RETURNED}
    may_write = has_permission(person, Permission.DOCUMENT_WRITE)
    may_publish = has_permission(person, Permission.DOCUMENT_PUBLISH)
    is_mine = case is not None and case.proposed_by_id == person.pk
    is_approved = standing == DocumentStanding.APPROVED
    return VersionActs(
        describe=is_draft and may_write,
        submit=is_draft
        and standing != DocumentStanding.IN_APPROVAL
        and not is_approved
        and has_permission(person, Permission.DOCUMENT_SUBMIT),
        withdraw=is_running and is_mine,
        publish=is_approved and may_publish,
        discard=is_draft and not is_running and (person in authors or may_publish) and may_write,
        recall=version.state == DocumentState.SCHEDULED and may_publish,
    )


def _reviewers(authors: list[Person], person: Person, on: date) -> list[Person]:
    """Whoever leads a department, the PMO or a process, but no author and not whoever submits."""
    found: dict[int, Person] = {}
    for role in (
        Role.PROCESS_MANAGER,
        Role.PMO,
        Role.DEPARTMENT_HEAD,
        Role.COMMITTEE,
        Role.PROCESS_SPECIALIST,
    ):
        found |= {each.pk: each for each in holders_of(role, on)}
    hidden = {author.pk for author in authors} | {person.pk}
    return [each for key, each in found.items() if key not in hidden]
