"""Who does, answers for, is asked about and is told of a key activity (R20, G19): RACI, decided by the PMO."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleManager
from governance.models import Department
from processes.models.process import KeyActivity


class ActivityRole(TrackedModel):
    """One letter of one department or body for one key activity; at most one answers for an activity.

    The policy prints none of them; what it prints of a whole process is `Responsibility` (5.3).
    """

    class Letter(models.TextChoices):
        RESPONSIBLE = "R", _("R does it")
        ACCOUNTABLE = "A", _("A answers for it")
        CONSULTED = "C", _("C is asked")
        INFORMED = "I", _("I is told")

    activity = models.ForeignKey(KeyActivity, on_delete=models.PROTECT, related_name="roles")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(max_length=1, choices=Letter.choices)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("role in a key activity")
        verbose_name_plural = _("roles in a key activity")
        constraints = [
            models.UniqueConstraint(
                name="activity_role_once", fields=["activity", "department", "letter"]
            ),
            models.UniqueConstraint(
                name="activity_one_accountable", fields=["activity"], condition=Q(letter="A")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} · {self.department} · {self.letter}"
