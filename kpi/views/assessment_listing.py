"""Self-assessments and checklists as files; a checklist that was exported can be read in again (X23)."""

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import listed, said
from governance.lib.listing import MOMENT, NUMBER, Column, Listing

ASSESSMENTS = Listing(
    "self-assessments",
    _("Self-assessments"),
    (
        Column(_("Number"), lambda row: row.number),
        Column(_("Year"), lambda row: row.year, NUMBER),
        Column(_("Scope"), lambda row: row.get_scope_display()),
        Column(_("Projects"), lambda row: listed(said(each) for each in row.named_projects)),
        Column(_("Checklist"), lambda row: str(row.checklist)),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Items to check"), lambda row: row.total, NUMBER),
        Column(_("With a verdict"), lambda row: row.judged, NUMBER),
        Column(_("Findings"), lambda row: row.found, NUMBER),
        Column(_("Without a decision"), lambda row: row.undecided, NUMBER),
        Column(_("Closed"), lambda row: row.closed_at, MOMENT),
        Column(_("Closed by"), lambda row: row.closed_by.name if row.closed_by else ""),
    ),
)
CHECKLISTS = Listing(
    "checklists",
    _("Checklist"),
    (
        Column(_("Version"), str),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Items to check"), lambda row: row.item_count, NUMBER),
        Column(_("Used in"), lambda row: row.use_count, NUMBER),
        Column(_("Put in force"), lambda row: row.enforced_at, MOMENT),
        Column(_("Why a new version"), lambda row: row.change_note),
    ),
)
CHECKLIST = Listing(
    "checklist",
    _("Checklist"),
    (
        Column(_("No."), lambda row: row.position, NUMBER),
        Column(_("Clause"), lambda row: row.clause_label),
        Column(_("Process"), lambda row: said(row.process)),
        Column(_("Clause of the standard"), lambda row: row.standard_clause),
        Column(_("Item to check"), lambda row: row.text),
        Column(_("Item to check (English)"), lambda row: row.text_en),
        Column(_("What to look at"), lambda row: row.hint),
    ),
)
