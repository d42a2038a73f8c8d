"""Ticket sources: tickets, and the imports that brought them (policy 6.4.2; numbers without typing)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person
from governance.models.person import roles_held
from governance.states import Role
from kpi.states import ImportOutcome
from processes.models import Process

_EVERYWHERE = {Role.PMO, Role.PROCESS_MANAGER, Role.AUDITOR}
_IN_THEIR_DEPARTMENT = {Role.PROCESS_SPECIALIST, Role.DEPARTMENT_HEAD}


class SourceQuerySet(VisibleQuerySet):
    """Tickets stay in the house that handled them; only figures travel."""

    source_path = ""

    def visible_to(self, person: Person) -> Self:
        """PMO and auditor see all; specialists and heads see the sources of their own department."""
        roles = roles_held(person)
        if roles & _EVERYWHERE:
            return self
        if roles & _IN_THEIR_DEPARTMENT and person.department_id:
            return self.filter(**{f"{self.source_path}department_id": person.department_id})
        return self.none()


class OfSourceQuerySet(SourceQuerySet):
    """Rows that belong to a source are seen by whoever sees the source."""

    source_path = "source__"


class DataSource(TrackedModel):
    """A tool whose exported tickets are turned into base measures by a declared mapping.

    `version` is the compare-and-set mark that lets one of two simultaneous imports win.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120, blank=True)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="sources")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="sources"
    )
    preset = models.CharField(max_length=60, blank=True)
    mapping_text = models.TextField()
    mapping_kind = models.CharField(max_length=10, default="toml")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket source")
        verbose_name_plural = _("ticket sources")

    def __str__(self) -> str:
        return self.name


class TicketImport(models.Model):
    """One export handed in: where its bytes lie, what was read, what it changed, what it refused."""

    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    mapping_sha256 = models.CharField(max_length=64, blank=True)
    asked_by = models.CharField(max_length=80)
    asked_by_label = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=20, choices=ImportOutcome.choices, default=ImportOutcome.WAITING
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    sentence = models.TextField(blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_left_out = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    bad_rows = models.JSONField(default=list, blank=True)
    tickets_seen = models.PositiveIntegerField(default=0)
    tickets_new = models.PositiveIntegerField(default=0)
    tickets_changed = models.PositiveIntegerField(default=0)
    cells_changed = models.PositiveIntegerField(default=0)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    restatements = models.JSONField(default=list, blank=True)

    objects = OfSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket import")
        verbose_name_plural = _("ticket imports")
        indexes = [models.Index(fields=["source", "-asked_at"], name="ticket_import_latest")]

    def __str__(self) -> str:
        return f"{self.source} · {self.file_name}"


class Ticket(models.Model):
    """One ticket, whatever tool it came from; an absent time is a thing that has not happened.

    Where the source prints a wall clock without a zone, that clock is kept as if it were UTC.
    """

    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="tickets")
    key = models.CharField(max_length=200)
    opened = models.DateTimeField(_("opened at"), null=True, blank=True)
    resolved = models.DateTimeField(_("resolved at"), null=True, blank=True)
    closed = models.DateTimeField(_("closed at"), null=True, blank=True)
    implemented = models.DateTimeField(_("implemented at"), null=True, blank=True)
    reversed = models.DateTimeField(_("backed out at"), null=True, blank=True)
    priority = models.CharField(_("ticket priority"), max_length=100, blank=True)
    group = models.CharField(_("assignment group"), max_length=200, blank=True)
    service = models.CharField(_("service or application"), max_length=200, blank=True)
    outcome = models.CharField(_("kind of outcome"), max_length=60, blank=True)
    link = models.CharField(_("linked ticket"), max_length=200, blank=True)
    sla = models.BooleanField(_("within SLA"), null=True, blank=True)
    reopens = models.PositiveIntegerField(_("reopenings"), null=True, blank=True)
    reassignments = models.PositiveIntegerField(_("reassignments"), null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = OfSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [models.UniqueConstraint(name="ticket_once", fields=["source", "key"])]
        # One index for each time a figure may be cut by: every number opens to its tickets.
        indexes = [
            models.Index(fields=["source", "opened"], name="ticket_opened"),
            models.Index(fields=["source", "resolved"], name="ticket_resolved"),
            models.Index(fields=["source", "closed"], name="ticket_closed"),
            models.Index(fields=["source", "implemented"], name="ticket_implemented"),
        ]

    def __str__(self) -> str:
        return self.key
