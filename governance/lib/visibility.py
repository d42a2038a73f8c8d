"""The one door to rows: whoever asks for a row says for whom (ASVS 8.2.2, threat T1)."""

from typing import Any, Protocol, Self

from django.db import models


class Viewer(Protocol):
    """Whoever looks: all that is asked here is whether the account is open."""

    @property
    def is_active(self) -> bool: ...


class VisibleQuerySet(models.QuerySet[Any]):
    """Rows a person may see; each model's query set states its own rule."""

    def visible_to(self, person: Viewer) -> Self:
        """Everybody who is signed in and holds a business role or audits sees published facts."""
        return self if person.is_active else self.none()


VisibleManager = models.Manager.from_queryset(VisibleQuerySet)
