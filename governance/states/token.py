"""What a machine may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a token may do; nothing else, ever (reliability §3.3 no. 10)."""

    KPI_READ = "kpi:read", _("read KPIs")
    DATA_WRITE = "data:write", _("submit weekly data")
    FEEDBACK_WRITE = "feedback:write", _("register feedback of customers")
