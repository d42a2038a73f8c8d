"""How a part of the machine stands (reliability §6 item 10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Health(models.TextChoices):
    """A part is in order, asks for attention, has failed, or nobody has recorded how it stands."""

    GOOD = "healthy", _("in order")
    ATTENTION = "attention", _("attention")
    ALARM = "alarm", _("fault")
    UNRECORDED = "unrecorded", _("not recorded")
