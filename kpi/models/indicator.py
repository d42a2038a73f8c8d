"""Indicators and the versions of their definition (R54, R66, G14, G39; domain §4)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Person
from kpi.models.measure import Measure
from kpi.states import Dimension, Direction, Entry, Grain, IndicatorState, Kind
from processes.models import Process


class Indicator(TrackedModel):
    """A process indicator: suggested by the library until the PMO adopts it.

    `hint` is a typical target seen elsewhere, shown as a hint and never judged against. `pitfalls`
    are letters of `data/pitfalls.toml`; `complements` are codes that state the same fact (domain
    §4.3l). What the company defined itself names its author, who does not adopt it (§3.3 no. 8). A
    qualitative one is a grade of its measure's scale (G43).
    """

    code = models.CharField(max_length=20, unique=True)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="indicators")
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.QUANTITATIVE)
    dimension = models.CharField(max_length=1, choices=Dimension.choices, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    unit_en = models.CharField(max_length=20, blank=True)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    cadence = models.CharField(max_length=10, choices=Grain.choices, default=Grain.WEEK)
    assessment_grain = models.CharField(max_length=10, choices=Grain.choices, default=Grain.MONTH)
    entry = models.CharField(max_length=10, choices=Entry.choices, default=Entry.PERSON)
    is_policy = models.BooleanField(default=False)
    is_starter = models.BooleanField(default=False)
    hint = models.CharField(max_length=100, blank=True)
    hint_en = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    source_en = models.CharField(max_length=200, blank=True)
    pitfalls = models.JSONField(default=list, blank=True)
    complements = models.JSONField(default=list, blank=True)
    gaps = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=100)
    state = models.CharField(
        max_length=20, choices=IndicatorState.choices, default=IndicatorState.SUGGESTED
    )
    version = models.PositiveIntegerField(default=1)
    adopted_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = VisibleManager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_own(self) -> bool:
        """The company defined it itself; the library did not suggest it."""
        return self.author_id is not None


class IndicatorVersion(TrackedModel):
    """One definition in force from a day; a changed formula starts a new series (domain §4.1 no. 4).

    One that needs a project is reported by the assignments that have one, and by no other (G56).
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    number = models.PositiveSmallIntegerField()
    formula = models.CharField(max_length=300)
    cohort = models.CharField(max_length=200, blank=True)
    cohort_en = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    measures = models.ManyToManyField(Measure, related_name="definitions")
    needs_project = models.BooleanField(default=False)
    # Out of how many the denominator came back: questionnaires sent (domain §4.3m).
    population = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = VisibleManager()

    class Meta:
        verbose_name = _("indicator definition")
        verbose_name_plural = _("indicator definitions")
        constraints = [
            models.UniqueConstraint(name="indicator_version_once", fields=["indicator", "number"]),
            models.CheckConstraint(
                name="indicator_version_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} v{self.number}"
