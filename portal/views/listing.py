"""The inbox as a file: what one owes, has done, has been told (X23)."""

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import MOMENT, Column, Listing

OWED = Listing(
    "inbox",
    _("Inbox"),
    (
        Column(_("What"), lambda row: said(row, "title")),
        Column(_("Clause"), lambda row: row.clause),
        Column(_("Period"), lambda row: row.period),
        Column(_("Department"), lambda row: said(row.department)),
        Column(_("Opened"), lambda row: row.opened_at, MOMENT),
        Column(_("Due"), lambda row: row.due_at, MOMENT),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Done"), lambda row: row.done_at, MOMENT),
    ),
)
TOLD = Listing(
    "messages",
    _("Messages"),
    (
        Column(_("Subject"), lambda row: said(row, "subject")),
        Column(_("Text"), lambda row: row.body),
        Column(_("Received"), lambda row: row.created_at, MOMENT),
    ),
)
BEGUN = Listing(
    "started",
    _("Started by me"),
    (
        Column(_("Kind"), lambda row: row.kind),
        Column(_("What"), lambda row: said(row, "title")),
        Column(_("Since"), lambda row: row.since, MOMENT),
        Column(_("State"), lambda row: row.state),
    ),
)
