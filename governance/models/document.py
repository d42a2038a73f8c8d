"""Controlled documents, their versions, and who has read which (R1–R4, R24; G21, G46–G52)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager, VisibleQuerySet
from governance.models.approval import Approval
from governance.models.department import Department
from governance.models.person import Person, roles_held
from governance.models.resolution import Resolution
from governance.states import (
    Classification,
    ContentKind,
    Distribution,
    DocumentState,
    Role,
)

# Who reads everything, drafts included (reliability §3.2).
_INSIDERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})
# Who comments on a draft of the own department's documents.
_COMMENTERS = frozenset({Role.PROCESS_SPECIALIST, Role.DEPARTMENT_HEAD})
_UNPUBLISHED = (DocumentState.DRAFT, DocumentState.DISCARDED)


class DocumentQuerySet(VisibleQuerySet):
    """Documents by who may know of them."""

    def visible_to(self, person: Person) -> Self:
        """Public and internal ones are for everybody; a restricted one is for its distribution and its owner.

        PMO, process manager, committee and auditor see all (reliability §3.2).
        """
        if not person.is_active:
            return self.none()
        if roles_held(person) & _INSIDERS:
            return self
        return self.filter(
            ~Q(classification=Classification.RESTRICTED)
            | Q(distribution=Distribution.EVERYONE)
            | Q(owner__isnull=False, owner_id=person.department_id)
            | Q(pk__in=DocumentReader.objects.of(person).values("document"))
            | Q(pk__in=DocumentAuthor.objects.filter(person=person).values("version__document"))
            | Q(pk__in=DocumentVersion.objects.asked_of(person).values("document"))
        )


class Document(TrackedModel):
    """A policy, norm or reference; its number may be unknown (G51).

    `owner` is the department that answers for it; `review_months` is how often it is looked at again
    and `next_review_on` the day of the next look; `retired_on` is the last day on which it holds.
    """

    class Kind(models.TextChoices):
        POLICY = "policy", _("policy")
        NORM = "norm", _("norm")
        STANDARD = "standard", _("standard")
        REFERENCE = "reference", _("reference document")

    code = models.SlugField(max_length=60, unique=True)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    edition = models.CharField(max_length=40, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    named_in = models.JSONField(default=list, blank=True)
    gaps = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    classification = models.CharField(
        max_length=20, choices=Classification.choices, default=Classification.INTERNAL
    )
    owner = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    distribution = models.CharField(
        max_length=20, choices=Distribution.choices, default=Distribution.NOBODY
    )
    review_months = models.PositiveSmallIntegerField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    retire_reason = models.CharField(max_length=300, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                name="document_number_once", fields=["number"], condition=~Q(number="")
            )
        ]

    def __str__(self) -> str:
        return self.title


class DocumentReaderQuerySet(VisibleQuerySet):
    """Lines of distribution lists."""

    def of(self, person: Person) -> Self:
        """The lists a person is on through the own department."""
        return self.filter(
            department=person.department_id, document__distribution=Distribution.DEPARTMENTS
        )


class DocumentReader(models.Model):
    """A department on the distribution list of a document."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="readers")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")

    objects = DocumentReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a distribution list")
        verbose_name_plural = _("lines of distribution lists")
        constraints = [
            models.UniqueConstraint(name="document_reader_once", fields=["document", "department"])
        ]

    def __str__(self) -> str:
        return f"{self.document} → {self.department}"


class DocumentVersionQuerySet(VisibleQuerySet):
    """Versions by who may read them and by the day they hold."""

    def visible_to(self, person: Person) -> Self:
        """What was published is read with its document; a draft by those who work on it or decide.

        These are PMO, process manager, committee and auditor, its authors, whoever its approval asks or
        copies, and the specialists and heads of the owner department (reliability §3.2).
        """
        if not person.is_active:
            return self.none()
        if roles_held(person) & _INSIDERS:
            return self
        mine = Q(pk__in=DocumentAuthor.objects.filter(person=person).values("version"))
        mine |= Q(pk__in=self.model.objects.asked_of(person).values("pk"))
        if roles_held(person) & _COMMENTERS and person.department_id:
            mine |= Q(document__owner=person.department_id)
        return self.filter(
            ~Q(state__in=_UNPUBLISHED) | mine, document__in=Document.objects.visible_to(person)
        )

    def asked_of(self, person: Person) -> Self:
        """The versions whose approval asks a person or whoever they stand in for, or of which they are told."""
        return self.filter(Exists(Approval.objects.asking(person, self.model)))

    def holding_on(self, day: date) -> Self:
        """The version that holds on a day, past or future, by its dates and not by its state.

        A published version without an effective date holds from its approval, as the imported policy
        states none (G47).
        """
        return (
            self.exclude(state__in=_UNPUBLISHED)
            .annotate(
                holds_from=Coalesce("effective_on", "approved_on", "prepared_on", Value(date.min))
            )
            .filter(Q(ended_on=None) | Q(ended_on__gte=day), holds_from__lte=day)
            .exclude(state=DocumentState.RETIRED, effective_on=None)
            .exclude(state=DocumentState.SUPERSEDED, ended_on=None)
        )


