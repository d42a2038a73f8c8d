"""What we aim at and what was: indicators, weekly data, monthly report (policy 6.4.2, 7)."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpiConfig(AppConfig):
    name = "kpi"
    verbose_name = _("Indicators")

    def ready(self) -> None:
        """Every process knows the handlers of the jobs, not only the worker."""
        import_module("kpi.tasks")
