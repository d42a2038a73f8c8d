"""Numbers: the cells that were counted, and the figures rolled up from them (domain §4.1, §4.3)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models import Department, Person, Project
from governance.models.person import roles_held
from governance.states import Role
from kpi.models.indicator import Indicator, IndicatorVersion
from kpi.models.measure import Measure
from kpi.models.submission import Submission
from kpi.models.target import Target
from kpi.states import FigureStatus, Grain, Origin, Remark, SubmissionState, Verdict
from processes.models import Assignment


class MeasureValueQuerySet(VisibleQuerySet):
    """Cells by whether they count."""

    def visible_to(self, person: Person) -> Self:
        """Who may see the submission may see its cells; computed cells follow the department."""
        roles = roles_held(person)
        if roles & {Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR}:
            return self
        mine = Q(assignment__person=person) | Q(assignment__deputy=person)
        mine |= Q(assignment__in=Assignment.objects.taken_over_by(person))
        if person.department_id:
            mine |= Q(submission=None, department_id=person.department_id)
        return self.filter(mine)

    def counted(self) -> Self:
        """A cell counts when it was computed, or when its submission has been accepted."""
        return self.filter(Q(submission=None) | Q(submission__state=SubmissionState.ACCEPTED))

    def answered(self) -> Self:
        """A number or a grade is there; “no data, because …” is none."""
        return self.exclude(value=None, grade="")


class MeasureValue(models.Model):
    """One measure over one slice of a week, from one reporter or one ticket source.

    A graded measure has a `grade` of its scale and a narrative in place of a number (G43). Both are
    empty when there is no data, and then `no_data_reason` says why.
    Slices are whole weeks, or their two parts where a month ends inside the week (G26).
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="values")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="values"
    )
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        "kpi.DataSource", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dimension = models.CharField(max_length=30, blank=True)
    dimension_value = models.CharField(max_length=80, blank=True)
    start = models.DateField()
    end = models.DateField()
    iso_year = models.PositiveSmallIntegerField()
    iso_week = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    grade = models.CharField(max_length=30, blank=True)
    narrative = models.TextField(blank=True)
    no_data_reason = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = MeasureValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("measured value")
        verbose_name_plural = _("measured values")
        constraints = [
            models.UniqueConstraint(
                name="value_once_per_submission",
                fields=["submission", "measure", "start"],
                condition=Q(submission__isnull=False),
            ),
            models.UniqueConstraint(
                name="value_once_per_source",
                fields=["source", "measure", "dimension", "dimension_value", "start"],
                condition=Q(source__isnull=False),
            ),
            models.UniqueConstraint(
                name="value_once_by_system",
                fields=["measure", "start"],
                condition=Q(origin=Origin.SYSTEM, department=None),
            ),
            models.UniqueConstraint(
                name="value_once_by_system_per_department",
                fields=["measure", "department", "start"],
                condition=Q(origin=Origin.SYSTEM, department__isnull=False),
            ),
            models.CheckConstraint(
                name="value_slice_in_order", condition=Q(end__gte=models.F("start"))
            ),
            models.CheckConstraint(
                name="value_number_or_grade", condition=Q(value=None) | Q(grade="")
            ),
        ]
        indexes = [models.Index(fields=["measure", "start"], name="value_measure_start")]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.start} {self.value}"


class IndicatorValueQuerySet(VisibleQuerySet):
    """Figures by scope."""

    def visible_to(self, person: Person) -> Self:
        """Company figures are for every reader; a department's for PMO, committee and that department.

        A project's are for PMO, committee and the departments that report it.
        """
        roles = roles_held(person)
        if roles & {Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR}:
            return self
        if not roles & {Role.PROCESS_SPECIALIST, Role.DEPARTMENT_HEAD, Role.STAFF}:
            return self.none()
        reported = Assignment.objects.filter(
            department=person.department_id, department__isnull=False, project__isnull=False
        )
        return self.filter(
            Q(department=None, project=None)
            | Q(department_id=person.department_id, department__isnull=False)
            | Q(project__in=reported.values("project"))
        )


class IndicatorValue(models.Model):
    """The figure of one indicator for one scope, dimension and period; it can be rebuilt at any time.

    The scope is the company, a department or a project. `population` says out of how many the
    denominator came back. Of a qualitative indicator `grade` is the one it is judged by, `grades`
    all that were given: [{on, grade, department, project}].
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values")
    definition = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=60, default="company")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dimension = models.CharField(max_length=30, blank=True)
    dimension_value = models.CharField(max_length=80, blank=True)
    grain = models.CharField(max_length=10, choices=Grain.choices)
    period = models.CharField(max_length=10)
    start = models.DateField()
    end = models.DateField()
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True)
    population = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    grade = models.CharField(max_length=30, blank=True)
    worst_grade = models.CharField(max_length=30, blank=True)
    grades = models.JSONField(default=list, blank=True)
    narrative = models.TextField(blank=True)
    remark = models.CharField(max_length=12, choices=Remark.choices, blank=True)
    as_of = models.DateField(null=True, blank=True)
    covered = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    target = models.ForeignKey(
        Target, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    status = models.CharField(
        max_length=20, choices=FigureStatus.choices, default=FigureStatus.PROVISIONAL
    )

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        constraints = [
            models.UniqueConstraint(
                name="figure_once",
                fields=["indicator", "scope", "dimension", "dimension_value", "grain", "period"],
            )
        ]
        indexes = [
            models.Index(fields=["grain", "start", "indicator"], name="figure_grain_start"),
            # A page shows one period of all indicators, an acceptance asks which periods were issued.
            models.Index(fields=["period", "scope", "dimension"], name="figure_period_scope"),
            # The course of one indicator, the latest first, however long it is kept.
            models.Index(
                fields=["indicator", "scope", "dimension", "grain", "start"], name="figure_course"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period} {self.value}"