class DocumentVersion(TrackedModel):
    """One version with its signers as printed and as persons, and five dates that may be unstated (G47).

    `effective_on` and `ended_on` are its first and last day in force, both included; the database keeps
    the days of one document apart. `content_sha256` is the hash of its clauses or of its file.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(max_length=20)
    state = models.CharField(
        max_length=20, choices=DocumentState.choices, default=DocumentState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    content_kind = models.CharField(
        max_length=20, choices=ContentKind.choices, default=ContentKind.CLAUSES
    )
    content_sha256 = models.CharField(max_length=64, blank=True)
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    change_note = models.CharField(max_length=300, blank=True)
    is_material = models.BooleanField(_("must be read anew"), default=True)
    prepared_by = models.CharField(max_length=60, blank=True)
    prepared_on = models.DateField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=60, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=60, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    preparer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approver = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    publisher = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.ForeignKey(
        Resolution, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    terms = models.JSONField(default=list, blank=True)
    preamble = models.JSONField(default=dict, blank=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("document version")
        verbose_name_plural = _("document versions")
        constraints = [
            models.UniqueConstraint(
                name="document_version_label_once",
                fields=["document", "label"],
                condition=~Q(state=DocumentState.DISCARDED),
            ),
            models.UniqueConstraint(
                name="document_version_one_draft",
                fields=["document"],
                condition=Q(state=DocumentState.DRAFT),
            ),
            models.UniqueConstraint(
                name="document_version_one_in_force",
                fields=["document"],
                condition=Q(state=DocumentState.IN_FORCE),
            ),
            models.CheckConstraint(
                name="document_version_draft_holds_never",
                condition=~Q(state__in=[DocumentState.DRAFT, DocumentState.DISCARDED])
                | Q(effective_on=None),
            ),
            models.CheckConstraint(
                name="document_version_scheduled_for_a_day",
                condition=~Q(state=DocumentState.SCHEDULED)
                | Q(effective_on__isnull=False, published_on__isnull=False),
            ),
            models.CheckConstraint(
                name="document_version_effective_after_publication",
                condition=Q(effective_on=None)
                | Q(published_on=None)
                | Q(effective_on__gte=F("published_on")),
            ),
            models.CheckConstraint(
                name="document_version_ends_after_start",
                condition=Q(effective_on=None)
                | Q(ended_on=None)
                | Q(ended_on__gte=F("effective_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.label}"


class DocumentAuthor(models.Model):
    """Somebody edited this version: none of its authors reviews or approves it (reliability §3.3 no. 1)."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="authors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("author of a version")
        verbose_name_plural = _("authors of versions")
        constraints = [
            models.UniqueConstraint(name="document_author_once", fields=["version", "person"])
        ]

    def __str__(self) -> str:
        return str(self.person)


class DocumentReading(models.Model):
    """A person confirmed having read a version; kept for ever, never changed."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64, blank=True)

    class OfVersionQuerySet(VisibleQuerySet):
        """Confirmations by who may see them."""

        def visible_to(self, person: Person) -> Self:
            """PMO, process manager, committee and auditor see all, a head the own department's, others their own."""
            roles = roles_held(person)
            if roles & _INSIDERS:
                return self
            mine = Q(person=person)
            if Role.DEPARTMENT_HEAD in roles and person.department_id:
                mine |= Q(person__department_id=person.department_id)
            return self.filter(mine)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a document")
        verbose_name_plural = _("readings of documents")
        constraints = [
            models.UniqueConstraint(name="document_reading_once", fields=["version", "person"])
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.version}"
