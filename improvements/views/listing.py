"""The lists of clause 6.4.4 as files: improvements, and the Pareto of their causes (X23)."""

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing, yes_no

IMPROVEMENTS = Listing(
    "improvements",
    _("Improvements"),
    (
        Column(_("Number"), lambda line: line.row.number),
        Column(_("Title"), lambda line: line.row.title),
        Column(_("Stage"), lambda line: line.row.get_state_display()),
        Column(_("Where it comes from"), lambda line: line.row.get_source_display()),
        Column(_("Process"), lambda line: said(line.row.process)),
        Column(_("Responsible department"), lambda line: said(line.row.department)),
        Column(_("Responsible person"), lambda line: line.row.owner.name),
        Column(_("Goal"), lambda line: line.row.goal),
        Column(_("Due date"), lambda line: line.row.due_on, DAY),
        Column(_("Overdue"), lambda line: yes_no(line.is_late)),
        Column(_("What is late"), lambda line: line.overdue.what if line.overdue else ""),
        Column(
            _("Workdays overdue"),
            lambda line: line.overdue.workdays if line.overdue else None,
            NUMBER,
        ),
        Column(_("Told up to"), lambda line: line.overdue.label if line.overdue else ""),
        Column(_("Measures done"), lambda line: line.done, NUMBER),
        Column(_("Measures"), lambda line: line.total, NUMBER),
        Column(_("Major"), lambda line: yes_no(bool(line.row.is_major))),
        Column(_("Raised"), lambda line: line.row.raised_at, MOMENT),
        Column(_("Closed"), lambda line: line.row.closed_at, MOMENT),
    ),
)
PARETO = Listing(
    "causes",
    _("Pareto of causes"),
    (
        Column(_("Kind of cause"), lambda row: row.name),
        Column(_("Times confirmed"), lambda row: row.count, NUMBER),
        Column(_("Share of all"), lambda row: row.share, NUMBER),
        Column(_("Running share"), lambda row: row.running, NUMBER),
    ),
)
