"""The annual plan with its goals, resources and training (policy 6.4.1)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = _("Annual plan")
