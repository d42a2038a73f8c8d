"""Reports: 《过程运行监控报告》, its compilations, 《SLA绩效报告》 and 《服务报告》 (6.4.2③, R39, R40, R56, G12, G23)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models import Person, Project
from governance.models.paper import Rendered
from governance.models.person import roles_held
from governance.states import PaperFormat, RenderState, Role
from kpi.models.indicator import Indicator, IndicatorVersion
from kpi.models.target import Target
from kpi.states import SERVICE_REPORTS, ReportKind, ReportState, SectionKind, Verdict
from processes.models import Process

_WORKSHOP = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR})
_READERS = frozenset({Role.PROCESS_SPECIALIST, Role.DEPARTMENT_HEAD})


class ReportQuerySet(VisibleQuerySet):
    """Reports by who may read a draft and who only what is issued."""

    def visible_to(self, person: Person) -> Self:
        """PMO, committee and auditor see drafts; specialists and heads what is issued; nobody else."""
        roles = roles_held(person)
        if roles & _WORKSHOP:
            return self
        return self.filter(state=ReportState.ISSUED) if roles & _READERS else self.none()


class OfReportQuerySet(VisibleQuerySet):
    """Rows that follow their report; `PATH` leads to it."""

    PATH = "report"

    def visible_to(self, person: Person) -> Self:
        """Whoever may read the report may read its parts."""
        return self.filter(**{f"{self.PATH}__in": Report.objects.visible_to(person)})


class OfIssueQuerySet(OfReportQuerySet):
    """Rows that follow an issue."""

    PATH = "issue__report"


class Report(TrackedModel):
    """One report of a kind, a period and a project, once and for ever; live until it is issued.

    Without a project it speaks of the whole company. `authors` holds everybody who wrote any part
    since the last issue: none of them may issue it.
    """

    kind = models.CharField(max_length=20, choices=ReportKind.choices, default=ReportKind.MONTHLY)
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    period = models.CharField(max_length=7)
    start = models.DateField()
    end = models.DateField()
    number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20, choices=ReportState.choices, default=ReportState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    authors = models.JSONField(default=list, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=80)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_sha256 = models.CharField(max_length=64, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    return_note = models.TextField(blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                name="report_once", fields=["kind", "period"], condition=Q(project=None)
            ),
            models.UniqueConstraint(
                name="report_once_per_project",
                fields=["kind", "period", "project"],
                condition=Q(project__isnull=False),
            ),
            models.CheckConstraint(
                name="report_project_only_of_services",
                condition=Q(project=None) | Q(kind__in=SERVICE_REPORTS),
            ),
            models.UniqueConstraint(
                name="report_number_once", fields=["number"], condition=~Q(number="")
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.period


class ReportSection(TrackedModel):
    """What people wrote; an empty summary stands for the sentences the system draws from the figures."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=20, choices=SectionKind.choices)
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("section of a report")
        verbose_name_plural = _("sections of reports")
        constraints = [
            models.UniqueConstraint(
                name="section_once",
                fields=["report", "kind"],
                condition=Q(process=None, indicator=None),
            ),
            models.UniqueConstraint(
                name="section_once_per_indicator",
                fields=["report", "kind", "indicator"],
                condition=Q(indicator__isnull=False),
            ),
            models.UniqueConstraint(
                name="section_once_per_process",
                fields=["report", "process"],
                condition=Q(process__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.kind}"


class ReportIssue(models.Model):
    """One version as it was signed: the whole content as JSON with its SHA-256; a later version leaves it as it is."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="issues")
    ordinal = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=80)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    restatements = models.JSONField(default=list)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    voided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue of a report")
        verbose_name_plural = _("issues of reports")
        constraints = [
            models.UniqueConstraint(name="report_issue_once", fields=["report", "ordinal"]),
            models.UniqueConstraint(
                name="report_issue_one_in_force", fields=["report"], condition=Q(voided_at=None)
            ),
            models.CheckConstraint(
                name="report_issued_by_another", condition=~Q(prepared_by=F("issued_by"))
            ),
            models.CheckConstraint(
                name="report_void_pair",
                condition=Q(voided_at=None, voided_by=None)
                | Q(voided_at__isnull=False, voided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"

    @property
    def label(self) -> str:
        return f"V{self.ordinal}.0"


class ReportFigure(models.Model):
    """A figure as it was issued; nothing that happens later changes it."""

    issue = models.ForeignKey(ReportIssue, on_delete=models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    definition = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="+")
    grain = models.CharField(max_length=10)
    period = models.CharField(max_length=10)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True)
    grade = models.CharField(max_length=30, blank=True)
    covered = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    target = models.ForeignKey(
        Target, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=20, choices=Verdict.choices)

    objects = OfIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued figure")
        verbose_name_plural = _("issued figures")
        constraints = [
            models.UniqueConstraint(name="issued_figure_once", fields=["issue", "indicator"])
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period} {self.value}"


class ReportFile(Rendered, models.Model):
    """The bytes of an issue in one language and format, with their SHA-256; made once and never again."""

    issue = models.ForeignKey(ReportIssue, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=10, choices=PaperFormat.choices, default=PaperFormat.PDF)
    state = models.CharField(
        max_length=20, choices=RenderState.choices, default=RenderState.PENDING
    )
    reason = models.TextField(blank=True)
    content = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    rendered_at = models.DateTimeField(null=True, blank=True)

    objects = OfIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("report document")
        verbose_name_plural = _("report documents")
        constraints = [
            models.UniqueConstraint(
                name="report_file_once", fields=["issue", "language", "format"]
            ),
            models.CheckConstraint(
                name="report_file_ready_has_bytes",
                condition=~Q(state=RenderState.READY) | (Q(content__isnull=False) & ~Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} {self.language} {self.format}"
