"""The framework policy comes in as text: document, version, clause texts, terms (R1–R4, G46–G47)."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.markdown import markdown_of_lines
from governance.lib.workflow import Refused, find_step
from governance.models import Clause, ClauseText, Document, DocumentVersion, Person
from governance.permissions import Permission, demand
from governance.selectors.clause import clause_rows, content_hash
from governance.services.audit import Change, record
from governance.services.clause import anchor_clauses
from governance.services.clause_import import inherit_lineage
from governance.services.transition import advance
from governance.states import DOCUMENT_STEPS, DocumentState


class CannotImportPolicy(Refused):
    """The policy cannot be imported as it is."""


@dataclass(frozen=True)
class Signer:
    """One signer of the cover with label and date as printed (G46, G49)."""

    label: str
    name: str
    date_label: str = ""
    date_text: str = ""


@dataclass(frozen=True)
class VersionRow:
    """One row of the change history, in the policy's own three groups (R2, G47)."""

    label: str
    prepared_by: str
    prepared_on: date | None
    reviewed_by: str
    reviewed_on: date | None
    approved_by: str
    approved_on: date | None
    change_note: str


@dataclass(frozen=True)
class ClauseSource:
    """A clause as it stands in the file; `line` is where its heading was found."""

    number: str
    title: str
    body: str
    line: int


@dataclass(frozen=True)
class Term:
    """A defined term (clause 3)."""

    name: str
    definition: str


@dataclass(frozen=True)
class PolicyText:
    """Everything the import takes from the file, and nothing else."""

    company: str
    title: str
    number: str
    signers: tuple[Signer, ...]
    versions: tuple[VersionRow, ...]
    clauses: tuple[ClauseSource, ...]
    terms: tuple[Term, ...]
    sha256: str


@dataclass(frozen=True)
class PolicyImport:
    """What an import did; `is_new` is False when the same file was imported before."""

    version: DocumentVersion
    is_new: bool
    clauses: int = 0
    terms: int = 0
    new_clauses: tuple[str, ...] = field(default=())


def import_policy(policy: PolicyText, *, by: Actor, at: datetime) -> PolicyImport:
    """The same file is imported once; a changed text needs a new version number.

    Creates the document version with its signers as text, the clause texts and the terms, puts
    the version into force and supersedes the one before. Published and effective dates stay
    unstated, because the policy does not state them (G47). Raises `CannotImportPolicy`.
    """
    if isinstance(by, Person):
        demand(by, Permission.DOCUMENT_IMPORT)
    with transaction.atomic():
        document = _document_of(policy, by=by, at=at)
        row = policy.versions[-1]
        known = DocumentVersion.objects.filter(document=document, label=row.label).first()
        if known is not None and known.source_sha256 == policy.sha256:
            return PolicyImport(known, is_new=False)
        if known is not None and known.source_sha256:
            raise CannotImportPolicy(
                _(
                    "Version %(label)s has already been imported with another text. A changed text needs a new version number."
                )
                % {"label": row.label}
            )
        _demand_nothing_pending(document, known)
        version = _write_versions(document, policy, by=by, at=at)
        new_clauses = _write_clauses(document, version, policy)
        version.content_sha256 = content_hash(version)
        save_tracked(version, by=by, at=at, reason="governance.import_policy")
        record(
            "governance.import_policy",
            by=by,
            at=at,
            obj=version,
            change=Change(
                after={
                    "number": policy.number,
                    "version": row.label,
                    "sha256": policy.sha256,
                    "clauses": len(policy.clauses),
                    "terms": len(policy.terms),
                }
            ),
        )
        _put_into_force(document, version, by=by, at=at)
    return PolicyImport(version, True, len(policy.clauses), len(policy.terms), new_clauses)


