"""The inbox, what was found and the conformance page as files (X23)."""

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing
from governance.templatetags.lights import LIGHTS
from portal.selectors.conformance import UNMAPPED, clause_name
from portal.selectors.finding import whose
from portal.selectors.search_parts import KINDS

PROCESSES = Listing(
    "processes",
    _("Process framework"),
    (
        Column(_("Code"), lambda place: place[1].process.code),
        Column(_("Process"), lambda place: said(place[1].process)),
        Column(_("Process set"), lambda place: place[0].label),
        Column(_("Objective"), lambda place: said(place[1].process, "goal")),
        Column(
            _("Departments"),
            lambda place: "; ".join(
                f"{said(row.department)} ({row.get_kind_display()})"
                for row in place[1].process.responsibilities.all()
            ),
        ),
        Column(
            _("Owner"),
            lambda place: place[1].process.owner.name if place[1].process.owner else "",
        ),
        Column(
            _("Outputs"),
            lambda place: "; ".join(said(row) for row in place[1].process.outputs.all()),
        ),
        Column(
            _("Light of the month"),
            lambda place: LIGHTS[place[1].light.light].word if place[1].light else "",
        ),
    ),
)
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
LATE = Listing(
    "late",
    _("What is late"),
    (
        Column(_("What"), lambda row: said(row, "title")),
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Clause"), lambda row: row.clause),
        Column(_("Period"), lambda row: row.period),
        Column(_("By whom"), whose),
        Column(_("Department"), lambda row: said(row.department)),
        Column(_("Due"), lambda row: row.due_at, MOMENT),
        Column(_("Reminded"), lambda row: row.reminded_at, MOMENT),
        Column(_("Told up to"), lambda row: row.get_escalated_display()),
        Column(_("Address"), lambda row: row.url),
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


def clauses_listing(standard: str) -> Listing:
    """The conformance page; the head of a column says which edition of the standard it maps to (G50)."""
    return Listing(
        "conformance",
        _("Conformance"),
        (
            Column(_("Clause"), lambda line: clause_name(line.label)),
            Column(_("Title"), lambda line: line.title),
            Column(_("Requirements"), lambda line: line.codes),
            Column(_("What it asks"), lambda line: "; ".join(text for _code, text in line.asked)),
            Column(standard, lambda line: line.standard or UNMAPPED),
            Column(_("Owed"), lambda line: line.tally.owed, NUMBER),
            Column(_("Done in time"), lambda line: line.tally.in_time, NUMBER),
            Column(_("Done late"), lambda line: line.tally.late, NUMBER),
            Column(_("Missing"), lambda line: line.tally.missing, NUMBER),
            Column(_("Not due yet"), lambda line: line.tally.running, NUMBER),
            Column(_("Waived"), lambda line: line.tally.waived, NUMBER),
            Column(_("Standing"), lambda line: line.tally.word),
        ),
    )


OF_CLAUSE = Listing(
    "duties",
    _("Duties and their evidence"),
    (
        Column(_("Clause"), lambda row: clause_name(row.clause)),
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("What"), lambda row: said(row, "title")),
        Column(_("Period"), lambda row: row.period),
        Column(_("By whom"), whose),
        Column(_("Department"), lambda row: said(row.department)),
        Column(_("Due"), lambda row: row.due_at, MOMENT),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Done"), lambda row: row.done_at, MOMENT),
        Column(_("Evidence"), lambda row: row.evidence),
        Column(_("Reason"), lambda row: row.waive_reason),
        Column(_("Address"), lambda row: row.url),
    ),
)
FINDINGS = Listing(
    "findings",
    _("Findings"),
    (
        Column(_("Clause"), lambda row: row.rule.clause),
        Column(_("Rule"), lambda row: row.rule.title),
        Column(_("What"), lambda row: row.what),
        Column(_("Who can move it"), lambda row: row.who),
        Column(_("Address"), lambda row: row.url),
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
USAGE = Listing(
    "usage",
    _("Usage by week"),
    (
        Column(_("Week"), lambda row: row.week.label),
        Column(_("Active people"), lambda row: row.people, NUMBER),
        Column(_("Sign-ins"), lambda row: row.sign_ins, NUMBER),
        Column(_("Acts in the trail"), lambda row: row.acts, NUMBER),
        Column(_("Weekly data owed"), lambda row: row.duties.owed, NUMBER),
        Column(_("Done in time"), lambda row: row.duties.in_time, NUMBER),
        Column(_("Done late"), lambda row: row.duties.late, NUMBER),
        Column(_("Missing"), lambda row: row.duties.missing, NUMBER),
        Column(_("In time, per cent"), lambda row: row.in_time.shown, NUMBER),
        Column(_("Accepted"), lambda row: row.accepted, NUMBER),
        Column(_("Accepted the first time"), lambda row: row.first_time, NUMBER),
    ),
)
