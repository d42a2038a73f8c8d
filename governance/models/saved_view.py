"""Filters of a list page that somebody has given a name (design §4: saved views)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person


class SavedViewQuerySet(VisibleQuerySet):
    """Saved views by who may use them."""

    def visible_to(self, person: Person) -> Self:
        """Everybody sees the own views and those that are shared; what they show is the reader's own."""
        return self.filter(Q(owner=person) | Q(is_shared=True))


class SavedView(models.Model):
    """A name for the filters of one page: `page` is its url name, `query` its address without page and format."""

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="saved_views")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(name="saved_view_once", fields=["owner", "page", "name"]),
        ]
        indexes = [models.Index(fields=["page"], name="saved_view_page")]

    def __str__(self) -> str:
        return self.name
