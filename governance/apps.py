"""Who decides, who may, what was decided and what is owed (policy clauses 1-5)."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from governance.lib.folded import check_half_migrated


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = _("Governance")

    def ready(self) -> None:
        """Every process knows the handlers of the jobs, not only the worker."""
        import_module("governance.tasks")
        register(check_half_migrated, Tags.database)
