"""The lists of clause 6.4.2 as files: indicators, sources, tickets, weeks, the board, reports, deviations (X23)."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import AS_IS, DAY, MOMENT, NUMBER, Column, Listing, yes_no
from governance.lib.periods import Week
from governance.templatetags.lights import LIGHTS
from kpi.lib import ticket_words
from kpi.lib.ticket_mapping import TicketMapping
from kpi.selectors.board_page import PlaceRow
from kpi.selectors.ticket import label_of_field

INDICATORS = Listing(
    "indicators",
    _("Indicators"),
    (
        Column(_("Code"), lambda line: line.indicator.code),
        Column(_("Indicator"), lambda line: said(line.indicator)),
        Column(_("Process"), lambda line: said(line.indicator.process)),
        Column(_("Dimension"), lambda line: line.indicator.get_dimension_display()),
        Column(_("Unit"), lambda line: said(line.indicator, "unit")),
        Column(_("Formula"), lambda line: line.in_words),
        Column(_("Target"), lambda line: line.target_text),
        Column(_("Target value"), lambda line: line.target.value if line.target else None, NUMBER),
        Column(_("State"), lambda line: line.indicator.get_state_display()),
        Column(_("Starter set"), lambda line: yes_no(line.indicator.is_starter)),
    ),
)
SOURCES = Listing(
    "sources",
    _("Data sources"),
    (
        Column(_("Code"), lambda line: line.source.code),
        Column(_("Source"), lambda line: said(line.source)),
        Column(_("Process"), lambda line: said(line.source.process)),
        Column(_("Department"), lambda line: said(line.source.department)),
        Column(_("Tickets"), lambda line: line.tickets, NUMBER),
        Column(
            _("Last import"), lambda line: line.latest.asked_at if line.latest else None, MOMENT
        ),
        Column(_("Outcome"), lambda line: line.latest.get_outcome_display() if line.latest else ""),
    ),
)
WEEKS = Listing(
    "weekly-data",
    _("Weekly data due"),
    (
        Column(_("Process"), lambda row: said(row.assignment.process)),
        Column(_("Department"), lambda row: said(row.assignment.department)),
        Column(
            _("project"), lambda row: row.assignment.project.name if row.assignment.project else ""
        ),
        Column(_("Week"), lambda row: row.week.label),
        Column(_("from"), lambda row: row.week.start, DAY),
        Column(_("to"), lambda row: row.week.end, DAY),
        Column(_("Due"), lambda row: row.due_at, MOMENT),
        Column(_("State"), lambda row: LIGHTS[row.cell.state].word),
        Column(
            _("Received"),
            lambda row: row.cell.submission.received_at if row.cell.submission else None,
            MOMENT,
        ),
    ),
)
REPORTS = Listing(
    "monthly-reports",
    _("Monthly reports"),
    (
        Column(_("Month"), lambda line: line.month.label),
        Column(_("Number"), lambda line: line.issue.number if line.issue else ""),
        Column(_("State"), lambda line: line.report.get_state_display() if line.report else ""),
        Column(_("Data received"), lambda line: line.covered, NUMBER),
        Column(_("Data expected"), lambda line: line.expected, NUMBER),
        Column(_("Due"), lambda line: line.obligation.due_at if line.obligation else None, MOMENT),
        Column(_("Issued"), lambda line: line.issue.issued_at if line.issue else None, MOMENT),
    ),
)
REPORTS_OF_KIND = Listing(
    "reports",
    _("Reports"),
    (
        Column(_("Kind"), lambda line: line["title"]),
        Column(_("Period"), lambda line: line["period"].display()),
        Column(_("project"), lambda line: line["project"]),
        Column(_("Number"), lambda line: line["issue"].number if line["issue"] else ""),
        Column(_("Version"), lambda line: line["issue"].label if line["issue"] else ""),
        Column(_("State"), lambda line: line["report"].get_state_display()),
        Column(
            _("Issued"), lambda line: line["issue"].issued_at if line["issue"] else None, MOMENT
        ),
    ),
)
DEVIATIONS = Listing(
    "deviations",
    _("Deviations"),
    (
        Column(_("Opened"), lambda line: line.row.opened_at, MOMENT),
        Column(_("Indicator"), lambda line: line.row.indicator.code),
        Column(_("Name of the indicator"), lambda line: said(line.row.indicator)),
        Column(_("Process"), lambda line: said(line.row.indicator.process)),
        Column(_("Department"), lambda line: " · ".join(map(said, line.departments))),
        Column(_("Period"), lambda line: line.row.period),
        Column(_("Rule"), lambda line: line.rule),
        Column(_("What it says"), lambda line: line.sentence),
        Column(_("Age in days"), lambda line: line.age, NUMBER),
        Column(_("Who acts"), lambda line: line.who),
        Column(_("State"), lambda line: line.row.get_state_display()),
        Column(_("Cause"), lambda line: line.row.cause),
        Column(_("Measure"), lambda line: line.row.measure),
        Column(_("Decision"), lambda line: line.row.get_decision_display()),
        Column(_("Reason"), lambda line: line.row.decision_reason),
        Column(_("Due on"), lambda line: line.row.due_on, DAY),
    ),
)
HISTORIES = Listing(
    "past-data",
    _("Import of past data"),
    (
        Column(_("File"), lambda row: row.file_name),
        Column(_("Handed in"), lambda row: row.uploaded_at, MOMENT),
        Column(_("By"), lambda row: row.uploaded_by.name),
        Column(_("Decided by"), lambda row: row.decided_by.name if row.decided_by else ""),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("What it says"), lambda row: row.sentence),
    ),
)


def board_listing(weeks: Sequence[Week]) -> Listing:
    """The board as it is seen: a row per assignment, a column per week."""

    def word(place: int) -> Column:
        def said_of(row: PlaceRow) -> str:
            cell = row.cells[place]
            if cell is None:
                return ""
            late = cell.is_late and cell.state != "late"
            marks = [LIGHTS[cell.state].word, *([LIGHTS["late"].word] if late else [])]
            return " · ".join(str(each) for each in marks)

        return Column(weeks[place].label, said_of)

    return Listing(
        "collection-board",
        _("Collection board"),
        (
            Column(_("Process"), lambda row: said(row.assignment.process)),
            Column(_("Department"), lambda row: said(row.assignment.department)),
            Column(
                _("project"),
                lambda row: row.assignment.project.name if row.assignment.project else "",
            ),
            Column(_("specialist"), lambda row: row.assignment.person.name),
            *(word(place) for place in range(len(weeks))),
        ),
    )


def ticket_listing(mapping: TicketMapping, zone: tzinfo) -> Listing:
    """The tickets behind a number with the fields their source has; times by the clock that cuts its periods."""
    given = {rule.field for rule in mapping.columns} | ({"outcome"} if mapping.outcome else set())

    def field(name: str) -> Column:
        def value(ticket: Any) -> Any:
            found = getattr(ticket, name)
            if isinstance(found, datetime):
                return found.astimezone(zone).replace(tzinfo=None, microsecond=0)
            return yes_no(found) if isinstance(found, bool) else found

        return Column(label_of_field(name), value, AS_IS)

    def detail(name: str) -> Column:
        return Column(name, lambda ticket: ticket.details.get(name, ""))

    return Listing(
        "tickets",
        _("Tickets"),
        (
            Column(_("ticket"), lambda ticket: ticket.key),
            *(field(name) for name in ticket_words.FIELDS if name in given),
            *(detail(name) for name in mapping.details),
        ),
    )
