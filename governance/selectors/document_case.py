"""What of a version is decided on, by whom not, how it stands, and who signed it (R1, G21, G47; reliability §3.3)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from governance.models import (
    Approval,
    Document,
    DocumentAuthor,
    DocumentVersion,
    Person,
    Resolution,
    Vote,
)
from governance.selectors.calendar import local_day
from governance.states import (
    ApprovalKind,
    ApprovalState,
    Ballot,
    DocumentStanding,
    DocumentState,
    Seat,
    Voters,
)

KIND_OF_CASE = {
    Document.Kind.POLICY: ApprovalKind.POLICY,
    Document.Kind.NORM: ApprovalKind.NORM,
    Document.Kind.STANDARD: ApprovalKind.REFERENCE,
    Document.Kind.REFERENCE: ApprovalKind.REFERENCE,
}
_UNPUBLISHED = (DocumentState.DRAFT, DocumentState.DISCARDED)
_OF_A_CASE = {
    ApprovalState.OPEN: DocumentStanding.IN_APPROVAL,
    ApprovalState.RETURNED: DocumentStanding.RETURNED,
    ApprovalState.REJECTED: DocumentStanding.REJECTED,
}


def decided_sha256(version: DocumentVersion) -> str:
    """A decision is on the whole that is published: number, title, version, change note and content.

    The hash of these in canonical JSON; another text, number or change note is another content.
    """
    document = version.document
    whole = {
        "number": document.number,
        "title": document.title,
        "title_en": document.title_en,
        "version": version.label,
        "change_note": version.change_note,
        "is_material": version.is_material,
        "content": version.content_sha256,
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def authors_of(version: DocumentVersion) -> list[Person]:
    """Everybody who edited any part since the last published version, also of drafts given up since."""
    published = (
        DocumentVersion.objects.filter(document=version.document, pk__lt=version.pk)
        .exclude(state__in=_UNPUBLISHED)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    since = DocumentAuthor.objects.filter(
        version__document=version.document,
        version__pk__lte=version.pk,
        version__pk__gt=published or 0,
    )
    people = {row.person_id: row.person for row in since.select_related("person").order_by("pk")}
    return list(people.values())


def version_standing(version: DocumentVersion, case: Approval | None) -> DocumentStanding:
    """A draft stands as its latest case does; an approval counts only for the text it was given to."""
    if version.state != DocumentState.DRAFT or case is None:
        return DocumentStanding(version.state)
    if case.state == ApprovalState.APPROVED:
        is_this = case.content_sha256 == decided_sha256(version)
        return DocumentStanding.APPROVED if is_this else DocumentStanding.DRAFT
    return _OF_A_CASE.get(ApprovalState(case.state), DocumentStanding.DRAFT)


@dataclass(frozen=True)
class Signature:
    """Who signed, on which day, and how the name is printed: a deputy signs as “B 代 A”."""

    person: Person
    on: date
    name: str


@dataclass(frozen=True)
class Signatures:
    """编制, 审核 and 批准 as the trail of the case has them, and the committee's resolution."""

    prepared: Signature
    reviewed: Signature | None
    approved: Signature | None
    resolution: Resolution | None


def signatures_of(version: DocumentVersion, case: Approval) -> Signatures:
    """The author signs at submission, the last step approves, the step before it reviews (R1, G21).

    Where the committee decides, its chair signs if the chair agreed, else the last who did; the number of
    the resolution stands beside the name. A route of one step has no reviewer, and none is made up.
    """
    authors = authors_of(version)
    first = case.proposed_by if case.proposed_by in authors or not authors else authors[0]
    votes = (
        Vote.objects.filter(
            task__step__approval=case,
            ballot=Ballot.APPROVE,
            voided_at=None,
        )
        .select_related("cast_by", "task__person", "task__step")
        .order_by("task__step__position", "task__step__round", "at", "pk")
    )
    by_step: dict[int, list[Vote]] = {}
    for vote in votes:
        step = vote.task.step
        earlier = by_step.get(step.position, [])
        # A round that went on where it was returned keeps what was agreed before.
        is_later = bool(earlier) and earlier[0].task.step.round < step.round
        by_step[step.position] = [vote] if is_later else [*earlier, vote]
    signed = [_signed(rows) for _position, rows in sorted(by_step.items())]
    return Signatures(
        prepared=Signature(first, local_day(case.proposed_at), first.name),
        reviewed=signed[-2] if len(signed) > 1 else None,
        approved=signed[-1] if signed else None,
        resolution=Resolution.objects.filter(approval=case).order_by("-pk").first(),
    )


def _signed(votes: list[Vote]) -> Signature:
    chairs = [
        vote for vote in votes if vote.task.step.voters == Voters.COMMITTEE and _is_chair(vote)
    ]
    vote = (chairs or votes)[-1]
    asked, signer = vote.task.person, vote.cast_by
    name = signer.name if signer == asked else f"{signer.name} 代 {asked.name}"
    return Signature(signer, local_day(vote.at), name)


def _is_chair(vote: Vote) -> bool:
    seats = vote.task.person.seats.in_force(local_day(vote.at))
    return bool(seats.filter(seat=Seat.CHAIR).exists())
