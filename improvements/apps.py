"""What we change: causes, plans, verification, solidification (policy 6.4.4)."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImprovementsConfig(AppConfig):
    name = "improvements"
    verbose_name = _("Improvements")

    def ready(self) -> None:
        """Every process lays improvements on the table of a review (docs/adr/0031)."""
        import_module("improvements.selectors.review_input")
