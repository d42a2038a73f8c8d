"""Process assets: documents, records, data and lessons that running processes leave behind (R16, R34)."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person
from governance.models.person import roles_held
from governance.states import Classification, Role
from processes.models.assignment import Assignment
from processes.models.process import Process
from processes.states import AssetState

# Who takes in or looks after every asset, and who audits (reliability §3.2).
_INSIDERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.AUDITOR})


class AssetQuerySet(VisibleQuerySet):
    """Assets by who may know of them."""

    def visible_to(self, person: Person) -> Self:
        """What is or was in the library is read by its label; what is being prepared by those who prepare it.

        A restricted one is for the departments it names; PMO, process manager and auditor see all, the
        owner and whoever entered it always their own, specialists what their processes prepare.
        """
        if not person.is_active:
            return self.none()
        if roles_held(person) & _INSIDERS:
            return self
        own = Q(owner=person) | Q(added_by=person)
        reporting = Assignment.objects.of(person).filter(valid_to=None).values("process")
        named = AssetReader.objects.filter(department=person.department_id).values("asset")
        open_to = ~Q(label=Classification.RESTRICTED) | Q(pk__in=named)
        is_known = Exists(AssetVersion.objects.filter(asset=OuterRef("pk")).accepted())
        return self.filter(own | (open_to & (Q(process__in=reporting) | is_known)))

    def prepared_by(self, person: Person) -> Self:
        """Assets whose unfinished versions a person may read: those who prepare them, the PMO and the auditor."""
        if roles_held(person) & _INSIDERS:
            return self.visible_to(person)
        reporting = Assignment.objects.of(person).filter(valid_to=None).values("process")
        mine = Q(owner=person) | Q(added_by=person) | Q(process__in=reporting)
        return self.visible_to(person).filter(mine)


class Asset(TrackedModel):
    """One asset; `state` says where its newest version stands, `version` counts changes of this row.

    Without a process it belongs to the framework as a whole. What it came out of is kept by name
    (`source_…`), since acts that leave assets lie above this app.
    """

    Label = Classification

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("document")
        RECORD = "record", _("process record")
        DATA = "data", _("process data")
        LESSON = "lesson", _("lesson learnt")

    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="assets"
    )
    label = models.CharField(
        max_length=20, choices=Classification.choices, default=Classification.INTERNAL
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assets_owned")
    state = models.CharField(max_length=20, choices=AssetState.choices, default=AssetState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    source_app = models.CharField(max_length=40, blank=True)
    source_model = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=40, blank=True)
    source_title = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=200, blank=True)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("process asset")
        verbose_name_plural = _("process assets")
        constraints = [
            models.CheckConstraint(
                name="asset_source_whole",
                condition=Q(source_app="", source_model="", source_key="")
                | ~(Q(source_app="") | Q(source_model="") | Q(source_key="")),
            )
        ]
        indexes = [
            models.Index(fields=["process", "state"], name="asset_of_process"),
            models.Index(fields=["source_app", "source_model", "source_key"], name="asset_source"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_restricted(self) -> bool:
        """Only the departments it names read it, and every download is logged."""
        return self.label == Classification.RESTRICTED


class AssetReader(models.Model):
    """A department that reads a restricted asset."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="readers")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader of an asset")
        verbose_name_plural = _("readers of an asset")
        constraints = [
            models.UniqueConstraint(name="asset_reader_once", fields=["asset", "department"])
        ]

    def __str__(self) -> str:
        return f"{self.asset} → {self.department}"


class AssetVersionQuerySet(VisibleQuerySet):
    """Versions by who may read them."""

    def visible_to(self, person: Person) -> Self:
        """A version in the library is read with its asset; an unfinished one by those who prepare the asset."""
        return self.filter(
            Q(accepted_at__isnull=False, asset__in=Asset.objects.visible_to(person))
            | Q(asset__in=Asset.objects.prepared_by(person))
        )

    def accepted(self) -> Self:
        """Versions that were taken into the library."""
        return self.filter(accepted_at__isnull=False)


class AssetVersion(TrackedModel):
    """One version: its files lie on it, `summary` is its text; once accepted it stays as it is.

    `authors` are all who wrote or uploaded any part of it: none of them takes it into the library.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20)
    summary = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    authors = models.JSONField(default=list, blank=True)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = AssetVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an asset")
        verbose_name_plural = _("versions of an asset")
        constraints = [
            models.UniqueConstraint(name="asset_version_once", fields=["asset", "number"]),
            models.UniqueConstraint(name="asset_label_once", fields=["asset", "label"]),
            models.CheckConstraint(
                name="asset_accepted_pair",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="asset_acceptor_is_another",
                condition=Q(accepted_by=None) | ~Q(accepted_by=models.F("begun_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset.number} {self.label}"
