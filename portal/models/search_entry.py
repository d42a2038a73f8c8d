"""What is looked through when somebody searches: one row per record, kept from the records themselves (R34)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import Viewer, VisibleQuerySet


class SearchEntryQuerySet(VisibleQuerySet):
    """Entries are reached through the records they speak of, never by themselves."""

    def visible_to(self, person: Viewer) -> Self:
        """Nobody: an entry is seen with its record alone (`portal.selectors.search.entries_for`)."""
        return self.none()


class SearchEntry(models.Model):
    """One record as it is found: its names, their pinyin, and the words in it.

    `words` is all of that with width and case taken away; the database has its index of three letters
    over it. `stamp` says of which state of the record the row was made; without `is_quoted` no words of it
    are shown outside its own page.
    """

    kind = models.CharField(max_length=20)
    object_key = models.PositiveBigIntegerField()
    title = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400, blank=True)
    pinyin = models.TextField(blank=True)
    body = models.TextField(blank=True)
    words = models.TextField()
    url = models.CharField(max_length=200, blank=True)
    is_quoted = models.BooleanField(default=True)
    dated_on = models.DateField(null=True, blank=True)
    stamp = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(name="search_entry_once", fields=["kind", "object_key"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_key}"
