"""A person's private address of their calendar (R19)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models import Person


class CalendarFeedQuerySet(VisibleQuerySet):
    """Feeds by owner; nobody sees another's."""

    def visible_to(self, person: Person) -> "CalendarFeedQuerySet":
        """A feed is seen by the person it belongs to."""
        return self.filter(person=person)


class CalendarFeed(models.Model):
    """One private address a person; its secret is shown once and only its hash is kept."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="calendar_feed")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"{self.person_id}"
