"""The inbox and what was found as files (X23)."""

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, Column, Listing
from portal.selectors.search_parts import KINDS

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
FOUND = Listing(
    "search",
    _("Found"),
    (
        Column(_("Kind"), lambda row: dict(KINDS)[row.kind]),
        Column(_("Title"), lambda row: said(row, "title")),
        Column(_("Date"), lambda row: row.dated_on, DAY),
        Column(_("Address"), lambda row: row.url),
    ),
)
