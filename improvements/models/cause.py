"""Root causes as data: one tree that is drawn as fishbone and as 5-Why chain (6.4.4①, R61)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Person
from improvements.models.improvement import Improvement, OfImprovementQuerySet
from improvements.states import CauseVerdict


class CauseCategory(TrackedModel):
    """A bone of the fishbone; sets are the PMO's to choose: 人机料法环测, or people, process, technology, supplier."""

    set_code = models.CharField(max_length=20)
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("category of causes")
        verbose_name_plural = _("categories of causes")
        constraints = [
            models.UniqueConstraint(name="cause_category_once", fields=["set_code", "code"])
        ]

    def __str__(self) -> str:
        return self.name


class CauseKind(TrackedModel):
    """A cause of the catalogue, so that the same cause is counted as the same across improvements."""

    name = models.CharField(max_length=80, unique=True)
    name_en = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kind of cause")
        verbose_name_plural = _("kinds of causes")

    def __str__(self) -> str:
        return self.name


class Cause(TrackedModel):
    """One answer to “why?”: under a category at the top, under another cause below it, at most ten deep."""

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="causes")
    round = models.PositiveSmallIntegerField(default=1)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    category = models.ForeignKey(
        CauseCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.ForeignKey(
        CauseKind, on_delete=models.PROTECT, null=True, blank=True, related_name="causes"
    )
    position = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    evidence = models.TextField(blank=True)
    verdict = models.CharField(
        max_length=20, choices=CauseVerdict.choices, default=CauseVerdict.OPEN
    )
    verdict_note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = OfImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        constraints = [
            models.CheckConstraint(name="cause_level", condition=Q(level__gte=1, level__lte=10)),
            models.CheckConstraint(
                name="cause_top_has_category",
                condition=Q(level=1, parent=None, category__isnull=False)
                | Q(level__gt=1, parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text
