"""The lists of the system's own pages as files: status, trail, permissions (X23)."""

from django.utils.translation import gettext_lazy as _

from governance.lib.listing import MOMENT, Column, Listing

STATUS = Listing(
    "system-status",
    _("System status"),
    (
        Column(_("What is watched"), lambda line: line.label),
        Column(_("State"), lambda line: line.light.label),
        Column(_("How the part stands"), lambda line: line.figure),
        Column(_("since when"), lambda line: line.since, MOMENT),
        Column(_("What to do"), lambda line: line.advice),
    ),
)
