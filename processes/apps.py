"""What ought to be: the process catalogue and its norms (policy 6.1-6.3)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    name = "processes"
    verbose_name = _("Process framework")