def _demand_nothing_pending(document: Document, known: DocumentVersion | None) -> None:
    pending = DocumentVersion.objects.filter(
        document=document, state__in=[DocumentState.DRAFT, DocumentState.SCHEDULED]
    ).first()
    if pending is None and (known is None or not known.content_sha256):
        return
    raise CannotImportPolicy(
        _(
            "Version %(label)s is written or published here; a file does not replace it. Finish, discard or recall it first."
        )
        % {"label": (pending or known).label}  # type: ignore[union-attr]  # -- one of the two is there
    )


def _document_of(policy: PolicyText, *, by: Actor, at: datetime) -> Document:
    document = Document.objects.filter(kind=Document.Kind.POLICY).first()
    if document is None:
        document = Document(code="policy", kind=Document.Kind.POLICY, number=policy.number)
    is_imported = document.pk and DocumentVersion.objects.filter(document=document).exists()
    if is_imported and document.number != policy.number:
        raise CannotImportPolicy(
            _("This system runs policy %(known)s; the file is %(number)s.")
            % {"known": document.number, "number": policy.number}
        )
    if (document.number, document.title, document.issuer) != (
        policy.number,
        policy.title,
        policy.company,
    ):
        document.number, document.title, document.issuer = (
            policy.number,
            policy.title,
            policy.company,
        )
        save_tracked(document, by=by, at=at, reason="governance.import_policy")
    return document


def _write_versions(
    document: Document, policy: PolicyText, *, by: Actor, at: datetime
) -> DocumentVersion:
    latest = None
    for row in policy.versions:
        latest = DocumentVersion.objects.filter(document=document, label=row.label).first() or (
            DocumentVersion(document=document, label=row.label)
        )
        for name, value in asdict(row).items():
            setattr(latest, name, value)
        if row is policy.versions[-1]:
            latest.source_sha256 = policy.sha256
            latest.terms = [asdict(term) for term in policy.terms]
            latest.preamble = {
                "company": policy.company,
                "title": policy.title,
                "number": policy.number,
                "signers": [asdict(signer) for signer in policy.signers],
            }
        save_tracked(latest, by=by, at=at, reason="governance.import_policy")
        if row is not policy.versions[-1]:
            latest = _put_into_force(document, latest, by=by, at=at)
    assert latest is not None  # noqa: S101 -- the parser refuses a file without a version row
    return latest


def _write_clauses(
    document: Document, version: DocumentVersion, policy: PolicyText
) -> tuple[str, ...]:
    known = set(Clause.objects.filter(document=document).values_list("number", flat=True))
    rows = [
        ClauseText(
            document_version=version,
            number=source.number,
            title=source.title,
            position=position,
            text=markdown_of_lines(source.body),
        )
        for position, source in enumerate(policy.clauses, start=1)
    ]
    earlier = DocumentVersion.objects.filter(
        document=document, state=DocumentState.IN_FORCE
    ).first()
    inherit_lineage(clause_rows(earlier) if earlier else [], rows)
    ClauseText.objects.bulk_create(rows)
    anchor_clauses(version)
    return tuple(source.number for source in policy.clauses if source.number not in known)


def _put_into_force(
    document: Document, version: DocumentVersion, *, by: Actor, at: datetime
) -> DocumentVersion:
    """The version of the file takes over; the one before ends the day before its approval (G47)."""
    if version.state != DocumentState.DRAFT:
        return version
    earlier = DocumentVersion.objects.filter(
        document=document, state=DocumentState.IN_FORCE
    ).first()
    if earlier is not None:
        step = find_step(DOCUMENT_STEPS, "supersede")
        advance(earlier, step, by=by, at=at, changes=_end_before(earlier, version))
    return advance(version, find_step(DOCUMENT_STEPS, "adopt"), by=by, at=at)


def _end_before(earlier: DocumentVersion, version: DocumentVersion) -> dict[str, date]:
    began, follows = (
        row.effective_on or row.approved_on or row.prepared_on for row in (earlier, version)
    )
    if follows is None or (began is not None and follows <= began):
        return {}
    return {"ended_on": follows - timedelta(days=1)}
